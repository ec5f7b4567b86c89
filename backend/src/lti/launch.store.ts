import type { Database } from '../db/connection.ts';
import { sqlOf } from '../db/connection.ts';
import { keepLastVisits } from '../db/last-visits.ts';
import { isWorthRetrying } from '../errors/database-unavailable.ts';
import type { TransactionRunner } from '../transaction/transaction.ts';
import { launchIdOf } from './hand-over-code.ts';
import { createKnownLaunchInsert } from './known-launch.store.ts';
import { CODE_MS, type LaunchRecord, type LaunchStore } from './launch-record.ts';
import { STATE_MS } from './login-state.ts';

const TRIES = 4;
/** In small transactions, so that nobody waits long for SQLite's only writer. */
const PURGED_AT_ONCE = 500;
/** Rows stay long after their state died, so that a day's launches can be looked at. */
const KEEP_MS = 24 * 3600_000 + STATE_MS;

export function createLaunchStore(database: Database): LaunchStore {
  const { query, engine } = database;
  const known = createKnownLaunchInsert(database);
  return {
    insertKnown: (record, rows) => known.insert({ record, known: rows }),
    expectLaunch: known.expect,
    async insert(transaction, record) {
      const statement = sqlOf(transaction).insertInto('launches').values(columnsOf(record));
      const done = await (engine === 'mysql'
        ? statement.ignore()
        : statement.onConflict((conflict) => conflict.doNothing())
      ).executeTakeFirst();
      return Number(done.numInsertedOrUpdatedRows ?? 0) > 0;
    },
    async redeem(code, now) {
      const id = launchIdOf(code);
      const { numUpdatedRows } = await query
        .updateTable('launches')
        .set({ stage: 'redeemed' })
        .where('id', '=', id)
        .where('stage', '=', 'ready')
        .where('expires_at', '>', now)
        .executeTakeFirst();
      if (Number(numUpdatedRows) === 0) return undefined;
      const row = await query.selectFrom('launches').selectAll().where('id', '=', id).executeTakeFirst();
      if (row === undefined || row.user_id === null) return undefined;
      return {
        tenantId: row.tenant_id,
        platformId: row.platform_id,
        userId: row.user_id,
        resourceLinkId: row.resource_link_id,
        role: row.role,
        targetUrl: row.target_url,
        launchedAt: row.created_at,
      };
    },
    async confirm(code, now) {
      const id = launchIdOf(code);
      const { numUpdatedRows } = await query
        .updateTable('launches')
        .set({ stage: 'ready', expires_at: new Date(now.getTime() + CODE_MS) })
        .where('id', '=', id)
        .where('stage', '=', 'unconfirmed')
        .where('expires_at', '>', now)
        .executeTakeFirst();
      if (Number(numUpdatedRows) === 0) return undefined;
      const row = await query.selectFrom('launches').select('target_url').where('id', '=', id).executeTakeFirst();
      return row && { targetUrl: row.target_url };
    },
    async purge(now) {
      const before = new Date(now.getTime() - KEEP_MS);
      const purgeSome = () =>
        database.write(async (transaction) => {
          const trx = sqlOf(transaction);
          const some = await trx
            .selectFrom('launches')
            .select(['id', 'user_id as userId', 'created_at as at'])
            .where('expires_at', '<', before)
            .limit(PURGED_AT_ONCE)
            .execute();
          if (some.length === 0) return 0;
          await keepLastVisits(trx, engine, some);
          const ids = some.map(({ id }) => id);
          await trx.deleteFrom('launches').where('id', 'in', ids).execute();
          return ids.length;
        });
      for (let all = 0; ; ) {
        const purged = await purgeSome();
        all += purged;
        if (purged < PURGED_AT_ONCE) return all;
      }
    },
  };
}

/** Transactions that are tried again when the engine broke a deadlock at their expense. */
export function retryingTransactions(database: TransactionRunner): TransactionRunner {
  return {
    async write(work) {
      for (let attempt = 1; ; attempt++) {
        try {
          return await database.write(work);
        } catch (error) {
          if (attempt === TRIES || !isWorthRetrying(error)) throw error;
        }
      }
    },
  };
}

function columnsOf(record: LaunchRecord) {
  return {
    id: record.id,
    tenant_id: record.tenantId,
    platform_id: record.platformId,
    user_id: record.userId,
    resource_link_id: record.resourceLinkId,
    role: record.role,
    stage: record.stage,
    target_url: record.targetUrl,
    created_at: record.createdAt,
    expires_at: record.expiresAt,
  };
}
