import type { Socket } from 'node:net';
import { type Kysely, MysqlDialect, sql } from 'kysely';
import { type Connection, createPool, type Pool, type PoolConnection, type PoolOptions } from 'mysql2';
import {
  CONNECT_WITHIN_MS,
  type DialectTraits,
  LOCK_WITHIN_SECONDS,
  type Patience,
  type PoolFigures,
  SILENCE_WITHIN_MS,
  STATEMENT_WITHIN_MS,
} from './dialect.ts';

const BINARY = 'character set utf8mb4 collate utf8mb4_bin';
const ASCII = 'character set ascii collate ascii_bin';

/** MySQL 8 and MariaDB 10.6+. */
export const mysqlTraits: DialectTraits = {
  engine: 'mysql',
  types: {
    uuid: sql.raw(`char(36) ${ASCII}`),
    // A binary collation: in the default one `abc`, `Abc` and `àbc` are one key.
    identifier: (length) => sql.raw(`varchar(${length}) ${BINARY}`),
    sortable: (length) => sql.raw(`varchar(${length}) ${BINARY}`),
    word: sql.raw(`varchar(32) ${ASCII}`),
    text: sql.raw(`mediumtext ${BINARY}`),
    instant: sql`datetime(3)`,
    integer: 'integer',
    real: 'double precision',
  },
  now: sql<Date>`(utc_timestamp(3))`,
  async touchUpdatedAt(db, table) {
    await sql
      .raw(
        `create trigger ${table}_touch before update on ${table} for each row ` +
          'set new.updated_at = if(new.updated_at <=> old.updated_at, utc_timestamp(3), new.updated_at)',
      )
      .execute(db as Kysely<unknown>);
  },
};

/** A pool whose sessions count in UTC, write utf8mb4, refuse what does not fit instead of cutting it, and never wait for ever. */
export function openMysql(url: string, poolSize: number, patience: Patience): Pool {
  return openPool({ uri: uriOf(url), connectionLimit: poolSize }, patience, 10);
}

/**
 * The same for scripts: several statements sent as one text, answered together, the later ones not run when one fails. Only for
 * texts of our own, written out in full.
 */
export function openMysqlScripts(url: string, poolSize: number, patience: Patience): Pool {
  const options = { uri: uriOf(url), connectionLimit: poolSize, multipleStatements: true };
  return openPool(options, patience, LOCK_WITHIN_SECONDS);
}

function uriOf(url: string): string {
  return url.replace(/^mariadb:/, 'mysql:');
}

function openPool(options: PoolOptions, patience: Patience, lockWithinSeconds: number): Pool {
  const pool = createPool({
    ...options,
    timezone: 'Z',
    charset: 'utf8mb4',
    connectTimeout: CONNECT_WITHIN_MS,
    enableKeepAlive: true,
    keepAliveInitialDelay: 10_000,
    supportBigNumbers: true,
    dateStrings: false,
    flags: ['FOUND_ROWS'],
  });
  pool.on('connection', (connection) => prepareSession(connection, patience, lockWithinSeconds));
  boundWaiting(pool);
  return pool;
}

function prepareSession(connection: PoolConnection, patience: Patience, lockWithinSeconds: number): void {
  // A session that did not take its settings would read and cut differently: better no connection than that one.
  const ensure = (error: unknown): void => {
    if (error) connection.destroy();
  };
  connection.query(
    "set session time_zone = '+00:00', sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', " +
      `innodb_lock_wait_timeout = ${lockWithinSeconds}, group_concat_max_len = 16777216`,
    ensure,
  );
  // The variable's name differs between MySQL 8 and MariaDB before 11.1; this statement does not.
  connection.query('set session transaction isolation level read committed', ensure);
  // 0 = no limit, also where the server has one for everybody.
  const limitMs = patience === 'patient' ? 0 : STATEMENT_WITHIN_MS;
  // MariaDB ends any statement after these seconds. MySQL has no such variable and refuses it, which is no reason to stop:
  // its reading statements obey the second one, and the silence below bounds the rest.
  connection.query(`set session max_statement_time = ${limitMs / 1000}`, () => undefined);
  connection.query(`set session max_execution_time = ${limitMs}`, () => undefined);
  if (patience === 'serving') leaveWhenSilent(connection);
}

/** What the driver has and does not show in its types. */
interface ConnectionInside {
  stream: Socket;
  /** The statement that waits for an answer. */
  _command: unknown;
}

/**
 * A connection on which a statement waits and nothing comes has lost its server, for a live one ends each statement sooner. One
 * that rests between two statements of a snapshot, or is not read because its reader is slow, has not.
 */
export function leaveWhenSilent(connection: Connection, silenceMs = SILENCE_WITHIN_MS): void {
  const inside = connection as unknown as ConnectionInside;
  const { stream } = inside;
  stream.setTimeout(silenceMs);
  // A listener given to setTimeout would hear of the first silence alone.
  stream.on('timeout', () => {
    if (!inside._command || stream.isPaused()) return;
    stream.destroy(Object.assign(new Error('the database server is silent'), { code: 'ETIMEDOUT' }));
  });
  connection.on('error', () => undefined);
}

/** The driver lets callers queue for a connection without an end; this gives up like PostgreSQL's does. */
function boundWaiting(pool: Pool): void {
  const getConnection = pool.getConnection.bind(pool);
  pool.getConnection = (callback) => {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      const error = Object.assign(new Error('no database connection became free in time'), { code: 'ETIMEDOUT' });
      callback(error as NodeJS.ErrnoException, undefined as unknown as PoolConnection);
    }, CONNECT_WITHIN_MS);
    getConnection((error, connection) => {
      clearTimeout(timer);
      if (!isLate) callback(error, connection);
      else if (error === null) connection.release();
    });
  };
}

const INSIDE = ['_allConnections', '_freeConnections', '_connectionQueue'] as const;

/** The driver counts them, but shows them to nobody. */
export function mysqlPoolFigures(pools: readonly Pool[]): PoolFigures {
  type Counted = { length: number };
  const own = pools.map((pool) => pool as unknown as Record<(typeof INSIDE)[number], Counted>);
  const count = (name: (typeof INSIDE)[number]) => own.reduce((sum, pool) => sum + pool[name].length, 0);
  return { open: count('_allConnections'), idle: count('_freeConnections'), waiting: count('_connectionQueue') };
}

export function mysqlDialect(pool: Pool): MysqlDialect {
  return new MysqlDialect({ pool });
}
