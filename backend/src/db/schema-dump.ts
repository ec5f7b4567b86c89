import { type Kysely, sql } from 'kysely';
import type { Database } from './connection.ts';

const OURS_NOT = /^directus_/;

/**
 * The schema as the engine itself tells it, in an order that does not depend on the order of creation beyond foreign keys:
 * the text of backend/db/schema*.sql.
 */
export async function dumpSchema(database: Database): Promise<string> {
  const db = database.query as unknown as Kysely<unknown>;
  const statements =
    database.engine === 'sqlite'
      ? await dumpSqlite(db)
      : database.engine === 'postgres'
        ? await dumpPostgres(db)
        : await dumpMysql(db);
  return `-- Passerelle, schema for ${database.engine}. Written from the migrations by "npm run generate"; do not edit.\n\n${[...statements, ...(await ledger(db))].join('\n\n')}\n`;
}

/** The steps this schema stands for, so that "passerelle migrate" goes on from there on a base made from the file. */
async function ledger(db: Kysely<unknown>): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select name from passerelle_migrations order by name`.execute(db);
  return [
    ...rows.map(
      ({ name }) =>
        `insert into passerelle_migrations (name, timestamp) values ('${name}', '1970-01-01T00:00:00.000Z');`,
    ),
    "insert into passerelle_migration_lock (id, is_locked) values ('migration_lock', 0);",
  ];
}

async function dumpSqlite(db: Kysely<unknown>): Promise<string[]> {
  const { rows } = await sql<{ name: string; tbl_name: string; sql: string }>`
    select name, tbl_name, sql from sqlite_schema where sql is not null and name not like 'sqlite_%' order by rowid`.execute(
    db,
  );
  return rows.filter((row) => !OURS_NOT.test(row.tbl_name)).map((row) => `${spread(row.sql)};`);
}

/** One column a line: the engine keeps the statement as it was sent, on a single line. */
function spread(statement: string): string {
  if (!/^create table/i.test(statement)) return statement;
  const open = statement.indexOf('(');
  const close = statement.lastIndexOf(')');
  let depth = 0;
  let lines = '';
  for (const char of statement.slice(open + 1, close)) {
    if (char === '(') depth++;
    if (char === ')') depth--;
    lines += char === ',' && depth === 0 ? ',\n ' : char;
  }
  return `${statement.slice(0, open)}(\n  ${lines}\n)${statement.slice(close + 1)}`;
}

async function dumpMysql(db: Kysely<unknown>): Promise<string[]> {
  const names = await sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = database() and table_type = 'BASE TABLE'`.execute(
    db,
  );
  const tables = names.rows
    .map((row) => row.name)
    .filter((name) => !OURS_NOT.test(name))
    .sort();
  const statements: string[] = [];
  for (const table of tables) {
    const { rows } = await sql<Record<string, string>>`show create table ${sql.table(table)}`.execute(db);
    statements.push(`${mysqlAndMariadb(rows[0]?.['Create Table'] ?? '')};`);
  }
  const triggers = await sql<{ name: string; body: string; table_name: string; timing: string; event: string }>`
    select trigger_name as name, action_statement as body, event_object_table as table_name, action_timing as timing,
      event_manipulation as event
    from information_schema.triggers where trigger_schema = database() order by trigger_name`.execute(db);
  const ours = triggers.rows
    .filter((row) => !OURS_NOT.test(row.table_name))
    .map((row) =>
      sentToServer(
        `create trigger ${row.name} ${row.timing} ${row.event} on ${row.table_name} for each row\n  ${row.body}`,
      ),
    );
  // Sorted by name, tables refer to tables further down: the check comes back on when all exist.
  return ['set foreign_key_checks = 0;', ...statements, ...ours, 'set foreign_key_checks = 1;'];
}

/** The mysql program would end a trigger of several statements at its first semicolon. */
function sentToServer(statement: string): string {
  return statement.includes(';') ? `delimiter $$\n${statement} $$\ndelimiter ;` : `${statement};`;
}

/** MariaDB tells expression defaults without the parentheses that MySQL asks for; both read them. */
function mysqlAndMariadb(statement: string): string {
  return statement.replaceAll('DEFAULT utc_timestamp(3)', 'DEFAULT (utc_timestamp(3))');
}

async function dumpPostgres(db: Kysely<unknown>): Promise<string[]> {
  const tables = await sql<{ name: string; columns: string; options: string | null }>`
    select c.relname as name, array_to_string(c.reloptions, ', ') as options, string_agg(
      format('  %I %s%s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
        case when l.collname <> 'default' then format(' collate %I', l.collname) else '' end,
        case when a.attnotnull then ' not null' else '' end,
        coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')), E',\n' order by a.attnum) as columns
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    left join pg_collation l on l.oid = a.attcollation
    where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace
    group by c.oid order by c.relname`.execute(db);
  const constraints = await sql<{ table_name: string; text: string; kind: string }>`
    select t.relname as table_name, format('alter table %I add constraint %I %s;', t.relname, c.conname, pg_get_constraintdef(c.oid)) as text,
      c.contype as kind
    from pg_constraint c join pg_class t on t.oid = c.conrelid
    where c.connamespace = current_schema()::regnamespace and c.contype <> 'n' and c.contype <> 't'
    order by case c.contype when 'p' then 0 when 'u' then 1 when 'c' then 2 else 3 end, t.relname, c.conname`.execute(
    db,
  );
  const indexes = await sql<{ table_name: string; text: string }>`
    select tablename as table_name, indexdef || ';' as text from pg_indexes i
    where schemaname = current_schema() and not exists (
      select 1 from pg_constraint c where c.conname = i.indexname and c.connamespace = current_schema()::regnamespace)
    order by tablename, indexname`.execute(db);
  const functions = await sql<{ name: string; text: string }>`
    select proname as name, pg_get_functiondef(oid) || ';' as text from pg_proc
    where pronamespace = current_schema()::regnamespace order by proname, oid`.execute(db);
  const triggers = await sql<{ table_name: string; text: string }>`
    select c.relname as table_name, pg_get_triggerdef(t.oid) || ';' as text from pg_trigger t join pg_class c on c.oid = t.tgrelid
    where not t.tgisinternal and c.relnamespace = current_schema()::regnamespace order by c.relname, t.tgname`.execute(
    db,
  );
  const ours = <T extends { table_name: string }>(rows: T[]) => rows.filter((row) => !OURS_NOT.test(row.table_name));
  return [
    ...functions.rows.map((row) => row.text.trim()),
    ...tables.rows
      .filter((row) => !OURS_NOT.test(row.name))
      .map(
        (row) =>
          `create table ${row.name} (\n${row.columns}\n)${row.options === null ? '' : ` with (${row.options})`};`,
      ),
    ...ours(constraints.rows).map((row) => row.text),
    // Without the schema's name, so that the file also fills another schema.
    ...ours(indexes.rows).map((row) => row.text.replace(/ ON \w+\./, ' ON ')),
    ...ours(triggers.rows).map((row) => row.text.replace(/ ON \w+\./, ' ON ').replace(/FUNCTION \w+\./, 'FUNCTION ')),
  ].map((text) => text.replace(/FUNCTION public\./g, 'FUNCTION '));
}
