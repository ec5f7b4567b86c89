import type { GuardedFetch } from '../lti/outbound.ts';
import type { Reached } from './doctor-neighbours.ts';

/** Asks one address once, and tells what came back instead of throwing. */
export function createProbe(guarded: GuardedFetch): (url: string) => Promise<Reached> {
  return async (url) => {
    const startedAt = performance.now();
    try {
      const answer = await guarded(url);
      const tookMs = performance.now() - startedAt;
      const date = Date.parse(answer.headers.date ?? '');
      return {
        kind: 'answered',
        status: answer.status,
        text: answer.text(),
        dateMs: Number.isNaN(date) ? undefined : date,
        tookMs,
        at: Date.now(),
      };
    } catch (error) {
      const { message, cause } = error as Error & { cause?: Error };
      return { kind: 'failed', why: cause === undefined ? message : `${message} (${cause.message})` };
    }
  };
}
