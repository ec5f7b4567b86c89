import type { Database } from '../db/connection.ts';

/** Gives the refused grades of one course, with all their tries before them, back to the sender; answers how many. */
export function createResend({ query }: Database): (contextId: string, now: Date) => Promise<number> {
  return async (contextId, now) => {
    const { numUpdatedRows } = await query
      .updateTable('grade_outbox')
      .set((eb) => ({
        seq: eb('seq', '+', 1),
        state: 'due',
        due_at: now,
        attempts: 0,
        failing_since_at: null,
        reason: null,
        reason_text: null,
        // The LMS may have lost what it had: the same score is worth sending.
        sent_seq: 0,
      }))
      .where('state', '=', 'dead')
      .where('resource_link_id', 'in', (eb) =>
        eb.selectFrom('resource_links').select('id').where('context_id', '=', contextId),
      )
      // Who left the course is owed no grade.
      .where('user_id', 'in', (eb) =>
        eb
          .selectFrom('context_memberships')
          .select('user_id')
          .where('context_id', '=', contextId)
          .where('role', '=', 'learner')
          .where('status', '=', 'active'),
      )
      .executeTakeFirst();
    return Number(numUpdatedRows);
  };
}
