const FIRST_MS = 1000;
/** No wait is longer: what lies further ahead was written while a clock was wrong. */
export const LONGEST_MS = 3600_000;

/** How far the clocks of two servers may lie apart before one of them counts as wrong. */
export const CLOCKS_APART_MS = 60_000;
const JITTER = 0.25;

/** An LMS counts in whole seconds and refuses a second score within one: this is enough apart whatever the second is. */
export const POST_GAP_MS = 1100;

/** After thirty days without success a grade is given up. */
export const GIVE_UP_AFTER_MS = 30 * 24 * 3600_000;

/**
 * How long to wait after the nth failure: 1, 2, 4, 8 s ... up to an hour, up to a quarter more so that rows spread, and
 * not less than the LMS asked for, as far as that is an hour.
 * @param attempts failures so far, this one included
 * @param random 0..1
 * @param askedMs what the LMS asked for (Retry-After)
 */
export function retryDelayMs(attempts: number, random: number, askedMs = 0): number {
  const doubled = Math.min(FIRST_MS * 2 ** Math.min(attempts - 1, 30), LONGEST_MS);
  const spread = Math.min(doubled * (1 + JITTER * random), LONGEST_MS);
  return Math.round(Math.max(spread, Math.min(askedMs, LONGEST_MS), POST_GAP_MS));
}
