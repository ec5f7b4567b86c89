import { type RawBuilder, sql } from 'kysely';
import { type Database, sqlOf } from '../db/connection.ts';
import { newId } from '../ids/ids.ts';
import { CLOCKS_APART_MS, LONGEST_MS } from './backoff.ts';
import { addMissingGrades } from './catch-up.store.ts';
import type { ClaimedRow } from './outbox.ts';
import type { Reach, ReconcileStore } from './reconcile.ts';

const FRESH_START = { state: 'due' as const, attempts: 0, reason: null, reason_text: null, failing_since_at: null };

export function createReconcileStore(database: Database): ReconcileStore {
  const { query } = database;
  return {
    async hastenImpossible(now) {
      const reachable = new Date(now.getTime() + LONGEST_MS + CLOCKS_APART_MS);
      const { numUpdatedRows } = await query
        .updateTable('grade_outbox')
        .set({ due_at: now, lease_owner: null, lease_until: null })
        .where('state', '=', 'due')
        .where('due_at', '>', reachable)
        .executeTakeFirst();
      const freed = await query
        .updateTable('grade_outbox')
        .set({ lease_owner: null, lease_until: null })
        .where('state', '=', 'due')
        .where('lease_until', '>', reachable)
        .executeTakeFirst();
      return Number(numUpdatedRows) + Number(freed.numUpdatedRows);
    },
    edits: (limit) => query.selectFrom('progress_edits').select(['id', 'user_id as userId']).limit(limit).execute(),
    async forgetEdits(ids) {
      await query.deleteFrom('progress_edits').where('id', 'in', ids).execute();
    },
    async countEntered(now) {
      const count = sql`select count(*) as n from progress`;
      const [before, after] = outside(now);
      const { rows } = await sql<{ n: number }>`${count} where ${before} union all ${count} where ${after}`.execute(
        query,
      );
      return rows.reduce((sum, { n }) => sum + Number(n), 0);
    },
    async mendEntered(now) {
      const [before, after] = outside(now);
      const rightful = sql`(select u.tenant_id from users u where u.id = progress.user_id)`;
      await sql`update progress set tenant_id = ${rightful} where (${before} or ${after}) and tenant_id <> ${rightful}`.execute(
        query,
      );
    },
    async learnersOfEntered(now) {
      const learners = sql`select user_id from progress`;
      const [before, after] = outside(now);
      const all = sql<{ user_id: string }>`${learners} where ${before} union ${learners} where ${after}`;
      return (await all.execute(query)).rows.map((row) => row.user_id).sort();
    },
    async changedActivities(since) {
      const rows = await query
        .selectFrom('resource_links')
        .select('id')
        .where('updated_at', '>=', since)
        .where('passback', '<>', 'none')
        .execute();
      return rows.map(({ id }) => id);
    },
    async hasCatalogueChanged(since) {
      const one = await query.selectFrom('grains').select('id').where('updated_at', '>=', since).limit(1).execute();
      return one.length > 0;
    },
    async sendAgain(learners) {
      await query
        .updateTable('grade_outbox')
        .set((eb) => ({ seq: eb('seq', '+', 1) }))
        .where('user_id', 'in', learners)
        .where('state', '=', 'due')
        .where('lease_owner', 'is not', null)
        .execute();
    },
    async restingRows(of, after, limit) {
      const rows = await query
        .selectFrom('grade_outbox as o')
        .select(COLUMNS)
        .where('o.state', '=', 'done')
        .where('o.id', '>', after)
        .where(within(of, 'o.user_id', 'o.resource_link_id'))
        .orderBy('o.id')
        .limit(limit)
        .execute();
      return rows.map(claimed);
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
    addMissing(of, now) {
      const only = 'context' in of ? sql`r.context_id = ${of.context}` : within(of, 'm.user_id', 'r.id');
      return database.write((transaction) => addMissingGrades(database, sqlOf(transaction), { only, now }));
    },
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

/** Before this, no key was made by the application. */
const FIRST_KEY_MS = Date.UTC(2025, 0);
const DAY_MS = 24 * 3600_000;

/**
 * Keys that the application did not make, by their order alone: its own begin with the moment of their making, all others are
 * spread over all there can be. (A few of those fall among its own: the full look finds them.) As words of the statement, so
 * that every planner sees how few they are.
 */
function outside(now: Date): [before: RawBuilder<boolean>, after: RawBuilder<boolean>] {
  const key = (ms: number) => sql.lit(newId(ms));
  return [sql`id < ${key(FIRST_KEY_MS)}`, sql`id > ${key(now.getTime() + DAY_MS)}`];
}

/** A condition on the columns that name learner and activity. */
function within(of: Reach, learner: string, activity: string): RawBuilder<boolean> {
  if (of === 'everybody') return sql<boolean>`1 = 1`;
  const [column, ids] = 'learners' in of ? [learner, of.learners] : [activity, of.activities];
  return sql<boolean>`${sql.ref(column)} in (${sql.join(ids)})`;
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
  'o.sent_grains as sentGrains',
  'o.sent_seq as sentSeq',
  'o.sent_target as sentTarget',
] as const;

type Read = Omit<ClaimedRow, 'failingSinceAt' | 'leaseUntil'> & { failingSince: Date | null };

/** Nobody holds these rows; what is only read from them needs no lease. */
function claimed({ failingSince, ...row }: Read): ClaimedRow {
  return { ...row, failingSinceAt: failingSince, leaseUntil: new Date(0) };
}
