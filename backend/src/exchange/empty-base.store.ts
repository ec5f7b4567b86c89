import { rm } from 'node:fs/promises';
import { type Kysely, sql } from 'kysely';
import { openDatabase } from '../db/connection.ts';

/**
 * Takes everything of ours out of a base that was empty before it was filled: tables, views, functions. What Directus made
 * stays.
 */
export async function emptyBase(url: string): Promise<void> {
  if (url.startsWith('sqlite:')) {
    const file = url.slice('sqlite:'.length);
    for (const end of ['', '-wal', '-shm', '-migration-lock', '-move-lock']) await rm(`${file}${end}`, { force: true });
    return;
  }
  const database = openDatabase(url, 1, 'patient');
  try {
    await (database.engine === 'postgres' ? emptyPostgres : emptyMysql)(database.query as unknown as Kysely<unknown>);
  } finally {
    await database.close();
  }
}

async function emptyPostgres(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{ statement: string }>`
    select format('drop table %I cascade', relname) as statement from pg_class
      where relkind in ('r', 'p') and not relispartition and relnamespace = current_schema()::regnamespace and relname not like 'directus\\_%'
    union all select format('drop function %s cascade', p.oid::regprocedure) from pg_proc p
      where pronamespace = current_schema()::regnamespace
        and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e')`.execute(db);
  for (const { statement } of rows) await sql.raw(statement).execute(db);
}

async function emptyMysql(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = database() and table_type = 'BASE TABLE' and table_name not like 'directus\\_%'`.execute(db);
  if (rows.length === 0) return;
  // One connection: the pool has one, so the setting holds for the next statement.
  await sql`set foreign_key_checks = 0`.execute(db);
  await sql.raw(`drop table ${rows.map(({ name }) => `\`${name}\``).join(', ')}`).execute(db);
}
