import { setTimeout as pause } from 'node:timers/promises';
import type { TargetNote, TargetStage } from './change-log.ts';
import type { RowSource } from './compare.ts';
import type { ExportReader, ExportWriter } from './export-file.ts';
import { type Filled, type FillOptions, fill, verify } from './fill.ts';
import { linesOf, TableMeter, type TableSum } from './fingerprint.ts';
import type { Manifest } from './manifest.ts';
import type { MovableBase, RowFilter, TableShape } from './movable-base.ts';
import { checkMove, checkSame, type MovingSource, needsTables, unknownTenant } from './move-check.ts';
import { beingFilled, otherMove } from './move-refusals.ts';
import { checkSecrets } from './sealed-secrets.ts';
import { inForeignKeyOrder, tenantFilters } from './table-order.ts';

/** What moving stands on. */
export interface ExchangePorts {
  openBase(url: string, options: { readonly: boolean }): Promise<MovableBase>;
  /** Gives a base the tables of a migration and of those before it; without one, of the newest. */
  prepareBase(url: string, upTo?: string): Promise<void>;
  createExport(place: string, passphrase?: string): Promise<ExportWriter>;
  openExport(place: string, passphrase?: string): Promise<ExportReader>;
  targetNoteOf(base: MovableBase): TargetNote;
  /** Takes every table, view and function of ours out of a base. */
  emptyBase(url: string): Promise<void>;
  readonly secretKey: string;
}

/** Told what is done now and how far it is. */
export type Watch = (what: string) => (done: number, of: number) => void;

export interface ExportRequest {
  from: string;
  out: string;
  tenant?: string | undefined;
  passphrase?: string | undefined;
}

export interface Exported {
  sums: TableSum[];
  bytes: number;
  sha256: string;
  secrets: number;
}

/** Writes one snapshot of a base into a file. */
export async function exportBase(ports: ExchangePorts, request: ExportRequest, watch: Watch): Promise<Exported> {
  const base = await ports.openBase(request.from, { readonly: true });
  try {
    await base.beginSnapshot();
    const takenAt = new Date();
    const tables = inForeignKeyOrder(await base.shapes());
    const secrets = await checkSecrets(base, tables, ports.secretKey);
    const filters = await filtersFor(base, tables, request.tenant);
    const writer = await ports.createExport(request.out, request.passphrase);
    try {
      const sums = await writeTables(base, writer, { tables, filters, onProgress: watch('export') });
      const manifest: Manifest = {
        format: 'passerelle-export',
        format_version: 1,
        engine: base.engine,
        taken_at: takenAt.toISOString(),
        migrations: await base.migrations(),
        tenant: request.tenant ?? null,
        tables: tables.map((table, at) => ({ ...table, ...(sums[at] as TableSum) })),
      };
      return { sums, secrets, ...(await writer.finish(manifest)) };
    } catch (error) {
      await writer.abandon();
      throw error;
    }
  } finally {
    await base.close();
  }
}

async function writeTables(
  base: RowSource,
  writer: ExportWriter,
  { tables, filters, onProgress }: FillOptions & { tables: readonly TableShape[] },
): Promise<TableSum[]> {
  const chosen = (table: TableShape) => filters === undefined || filters.has(table.name);
  let of = 0;
  for (const table of tables) if (chosen(table)) of += await base.count(table, filters?.get(table.name));
  let done = 0;
  const sums: TableSum[] = [];
  for (const table of tables) {
    const meter = new TableMeter(table.name);
    const lines = async function* () {
      if (!chosen(table)) return;
      for await (const rows of base.read(table, filters?.get(table.name))) {
        const text = linesOf(rows);
        meter.add(text, rows.length);
        done += rows.length;
        onProgress?.(done, of);
        yield text;
      }
    };
    await writer.addTable(table.name, lines());
    sums.push(meter.sum());
  }
  return sums;
}

async function filtersFor(
  base: MovableBase,
  tables: readonly TableShape[],
  tenant: string | undefined,
): Promise<ReadonlyMap<string, RowFilter> | undefined> {
  if (tenant === undefined) return undefined;
  const filters = tenantFilters(tables, tenant);
  const table = tables.find(({ name }) => name === 'tenants');
  const there = table === undefined ? 0 : await base.count(table, filters.get('tenants'));
  if (there === 0) throw unknownTenant(tenant);
  return filters;
}

export interface ImportRequest {
  file: string;
  to: string;
  passphrase?: string | undefined;
}

/** Fills an empty base from a file. The file is read and checked to its end before anything is written. */
export async function importFile(ports: ExchangePorts, request: ImportRequest, watch: Watch): Promise<Filled> {
  const file = await ports.openExport(request.file, request.passphrase);
  try {
    await file.check(watch('check'));
    await checkSecrets(file, file.manifest.tables, ports.secretKey);
    return await moveInto(ports, file, request.to, { onProgress: watch('import') });
  } finally {
    await file.close();
  }
}

export interface CopyRequest {
  from: string;
  to: string;
  tenant?: string | undefined;
}

/** Copies one snapshot of a base into an empty one. */
export async function copyBase(ports: ExchangePorts, request: CopyRequest, watch: Watch): Promise<Filled> {
  const base = await ports.openBase(request.from, { readonly: true });
  try {
    await base.beginSnapshot();
    const tables = inForeignKeyOrder(await base.shapes());
    await checkSecrets(base, tables, ports.secretKey);
    const filters = await filtersFor(base, tables, request.tenant);
    return await moveInto(ports, base, request.to, { filters, onProgress: watch('copy') });
  } finally {
    await base.close();
  }
}

/** The target gets the source's own schema, then its rows, then the newest schema. */
async function moveInto(ports: ExchangePorts, source: MovingSource, to: string, options: FillOptions): Promise<Filled> {
  await prepareTarget(ports, source, to);
  const target = await ports.openBase(to, { readonly: false });
  let filled: Filled;
  try {
    filled = await fill(source, target, await checkMove(source, target), options);
  } finally {
    await target.close();
  }
  if (filled.differences.length === 0) await ports.prepareBase(to);
  return filled;
}

/**
 * Full bases are refused before they are given tables, too. Not every engine gives tables all or nothing: a base says of itself
 * that it is being given some, and what a process that died has left of that is taken out by the next one.
 */
export async function prepareTarget(
  ports: ExchangePorts,
  source: Pick<MovingSource, 'migrations'>,
  to: string,
): Promise<void> {
  const wanted = await source.migrations();
  await clearAfterDeath(ports, to, 'preparing');
  const target = await ports.openBase(to, { readonly: false });
  try {
    const note = ports.targetNoteOf(target);
    if ((await note.stage()) === 'copied') throw otherMove();
    if (!(await needsTables(target, wanted))) return;
    if (!(await claimed(target))) throw beingFilled();
    const isBare = (await target.shapes()).length === 0 && (await note.stage()) === undefined;
    if (isBare) await note.begin('preparing');
    await ports.prepareBase(to, wanted.at(-1));
    if (isBare) await note.remove();
  } finally {
    await target.close();
  }
}

/**
 * Empties a base that somebody who died was filling, and who had found it empty.
 * @throws AppError exchange.being_filled when that one lives
 */
export async function clearAfterDeath(
  ports: Pick<ExchangePorts, 'openBase' | 'targetNoteOf' | 'emptyBase'>,
  url: string,
  stage: TargetStage,
): Promise<void> {
  const base = await ports.openBase(url, { readonly: false });
  try {
    if ((await ports.targetNoteOf(base).stage()) !== stage) return;
    if (!(await claimed(base))) throw beingFilled();
  } finally {
    await base.close();
  }
  await ports.emptyBase(url);
}

const CLAIM_TRIES = 20;

/** The right to work on a base. A server takes a moment to notice that a process which held it has died. */
export async function claimed(base: MovableBase): Promise<boolean> {
  for (let left = CLAIM_TRIES; left > 0; left--) {
    if (await base.claim()) return true;
    await pause(250);
  }
  return false;
}

/** Compares two bases, each as it stands at one moment. */
export async function verifyBases(ports: ExchangePorts, request: CopyRequest, watch: Watch): Promise<Filled> {
  const from = await ports.openBase(request.from, { readonly: true });
  try {
    const to = await ports.openBase(request.to, { readonly: true });
    try {
      await Promise.all([from.beginSnapshot(), to.beginSnapshot()]);
      const tables = inForeignKeyOrder(await checkSame(from, to));
      const filters = await filtersFor(from, tables, request.tenant);
      return await verify(from, to, tables, { filters, onProgress: watch('verify') });
    } finally {
      await to.close();
    }
  } finally {
    await from.close();
  }
}
