import { type ControlledTransaction, Kysely } from 'kysely';
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
  /** Lets go of it; may be called twice. */
  end(): Promise<void>;
}

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
  return { query: transaction, engine, takenAt, end };
}
