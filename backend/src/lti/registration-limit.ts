/** Lets each key pass so many times in a stretch of time. */
export interface RegistrationLimit {
  /** Undefined when it may pass, else the seconds to wait. */
  secondsToWait(key: string, now: Date): number | undefined;
}

const MOST_KEYS = 5000;

/** Counts in this process alone: a brake on noise, not a lock. */
export function createRegistrationLimit(limit: { most: number; withinMs: number }): RegistrationLimit {
  const passed = new Map<string, number[]>();
  return {
    secondsToWait(key, now) {
      const since = now.getTime() - limit.withinMs;
      const recently = (passed.get(key) ?? []).filter((at) => at > since);
      const [oldest] = recently;
      if (oldest !== undefined && recently.length >= limit.most) return Math.ceil((oldest - since) / 1000);
      if (passed.size >= MOST_KEYS && !passed.has(key)) passed.clear();
      passed.set(key, [...recently, now.getTime()]);
      return undefined;
    },
  };
}
