/** A gradebook column. `coupled`: it is the activity's own column, which sets its completion. */
export interface LineItem {
  id: string;
  label: string;
  scoreMaximum: number;
  passGrade: number | null;
  resourceId: string;
  tag: string;
  resourceLinkId: string | null;
  coupled: boolean;
  locked: boolean;
}

/** Moodle's completion states: not done, done, passed, failed. */
export type CompletionState = 0 | 1 | 2 | 3;

/**
 * One cell of the gradebook. `gradedAt` and `overriddenAt` are whole seconds, `arrivedAt` is milliseconds of the last score
 * taken; all are null when there is none. `finalGrade` is what people see, on the column's own scale.
 */
export interface Grade {
  rawGrade: number | null;
  finalGrade: number | null;
  feedback: string | null;
  gradedAt: number | null;
  overriddenAt: number | null;
  locked: boolean;
  arrivedAt: number | null;
  completion: { state: CompletionState; at: number } | null;
}

/** A score that passed the checks of form. `given` is null when the message erases the grade. */
export interface Score {
  given: number | null;
  maximum: number;
  comment: string | null;
  timestampSeconds: number;
}

/** What became of a score. `failed`: Moodle answers 500, because the grade is locked or cannot be computed. */
export type ScoreOutcome = { kind: 'stored'; grade: Grade } | { kind: 'earlier_timestamp' } | { kind: 'failed' };

export const NO_GRADE: Grade = {
  rawGrade: null,
  finalGrade: null,
  feedback: null,
  gradedAt: null,
  overriddenAt: null,
  locked: false,
  arrivedAt: null,
  completion: null,
};

function capped(value: number, item: LineItem): number {
  return Math.round(Math.min(Math.max(value, 0), item.scoreMaximum) * 1e5) / 1e5;
}

function completionAfter(item: LineItem, before: Grade, finalGrade: number | null, at: number): Grade['completion'] {
  if (!item.coupled || (finalGrade === null && before.completion === null)) return before.completion;
  let state: CompletionState = 0;
  if (finalGrade !== null) state = item.passGrade === null ? 1 : finalGrade >= item.passGrade ? 2 : 3;
  return before.completion?.state === state ? before.completion : { state, at };
}

/**
 * Stores a score as Moodle does. A score whose timestamp is not after the second in which the present grade *arrived* is refused; a
 * teacher's override wins silently; a score that changes neither grade nor comment leaves the time of the grade as it was.
 */
export function storeScore(item: LineItem, before: Grade, score: Score, nowMs: number): ScoreOutcome {
  const at = Math.floor(nowMs / 1000);
  if (before.gradedAt !== null && score.timestampSeconds <= before.gradedAt) return { kind: 'earlier_timestamp' };
  if (item.locked || before.locked || (score.given !== null && score.maximum <= 0)) return { kind: 'failed' };
  const rawGrade = score.given === null ? null : (score.given * item.scoreMaximum) / score.maximum;
  if (before.overriddenAt !== null) return { kind: 'stored', grade: { ...before, rawGrade, arrivedAt: nowMs } };
  const finalGrade = rawGrade === null ? null : capped(rawGrade, item);
  const feedback = rawGrade === null ? null : score.comment;
  const isSame = finalGrade === before.finalGrade && feedback === before.feedback;
  const gradedAt = finalGrade === null ? null : isSame ? before.gradedAt : at;
  const completion = completionAfter(item, before, finalGrade, at);
  return {
    kind: 'stored',
    grade: { ...before, rawGrade, finalGrade, feedback, gradedAt, completion, arrivedAt: nowMs },
  };
}

/** A teacher writes a grade by hand (on the column's scale), or takes the override back (null): the last score shows again. */
export function overrideGrade(item: LineItem, before: Grade, value: number | null, nowMs: number): Grade {
  const at = Math.floor(nowMs / 1000);
  const shown = value ?? before.rawGrade;
  const finalGrade = shown === null ? null : capped(shown, item);
  const completion = completionAfter(item, before, finalGrade, at);
  return {
    ...before,
    finalGrade,
    gradedAt: finalGrade === null ? null : at,
    overriddenAt: value === null ? null : at,
    completion,
  };
}
