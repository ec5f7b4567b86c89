import { examplesOf, isSame, type RowSource, type Step, sumOf, type TableDifference } from './compare.ts';
import { linesOf, TableMeter, type TableSum } from './fingerprint.ts';
import type { MovableBase, Row, RowFilter, TableShape } from './movable-base.ts';

/** What is moved and who is told about it. */
export interface FillOptions {
  /** Of one institution only: its rows of each table; tables that are not named stay empty. */
  filters?: ReadonlyMap<string, RowFilter> | undefined;
  /** Called with the rows done and those to do; each row counts twice, for it is written and read again. */
  onProgress?: ((done: number, of: number) => void) | undefined;
  /** Part of the same transaction, after all rows. */
  beforeCommit?: (() => Promise<void>) | undefined;
}

export interface Filled {
  sums: TableSum[];
  differences: TableDifference[];
}

/**
 * Fills an empty base in one transaction, reads everything again before that ends, and keeps it only if it is the same: a
 * difference, an error or a death in between leave the base empty.
 * @param tables in the order of their foreign keys
 */
export async function fill(
  source: RowSource,
  target: MovableBase,
  tables: readonly TableShape[],
  { filters, onProgress, beforeCommit }: FillOptions,
): Promise<Filled> {
  const chosen = filters === undefined ? tables : tables.filter((table) => filters.has(table.name));
  let rowsToMove = 0;
  for (const table of chosen) rowsToMove += await source.count(table, filters?.get(table.name));
  let done = 0;
  const step: Step = (rows) => {
    done += rows;
    onProgress?.(done, rowsToMove * 2);
  };
  await target.beginFilling();
  try {
    const sums: TableSum[] = [];
    for (const table of chosen) {
      const meter = new TableMeter(table.name);
      await target.write(table, measured(source.read(table, filters?.get(table.name)), meter, step));
      sums.push(meter.sum());
    }
    const differences = await differencesOf(source, target, tables, { sums, filters, step });
    if (differences.length === 0) await beforeCommit?.();
    await (differences.length === 0 ? target.commit() : target.rollback());
    return { sums, differences };
  } catch (error) {
    await target.rollback().catch(() => undefined);
    throw error;
  }
}

async function* measured(batches: AsyncIterable<Row[]>, meter: TableMeter, step: Step): AsyncGenerator<Row[]> {
  for await (const rows of batches) {
    meter.add(linesOf(rows), rows.length);
    yield rows;
    step(rows.length);
  }
}

/** Reads the target and compares it with what is known of the source. */
async function differencesOf(
  source: RowSource,
  target: RowSource,
  tables: readonly TableShape[],
  { sums, filters, step }: { sums: readonly TableSum[]; filters: FillOptions['filters']; step: Step },
): Promise<TableDifference[]> {
  const differences: TableDifference[] = [];
  for (const table of tables) {
    const from = sums.find((sum) => sum.table === table.name) ?? new TableMeter(table.name).sum();
    const to = await sumOf(target, table, undefined, step);
    if (isSame(from, to)) continue;
    const left = source.read(table, filters?.get(table.name));
    differences.push({ table: table.name, from, to, examples: await examplesOf(table, left, target.read(table)) });
  }
  return differences;
}

/** Reads both sides and answers what is not the same. Both have the same tables (checkSame). */
export async function verify(
  from: RowSource,
  to: RowSource,
  tables: readonly TableShape[],
  { filters, onProgress }: FillOptions,
): Promise<Filled> {
  const chosen = filters === undefined ? tables : tables.filter((table) => filters.has(table.name));
  let rowsToRead = 0;
  for (const table of chosen) rowsToRead += 2 * (await from.count(table, filters?.get(table.name)));
  let done = 0;
  const step: Step = (rows) => {
    done += rows;
    onProgress?.(done, rowsToRead);
  };
  const sums: TableSum[] = [];
  const differences: TableDifference[] = [];
  for (const table of chosen) {
    const filter = filters?.get(table.name);
    const [left, right] = await Promise.all([sumOf(from, table, filter, step), sumOf(to, table, filter, step)]);
    sums.push(left);
    if (isSame(left, right)) continue;
    const examples = await examplesOf(table, from.read(table, filter), to.read(table, filter));
    differences.push({ table: table.name, from: left, to: right, examples });
  }
  return { sums, differences };
}
