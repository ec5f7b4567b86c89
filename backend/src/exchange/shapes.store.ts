import { AppError } from '../errors/app-error.ts';
import type { ColumnKind, ColumnShape, TableShape } from './movable-base.ts';

/** Asks the engine's own catalogue. */
export type Ask = (statement: string) => Promise<Record<string, unknown>[]>;

/** Directus' tables move with the database server's own tools; `passerelle_` tables tell about one base alone. */
const NOT_MOVED = /^(directus_|passerelle_|sqlite_)/;

interface ColumnFact {
  table: string;
  column: string;
  type: string;
  isKey: boolean;
}

interface ParentFact {
  table: string;
  column: string;
  parent: string;
}

export async function readShapes(engine: 'sqlite' | 'postgres' | 'mysql', ask: Ask): Promise<TableShape[]> {
  const { columns, parents } = await FACTS[engine](ask);
  const tables = Map.groupBy(
    columns.filter((fact) => !NOT_MOVED.test(fact.table)),
    (fact) => fact.table,
  );
  return [...tables].map(([name, facts]) => ({
    name,
    key: keyOf(name, facts),
    columns: facts.map((fact) => shapeOf(engine, fact)).sort((a, b) => (a.name < b.name ? -1 : 1)),
    parents: parents
      .filter((fact) => fact.table === name)
      .map(({ column, parent }) => ({ column, table: parent }))
      .sort((a, b) => (a.column < b.column ? -1 : 1)),
  }));
}

function keyOf(table: string, facts: readonly ColumnFact[]): string {
  const keys = facts.filter((fact) => fact.isKey);
  if (keys.length === 1 && keys[0] !== undefined) return keys[0].column;
  throw new AppError(
    'exchange.no_key',
    'invalid',
    `The table ${table} has ${keys.length === 0 ? 'no primary key' : 'a primary key of several columns'}: its rows cannot be told apart. Tables of Passerelle have one key column. / La table ${table} n’a pas de clé primaire d’une seule colonne : ses lignes ne se distinguent pas.`,
  );
}

const KINDS: readonly [RegExp, ColumnKind][] = [
  [/^(uuid|char\(36\))$/, 'uuid'],
  [/^(boolean|tinyint\(1\))$/, 'boolean'],
  [/^(timestamp|timestamptz|datetime)/, 'instant'],
  [/^jsonb?$/, 'json'],
  [/^(smallint|integer|bigint|int|tinyint|mediumint)\b/, 'integer'],
  [/^(double|real|float)/, 'real'],
  [/^(bytea|.*blob|.*binary)/, 'binary'],
  [/^(character varying|varchar|char|text|.*text)/, 'text'],
];

function shapeOf(engine: string, { table, column, type }: ColumnFact): ColumnShape {
  const kind = KINDS.find(([pattern]) => pattern.test(type.toLowerCase()))?.[1];
  if (kind !== undefined) return { name: column, kind };
  throw new AppError(
    'exchange.unknown_type',
    'invalid',
    `${table}.${column} is of the type ${type} of ${engine}, which cannot be moved to other engines. Types that can: text, uuid, integer, double precision, timestamp, boolean, JSON, binary. / Ce type de colonne ne passe pas d’un moteur à l’autre : ${type}.`,
  );
}

const FACTS: Record<
  'sqlite' | 'postgres' | 'mysql',
  (ask: Ask) => Promise<{ columns: ColumnFact[]; parents: ParentFact[] }>
> = { sqlite: sqliteFacts, postgres: postgresFacts, mysql: mysqlFacts };

async function sqliteFacts(ask: Ask) {
  const columns = await ask(
    `select t.name as "table", c.name as "column", c.type as type, c.pk > 0 as is_key
     from pragma_table_list t join pragma_table_info(t.name) c where t.type = 'table' and t.schema = 'main'`,
  );
  const parents = await ask(
    `select t.name as "table", f."from" as "column", f."table" as parent
     from pragma_table_list t join pragma_foreign_key_list(t.name) f where t.type = 'table' and t.schema = 'main'`,
  );
  return factsOf(columns, parents);
}

async function postgresFacts(ask: Ask) {
  const columns = await ask(
    `select c.relname as "table", a.attname as "column", format_type(a.atttypid, a.atttypmod) as type,
       coalesce(a.attnum = any (k.conkey), false) as is_key
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     left join pg_constraint k on k.conrelid = c.oid and k.contype = 'p'
     where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = current_schema()::regnamespace`,
  );
  const parents = await ask(
    `select c.relname as "table", a.attname as "column", p.relname as parent
     from pg_constraint f join pg_class c on c.oid = f.conrelid join pg_class p on p.oid = f.confrelid
     join pg_attribute a on a.attrelid = c.oid and a.attnum = any (f.conkey)
     where f.contype = 'f' and not c.relispartition and c.relnamespace = current_schema()::regnamespace`,
  );
  return factsOf(columns, parents);
}

async function mysqlFacts(ask: Ask) {
  const columns = await ask(
    `select c.table_name as \`table\`, c.column_name as \`column\`, c.column_type as type, c.column_key = 'PRI' as is_key
     from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
     where c.table_schema = database() and t.table_type = 'BASE TABLE'`,
  );
  const parents = await ask(
    `select table_name as \`table\`, column_name as \`column\`, referenced_table_name as parent
     from information_schema.key_column_usage
     where table_schema = database() and referenced_table_name is not null`,
  );
  return factsOf(columns, parents);
}

function factsOf(columns: Record<string, unknown>[], parents: Record<string, unknown>[]) {
  return {
    columns: columns.map((row) => ({
      table: String(row.table),
      column: String(row.column),
      type: String(row.type),
      isKey: Boolean(Number(row.is_key)),
    })),
    parents: parents.map((row) => ({
      table: String(row.table),
      column: String(row.column),
      parent: String(row.parent),
    })),
  };
}
