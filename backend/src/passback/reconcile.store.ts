import { sql } from 'kysely';
import { type Database, sqlOf } from '../db/connection.ts';
import { addMissingGrades, COVERS } from './catch-up.store.ts';
import type { ClaimedRow } from './outbox.ts';
import type { ReconcileStore } from './reconcile.ts';

const FRESH_START = { state: 'due' as const, attempts: 0, reason: null, reason_text: null, failing_since_at: null };

export function createReconcileStore(database: Database): ReconcileStore {
  const { query } = database;
  return {
    async restingRows(after, limit) {
      const rows = await query
        .selectFrom('grade_outbox as o')
        .innerJoin('resource_links as r', 'r.id', 'o.resource_link_id')
        .select(COLUMNS)
        .select((eb) =>
          eb
            .selectFrom('progress as p')
            .select((count) => count.fn.countAll<number>().as('n'))
            .whereRef('p.user_id', '=', 'o.user_id')
            .where(COVERS)
            .as('doneNow'),
        )
        .where('o.state', '=', 'done')
        .where('o.id', '>', after)
        .orderBy('o.id')
        .limit(limit)
        .execute();
      return rows.map(({ doneNow, ...row }) => ({ row: claimed(row), doneNow: Number(doneNow) }));
    },
    async onePerActivity(after, limit) {
      const rows = await query
        .selectFrom('grade_outbox as o')
        .select(COLUMNS)
        .where('o.id', 'in', (eb) =>
          eb
            .selectFrom(
              eb
                .selectFrom('grade_outbox as x')
                .select((of) => of.fn.min('x.id').as('id'))
                .where('x.state', '=', 'done')
                .where('x.sent_target', 'is not', null)
                .where('x.resource_link_id', '>', after === '' ? NO_LINK : after)
                .groupBy('x.resource_link_id')
                .orderBy('x.resource_link_id')
                .limit(limit)
                .as('first'),
            )
            .select('first.id'),
        )
        .orderBy('o.resource_link_id')
        .execute();
      return rows.map(claimed);
    },
    async raise(rows, now) {
      let raised = 0;
      for (const { id, seq } of rows) {
        const { numUpdatedRows } = await query
          .updateTable('grade_outbox')
          .set((eb) => ({ state: 'due', attempts: 0, failing_since_at: null, seq: eb('seq', '+', 1), due_at: now }))
          .where('id', '=', id)
          .where('seq', '=', seq)
          .where('state', '=', 'done')
          .executeTakeFirst();
        raised += Number(numUpdatedRows);
      }
      return raised;
    },
    async contexts(after, limit, changedSince) {
      const rows = await query
        .selectFrom('contexts as c')
        .select('c.id')
        .where('c.id', '>', after === '' ? NO_LINK : after)
        .$if(changedSince !== null, (q) =>
          q.where((eb) =>
            eb.exists(
              eb
                .selectFrom('context_memberships as m')
                .select('m.id')
                .whereRef('m.context_id', '=', 'c.id')
                .where('m.updated_at', '>=', changedSince ?? new Date(0)),
            ),
          ),
        )
        .orderBy('c.id')
        .limit(limit)
        .execute();
      return rows.map((row) => row.id);
    },
    addMissing: (contextId, now) =>
      database.write((transaction) =>
        addMissingGrades(database, sqlOf(transaction), { only: sql`r.context_id = ${contextId}`, now }),
      ),
    async reviveEnrolled(now) {
      const rows = await query
        .selectFrom('grade_outbox as o')
        .innerJoin('resource_links as r', 'r.id', 'o.resource_link_id')
        .innerJoin('context_memberships as m', (join) =>
          join.onRef('m.context_id', '=', 'r.context_id').onRef('m.user_id', '=', 'o.user_id'),
        )
        .select('o.id')
        .where('o.state', '=', 'dead')
        .where('o.reason', '=', 'not_a_student')
        .where('m.role', '=', 'learner')
        .where('m.status', '=', 'active')
        .whereRef('m.updated_at', '>', 'o.updated_at')
        .limit(1000)
        .execute();
      if (rows.length === 0) return 0;
      const { numUpdatedRows } = await query
        .updateTable('grade_outbox')
        .set((eb) => ({ ...FRESH_START, seq: eb('seq', '+', 1), due_at: now }))
        .where(
          'id',
          'in',
          rows.map((row) => row.id),
        )
        .where('state', '=', 'dead')
        .executeTakeFirst();
      return Number(numUpdatedRows);
    },
  };
}

/** Smaller than every id, and a UUID: PostgreSQL compares nothing else with one. */
const NO_LINK = '00000000-0000-0000-0000-000000000000';

const COLUMNS = [
  'o.id',
  'o.platform_id as platformId',
  'o.resource_link_id as resourceLinkId',
  'o.user_id as userId',
  'o.seq',
  'o.attempts',
  'o.reason',
  'o.failing_since_at as failingSince',
  'o.sent_score as sentScore',
  'o.sent_done as sentDone',
  'o.sent_target as sentTarget',
] as const;

type Read = Omit<ClaimedRow, 'failingSinceAt' | 'leaseUntil'> & { failingSince: Date | null };

/** Nobody holds these rows; what is only read from them needs no lease. */
function claimed({ failingSince, ...row }: Read): ClaimedRow {
  return { ...row, failingSinceAt: failingSince, leaseUntil: new Date(0) };
}
