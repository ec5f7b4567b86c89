import { existsSync, rmSync } from 'node:fs';
import SqliteDriver from 'better-sqlite3';
import { type Kysely, SqliteAdapter, type SqliteDatabase, SqliteDialect, SqliteQueryCompiler, sql } from 'kysely';
import type { DialectTraits } from './dialect.ts';

export const sqliteTraits: DialectTraits = {
  engine: 'sqlite',
  types: {
    uuid: sql`uuid`,
    identifier: (length) => `varchar(${length})`,
    sortable: (length) => `varchar(${length})`,
    word: 'varchar(32)',
    text: 'text',
    // Declared `timestamp` and filled with integer milliseconds: what Directus writes and reads there.
    instant: sql`timestamp`,
    integer: 'integer',
    real: 'real',
  },
  now: sql<Date>`(cast(unixepoch('subsec')*1000 as integer))`,
  async touchUpdatedAt(db, table) {
    await sql
      .raw(
        `create trigger ${table}_touch after update on ${table} for each row when new.updated_at is old.updated_at ` +
          `begin update ${table} set updated_at = cast(unixepoch('subsec')*1000 as integer) where id = new.id; end`,
      )
      .execute(db as Kysely<unknown>);
  },
};

/**
 * Opens the file with what durability and sharing with Directus need: WAL, a busy time-out, FULL synchronisation.
 * @param file absolute path; its folder must exist
 */
export function openSqlite(file: string, options: { readonly?: boolean } = {}): SqliteDriver.Database {
  const connection = new SqliteDriver(file, { readonly: options.readonly ?? false, timeout: 5000 });
  if (!options.readonly) connection.pragma('journal_mode = wal');
  connection.pragma('synchronous = full');
  connection.pragma('foreign_keys = on');
  connection.pragma('busy_timeout = 5000');
  return connection;
}

/**
 * Waits (up to a minute, blocking) for the only lock on a file and answers how to release it. The operating system releases
 * it when the process dies.
 */
export function lockSqliteFile(file: string): () => void {
  const connection = new SqliteDriver(file, { timeout: 60_000 });
  connection.exec('begin exclusive');
  return () => connection.close();
}

/** The same without waiting: undefined when another process has it. The lock file is taken away with the lock. */
export function tryLockSqliteFile(file: string): (() => void) | undefined {
  const connection = new SqliteDriver(file, { timeout: 0 });
  try {
    connection.exec('begin exclusive');
  } catch {
    connection.close();
    return undefined;
  }
  return () => {
    rmSync(file, { force: true });
    connection.close();
  };
}

/** Whether another process has such a lock. Does not leave a lock file where there was none. */
export function isSqliteFileLocked(file: string): boolean {
  if (!existsSync(file)) return false;
  const connection = new SqliteDriver(file, { timeout: 0 });
  try {
    connection.exec('begin exclusive');
    return false;
  } catch {
    return true;
  } finally {
    connection.close();
  }
}

/**
 * How a parameter is written in a statement of several tables that runs often. SQLite is built here with STAT4, which plans
 * such a statement anew whenever a bare `?` gets another value, so a prepared join costs ten times its run. A parameter
 * behind a plus sign means the same and is not looked into while planning.
 */
export const PARAMETER = '+?';

/** SQLite takes back changes of the schema, whatever Kysely says of it: a migration whose process dies leaves nothing. */
class WholeMigrationsAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** Statements keep the plan that they were prepared with. */
class LastingPlansDialect extends SqliteDialect {
  override createAdapter() {
    return new WholeMigrationsAdapter();
  }

  override createQueryCompiler(): SqliteQueryCompiler {
    return new (class extends SqliteQueryCompiler {
      protected override getCurrentParameterPlaceholder(): string {
        return PARAMETER;
      }
    })();
  }
}

/**
 * The connection as Kysely sees it: statements are prepared once, Dates become integers.
 * @param options.begin how transactions begin: taking the write lock at once, unless they only read
 */
export function sqliteDialect(
  connection: SqliteDriver.Database,
  options: { begin: 'begin' | 'begin immediate' } = { begin: 'begin immediate' },
): SqliteDialect {
  const prepared = new Map<string, SqliteDriver.Statement<unknown[]>>();
  const database: SqliteDatabase = {
    close: () => connection.close(),
    prepare(text: string) {
      const wanted = text === 'begin' ? options.begin : text;
      let statement = prepared.get(wanted);
      if (statement === undefined) {
        statement = connection.prepare<unknown[]>(wanted);
        if (prepared.size < 500) prepared.set(wanted, statement);
      }
      return withBindableValues(statement);
    },
  };
  return new LastingPlansDialect({ database });
}

function withBindableValues(statement: SqliteDriver.Statement<unknown[]>): ReturnType<SqliteDatabase['prepare']> {
  return {
    reader: statement.reader,
    all: (parameters) => statement.all(...parameters.map(bindable)),
    run: (parameters) => statement.run(...parameters.map(bindable)),
    iterate: (parameters) => statement.iterate(...parameters.map(bindable)) as IterableIterator<unknown>,
  };
}

/** The driver binds neither Date nor boolean. */
function bindable(value: unknown): unknown {
  if (value instanceof Date) return value.getTime();
  if (typeof value === 'boolean') return value ? 1 : 0;
  return value;
}
