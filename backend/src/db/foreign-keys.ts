import { type Kysely, sql } from 'kysely';
import type { Database } from './connection.ts';

/** One column that refers to a row of another table. */
export interface ForeignKey {
  table: string;
  column: string;
  target: string;
  /** What happens to the row when its target goes. */
  onDelete: 'cascade' | 'set null' | 'restrict';
}

/** The foreign keys that the database itself knows, of tables that are not Directus'. */
export async function readForeignKeys(database: Database): Promise<ForeignKey[]> {
  const db = database.query as unknown as Kysely<unknown>;
  const text = {
    sqlite: `select m.name as t, f."from" as c, f."table" as r, f.on_delete as d
      from sqlite_schema m join pragma_foreign_key_list(m.name) f where m.type = 'table'`,
    postgres: `select c.conrelid::regclass::text as t, a.attname as c, c.confrelid::regclass::text as r,
        case c.confdeltype when 'c' then 'cascade' when 'n' then 'set null' else 'restrict' end as d
      from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
      where c.contype = 'f' and c.connamespace = current_schema()::regnamespace`,
    mysql: `select k.table_name as t, k.column_name as c, k.referenced_table_name as r, r.delete_rule as d
      from information_schema.key_column_usage k join information_schema.referential_constraints r
        on r.constraint_schema = k.constraint_schema and r.constraint_name = k.constraint_name
      where k.table_schema = database() and k.referenced_table_name is not null`,
  }[database.engine];
  const { rows } = await sql.raw<{ t: string; c: string; r: string; d: string }>(text).execute(db);
  return rows
    .filter(({ t }) => !t.startsWith('directus_'))
    .map(({ t, c, r, d }) => ({ table: t, column: c, target: r, onDelete: onDeleteOf(d) }))
    .sort((a, b) => (a.table + a.column < b.table + b.column ? -1 : 1));
}

function onDeleteOf(rule: string): ForeignKey['onDelete'] {
  const lower = rule.toLowerCase();
  return lower === 'cascade' || lower === 'set null' ? lower : 'restrict';
}

/** Every column of every table that is not Directus', views left out. */
export async function readColumns(database: Database): Promise<{ table: string; columns: string[] }[]> {
  const tables = await database.query.introspection.getTables();
  return tables
    .filter(({ name, isView }) => !isView && !name.startsWith('directus_'))
    .map(({ name, columns }) => ({ table: name, columns: columns.map((column) => column.name) }));
}
