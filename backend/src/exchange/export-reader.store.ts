import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { text as textOf } from 'node:stream/consumers';
import { StringDecoder } from 'node:string_decoder';
import { type Entry, fromRandomAccessReaderPromise, openPromise, type ZipFile } from 'yauzl';
import { isSealed, SealedReader } from '../cli/sealed-file.ts';
import { AppError } from '../errors/app-error.ts';
import type { ExportReader } from './export-file.ts';
import { TableMeter } from './fingerprint.ts';
import { damaged, type Manifest, readManifest } from './manifest.ts';
import type { Row, TableShape } from './movable-base.ts';
import { checkKind, type Place, placesOf } from './values.ts';

const MOST_MANIFEST_BYTES = 10_000_000;

/**
 * @param passphrase what it was encrypted with; ignored when it is not encrypted
 * @throws AppError exchange.file_damaged, exchange.passphrase_wanted, cli.wrong_passphrase
 */
export async function openExportFile(place: string, passphrase?: string): Promise<ExportReader> {
  const { zip, entries, release } = await openZip(place, passphrase);
  try {
    const manifest = await manifestOf(zip, entries);
    return {
      manifest,
      shapes: async () => manifest.tables,
      migrations: async () => manifest.migrations,
      count: async (table) => manifest.tables.find((one) => one.name === table.name)?.rows ?? 0,
      read: (table) => readRows(zip, entries, table),
      check: (onProgress) => check(place, { zip, entries, manifest }, onProgress),
      close: release,
    };
  } catch (error) {
    await release();
    throw error;
  }
}

type Entries = ReadonlyMap<string, Entry>;

async function openZip(place: string, passphrase: string | undefined) {
  const file = await open(place, 'r');
  let zip: ZipFile | undefined;
  const release = async (): Promise<void> => {
    zip?.close();
    await file.close().catch(() => undefined);
  };
  try {
    if (await isSealed(file)) {
      if (passphrase === undefined) {
        throw new AppError(
          'exchange.passphrase_wanted',
          'invalid',
          'The file is encrypted: give --decrypt with the file that holds its passphrase. / Fichier chiffré : indiquez --decrypt.',
        );
      }
      const reader = await SealedReader.open(file, passphrase);
      zip = await fromRandomAccessReaderPromise(reader, reader.size, { autoClose: false });
    } else {
      zip = await openPromise(place, { autoClose: false });
    }
    const entries = new Map<string, Entry>();
    for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry);
    return { zip, entries, release };
  } catch (error) {
    await release();
    throw error instanceof AppError ? error : damaged('it is no whole zip', error);
  }
}

async function manifestOf(zip: ZipFile, entries: Entries): Promise<Manifest> {
  const entry = entries.get('manifest.json');
  if (entry === undefined || entry.uncompressedSize > MOST_MANIFEST_BYTES) throw damaged('it has no manifest');
  try {
    return readManifest(await textOf(await zip.openReadStreamPromise(entry)));
  } catch (error) {
    throw error instanceof AppError ? error : damaged('its manifest cannot be read', error);
  }
}

/** Complete lines of one table, as text, in batches. */
async function* linesOf(zip: ZipFile, entries: Entries, table: string): AsyncGenerator<string> {
  const entry = entries.get(`tables/${table}.ndjson`);
  if (entry === undefined) throw damaged(`the table ${table} is missing`);
  const utf8 = new StringDecoder('utf8');
  let rest = '';
  try {
    for await (const chunk of (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>) {
      const text = rest + utf8.write(chunk);
      const end = text.lastIndexOf('\n') + 1;
      rest = text.slice(end);
      if (end > 0) yield text.slice(0, end);
    }
  } catch (error) {
    throw error instanceof AppError ? error : damaged(`the table ${table} cannot be read`, error);
  }
  if (rest !== '') throw damaged(`the table ${table} ends in the middle of a line`);
}

async function* readRows(zip: ZipFile, entries: Entries, table: TableShape): AsyncGenerator<Row[]> {
  const places = placesOf(table);
  for await (const text of linesOf(zip, entries, table.name)) {
    yield text
      .slice(0, -1)
      .split('\n')
      .map((line) => rowOf(line, table, places));
  }
}

function rowOf(line: string, table: TableShape, places: readonly Place[]): Row {
  const row = JSON.parse(line) as Row;
  if (row.length !== table.columns.length) throw damaged(`a row of ${table.name} has ${row.length} values`);
  for (const [at, { kind }] of table.columns.entries()) checkKind(row[at] ?? null, kind, places[at] as Place);
  return row;
}

async function check(
  place: string,
  { zip, entries, manifest }: { zip: ZipFile; entries: Entries; manifest: Manifest },
  onProgress: (done: number, of: number) => void = () => undefined,
): Promise<void> {
  await compareChecksum(place);
  const of = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
  let done = 0;
  for (const { name, rows, fingerprint } of manifest.tables) {
    const meter = new TableMeter(name);
    for await (const text of linesOf(zip, entries, name)) {
      const lines = Buffer.from(text);
      const count = lines.reduce((sum, byte) => sum + (byte === 10 ? 1 : 0), 0);
      meter.add(lines, count);
      done += count;
      onProgress(done, of);
    }
    const sum = meter.sum();
    if (sum.rows !== rows || sum.fingerprint !== fingerprint)
      throw damaged(`the table ${name} is not what was written`);
  }
}

async function compareChecksum(place: string): Promise<void> {
  const beside = await readFile(`${place}.sha256`, 'utf8').catch(() => undefined);
  if (beside === undefined) return;
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(place)) hash.update(chunk as Buffer);
  if (hash.digest('hex') !== beside.slice(0, 64))
    throw damaged('its SHA-256 is not that of the file .sha256 beside it');
}
