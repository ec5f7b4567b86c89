import type { Clock } from '../time/clock.ts';
import { SESSION_GAP_MS } from './study-log.ts';

/** A session that could not be added; by its key, which says nothing of the person. */
export interface RollUpFailure {
  session: string;
  error: unknown;
}

/** Where the days of study are kept. */
export interface StudyDays {
  /**
   * Adds some finished sessions to the days of their students; none is added twice, whoever else does the same.
   * @param endedBefore sessions whose last activity lies before this are finished
   * @param after key of the last session that was looked at before; undefined = begin
   * @returns how many were added, which could not be, and the last that was looked at: undefined when nothing is left
   */
  rollUp(
    endedBefore: Date,
    now: Date,
    after?: string,
  ): Promise<{ rolled: number; failed: RollUpFailure[]; last: string | undefined }>;
  /** Sums all days of a tenant (undefined = of all) anew from the sessions that are part of one, and those from the progress. */
  rebuild(tenantId: string | undefined, onStudents?: (done: number, of: number) => void): Promise<{ students: number }>;
}

/** A request that is on its way may still extend a session that has just ended. */
const GRACE_MS = 2 * 60_000;

/**
 * Adds every session that is over to its day; one that cannot be is passed over, told, and tried again the next time.
 * @returns how many were added
 */
export async function rollUpFinished(
  days: StudyDays,
  clock: Clock,
  onFailure: (failure: RollUpFailure) => void = () => undefined,
): Promise<number> {
  const now = clock.now();
  const endedBefore = new Date(now.getTime() - SESSION_GAP_MS - GRACE_MS);
  let total = 0;
  for (let after: string | undefined; ; ) {
    const { rolled, failed, last } = await days.rollUp(endedBefore, now, after);
    if (last === undefined) return total;
    for (const failure of failed) onFailure(failure);
    total += rolled;
    after = last;
  }
}
