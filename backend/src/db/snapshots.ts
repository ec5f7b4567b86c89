import { type ControlledTransaction, type Expression, Kysely, sql } from 'kysely';
import { openDatabase } from './connection.ts';
import type { Engine } from './dialects/dialect.ts';
import { openSqlite, sqliteDialect } from './dialects/sqlite.ts';
import { InstantsPlugin } from './instants-plugin.ts';
import type { Tables } from './tables/tables.ts';

/** The database as it stood at one moment, whatever is written meanwhile. Read-only. */
export interface Snapshot {
  readonly query: Kysely<Tables>;
  readonly engine: Engine;
  readonly takenAt: Date;
  /** Only of an engine whose cursors hold an answer while it is read: PostgreSQL. */
  readonly openCursor: OpenCursor | undefined;
  /** Lets go of it; may be called twice. */
  end(): Promise<void>;
}

/**
 * Has a query answered as a whole, once, and hands out its rows.
 * @returns the next rows at each call, fewer than `rowsAtOnce` at the end
 */
export type OpenCursor = <Row>(query: Expression<Row>, rowsAtOnce: number) => Promise<() => Promise<Row[]>>;

/** Takes snapshots on connections of their own, so that a long one keeps nobody waiting. */
export interface Snapshots {
  take(): Promise<Snapshot>;
  close(): Promise<void>;
}

/** @param most snapshots at once, on the engines that have a pool; the next one waits */
export function createSnapshots(url: string, most = 4): Snapshots {
  if (url.startsWith('sqlite:')) {
    const file = url.slice('sqlite:'.length);
    return { take: () => takeSqlite(file), close: () => Promise.resolve() };
  }
  let database: ReturnType<typeof openDatabase> | undefined;
  return {
    async take() {
      database ??= openDatabase(url, most);
      const { repeated, engine } = database;
      const transaction = await repeated
        .startTransaction()
        .setIsolationLevel('repeatable read')
        .setAccessMode('read only')
        .execute();
      return snapshotOf(transaction, engine, () => Promise.resolve());
    },
    async close() {
      await database?.close();
    },
  };
}

/** A connection for each: SQLite's has one transaction only. */
async function takeSqlite(file: string): Promise<Snapshot> {
  const connection = openSqlite(file, { readonly: true });
  const dialect = sqliteDialect(connection, { begin: 'begin' });
  const query = new Kysely<Tables>({ dialect, plugins: [new InstantsPlugin()] });
  const transaction = await query.startTransaction().execute();
  return snapshotOf(transaction, 'sqlite', () => query.destroy());
}

/** The engines fix the moment at the first reading, not at the beginning of the transaction. */
async function snapshotOf(
  transaction: ControlledTransaction<Tables>,
  engine: Engine,
  close: () => Promise<void>,
): Promise<Snapshot> {
  let ended: Promise<void> | undefined;
  const end = (): Promise<void> => {
    ended ??= (
      transaction.isCommitted || transaction.isRolledBack ? Promise.resolve() : transaction.rollback().execute()
    )
      .catch(() => undefined)
      .then(close);
    return ended;
  };
  const takenAt = new Date();
  try {
    await transaction.selectFrom('tenants').select('id').limit(1).execute();
  } catch (error) {
    await end();
    throw error;
  }
  const openCursor = engine === 'postgres' ? cursorsOf(transaction) : undefined;
  return { query: transaction, engine, takenAt, openCursor, end };
}

function cursorsOf(db: Kysely<Tables>): OpenCursor {
  let opened = 0;
  return async <Row>(query: Expression<Row>, rowsAtOnce: number) => {
    const name = sql.raw(`cursor_${++opened}`);
    // All of it is wanted, not its beginning soon. A planner that knows too little of the tables yet, and loops over them,
    // would take minutes instead of seconds.
    await sql`set local cursor_tuple_fraction = 1`.execute(db);
    await sql`set local work_mem = '32MB'`.execute(db);
    await sql`set local enable_nestloop = off`.execute(db);
    await sql`declare ${name} no scroll cursor for ${query}`.execute(db);
    await sql`set local enable_nestloop = on`.execute(db);
    const fetch = sql<Row>`fetch ${sql.lit(rowsAtOnce)} from ${name}`;
    return async () => {
      const { rows } = await fetch.execute(db);
      if (rows.length < rowsAtOnce) await sql`close ${name}`.execute(db);
      return rows;
    };
  };
}
