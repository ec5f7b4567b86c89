import mysql from 'mysql2';
import { putTriggersToRest, wakeTriggers } from '../db/dialects/resting-triggers.ts';
import type { ColumnKind, MovableBase, Row, RowFilter, TableShape, Value } from './movable-base.ts';
import { whereOf } from './row-filter.store.ts';
import { readShapes } from './shapes.store.ts';
import { canonicalJson, checkedNumber, millisecondsOf, type Place, placesOf, refused } from './values.ts';

const name = (identifier: string): string => `\`${identifier.replaceAll('`', '``')}\``;
const ROWS_AT_ONCE = 400;
/** Long texts make smaller batches. */
const CHARACTERS_AT_ONCE = 500_000;
/** Characters of one insert: far below max_allowed_packet, which is 16 MB. */
const STATEMENT_LENGTH = 400_000;

/** MariaDB and MySQL, by inserts of many rows. */
export async function openMysqlBase(url: string): Promise<MovableBase> {
  const connection = mysql.createConnection({
    uri: url.replace(/^mariadb:/, 'mysql:'),
    timezone: 'Z',
    charset: 'utf8mb4_bin',
    connectTimeout: 10_000,
    enableKeepAlive: true,
    supportBigNumbers: true,
    dateStrings: true,
  });
  connection.on('error', () => undefined);
  const run = (statement: string): Promise<Record<string, unknown>[]> =>
    new Promise((resolve, reject) => {
      connection.query(statement, (error, rows) =>
        error ? reject(error) : resolve(rows as Record<string, unknown>[]),
      );
    });
  await run(
    "set session time_zone = '+00:00', sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', " +
      'innodb_lock_wait_timeout = 300, net_write_timeout = 86400, net_read_timeout = 86400, wait_timeout = 86400',
  );
  // Limits that a server sets for everybody are not meant for reading whole bases: MariaDB has the first, MySQL the second.
  for (const limit of ['max_statement_time', 'max_execution_time']) {
    await run(`set session ${limit} = 0`).catch(() => undefined);
  }
  // Making triggers anew takes a second, so they are not woken between two changes.
  let isChanging = false;
  let isClosed = false;
  const underWay = new Set<object>();
  const end = async (how: 'commit' | 'rollback') => {
    await run(how);
    await run('set session foreign_key_checks = 1');
    if (!isChanging) await wakeTriggers(run);
  };
  const beginFilling = async () => {
    if (!isChanging) await putTriggersToRest(run);
    await run('set session transaction isolation level read committed');
    await run('start transaction');
  };
  return {
    engine: 'mysql',
    takesAnyOrder: true,
    ask: run,
    shapes: () => readShapes('mysql', run),
    async migrations() {
      if ((await run("show tables like 'passerelle_migrations'")).length === 0) return [];
      return (await run('select name from passerelle_migrations order by name')).map((row) => String(row.name));
    },
    async beginSnapshot() {
      await run('set session transaction isolation level repeatable read');
      await run('start transaction with consistent snapshot, read only');
    },
    async endSnapshot() {
      await run('rollback');
    },
    beginFilling,
    async beginChanging() {
      await run('set session foreign_key_checks = 0');
      await beginFilling();
      isChanging = true;
    },
    async endChanging() {
      if (isChanging) await wakeTriggers(run);
      isChanging = false;
    },
    commit: () => end('commit'),
    rollback: () => end('rollback'),
    async count(table, filter) {
      const [row] = await run(`select count(*) as n from ${name(table.name)}${whereOf(filter, name, quoted)}`);
      return Number(row?.n);
    },
    read: (table, filter) => readRows(connection, underWay, table, filter),
    write: (table, batches) => writeRows(run, table, batches),
    async put(table, rows) {
      const batches = async function* () {
        yield rows;
      };
      await writeRows(run, table, batches());
      return true;
    },
    park: async () => undefined,
    async remove(table, keys) {
      await run(`delete from ${name(table.name)} where ${name(table.key)} in (${keys.map(quoted).join(', ')})`);
    },
    async claim() {
      const [row] = await run("select get_lock(concat('passerelle move ', database()), 0) as got");
      return Number(row?.got) === 1;
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      // It would wait for rows that nobody reads any more.
      if (underWay.size > 0) connection.destroy();
      else await new Promise<void>((resolve) => connection.end(() => resolve()));
    },
  };
}

/** @param underWay queries whose rows have not all come yet */
async function* readRows(
  connection: mysql.Connection,
  underWay: Set<object>,
  table: TableShape,
  filter?: RowFilter,
): AsyncGenerator<Row[]> {
  const columns = table.columns.map((column) => name(column.name)).join(', ');
  const key = table.columns.find((column) => column.name === table.key);
  // As bytes: the engine's own comparison takes a text for one padded with spaces.
  const order = key?.kind === 'text' ? `cast(${name(table.key)} as binary)` : name(table.key);
  const sql = `select ${columns} from ${name(table.name)}${whereOf(filter, name, quoted)} order by ${order}`;
  const places = placesOf(table);
  const decoders = table.columns.map(({ kind }, at) => decoderOf(kind, places[at] as Place));
  const query = connection.query({ sql, rowsAsArray: true });
  underWay.add(query);
  query.once('end', () => underWay.delete(query));
  query.on('error', () => undefined);
  const stream = query.stream({ highWaterMark: 50 });
  let batch: Row[] = [];
  let size = 0;
  for await (const row of stream as AsyncIterable<unknown[]>) {
    for (const value of row) if (typeof value === 'string') size += value.length;
    batch.push(row.map((value, at) => (value === null ? null : (decoders[at] as Decoder)(value))));
    if (batch.length < ROWS_AT_ONCE && size < CHARACTERS_AT_ONCE) continue;
    yield batch;
    batch = [];
    size = 0;
  }
  if (batch.length > 0) yield batch;
}

type Decoder = (value: unknown) => Value;

function decoderOf(kind: ColumnKind, place: Place): Decoder {
  if (kind === 'text') return (value) => value as string;
  if (kind === 'uuid') return (value) => (value as string).toLowerCase();
  if (kind === 'instant') return (value) => millisecondsOf(value as string, place);
  if (kind === 'boolean') return (value) => Number(value) !== 0;
  if (kind === 'json') return (value) => canonicalJson(asText(value), place);
  if (kind === 'binary') return (value) => (value as Buffer).toString('hex');
  return (value) => checkedNumber(Number(value), kind, place);
}

/** The driver parses columns of MySQL's type json by itself. */
function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

async function writeRows(
  run: (statement: string) => Promise<unknown>,
  table: TableShape,
  batches: AsyncIterable<Row[]>,
): Promise<void> {
  const columns = table.columns.map((column) => name(column.name)).join(', ');
  const places = placesOf(table);
  const encoders = table.columns.map(({ kind }, at) => encoderOf(kind, places[at] as Place));
  const head = `insert into ${name(table.name)} (${columns}) values `;
  let statement = '';
  const flush = async (): Promise<void> => {
    if (statement !== '') await run(head + statement);
    statement = '';
  };
  for await (const rows of batches) {
    for (const row of rows) {
      const values = row.map((value, at) => (value === null ? 'null' : (encoders[at] as Encoder)(value)));
      statement += `${statement === '' ? '' : ','}(${values.join(',')})`;
      if (statement.length > STATEMENT_LENGTH) await flush();
    }
  }
  await flush();
}

type Encoder = (value: Exclude<Value, null>) => string;

function encoderOf(kind: ColumnKind, place: Place): Encoder {
  if (kind === 'instant') return (value) => instantLiteral(value as number, place);
  if (kind === 'boolean') return (value) => (value ? '1' : '0');
  if (kind === 'binary') return (value) => `x'${value as string}'`;
  if (kind === 'integer') return String;
  // With an exponent it is a double from the start, not a decimal that is converted.
  if (kind === 'real') return (value) => (String(value).includes('e') ? String(value) : `${value}e0`);
  return (value) => quoted(value as string);
}

/** The year 1000 is the first that DATETIME promises to hold. */
const FIRST_DATETIME = -30_610_224_000_000;

function instantLiteral(milliseconds: number, place: Place): string {
  if (milliseconds < FIRST_DATETIME)
    throw refused(
      place,
      'MySQL and MariaDB hold no instant before the year 1000',
      'MySQL et MariaDB ne gardent aucun instant avant l’an 1000',
    );
  return `'${new Date(milliseconds).toISOString().slice(0, 23).replace('T', ' ')}'`;
}

const TO_ESCAPE = /[\\'\0]/;

function quoted(text: string): string {
  if (!TO_ESCAPE.test(text)) return `'${text}'`;
  return `'${text.replace(/[\\'\0]/g, (char) => (char === '\0' ? '\\0' : `\\${char}`))}'`;
}
