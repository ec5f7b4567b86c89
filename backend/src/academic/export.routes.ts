import { finished, Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ZipFile } from 'yazl';
import { AppError } from '../errors/app-error.ts';
import type { Log } from '../log/log.ts';
import { exportAnswer, REFUSALS } from './academic.schema.ts';
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
import type { ExportPlaces, ExportPlan, ExportSource, OpenExport } from './export-plan.ts';
import { dayPlus, invalid, type Values } from './parameters.ts';
import type { Exportable } from './resources.ts';

export interface ExportPorts {
  open: OpenExport;
  places: ExportPlaces;
  log: Log;
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
  let source: ExportSource | undefined;
  try {
    source = await ports.open(plan.tenantId);
    const stream = streamOf(source, plan, values, tally);
    const opened = source;
    // Before the caller sees the end, who may come back at once.
    stream.once('end', release);
    finished(stream, { readable: true, writable: false }, (error) => {
      request.academic.count = tally.records;
      if (error) {
        request.academic.isBroken = true;
        ports.log.warn({ err: error, tenantId }, 'an export broke off');
      }
      release();
      void opened.end();
    });
    reply.header('x-sync-token', syncTokenOf(source));
    return headersOf(reply, plan, { extension, type }).send(stream);
  } catch (error) {
    release();
    await source?.end();
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

function formOf({ format }: Values, plan: ExportPlan): Pick<Outgoing, 'type' | 'extension'> {
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

/** One CSV file per resource, and the manifest last; each file is read when its turn comes. */
function zipOf(source: ExportSource, plan: ExportPlan, form: CsvForm, tally: Tally): Readable {
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  const files: FileFacts[] = [];
  let current: Readable | undefined;
  const add = (name: string, pieces: () => AsyncGenerator<string>): void => {
    zip.addReadStreamLazy(name, { compressionLevel: COMPRESSION_LEVEL, mtime: source.takenAt }, (answer) => {
      current = readableOf(pieces());
      answer(null, current);
    });
  };
  const addFile = (name: string, pieces: (facts: FileFacts) => AsyncGenerator<string>): void => {
    const facts: FileFacts = { name, records: 0, sha256: '' };
    files.push(facts);
    add(name, () => tallied(pieces(facts), files, tally));
  };
  for (const resource of plan.include) {
    addFile(`${resource}.csv`, (facts) => csvPieces(source, plan, resource, form, facts));
  }
  const { updatedSince } = plan;
  if (updatedSince !== undefined) {
    addFile('deleted.csv', (facts) => deletedPieces(source, { ...plan, updatedSince }, form, facts));
  }
  add('manifest.json', async function* () {
    yield manifestOf(source, plan, files);
  });
  zip.end();
  zip.on('error', (error: Error) => output.destroy(error));
  output.once('close', () => current?.destroy());
  return output;
}

function exportInProgress(): AppError {
  const text = 'An export is already in progress for this key or institution. Please retry when it is over.';
  return new AppError('academic.export_in_progress', 'too_many', text, text, {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
    details: { retry_after: RETRY_AFTER_SECONDS },
  });
}
