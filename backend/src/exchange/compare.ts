import { linesOf, TableMeter, type TableSum } from './fingerprint.ts';
import type { Row, RowFilter, TableShape } from './movable-base.ts';

/** Whatever rows can be read from: a base at one moment, or a file. */
export interface RowSource {
  count(table: TableShape, filter?: RowFilter): Promise<number>;
  read(table: TableShape, filter?: RowFilter): AsyncIterable<Row[]>;
}

/** Told how far a long work has come. */
export type Step = (done: number) => void;

/** A table that is not the same on both sides. */
export interface TableDifference {
  table: string;
  from: TableSum;
  to: TableSum;
  /** Keys of the first rows that only one side has, or that differ. */
  examples: { key: string; what: 'only in the source' | 'only in the target' | 'different' }[];
}

const EXAMPLES = 10;

export async function sumOf(
  source: RowSource,
  table: TableShape,
  filter: RowFilter | undefined,
  step: Step,
): Promise<TableSum> {
  const meter = new TableMeter(table.name);
  for await (const rows of source.read(table, filter)) {
    meter.add(linesOf(rows), rows.length);
    step(rows.length);
  }
  return meter.sum();
}

export function isSame(a: TableSum, b: TableSum): boolean {
  return a.rows === b.rows && a.fingerprint === b.fingerprint;
}

/** Walks through both sides at once, in the order of their keys, and answers the first rows that are not the same. */
export async function examplesOf(
  table: TableShape,
  from: AsyncIterable<Row[]>,
  to: AsyncIterable<Row[]>,
): Promise<TableDifference['examples']> {
  const at = table.columns.findIndex((column) => column.name === table.key);
  const [left, right] = [oneByOne(from), oneByOne(to)];
  const found: TableDifference['examples'] = [];
  let [a, b] = [await left.next(), await right.next()];
  while (found.length < EXAMPLES && !(a.done && b.done)) {
    const order = a.done ? 1 : b.done ? -1 : compareKeys(String(a.value[at]), String(b.value[at]));
    if (order === 0 && JSON.stringify(a.value) !== JSON.stringify(b.value)) {
      found.push({ key: String((a.value as Row)[at]), what: 'different' });
    }
    if (order < 0) found.push({ key: String((a.value as Row)[at]), what: 'only in the source' });
    if (order > 0) found.push({ key: String((b.value as Row)[at]), what: 'only in the target' });
    if (order <= 0) a = await left.next();
    if (order >= 0) b = await right.next();
  }
  await Promise.all([left.return(undefined), right.return(undefined)]);
  return found;
}

async function* oneByOne(batches: AsyncIterable<Row[]>): AsyncGenerator<Row, undefined> {
  for await (const rows of batches) yield* rows;
  return undefined;
}

/** By bytes, as the rows come. */
function compareKeys(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
