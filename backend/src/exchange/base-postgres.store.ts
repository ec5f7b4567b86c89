import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { StringDecoder } from 'node:string_decoder';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import type { ColumnKind, MovableBase, Row, RowFilter, TableShape, Value } from './movable-base.ts';
import { parkRows } from './park-rows.store.ts';
import { takeIndexesAway } from './postgres-indexes.store.ts';
import { whereOf } from './row-filter.store.ts';
import { readShapes } from './shapes.store.ts';
import { canonicalJson, checkedNumber, millisecondsOf, type Place, placesOf, refused } from './values.ts';

const name = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`;
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** PostgreSQL, by COPY in both directions: the quickest way in and out that it has. */
export async function openPostgresBase(url: string): Promise<MovableBase> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    application_name: 'passerelle',
    // Limits that a server sets for everybody are not meant for reading whole bases.
    options:
      '-c timezone=UTC -c datestyle=ISO -c client_encoding=UTF8 -c jit=off -c statement_timeout=0 -c idle_in_transaction_session_timeout=0',
  });
  client.on('error', () => undefined);
  await client.connect();
  const ask = async (statement: string) => (await client.query<Record<string, unknown>>(statement)).rows;
  let resting: string[] = [];
  let indexes: string[] = [];
  const beginChanging = async () => {
    await client.query('begin');
    indexes = [];
    resting = await tablesWithTriggers(ask);
    for (const table of resting) await client.query(`alter table ${name(table)} disable trigger user`);
  };
  return {
    engine: 'postgres',
    takesAnyOrder: false,
    ask,
    shapes: () => readShapes('postgres', ask),
    async migrations() {
      const [there] = await ask("select to_regclass('passerelle_migrations') is not null as there");
      if (there?.there !== true) return [];
      return (await ask('select name from passerelle_migrations order by name')).map((row) => String(row.name));
    },
    async beginSnapshot() {
      await client.query('begin isolation level repeatable read read only');
      await client.query('select 1');
    },
    async endSnapshot() {
      await client.query('rollback');
    },
    async beginFilling() {
      await beginChanging();
      indexes = await takeIndexesAway(ask);
    },
    beginChanging,
    endChanging: async () => undefined,
    async commit() {
      for (const statement of indexes) await client.query(statement);
      for (const table of resting) await client.query(`alter table ${name(table)} enable trigger user`);
      await client.query('commit');
    },
    async rollback() {
      await client.query('rollback');
    },
    async count(table, filter) {
      const [row] = await ask(`select count(*) as n from ${name(table.name)}${whereOf(filter, name, literal)}`);
      return Number(row?.n);
    },
    read: (table, filter) => readRows(client, table, filter),
    write: (table, batches) => writeRows(client, table, batches),
    put: (table, rows) => putRows(client, table, rows),
    park: (table, keys) => parkRows(ask, table, keys),
    async remove(table, keys) {
      await ask(`delete from ${name(table.name)} where ${name(table.key)} in (${keys.map(literal).join(', ')})`);
    },
    async claim() {
      const [row] = await ask("select pg_try_advisory_lock(hashtext('passerelle move ' || current_schema())) as got");
      return row?.got === true;
    },
    close: () => client.end(),
  };
}

async function tablesWithTriggers(ask: (statement: string) => Promise<Record<string, unknown>[]>): Promise<string[]> {
  const rows = await ask(
    `select distinct c.relname as name from pg_trigger t join pg_class c on c.oid = t.tgrelid
     where not t.tgisinternal and c.relnamespace = current_schema()::regnamespace and c.relname not like 'directus\\_%'`,
  );
  return rows.map((row) => String(row.name));
}

async function* readRows(client: pg.Client, table: TableShape, filter?: RowFilter): AsyncGenerator<Row[]> {
  const columns = table.columns.map((column) => name(column.name)).join(', ');
  const key = table.columns.find((column) => column.name === table.key);
  const order = `${name(table.key)}${key?.kind === 'text' ? ' collate "C"' : ''}`;
  const query = `select ${columns} from ${name(table.name)}${whereOf(filter, name, literal)} order by ${order}`;
  const decoders = decodersOf(table);
  const utf8 = new StringDecoder('utf8');
  let rest = '';
  const copy = client.query(copyTo(`copy (${query}) to stdout`));
  copy.on('error', () => undefined);
  try {
    for await (const chunk of copy.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      const lines = (rest + utf8.write(chunk)).split('\n');
      rest = lines.pop() ?? '';
      if (lines.length > 0) yield lines.map((line) => decoded(line, decoders));
    }
  } finally {
    // The connection is free for the next statement when the rest has come, and only then.
    copy.resume();
  }
}

type Decoder = (text: string) => Value;

function decoded(line: string, decoders: readonly Decoder[]): Row {
  const fields: Value[] = line.split('\t');
  for (let at = 0; at < fields.length; at++) {
    const text = fields[at] as string;
    fields[at] = text === '\\N' ? null : (decoders[at] as Decoder)(text);
  }
  return fields;
}

const ESCAPED: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

function plain(text: string): string {
  return text.includes('\\') ? text.replace(/\\(.)/gs, (_, letter: string) => ESCAPED[letter] ?? letter) : text;
}

function decodersOf(table: TableShape): Decoder[] {
  const places = placesOf(table);
  return table.columns.map(({ kind }, at) => decoderOf(kind, places[at] as Place));
}

function decoderOf(kind: ColumnKind, place: Place): Decoder {
  if (kind === 'text') return plain;
  if (kind === 'uuid') return (text) => text;
  if (kind === 'instant') return (text) => millisecondsOf(text, place);
  if (kind === 'boolean') return (text) => text === 't';
  if (kind === 'json') return (text) => canonicalJson(plain(text), place);
  if (kind === 'binary') return (text) => text.slice('\\\\x'.length);
  return (text) => checkedNumber(Number(text), kind, place);
}

async function writeRows(client: pg.Client, table: TableShape, batches: AsyncIterable<Row[]>): Promise<void> {
  const columns = table.columns.map((column) => name(column.name)).join(', ');
  const encoders = encodersOf(table);
  const into = client.query(copyFrom(`copy ${name(table.name)} (${columns}) from stdin`));
  await pipeline(Readable.from(encoded(batches, encoders), { objectMode: true, highWaterMark: 1 }), into);
}

const UNIQUE_VIOLATION = '23505';

/** By way of a table of this transaction: COPY itself cannot replace rows. */
async function putRows(client: pg.Client, table: TableShape, rows: Row[]): Promise<boolean> {
  const way = { ...table, name: `passerelle_put_${table.name}` };
  await client.query(
    `create temporary table if not exists ${name(way.name)} (like ${name(table.name)}) on commit delete rows`,
  );
  await client.query(`truncate ${name(way.name)}`);
  const batches = async function* () {
    yield rows;
  };
  await writeRows(client, way, batches());
  const columns = table.columns.map((column) => name(column.name));
  const replaced = columns
    .filter((column) => column !== name(table.key))
    .map((column) => `${column} = excluded.${column}`);
  await client.query('savepoint put_rows');
  try {
    await client.query(
      `insert into ${name(table.name)} (${columns.join(', ')}) select ${columns.join(', ')} from ${name(way.name)}
       on conflict (${name(table.key)}) do update set ${replaced.join(', ')}`,
    );
    await client.query('release savepoint put_rows');
    return true;
  } catch (error) {
    if ((error as { code?: string }).code !== UNIQUE_VIOLATION) throw error;
    await client.query('rollback to savepoint put_rows');
    return false;
  }
}

async function* encoded(batches: AsyncIterable<Row[]>, encoders: readonly Encoder[]): AsyncGenerator<Buffer> {
  for await (const rows of batches) {
    let text = '';
    for (const row of rows) text += `${row.map((value, at) => (encoders[at] as Encoder)(value)).join('\t')}\n`;
    yield Buffer.from(text);
  }
}

type Encoder = (value: Value) => string;

const TO_ESCAPE = /[\\\b\f\n\r\t\v]/;
const LETTERS: Record<string, string> = {
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

function encodersOf(table: TableShape): Encoder[] {
  const places = placesOf(table);
  return table.columns.map(({ kind }, at) => {
    const encode = encoderOf(kind, places[at] as Place);
    return (value) => (value === null ? '\\N' : encode(value));
  });
}

function encoderOf(kind: ColumnKind, place: Place): Encoder {
  if (kind === 'instant') return (value) => new Date(value as number).toISOString();
  if (kind === 'boolean') return (value) => (value ? 't' : 'f');
  if (kind === 'binary') return (value) => `\\\\x${value as string}`;
  if (kind === 'integer' || kind === 'real') return String;
  return (value) => {
    const text = value as string;
    if (text.includes('\0')) {
      throw refused(
        place,
        'a text holds the character NUL, which PostgreSQL cannot store; remove it at the source',
        'Un texte contient le caractère NUL, que PostgreSQL ne peut pas garder ; ôtez-le à la source',
      );
    }
    return TO_ESCAPE.test(text) ? text.replace(/[\\\b\f\n\r\t\v]/g, (char) => LETTERS[char] as string) : text;
  };
}
