import type { Database, Statement } from 'better-sqlite3';
import { openSqlite, tryLockSqliteFile } from '../db/dialects/sqlite.ts';
import type { ColumnKind, MovableBase, Row, RowFilter, TableShape, Value } from './movable-base.ts';
import { whereOf } from './row-filter.store.ts';
import { readShapes } from './shapes.store.ts';
import {
  canonicalJson,
  checkedInstant,
  checkedNumber,
  millisecondsOf,
  type Place,
  placesOf,
  refused,
} from './values.ts';

const name = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`;
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const ROWS_AT_ONCE = 400;
/** Long texts make smaller batches. */
const CHARACTERS_AT_ONCE = 500_000;

/**
 * @param file absolute path
 * @param readonly for a base that is only read
 */
export function openSqliteBase(file: string, readonly: boolean): MovableBase {
  const connection = openSqlite(file, { readonly });
  const ask = async (text: string) => {
    const statement = connection.prepare<[], Record<string, unknown>>(text);
    if (statement.reader) return statement.all();
    statement.run();
    return [];
  };
  let resting: string[] = [];
  let releaseClaim: (() => void) | undefined;
  const underWay = new Set<IterableIterator<unknown[]>>();
  const beginFilling = async () => {
    connection.exec('begin immediate');
    resting = dropTriggers(connection);
  };
  return {
    engine: 'sqlite',
    takesAnyOrder: true,
    ask,
    shapes: () => readShapes('sqlite', ask),
    async migrations() {
      const there = await ask("select 1 from sqlite_schema where name = 'passerelle_migrations'");
      if (there.length === 0) return [];
      return (await ask('select name from passerelle_migrations order by name')).map((row) => String(row.name));
    },
    async beginSnapshot() {
      connection.exec('begin');
      await ask('select 1 from sqlite_schema limit 1');
    },
    async endSnapshot() {
      connection.exec('rollback');
    },
    beginFilling,
    async beginChanging() {
      connection.pragma('foreign_keys = off');
      await beginFilling();
    },
    endChanging: async () => undefined,
    async commit() {
      for (const statement of resting) connection.exec(statement);
      connection.exec('commit');
      connection.pragma('foreign_keys = on');
    },
    async rollback() {
      if (connection.inTransaction) connection.exec('rollback');
      connection.pragma('foreign_keys = on');
    },
    async count(table, filter) {
      const [row] = await ask(`select count(*) as n from ${name(table.name)}${whereOf(filter, name, literal)}`);
      return Number(row?.n);
    },
    read: (table, filter) => readRows(connection, underWay, table, filter),
    write: (table, batches) => writeRows(connection, table, batches),
    async put(table, rows) {
      const batches = async function* () {
        yield rows;
      };
      await writeRows(connection, table, batches());
      return true;
    },
    park: async () => undefined,
    async remove(table, keys) {
      await ask(`delete from ${name(table.name)} where ${name(table.key)} in (${keys.map(literal).join(', ')})`);
    },
    async claim() {
      releaseClaim = tryLockSqliteFile(`${file}-move-lock`);
      return releaseClaim !== undefined;
    },
    async close() {
      releaseClaim?.();
      releaseClaim = undefined;
      for (const rows of underWay) rows.return?.();
      connection.close();
    },
  };
}

/** Part of the transaction: whatever ends it, the triggers are there. */
function dropTriggers(connection: Database): string[] {
  const triggers = connection
    .prepare<[], { name: string; sql: string }>(
      "select name, sql from sqlite_schema where type = 'trigger' and tbl_name not like 'directus\\_%' escape '\\' order by rowid",
    )
    .all();
  for (const trigger of triggers) connection.exec(`drop trigger ${name(trigger.name)}`);
  return triggers.map((trigger) => trigger.sql);
}

/** @param underWay reads that have not come to their end yet */
async function* readRows(
  connection: Database,
  underWay: Set<IterableIterator<unknown[]>>,
  table: TableShape,
  filter?: RowFilter,
): AsyncGenerator<Row[]> {
  const columns = table.columns.map((column) => name(column.name)).join(', ');
  const statement = connection.prepare<[], unknown[]>(
    `select ${columns} from ${name(table.name)}${whereOf(filter, name, literal)} order by ${name(table.key)}`,
  );
  const places = placesOf(table);
  const decoders = table.columns.map(({ kind }, at) => decoderOf(kind, places[at] as Place));
  let batch: Row[] = [];
  let size = 0;
  const rows = statement.raw(true).iterate();
  underWay.add(rows);
  try {
    for (const row of rows) {
      for (const value of row) if (typeof value === 'string') size += value.length;
      batch.push(row.map((value, at) => (value === null ? null : (decoders[at] as Decoder)(value))));
      if (batch.length < ROWS_AT_ONCE && size < CHARACTERS_AT_ONCE) continue;
      yield batch;
      batch = [];
      size = 0;
    }
  } finally {
    underWay.delete(rows);
  }
  if (batch.length > 0) yield batch;
}

type Decoder = (value: unknown) => Value;

/** A column of SQLite holds what was put there, whatever it was declared as: each value is looked at. */
function decoderOf(kind: ColumnKind, place: Place): Decoder {
  const text = (value: unknown): string => {
    if (typeof value === 'string') return value;
    throw refused(
      place,
      `a ${typeof value} stands where ${kind} is expected`,
      `Une valeur de type ${typeof value} se trouve où l’on attend ${kind}`,
    );
  };
  if (kind === 'uuid') return (value) => text(value).toLowerCase();
  if (kind === 'instant')
    return (value) => (typeof value === 'string' ? millisecondsOf(value, place) : checkedInstant(Number(value), place));
  if (kind === 'boolean') return (value) => Boolean(value);
  if (kind === 'json') return (value) => canonicalJson(text(value), place);
  if (kind === 'binary') return (value) => Buffer.from(value as Buffer | string).toString('hex');
  if (kind === 'text') return text;
  return (value) => checkedNumber(typeof value === 'number' ? value : Number.NaN, kind, place);
}

async function writeRows(connection: Database, table: TableShape, batches: AsyncIterable<Row[]>): Promise<void> {
  const columns = table.columns.map((column) => name(column.name)).join(', ');
  const marks = table.columns.map(() => '?').join(', ');
  const insert: Statement<unknown[]> = connection.prepare(
    `insert into ${name(table.name)} (${columns}) values (${marks})`,
  );
  const encoders = table.columns.map(({ kind }) => encoderOf(kind));
  for await (const rows of batches) {
    for (const row of rows) insert.run(row.map((value, at) => (encoders[at] as Encoder)(value)));
  }
}

type Encoder = (value: Value) => unknown;

function encoderOf(kind: ColumnKind): Encoder {
  if (kind === 'boolean') return (value) => (value === null ? null : Number(value));
  if (kind === 'binary') return (value) => (value === null ? null : Buffer.from(value as string, 'hex'));
  // A number is bound as a float, which would round the largest integers.
  if (kind === 'integer') return (value) => (value === null ? null : BigInt(value as number));
  return (value) => value;
}
