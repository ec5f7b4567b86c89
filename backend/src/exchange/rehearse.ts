import { type CopyRequest, copyBase, type ExchangePorts, type Watch } from './exchange.ts';
import type { Filled } from './fill.ts';
import { inScratchBase } from './scratch-base.ts';

/** A move that was tried. */
export interface Rehearsed extends Filled {
  /** What the move takes between the same two servers: copy, and reading everything again. */
  seconds: number;
}

/**
 * Does the whole move into a scratch base and takes it out of there again.
 * @throws AppError exchange.scratch_not_empty, exchange.being_filled, and then the base is left alone
 */
export async function rehearse(ports: ExchangePorts, request: CopyRequest, watch: Watch): Promise<Rehearsed> {
  return inScratchBase(ports, request.to, async () => {
    const started = performance.now();
    const filled = await copyBase(ports, request, watch);
    return { ...filled, seconds: Math.round((performance.now() - started) / 100) / 10 };
  });
}
