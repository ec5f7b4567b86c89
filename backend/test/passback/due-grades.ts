import { after } from 'node:test';
import { databaseOf, sqliteEngine } from '../support/database.ts';
import { finish, raise, rowOf } from './grade-course.ts';
import { gradeStage, senderOn } from './grade-stage.ts';

/** For a suite: learners who have done half of their course, whose grades are due, and a sender that sends when it is told to. On SQLite. */
export function useDueGrades() {
  const opened = databaseOf(sqliteEngine());
  const closers: (() => Promise<unknown>)[] = [];
  after(async () => {
    for (const close of closers) await close();
  });

  async function staged(learners = 1, options: Parameters<typeof senderOn>[1] = {}) {
    const stage = await gradeStage(opened.current, learners);
    const made = senderOn(opened.current, options);
    closers.unshift(
      () => made.close(),
      () => stage.close(),
    );
    const { course } = stage;
    for (const userId of course.learners) {
      await finish(opened.current, course, userId, ['g1', 'g2', 'g3', 'g4', 'g5', 'g6']);
      await raise(opened.current, course, userId);
    }
    const zoe = course.learners[0] ?? '';
    const row = () => rowOf(opened.current, `${course.linkId}:${zoe}`);
    /** The retry that waits is due now. */
    const hurry = () =>
      opened.current.query
        .updateTable('grade_outbox')
        .set({ due_at: new Date(), last_sent_at: null })
        .where('resource_link_id', '=', course.linkId)
        .where('state', '=', 'due')
        .execute();
    return { stage, lms: stage.lms, course, zoe, sender: made.sender, row, hurry };
  }

  return { opened, staged };
}
