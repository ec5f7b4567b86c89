import { finished, Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ZipFile } from 'yazl';
import { AppError } from '../errors/app-error.ts';
import type { Log } from '../log/log.ts';
import { exportAnswer } from './academic.schema.ts';
import { type CsvDialect, type CsvForm, csvFormOf } from './csv.ts';
import {
  csvPieces,
  deletedPieces,
  type FileFacts,
  jsonPieces,
  manifestOf,
  syncTokenOf,
  type Tally,
} from './export-answer.ts';
import { EXPORT_PACE, type ExportPace, keepPace } from './export-pace.ts';
import type { BulkSource, ExportPlaces, ExportPlan, ExportSource, OpenBulk, OpenExport } from './export-plan.ts';
import { dayPlus, invalid, type Values } from './parameters.ts';
import { REFUSALS } from './refusals.schema.ts';
import type { Exportable } from './resources.ts';

export interface ExportPorts {
  open: OpenExport;
  openOneRoster: OpenBulk;
  places: ExportPlaces;
  log: Log;
  /** Default: {@link EXPORT_PACE}. */
  pace?: ExportPace;
}

/** The answers of the export, for the documentation. */
export const exportSchema = {
  response: {
    200: {
      description: 'L’export ; en CSV, un fichier ou un zip avec son manifeste / the export',
      content: {
        'application/json': { schema: exportAnswer },
        'text/csv': { schema: { type: 'string' } },
        'application/zip': { schema: { type: 'string', format: 'binary' } },
      },
    },
    ...REFUSALS,
  },
};

interface Asked {
  request: FastifyRequest;
  reply: FastifyReply;
  values: Values;
}

/** A file under way. */
interface Outgoing {
  type: string;
  extension: 'json' | 'csv' | 'zip';
  stream: Readable;
}

const RETRY_AFTER_SECONDS = 30;

/** Streams an export. What goes wrong after the first byte breaks the connection: a cut file never looks whole. */
export async function answerExport(ports: ExportPorts, { request, reply, values }: Asked): Promise<FastifyReply> {
  const { tenantId, caller } = request.academic;
  const plan = planOf(tenantId ?? '', values);
  const { extension, type } = formOf(values, plan);
  if (request.method === 'HEAD') return headersOf(reply, plan, { extension, type }).send();
  const release = ports.places.take(caller?.bucket.id ?? '', plan.tenantId);
  if (release === undefined) throw exportInProgress();
  const tally: Tally = { records: 0 };
  let opened: Pick<ExportSource, 'takenAt' | 'end'> | undefined;
  try {
    const { source, stream } = await openStream(ports, plan, values, tally);
    opened = source;
    keepPace(stream, ports.pace ?? EXPORT_PACE);
    // Before the caller sees the end, who may come back at once.
    stream.once('end', release);
    finished(stream, { readable: true, writable: false }, (error) => {
      request.academic.count = tally.records;
      if (error) {
        request.academic.isBroken = true;
        ports.log.warn({ err: error, tenantId }, 'an export broke off');
      }
      release();
      void source.end();
    });
    reply.header('x-sync-token', syncTokenOf(source));
    return headersOf(reply, plan, { extension, type }).send(stream);
  } catch (error) {
    release();
    await opened?.end();
    throw error;
  }
}

function headersOf(
  reply: FastifyReply,
  { tenantId }: ExportPlan,
  { extension, type }: Pick<Outgoing, 'type' | 'extension'>,
): FastifyReply {
  const day = new Date().toISOString().slice(0, 10).replaceAll('-', '');
  const name = `export-${tenantId.replace(/[^A-Za-z0-9_-]/g, '_')}-${day}.${extension}`;
  return reply.type(type).headers({
    'content-disposition': `attachment; filename="${name}"`,
    'cache-control': 'private, no-store',
    vary: 'x-orchestrator-id',
  });
}

/** What is sent, and the snapshot behind it. */
async function openStream(ports: ExportPorts, plan: ExportPlan, values: Values, tally: Tally) {
  if (values.format === 'oneroster') {
    const source = await ports.openOneRoster(plan);
    return { source, stream: bulkZipOf(source, tally) };
  }
  const source = await ports.open(plan.tenantId);
  return { source, stream: streamOf(source, plan, values, tally) };
}

function formOf({ format }: Values, plan: ExportPlan): Pick<Outgoing, 'type' | 'extension'> {
  if (format === 'oneroster') return { extension: 'zip', type: 'application/zip' };
  if (format !== 'csv') return { extension: 'json', type: 'application/json; charset=utf-8' };
  return isOneFile(plan)
    ? { extension: 'csv', type: 'text/csv; charset=utf-8; header=present' }
    : { extension: 'zip', type: 'application/zip' };
}

function isOneFile({ include, updatedSince }: ExportPlan): boolean {
  return include.length === 1 && updatedSince === undefined;
}

/** @throws AppError academic.invalid_parameter */
function planOf(tenantId: string, values: Values): ExportPlan {
  const { include, status, start_date, end_date, updated_since } = values;
  if (values.format === 'oneroster') refuseForOneRoster(values);
  const startDate = start_date as string | undefined;
  const endDate = end_date as string | undefined;
  if (startDate !== undefined && endDate !== undefined && startDate > endDate) {
    throw invalid('start_date', `after end_date (${endDate})`);
  }
  // As in the statistics: an end alone means the thirty days before it.
  const start = startDate ?? (endDate === undefined ? undefined : dayPlus(endDate, -30));
  const updatedSince = updated_since as Date | undefined;
  return {
    tenantId,
    include: (typeof include === 'string' ? include.split(',') : include) as readonly Exportable[],
    activeOnly: status !== 'all' && updatedSince === undefined,
    startDate: start,
    endDate,
    updatedSince,
  };
}

/** A bulk export has files of its own and holds everything; the standard's other kind, deltas, we do not make. */
function refuseForOneRoster({ include, updated_since, csv_dialect }: Values): void {
  if (typeof include !== 'string') throw invalid('include', 'cannot stand beside format=oneroster');
  if (updated_since !== undefined) throw invalid('updated_since', 'cannot stand beside format=oneroster');
  if (csv_dialect !== 'rfc4180') throw invalid('csv_dialect', 'cannot stand beside format=oneroster');
}

function streamOf(source: ExportSource, plan: ExportPlan, values: Values, tally: Tally): Readable {
  if (values.format !== 'csv') return readableOf(jsonPieces(source, plan, tally));
  const form = csvFormOf(values.csv_dialect as CsvDialect, values.csv_escape !== 'off');
  const [only] = plan.include;
  if (isOneFile(plan) && only !== undefined) {
    const facts: FileFacts = { name: `${only}.csv`, records: 0, sha256: '' };
    return readableOf(tallied(csvPieces(source, plan, only, form, facts), [facts], tally));
  }
  return zipOf(source, plan, form, tally);
}

function readableOf(pieces: AsyncGenerator<string>): Readable {
  return Readable.from(pieces, { objectMode: false });
}

async function* tallied(pieces: AsyncGenerator<string>, files: FileFacts[], tally: Tally): AsyncGenerator<string> {
  for await (const piece of pieces) {
    tally.records = files.reduce((sum, { records }) => sum + records, 0);
    yield piece;
  }
}

/** Quick to make, and a sixth of the size already. */
const COMPRESSION_LEVEL = 1;

/** A zip whose files are read one after the other, and whose end tells that it is whole. */
function lazyZip(takenAt: Date, files: Iterable<readonly [string, () => AsyncGenerator<string>]>): Readable {
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  let current: Readable | undefined;
  for (const [name, pieces] of files) {
    zip.addReadStreamLazy(name, { compressionLevel: COMPRESSION_LEVEL, mtime: takenAt }, (answer) => {
      current = readableOf(pieces());
      answer(null, current);
    });
  }
  zip.end();
  zip.on('error', (error: Error) => output.destroy(error));
  output.once('close', () => current?.destroy());
  return output;
}

/** One CSV file per resource, and the manifest last. */
function zipOf(source: ExportSource, plan: ExportPlan, form: CsvForm, tally: Tally): Readable {
  const files: FileFacts[] = [];
  const fileOf = (name: string, pieces: (facts: FileFacts) => AsyncGenerator<string>) => {
    const facts: FileFacts = { name, records: 0, sha256: '' };
    files.push(facts);
    return [name, () => tallied(pieces(facts), files, tally)] as const;
  };
  const { updatedSince } = plan;
  return lazyZip(source.takenAt, [
    ...plan.include.map((resource) =>
      fileOf(`${resource}.csv`, (facts) => csvPieces(source, plan, resource, form, facts)),
    ),
    ...(updatedSince === undefined
      ? []
      : [fileOf('deleted.csv', (facts) => deletedPieces(source, { ...plan, updatedSince }, form, facts))]),
    [
      'manifest.json',
      async function* () {
        yield manifestOf(source, plan, files);
      },
    ],
  ]);
}

/** The files of a OneRoster export; its journal counts the lines of them all. */
function bulkZipOf(source: BulkSource, tally: Tally): Readable {
  return lazyZip(
    source.takenAt,
    source.files.map(({ name, pieces }) => [
      name,
      async function* () {
        for await (const { text, records } of pieces()) {
          tally.records += records;
          yield text;
        }
      },
    ]),
  );
}

function exportInProgress(): AppError {
  const text = 'An export is already in progress for this key or institution. Please retry when it is over.';
  return new AppError('academic.export_in_progress', 'too_many', text, text, {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
    details: { retry_after: RETRY_AFTER_SECONDS },
  });
}
