import { AppError } from '../errors/app-error.ts';
import { ByAddress } from '../ids/by-address.ts';
import type { Clock } from '../time/clock.ts';

const WINDOW_MS = 60_000;
const MOST_ADDRESSES = 10_000;

/** Slows down whoever tries keys: counts wrong ones per address and minute, in memory, before the database is asked. */
export class FailedAttempts {
  readonly #clock: Clock;
  readonly #most: number;
  #minute = 0;
  readonly #counts = new ByAddress<number>(MOST_ADDRESSES);

  /** @param most wrong keys or tokens that one address may show in a minute */
  constructor(clock: Clock, most: number) {
    this.#clock = clock;
    this.#most = most;
  }

  /** @throws AppError api-keys.too_many_failed_attempts */
  check(address: string): void {
    this.#forgetOldMinute();
    if ((this.#counts.get(address) ?? 0) < this.#most) return;
    const left = Math.ceil((WINDOW_MS - (this.#clock.now().getTime() % WINDOW_MS)) / 1000);
    throw new AppError(
      'api-keys.too_many_failed_attempts',
      'too_many',
      'too many wrong keys from one address',
      'Too many invalid keys or tokens from this address. Please retry later.',
      { retryAfterSeconds: left, details: { retry_after: left } },
    );
  }

  add(address: string): void {
    this.#forgetOldMinute();
    this.#counts.set(address, (this.#counts.get(address) ?? 0) + 1);
  }

  #forgetOldMinute(): void {
    const minute = Math.floor(this.#clock.now().getTime() / WINDOW_MS);
    if (minute === this.#minute) return;
    this.#minute = minute;
    this.#counts.clear();
  }
}
