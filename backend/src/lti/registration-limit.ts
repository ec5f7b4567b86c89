import { ByAddress } from '../ids/by-address.ts';

/** Lets each client's address pass so many times in a stretch of time. */
export interface RegistrationLimit {
  /** Undefined when it may pass, else the seconds to wait. */
  secondsToWait(address: string, now: Date): number | undefined;
}

const MOST_ADDRESSES = 5000;

/** Counts in this process alone: a brake on noise, not a lock. */
export function createRegistrationLimit(limit: { most: number; withinMs: number }): RegistrationLimit {
  const passed = new ByAddress<number[]>(MOST_ADDRESSES);
  return {
    secondsToWait(address, now) {
      const since = now.getTime() - limit.withinMs;
      passed.tidyUp((times) => (times.at(-1) ?? 0) <= since);
      const recently = (passed.get(address) ?? []).filter((at) => at > since);
      const [oldest] = recently;
      if (oldest !== undefined && recently.length >= limit.most) return Math.ceil((oldest - since) / 1000);
      passed.set(address, [...recently, now.getTime()]);
      return undefined;
    },
  };
}
