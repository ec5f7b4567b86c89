import type { Clock } from '../time/clock.ts';
import { SESSION_GAP_MS } from './study-log.ts';

/** Where the days of study are kept. */
export interface StudyDays {
  /**
   * Adds some finished sessions to the days of their students; none is added twice, whoever else does the same.
   * @param endedBefore sessions whose last activity lies before this are finished
   * @returns how many there were; 0 when nothing is left
   */
  rollUp(endedBefore: Date, now: Date): Promise<number>;
  /** Sums all days of a tenant (undefined = of all) anew from the sessions that are part of one. */
  rebuild(tenantId: string | undefined, onStudents?: (done: number, of: number) => void): Promise<{ students: number }>;
}

/** A request that is on its way may still extend a session that has just ended. */
const GRACE_MS = 2 * 60_000;

/** Adds every session that is over to its day. @returns how many there were */
export async function rollUpFinished(days: StudyDays, clock: Clock): Promise<number> {
  const now = clock.now();
  const endedBefore = new Date(now.getTime() - SESSION_GAP_MS - GRACE_MS);
  let total = 0;
  for (;;) {
    const rolled = await days.rollUp(endedBefore, now);
    if (rolled === 0) return total;
    total += rolled;
  }
}
