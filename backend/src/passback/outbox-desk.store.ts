import type { Database } from '../db/connection.ts';
import type { OutboxDesk } from './outbox.commands.ts';

export function createOutboxDesk({ query }: Database): OutboxDesk {
  return {
    list: ({ state, platformId, limit }) =>
      query
        .selectFrom('grade_outbox')
        .select(['id', 'tenant_id', 'platform_id', 'resource_link_id', 'user_id', 'state', 'seq', 'sent_seq'])
        .select(['attempts', 'due_at', 'last_sent_at', 'sent_score', 'reason', 'reason_text'])
        .$if(state !== undefined, (q) => q.where('state', '=', state ?? 'due'))
        .$if(platformId !== undefined, (q) => q.where('platform_id', '=', platformId ?? ''))
        .orderBy('due_at')
        .orderBy('id')
        .limit(limit)
        .execute(),
    async replay(which, now) {
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
        .$if(which === 'all-dead', (q) => q.where('state', '=', 'dead'))
        .$if(which !== 'all-dead', (q) => q.where('id', '=', which === 'all-dead' ? '' : which.id))
        .executeTakeFirst();
      return Number(numUpdatedRows);
    },
  };
}
