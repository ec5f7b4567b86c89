import { isRefusingWrites } from '../errors/database-unavailable.ts';
import type { HttpServer } from './server.ts';

/** Knows whether the database takes writes, without writing while all is well. */
export interface WriteWatch {
  /** Told of every request that failed. */
  failed(error: unknown): void;
  areRefused(): Promise<boolean>;
}

/** While writes are refused, one is tried at most so often. */
const TRY_EVERY_MS = 3000;

/**
 * Tries one write when it is asked the first time, then none until a request has failed because the database takes no writes;
 * from then on one every few seconds, for as long as somebody asks, until one goes through.
 * @param probe throws what the database says
 */
export function watchWrites(probe: () => Promise<void>, now: () => number = () => performance.now()): WriteWatch {
  let state: 'unknown' | 'taken' | 'refused' = 'unknown';
  let triedAt = Number.NEGATIVE_INFINITY;
  let trying: Promise<void> | undefined;
  const attempt = async (): Promise<void> => {
    try {
      await probe();
      state = 'taken';
    } catch (error) {
      // What else goes wrong is not for this to tell.
      state = isRefusingWrites(error) ? 'refused' : 'taken';
    } finally {
      triedAt = now();
      trying = undefined;
    }
  };
  return {
    failed(error) {
      if (!isRefusingWrites(error)) return;
      state = 'refused';
      triedAt = now();
    },
    async areRefused() {
      if (state !== 'taken' && now() - triedAt >= TRY_EVERY_MS) {
        trying ??= attempt();
        await trying;
      }
      return state === 'refused';
    },
  };
}

/** Lets the watch know of what requests run into, whoever answers them. */
export function watchFailures(server: HttpServer, watch: WriteWatch): void {
  server.addHook('onError', async (_request, _reply, error) => watch.failed(error));
}
