import { networkOf } from './client-address.ts';

const ALL_OTHERS = 'others';

/**
 * What is counted of clients, by their address, in bounded memory. When there are as many addresses as are kept, those who come
 * later share one value: whoever has very many addresses gains nothing by them.
 */
export class ByAddress<Value> {
  readonly #most: number;
  readonly #values = new Map<string, Value>();

  constructor(most: number) {
    this.#most = most;
  }

  get(address: string): Value | undefined {
    return this.#values.get(this.#placeOf(address));
  }

  set(address: string, value: Value): void {
    this.#values.set(this.#placeOf(address), value);
  }

  clear(): void {
    this.#values.clear();
  }

  /** Forgets values that say nothing any more, when places have become rare. */
  tidyUp(isOver: (value: Value) => boolean): void {
    if (this.#values.size < this.#most) return;
    for (const [place, value] of this.#values) if (isOver(value)) this.#values.delete(place);
  }

  #placeOf(address: string): string {
    const network = networkOf(address);
    return this.#values.size < this.#most || this.#values.has(network) ? network : ALL_OTHERS;
  }
}
