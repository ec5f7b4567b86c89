import { createHash } from 'node:crypto';
import { EXPORT_FIELDS } from './academic.schema.ts';
import { type CsvForm, csvHead, csvLine } from './csv.ts';
import type { ExportPlan, ExportRecord, ExportSource } from './export-plan.ts';
import { isoSeconds } from './records.ts';
import type { Exportable } from './resources.ts';

/** Changes that were under way when the snapshot was taken carry earlier times: the next export begins before it. */
const OVERLAP_MS = 60_000;

/** How many records went out, for the journal. */
export interface Tally {
  records: number;
}

/** From when the next export with `updated_since` takes over; records may come twice, consumers replace them by id. */
export function syncTokenOf(source: Pick<ExportSource, 'takenAt'>): string {
  return isoSeconds(new Date(source.takenAt.getTime() - OVERLAP_MS));
}

/** The export as one JSON object, in pieces. Its last piece is the only one that makes it whole. */
export async function* jsonPieces(source: ExportSource, plan: ExportPlan, tally: Tally): AsyncGenerator<string> {
  const counts: Record<string, number> = {};
  const head = { tenant_id: plan.tenantId, exported_at: isoSeconds(source.takenAt), format_version: '1.0' };
  yield JSON.stringify(head).slice(0, -1);
  for (const resource of plan.include) {
    counts[resource] = 0;
    const opening = `,"${resource}":[`;
    const written = source.written(plan, resource);
    const pieces =
      written === undefined
        ? arrayPieces(opening, source.records(plan, resource), jsonOf(pickerOf(resource)))
        : arrayPieces(opening, written, (texts) => texts.join());
    for await (const piece of pieces) {
      yield piece.text;
      counts[resource] += piece.records;
      tally.records += piece.records;
    }
  }
  const { updatedSince } = plan;
  if (updatedSince !== undefined) {
    const deletions = source.deletions({ ...plan, updatedSince });
    for await (const piece of arrayPieces(
      ',"deleted":[',
      deletions,
      jsonOf((one) => one),
    ))
      yield piece.text;
  }
  yield `,"meta":${JSON.stringify({ sync_token: syncTokenOf(source), counts })}}`;
}

/** Texts beyond 128 kB are laid apart by V8, which then cleans up too rarely: some 50 kB are many enough, and short-lived. */
const RECORDS_AT_ONCE = 200;

async function* arrayPieces<T>(
  opening: string,
  batches: AsyncIterable<readonly T[]>,
  textOf: (records: readonly T[]) => string,
): AsyncGenerator<{ text: string; records: number }> {
  let before = opening;
  for await (const batch of batches) {
    for (let from = 0; from < batch.length; from += RECORDS_AT_ONCE) {
      const some = batch.slice(from, from + RECORDS_AT_ONCE);
      yield { text: before + textOf(some), records: some.length };
      before = ',';
    }
  }
  yield { text: before === opening ? `${opening}]` : ']', records: 0 };
}

/** Records as JSON texts with commas between. */
function jsonOf<T>(pick: (record: T) => unknown): (records: readonly T[]) => string {
  return (records) => JSON.stringify(records.map(pick)).slice(1, -1);
}

/** Picks exactly the fields of an export's record, without the names that lists add for people. */
function pickerOf(resource: Exportable): (record: ExportRecord) => Record<string, unknown> {
  const names = Object.keys(EXPORT_FIELDS[resource]);
  // A copy of it has its shape from the start, which spares the engine a shape per field.
  const empty: Record<string, unknown> = Object.fromEntries(names.map((name) => [name, null]));
  return (record) => {
    const picked = { ...empty };
    for (const name of names) picked[name] = record[name];
    return picked;
  };
}

/** What a manifest tells of a file. */
export interface FileFacts {
  name: string;
  records: number;
  sha256: string;
}

/** One resource as a CSV file, in pieces. */
export async function* csvPieces(
  source: ExportSource,
  plan: ExportPlan,
  resource: Exportable,
  form: CsvForm,
  facts: FileFacts,
): AsyncGenerator<string> {
  const columns = Object.keys(EXPORT_FIELDS[resource]);
  yield* counted(facts, csvHead(columns, form), async function* () {
    for await (const batch of source.records(plan, resource)) {
      facts.records += batch.length;
      yield batch.map((record) => csvLine(columns, record, form)).join('');
    }
  });
}

const DELETED_COLUMNS = ['resource', 'id', 'deleted_at'];

/** What was deleted, as a CSV file. */
export async function* deletedPieces(
  source: ExportSource,
  plan: ExportPlan & { updatedSince: Date },
  form: CsvForm,
  facts: FileFacts,
): AsyncGenerator<string> {
  yield* counted(facts, csvHead(DELETED_COLUMNS, form), async function* () {
    for await (const batch of source.deletions(plan)) {
      facts.records += batch.length;
      yield batch.map((one) => csvLine(DELETED_COLUMNS, { ...one }, form)).join('');
    }
  });
}

async function* counted(facts: FileFacts, head: string, rest: () => AsyncGenerator<string>): AsyncGenerator<string> {
  const hash = createHash('sha256').update(head);
  yield head;
  for await (const piece of rest()) {
    hash.update(piece);
    yield piece;
  }
  facts.sha256 = hash.digest('hex');
}

/** The text of manifest.json: written last, so that a zip without it is not whole. */
export function manifestOf(source: ExportSource, plan: ExportPlan, files: readonly FileFacts[]): string {
  const manifest = {
    tenant_id: plan.tenantId,
    exported_at: isoSeconds(source.takenAt),
    format_version: '1.0',
    sync_token: syncTokenOf(source),
    files,
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
