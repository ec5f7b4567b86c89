import type { Database } from '../db/connection.ts';
import { newId } from '../ids/ids.ts';
import type { JournalStore } from './journal.ts';

const ROWS_AT_ONCE = 5000;

export function createJournalStore({ query }: Database): JournalStore {
  return {
    async add(entries) {
      if (entries.length === 0) return;
      const rows = entries.map(({ at, type, tenantId, status, metadata }) => ({
        id: newId(at.getTime()),
        tenant_id: tenantId,
        direction: 'pull' as const,
        type,
        status,
        metadata: JSON.stringify(metadata),
        api_key_id: metadata.api_key_id,
        created_at: at,
      }));
      await query.insertInto('sync_logs').values(rows).execute();
    },
    async prune(before) {
      let total = 0;
      for (;;) {
        // Some at a time, so that nobody waits long for the table.
        const old = await query
          .selectFrom('sync_logs')
          .select('id')
          .where('type', 'in', ['academic_api', 'oneroster'])
          .where('created_at', '<', before)
          .limit(ROWS_AT_ONCE)
          .execute();
        if (old.length === 0) return total;
        await query
          .deleteFrom('sync_logs')
          .where(
            'id',
            'in',
            old.map(({ id }) => id),
          )
          .execute();
        total += old.length;
      }
    },
  };
}
