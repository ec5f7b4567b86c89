const MOST_KEYS = 2000;

/**
 * The same reading function, each answer kept for a while: callers at once share one reading, a failed one is not kept.
 * @param maxAgeMs how old an answer may be
 */
export function recent<T>(
  read: (key: string) => Promise<T>,
  maxAgeMs: number,
  now: () => number = () => performance.now(),
): (key: string) => Promise<T> {
  const kept = new Map<string, { until: number; answer: Promise<T> }>();
  return (key) => {
    const known = kept.get(key);
    if (known !== undefined && known.until > now()) return known.answer;
    const answer = read(key);
    if (kept.size >= MOST_KEYS) kept.clear();
    kept.set(key, { until: now() + maxAgeMs, answer });
    answer.catch(() => kept.delete(key));
    return answer;
  };
}
