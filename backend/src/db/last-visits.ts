import { type Kysely, sql } from 'kysely';
import type { Engine } from './dialects/dialect.ts';
import type { Tables } from './tables/tables.ts';

/** That somebody was here; of no learner where a launch was never anybody's. */
export interface Visit {
  userId: string | null;
  at: Date;
}

/**
 * Keeps when learners were here last, of rows that are about to be deleted and say so: what opens and extends sessions writes
 * nothing more for it. Learners who are gone are passed over.
 */
export async function keepLastVisits(trx: Kysely<Tables>, engine: Engine, visits: readonly Visit[]): Promise<void> {
  const latest = new Map<string, Date>();
  for (const { userId, at } of visits)
    if (userId !== null && at > (latest.get(userId) ?? new Date(0))) latest.set(userId, at);
  if (latest.size === 0) return;
  const learners = await trx
    .selectFrom('users')
    .select(['id', 'tenant_id'])
    .where('id', 'in', [...latest.keys()])
    .orderBy('id')
    .execute();
  if (learners.length === 0) return;
  const rows = learners.map(({ id, tenant_id }) => ({ id, tenant_id, user_id: id, seen_at: latest.get(id) as Date }));
  const insert = trx.insertInto('last_visits').values(rows);
  await (engine === 'mysql'
    ? insert.onDuplicateKeyUpdate({ seen_at: sql`greatest(seen_at, values(seen_at))` })
    : insert.onConflict((conflict) =>
        conflict
          .column('user_id')
          .doUpdateSet({ seen_at: sql`excluded.seen_at` })
          .whereRef('last_visits.seen_at', '<', 'excluded.seen_at' as never),
      )
  ).execute();
}
