import type { KnownTotals } from './lists.ts';

const WORTH_KEEPING = 50_000;
const MAX_AGE_MS = 30_000;
const MOST_KEYS = 1000;

/** Remembers large totals for 30 s: counting 200,000 rows for each page of them would cost more than the page. */
export function createKnownTotals(now: () => number = Date.now): KnownTotals {
  const kept = new Map<string, { total: number; until: number }>();
  return {
    get(key) {
      const known = kept.get(key);
      return known !== undefined && known.until > now() ? known.total : undefined;
    },
    set(key, total) {
      if (total < WORTH_KEEPING) return;
      if (kept.size >= MOST_KEYS) kept.clear();
      kept.set(key, { total, until: now() + MAX_AGE_MS });
    },
  };
}
