import { type Database, sqlOf } from '../db/connection.ts';
import type { ActivityDesk } from './activities.commands.ts';

const COLUMNS = [
  'id',
  'tenant_id',
  'platform_id',
  'lti_resource_link_id',
  'title',
  'module_id',
  'sequence_id',
  'grain_id',
  'passback',
  'grade_policy',
  'moodle_cmid',
] as const;

export function createActivityDesk(database: Database): ActivityDesk {
  return {
    list: ({ tenantId, platformId, limit }) =>
      database.query
        .selectFrom('resource_links')
        .select(COLUMNS)
        .$if(tenantId !== undefined, (q) => q.where('tenant_id', '=', tenantId ?? ''))
        .$if(platformId !== undefined, (q) => q.where('platform_id', '=', platformId ?? ''))
        .orderBy('created_at')
        .orderBy('id')
        .limit(limit)
        .execute(),
    change: (id, { policy, cmid }, now) =>
      database.write(async (transaction) => {
        const trx = sqlOf(transaction);
        const changes = {
          ...(policy !== undefined && { grade_policy: policy }),
          ...(cmid !== undefined && { moodle_cmid: cmid }),
        };
        await trx.updateTable('resource_links').set(changes).where('id', '=', id).execute();
        // What rests may have something to send under the new policy, or to another place.
        await trx
          .updateTable('grade_outbox')
          .set((eb) => ({ seq: eb('seq', '+', 1), state: 'due', due_at: now, attempts: 0, failing_since_at: null }))
          .where('resource_link_id', '=', id)
          .where('state', '<>', 'due')
          .execute();
        return trx.selectFrom('resource_links').select(COLUMNS).where('id', '=', id).executeTakeFirst();
      }),
  };
}
