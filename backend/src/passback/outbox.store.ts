import { type ExpressionBuilder, type Kysely, sql, type UpdateQueryBuilder, type UpdateResult } from 'kysely';
import { type Database, sqlOf } from '../db/connection.ts';
import type { Tables } from '../db/tables/tables.ts';
import { isWorthRetrying } from '../errors/database-unavailable.ts';
import { type ReasonCode, reasonText } from '../lti/ags-reasons.ts';
import { CLOCKS_APART_MS, POST_GAP_MS } from './backoff.ts';
import type { ClaimedRow, Lease, OutboxStore } from './outbox.ts';
import type { Grade } from './score.ts';

/** Reasons that lie in the platform: they end when it answers again. */
const PLATFORM_REASONS: readonly ReasonCode[] = [
  'lms_unreachable',
  'lms_failing',
  'secret_refused',
  'services_token_refused',
  'services_function_missing',
  'token_refused',
  'keys_unreachable',
  'unauthorised',
  'unexpected_answer',
  'address_refused',
];

const DEADLOCK_TRIES = 5;

const FREE = { lease_owner: null, lease_until: null };
const CALM = { attempts: 0, reason: null, reason_text: null, failing_since_at: null };

export function createOutboxStore(database: Database): OutboxStore {
  const { query } = database;
  /** An update that only takes effect while the lease is still ours. */
  const held = (row: ClaimedRow, owner: string) =>
    query.updateTable('grade_outbox').where('id', '=', row.id).where('lease_owner', '=', owner);
  return {
    duePlatforms: (now) => duePlatforms(database, now),
    claim: (platformId, limit, lease) => claim(database, platformId, limit, lease),
    delivered: (row, owner, { grade, target }, now) =>
      hasChanged(
        held(row, owner).set((eb) => ({
          ...FREE,
          ...CALM,
          sent_seq: row.seq,
          sent_score: grade.score,
          ...grainsOf(grade),
          sent_target: target,
          last_sent_at: now,
          state: unlessNewer(eb, row, 'done'),
        })),
      ),
    settled: (row, owner, grade, reason) =>
      hasChanged(
        held(row, owner).set((eb) => ({
          ...FREE,
          ...CALM,
          ...(reason !== undefined && { reason, reason_text: reasonText(reason) }),
          ...(grade !== undefined && grainsOf(grade)),
          sent_seq: row.seq,
          state: unlessNewer(eb, row, 'done'),
        })),
      ),
    postpone: (row, owner, { code, dueAt, attempts, failingSinceAt }) =>
      hasChanged(
        held(row, owner).set({
          ...FREE,
          due_at: dueAt,
          attempts,
          failing_since_at: failingSinceAt,
          reason: code,
          reason_text: reasonText(code),
        }),
      ),
    park: (row, owner, code) =>
      hasChanged(
        held(row, owner).set((eb) => ({
          ...FREE,
          reason: code,
          reason_text: reasonText(code),
          state: unlessNewer(eb, row, 'dead'),
        })),
      ),
    async release(rows, owner) {
      if (rows.length === 0) return;
      const ids = rows.map((row) => row.id);
      await query
        .updateTable('grade_outbox')
        .set(FREE)
        .where('id', 'in', ids)
        .where('lease_owner', '=', owner)
        .execute();
    },
    async hasten(platformId, now) {
      await query
        .updateTable('grade_outbox')
        .set({ due_at: now })
        .where('platform_id', '=', platformId)
        .where('state', '=', 'due')
        .where('due_at', '>', now)
        .where('reason', 'in', [...PLATFORM_REASONS])
        .execute();
    },
    async placeChanged(resourceLinkId, now) {
      await query
        .updateTable('grade_outbox')
        .set((eb) => ({ ...CALM, seq: eb('seq', '+', 1), state: 'due', due_at: now }))
        .where('resource_link_id', '=', resourceLinkId)
        .where((eb) =>
          eb.or([eb('state', '=', 'done'), eb.and([eb('state', '=', 'dead'), eb('reason', '=', 'line_item_gone')])]),
        )
        .execute();
    },
  };
}

function grainsOf({ grains }: Grade): { sent_done: number; sent_grains: string } {
  return { sent_done: grains.length, sent_grains: grains.join('\n') };
}

/** Platforms that are switched off keep their grades waiting. */
async function duePlatforms({ query }: Database, now: Date): Promise<string[]> {
  const rows = await query
    .selectFrom('grade_outbox as o')
    .innerJoin('platforms as p', 'p.id', 'o.platform_id')
    .select((eb) => ['o.platform_id as id', eb.fn.min('o.due_at').as('oldest')])
    .where('p.status', '=', 'active')
    .where((eb) => isDue(eb as unknown as Outbox, now))
    .groupBy('o.platform_id')
    .orderBy('oldest')
    .execute();
  return rows.map((row) => row.id);
}

type Outbox = ExpressionBuilder<Tables & { o: Tables['grade_outbox'] }, 'o'>;

function isDue(eb: Outbox, now: Date) {
  return eb.and([
    eb('o.state', '=', 'due'),
    eb('o.due_at', '<=', now),
    eb.or([eb('o.lease_until', 'is', null), eb('o.lease_until', '<=', now)]),
    eb.or([
      eb('o.last_sent_at', 'is', null),
      eb('o.last_sent_at', '<=', new Date(now.getTime() - POST_GAP_MS)),
      // Sent while a clock was ahead.
      eb('o.last_sent_at', '>', new Date(now.getTime() + CLOCKS_APART_MS)),
    ]),
  ]);
}

async function claim(database: Database, platformId: string, limit: number, lease: Lease): Promise<ClaimedRow[]> {
  try {
    const rows =
      database.engine === 'mysql'
        ? await claimInTransaction(database, platformId, limit, lease)
        : await claimInOne(database, platformId, limit, lease);
    return rows.map(({ failing_since_at: failingSinceAt, ...row }) => ({
      ...row,
      failingSinceAt,
      leaseUntil: lease.until,
    }));
  } catch (error) {
    // A deadlock with a commit group: it takes its rows in the next round.
    if (isWorthRetrying(error)) return [];
    throw error;
  }
}

const CLAIMED = [
  'id',
  'platform_id as platformId',
  'resource_link_id as resourceLinkId',
  'user_id as userId',
  'seq',
  'attempts',
  'reason',
  'failing_since_at',
  'sent_score as sentScore',
  'sent_done as sentDone',
  'sent_grains as sentGrains',
  'sent_seq as sentSeq',
  'sent_target as sentTarget',
] as const;

/**
 * One statement: no transaction is open while we wait for an answer, so on SQLite nobody waits for us. There it needs no row
 * locks either, having one writer.
 */
async function claimInOne({ query, engine }: Database, platformId: string, limit: number, lease: Lease) {
  const { now, owner, until } = lease;
  const rows = await query
    .with('picked', (db) => {
      const due = dueRows(db, platformId, limit, now);
      return engine === 'sqlite' ? due : due.forUpdate().skipLocked();
    })
    .updateTable('grade_outbox')
    .set({ lease_owner: owner, lease_until: until })
    .where('id', 'in', (eb) => eb.selectFrom('picked').select('picked.id'))
    .returning([...CLAIMED, 'due_at'])
    .execute();
  return rows.sort((a, b) => a.due_at.getTime() - b.due_at.getTime()).map(({ due_at: _, ...row }) => row);
}

function claimInTransaction(database: Database, platformId: string, limit: number, lease: Lease) {
  return database.write(async (transaction) => {
    const trx = sqlOf(transaction);
    const picked = await dueRows(trx, platformId, limit, lease.now).forUpdate().skipLocked().execute();
    if (picked.length === 0) return [];
    const ids = picked.map((row) => row.id);
    await trx
      .updateTable('grade_outbox')
      .set({ lease_owner: lease.owner, lease_until: lease.until })
      .where('id', 'in', ids)
      .execute();
    return trx.selectFrom('grade_outbox').select(CLAIMED).where('id', 'in', ids).orderBy('due_at').execute();
  });
}

function dueRows(db: Pick<Kysely<Tables>, 'selectFrom'>, platformId: string, limit: number, now: Date) {
  return db
    .selectFrom('grade_outbox as o')
    .select('o.id')
    .where('o.platform_id', '=', platformId)
    .where((eb) => isDue(eb, now))
    .orderBy('o.due_at')
    .limit(limit);
}

/** The state after this change was dealt with; a newer change keeps the row due. */
function unlessNewer<T extends 'done' | 'dead'>(
  eb: ExpressionBuilder<Tables, 'grade_outbox'>,
  row: ClaimedRow,
  state: T,
) {
  return eb
    .case()
    .when('seq', '=', row.seq)
    .then(sql.lit(state))
    .else(sql.lit('due' as const))
    .end();
}

async function hasChanged(
  update: UpdateQueryBuilder<Tables, 'grade_outbox', 'grade_outbox', UpdateResult>,
): Promise<boolean> {
  for (let tries = 1; ; tries++) {
    try {
      const { numUpdatedRows } = await update.executeTakeFirst();
      return Number(numUpdatedRows) > 0;
    } catch (error) {
      // MySQL reports a deadlock where a claim reads the same row by another index.
      if (tries === DEADLOCK_TRIES || !isWorthRetrying(error)) throw error;
    }
  }
}
