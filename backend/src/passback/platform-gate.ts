import {
  BrokenCircuitError,
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleAll,
} from 'cockatiel';
import { LONGEST_MS } from './backoff.ts';

const FAILURES_TO_OPEN = 5;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 15_000;

/** Thrown through the breaker, which counts exceptions. */
class Trouble<T> extends Error {
  readonly answer: T;
  constructor(answer: T) {
    super('trouble');
    this.answer = answer;
  }
}

/**
 * Says how much may be asked of one platform now. After five troubles in a row nothing is sent for a while (1 s, doubling up
 * to 15 s), then a single probe decides.
 */
export class PlatformGate {
  readonly #breaker: CircuitBreakerPolicy;
  #resumeAtMs = 0;
  #pausedUntilMs = 0;

  constructor(on: { closed(): void; opened(): void }) {
    this.#breaker = circuitBreaker(handleAll, {
      breaker: new ConsecutiveBreaker(FAILURES_TO_OPEN),
      halfOpenAfter: { next: ({ attempt }) => this.#pause(attempt) },
    });
    this.#breaker.onBreak(() => on.opened());
    this.#breaker.onReset(() => on.closed());
  }

  /** How many calls may be under way at once, out of `most`: none during a pause, one for a probe. */
  width(most: number): number {
    const now = Date.now();
    if (now < this.#pausedUntilMs) return 0;
    switch (this.#breaker.state) {
      case CircuitState.Closed:
        return most;
      case CircuitState.Open:
        return now >= this.#resumeAtMs ? 1 : 0;
      default:
        return 0;
    }
  }

  /** The platform asked us to slow down; no pause is longer than the longest wait of a grade. */
  pauseFor(ms: number): void {
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, Date.now() + Math.min(ms, LONGEST_MS));
  }

  /** Runs a call and lets its answer count. @returns undefined when the gate is shut and the call was not made */
  async run<T>(call: () => Promise<T>, isTrouble: (answer: T) => boolean): Promise<T | undefined> {
    try {
      return await this.#breaker.execute(async () => {
        const answer = await call();
        if (isTrouble(answer)) throw new Trouble(answer);
        return answer;
      });
    } catch (error) {
      if (error instanceof Trouble) return error.answer as T;
      if (error instanceof BrokenCircuitError) return undefined;
      throw error;
    }
  }

  /** A back-off of ours in cockatiel's form, because we must know when it ends. */
  #pause(attempt: number): { duration: number; next: (context: { attempt: number }) => never } {
    const duration = Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS);
    this.#resumeAtMs = Date.now() + duration;
    return { duration, next: (context) => this.#pause(context.attempt) as never };
  }
}
