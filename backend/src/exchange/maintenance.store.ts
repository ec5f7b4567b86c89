import type { Database } from '../db/connection.ts';
import type { MaintenanceStore } from './maintenance.ts';

const ID = 'maintenance';

export function createMaintenanceStore({ query }: Database): MaintenanceStore {
  return {
    async find() {
      const row = await query
        .selectFrom('passerelle_maintenance')
        .select(['since_at', 'retry_after_seconds', 'fenced_at'])
        .where('id', '=', ID)
        .executeTakeFirst();
      return row && { sinceAt: row.since_at, retryAfterSeconds: row.retry_after_seconds, fencedAt: row.fenced_at };
    },
    async begin(retryAfterSeconds, now) {
      const { numUpdatedRows } = await query
        .updateTable('passerelle_maintenance')
        .set({ retry_after_seconds: retryAfterSeconds })
        .where('id', '=', ID)
        .executeTakeFirst();
      if (Number(numUpdatedRows) > 0) return;
      await query
        .insertInto('passerelle_maintenance')
        .values({ id: ID, since_at: now, retry_after_seconds: retryAfterSeconds })
        .execute();
    },
    async noteFence(since) {
      await query.updateTable('passerelle_maintenance').set({ fenced_at: since }).where('id', '=', ID).execute();
    },
    async end() {
      const { numDeletedRows } = await query
        .deleteFrom('passerelle_maintenance')
        .where('id', '=', ID)
        .executeTakeFirst();
      return Number(numDeletedRows) > 0;
    },
  };
}
