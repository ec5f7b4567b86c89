import {
  type CompiledQuery,
  Kysely,
  MysqlAdapter,
  MysqlIntrospector,
  MysqlQueryCompiler,
  type QueryResult,
  sql,
} from 'kysely';
import type { Tables } from '../tables/tables.ts';

const NOTE = 'passerelle_unfinished_migration';

/** What a statement that has had its effect says the second time. */
const DONE_BEFORE = new Set([
  'ER_TABLE_EXISTS_ERROR',
  'ER_DUP_KEYNAME',
  'ER_DUP_FIELDNAME',
  'ER_FK_DUP_NAME',
  'ER_TRG_ALREADY_EXISTS',
  'ER_BAD_TABLE_ERROR',
  'ER_TRG_DOES_NOT_EXIST',
  'ER_CANT_DROP_FIELD_OR_KEY',
]);

/**
 * MySQL and MariaDB commit every change of the schema by itself. So that a migration whose process dies is gone on with, the base
 * counts its statements: those that are counted are left out the next time, and the one that may or may not have had its
 * effect is run again.
 * @param up gives the same statements in the same order whenever it is called, and reads nothing
 */
export async function goOnWithMigration(
  db: Kysely<Tables>,
  name: string,
  up: (db: Kysely<Tables>) => Promise<void>,
): Promise<void> {
  const raw = db as Kysely<unknown>;
  await sql`create table if not exists ${sql.table(NOTE)} (name varchar(64) primary key, statements integer not null)`.execute(
    raw,
  );
  await sql`insert ignore into ${sql.table(NOTE)} values (${name}, 0)`.execute(raw);
  const note = await sql<{
    statements: number;
  }>`select statements from ${sql.table(NOTE)} where name = ${name}`.execute(raw);
  const counted = note.rows[0]?.statements ?? 0;
  let reached = 0;
  const run = async (query: CompiledQuery): Promise<QueryResult<unknown>> => {
    reached += 1;
    if (reached <= counted) return { rows: [] };
    try {
      await raw.executeQuery(query);
    } catch (error) {
      const isFirstHere = reached === counted + 1;
      if (!isFirstHere || !DONE_BEFORE.has((error as { code?: string }).code ?? '')) throw error;
    }
    await sql`update ${sql.table(NOTE)} set statements = ${reached} where name = ${name}`.execute(raw);
    return { rows: [] };
  };
  await up(running(run));
}

/** Nothing is unfinished any more. */
export async function forgetFinishedMigrations(db: Kysely<Tables>): Promise<void> {
  await sql`drop table if exists ${sql.table(NOTE)}`.execute(db as Kysely<unknown>);
}

/** A Kysely whose statements all go through one function. */
function running(run: (query: CompiledQuery) => Promise<QueryResult<unknown>>): Kysely<Tables> {
  const nothing = async () => undefined;
  const connection = {
    executeQuery: run as <Row>(query: CompiledQuery) => Promise<QueryResult<Row>>,
    streamQuery(): never {
      throw new Error('a migration reads nothing');
    },
  };
  return new Kysely({
    dialect: {
      createDriver: () => ({
        init: nothing,
        acquireConnection: async () => connection,
        beginTransaction: nothing,
        commitTransaction: nothing,
        rollbackTransaction: nothing,
        releaseConnection: nothing,
        destroy: nothing,
      }),
      createAdapter: () => new MysqlAdapter(),
      createQueryCompiler: () => new MysqlQueryCompiler(),
      createIntrospector: (db) => new MysqlIntrospector(db),
    },
  });
}
