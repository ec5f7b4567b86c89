import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Database as SqliteConnection } from 'better-sqlite3';
import { Kysely, type Transaction as KyselyTransaction, sql } from 'kysely';
import type { Pool as MysqlPool } from 'mysql2';
import type { Pool as PostgresPool } from 'pg';
import type { Transaction, TransactionRunner } from '../transaction/transaction.ts';
import type { DialectTraits, Engine, Patience, PoolFigures } from './dialects/dialect.ts';
import { mysqlDialect, mysqlPoolFigures, mysqlTraits, openMysql, openMysqlScripts } from './dialects/mysql.ts';
import {
  openPostgres,
  postgresDialect,
  postgresPoolFigures,
  postgresTraits,
  preparingDialect,
} from './dialects/postgres.ts';
import { openSqlite, sqliteDialect, sqliteTraits } from './dialects/sqlite.ts';
import { InstantsPlugin } from './instants-plugin.ts';
import type { Tables } from './tables/tables.ts';

/** The driver itself, for the few hot statements that are prepared by hand. */
export type Driver =
  | { engine: 'sqlite'; connection: SqliteConnection }
  | { engine: 'postgres'; pool: PostgresPool }
  | {
      engine: 'mysql';
      pool: MysqlPool;
      /** Takes several statements in one text, for the transactions that record progress. */
      scripts: MysqlPool;
    };

/** One open database. */
export interface Database extends TransactionRunner {
  readonly engine: Engine;
  readonly traits: DialectTraits;
  readonly query: Kysely<Tables>;
  /** The same for queries that come again and again: planned once per connection. None may answer `select *` itself. */
  readonly repeated: Kysely<Tables>;
  readonly driver: Driver;
  /** Asks the database for nothing; throws when it does not answer. */
  ping(): Promise<void>;
  /** Undefined where there is no pool. */
  poolFigures(): PoolFigures | undefined;
  close(): Promise<void>;
}

/**
 * Opens the database behind a URL of DATABASE_URL's form (a sqlite: path must be absolute). Nothing is read or written yet.
 * @param poolSize connections at most, for the engines that have a pool
 */
export function openDatabase(url: string, poolSize = 10, patience: Patience = 'serving'): Database {
  if (url.startsWith('sqlite:')) {
    const file = url.slice('sqlite:'.length);
    mkdirSync(path.dirname(file), { recursive: true });
    const connection = openSqlite(file);
    const query = new Kysely<Tables>({ dialect: sqliteDialect(connection), plugins: [new InstantsPlugin()] });
    return asDatabase(query, sqliteTraits, { engine: 'sqlite', connection });
  }
  if (/^postgres(ql)?:/.test(url)) {
    const pool = openPostgres(url, poolSize, patience);
    const query = new Kysely<Tables>({ dialect: postgresDialect(pool) });
    const repeated = new Kysely<Tables>({ dialect: preparingDialect(pool) });
    return { ...asDatabase(query, postgresTraits, { engine: 'postgres', pool }), repeated };
  }
  // One at work and, where there are enough, one for when the first falls silent.
  const forScripts = poolSize > 3 ? 2 : 1;
  const pool = openMysql(url, Math.max(1, poolSize - forScripts), patience);
  const scripts = openMysqlScripts(url, forScripts, patience);
  const query = new Kysely<Tables>({ dialect: mysqlDialect(pool) });
  return asDatabase(query, mysqlTraits, { engine: 'mysql', pool, scripts });
}

function asDatabase(query: Kysely<Tables>, traits: DialectTraits, driver: Driver): Database {
  let closed: Promise<void> | undefined;
  return {
    engine: traits.engine,
    traits,
    query,
    repeated: query,
    driver,
    write: (work) => query.transaction().execute((trx) => work(trx as unknown as Transaction)),
    async ping() {
      await sql`select 1`.execute(query);
    },
    poolFigures() {
      if (driver.engine === 'postgres') return postgresPoolFigures(driver.pool);
      return driver.engine === 'mysql' ? mysqlPoolFigures([driver.pool, driver.scripts]) : undefined;
    },
    close() {
      closed ??= closeDriver(driver, query);
      return closed;
    },
  };
}

/** The query builder would leave a pool open that was never asked through it. */
async function closeDriver(driver: Driver, query: Kysely<Tables>): Promise<void> {
  if (driver.engine === 'sqlite') await query.destroy();
  else if (driver.engine === 'postgres') await driver.pool.end();
  else await Promise.all([driver.pool, driver.scripts].map((pool) => pool.promise().end()));
}

/** What a store sees of a transaction that a rule handed to it. */
export function sqlOf(transaction: Transaction): KyselyTransaction<Tables> {
  return transaction as unknown as KyselyTransaction<Tables>;
}
