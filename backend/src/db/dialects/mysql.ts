import { type Kysely, MysqlDialect, sql } from 'kysely';
import { createPool, type Pool } from 'mysql2';
import type { DialectTraits } from './dialect.ts';

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

/** A pool whose sessions count in UTC, write utf8mb4 and refuse what does not fit instead of cutting it. */
export function openMysql(url: string, poolSize: number): Pool {
  const pool = createPool({
    uri: url.replace(/^mariadb:/, 'mysql:'),
    connectionLimit: poolSize,
    timezone: 'Z',
    charset: 'utf8mb4',
    connectTimeout: 5000,
    enableKeepAlive: true,
    supportBigNumbers: true,
    dateStrings: false,
    flags: ['FOUND_ROWS'],
  });
  pool.on('connection', (connection) => {
    // A session that did not take its settings would read and cut differently: better no connection than that one.
    const ensure = (error: unknown): void => {
      if (error) connection.destroy();
    };
    connection.query(
      "set session time_zone = '+00:00', sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', " +
        'innodb_lock_wait_timeout = 10, group_concat_max_len = 16777216',
      ensure,
    );
    // The variable's name differs between MySQL 8 and MariaDB before 11.1; this statement does not.
    connection.query('set session transaction isolation level read committed', ensure);
  });
  return pool;
}

export function mysqlDialect(pool: Pool): MysqlDialect {
  return new MysqlDialect({ pool });
}
