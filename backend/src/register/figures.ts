/** Sums over study sessions. Scores and mastery lie between 0 and 1. */
export interface StudySums {
  sessions: number;
  scored_sessions: number;
  score_sum: number;
  mastery_sessions: number;
  mastery_sum: number;
  time_spent_seconds: number;
}

/**
 * The four figures of the academic statistics: means over sessions (a session without score counts for nothing), null where
 * there is nothing to take a mean of; two decimals.
 */
export function figuresOf(sums: StudySums) {
  return {
    total_sessions: sums.sessions,
    /** 0..100 */
    avg_score: meanOf(sums.score_sum * 100, sums.scored_sessions),
    /** 0..1 */
    avg_mastery: meanOf(sums.mastery_sum, sums.mastery_sessions),
    total_time_hours: round2(sums.time_spent_seconds / 3600),
  };
}

/** What a mark (register/study-work.view.ts) says, 0..1 with two decimals; null where no session had a mastery. */
export function latestMasteryOf(mark: number | null): number | null {
  return mark === null ? null : (Number(mark) % 1000) / 100;
}

/** A mean with two decimals; null of nothing. */
export function meanOf(sum: number, count: number): number | null {
  return count === 0 ? null : round2(sum / count);
}

/** Two decimals, half up as people write it: what binary fractions add after the twelfth digit does not count. */
function round2(value: number): number {
  const hundredths = value * 100;
  // Only beside a half do those digits decide, and to write a number out takes long.
  const fromHalf = Math.abs(hundredths - Math.floor(hundredths) - 0.5);
  const isClear = fromHalf > Math.abs(hundredths) * 1e-11;
  return Math.round(isClear ? hundredths : Number(hundredths.toPrecision(12))) / 100;
}
