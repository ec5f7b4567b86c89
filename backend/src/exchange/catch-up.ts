import { createHash } from 'node:crypto';
import { AppError } from '../errors/app-error.ts';
import { linesOf } from './fingerprint.ts';
import type { MovableBase, Row, TableShape } from './movable-base.ts';

const KEYS_AT_ONCE = 500;

/** Two bases that have the same tables, and those in the order of their foreign keys. */
export interface FollowedBases {
  source: MovableBase;
  target: MovableBase;
  tables: readonly TableShape[];
}

/**
 * Makes the rows of the given keys in the target what they are in the source, in one transaction, and reads them again before
 * it ends. Applying the same keys twice changes nothing.
 * @param changed keys by table
 * @returns how many rows were looked at
 * @throws AppError exchange.cannot_follow, exchange.delta_differs; then nothing was kept
 */
export async function applyChanges(
  bases: FollowedBases,
  changed: ReadonlyMap<string, readonly string[]>,
): Promise<number> {
  const { target } = bases;
  const work = await planWork(bases, changed);
  if (work.length === 0) return 0;
  await target.beginChanging();
  try {
    for (const { table, keys, gone } of work.toReversed()) {
      const isParent = bases.tables.some(({ parents }) => parents.some((parent) => parent.table === table.name));
      const out = target.takesAnyOrder || !isParent ? keys : gone;
      for (const some of portionsOf([...out])) await target.remove(table, some);
    }
    const digests = new Map<string, string[]>();
    for (const { table, keys } of work) digests.set(table.name, await putCurrent(bases, table, [...keys]));
    await compare(target, work, digests);
    await target.commit();
  } catch (error) {
    await target.rollback().catch(() => undefined);
    throw error;
  }
  return work.reduce((rows, { keys }) => rows + keys.size, 0);
}

interface TableWork {
  table: TableShape;
  /** Of rows that are made equal. */
  keys: Set<string>;
  /** Those of them that the source has no more. */
  gone: Set<string>;
}

/**
 * Rows that refer to one that is gone are looked at too, and those that refer to them: the target loses or changes them with
 * it, and not every engine tells its triggers what foreign keys have done.
 */
async function planWork(
  { source, target, tables }: FollowedBases,
  changed: ReadonlyMap<string, readonly string[]>,
): Promise<TableWork[]> {
  const works = tables.map((table) => ({ table, keys: new Set(changed.get(table.name)), gone: new Set<string>() }));
  const touched = new Map(tables.map(({ name }) => [name, new Set<string>()]));
  for (const { table, keys, gone } of works) {
    const ofTable = touched.get(table.name) as Set<string>;
    for (const key of await keysGone(source, table, keys)) {
      gone.add(key);
      ofTable.add(key);
    }
    if (ofTable.size === 0) continue;
    for (const child of works) {
      for (const key of await keysReferring(target, child.table, { parent: table.name, keys: ofTable })) {
        child.keys.add(key);
        touched.get(child.table.name)?.add(key);
      }
    }
  }
  return works.filter(({ keys }) => keys.size > 0);
}

async function keysGone(source: MovableBase, table: TableShape, keys: ReadonlySet<string>): Promise<string[]> {
  const gone: string[] = [];
  for (const some of portionsOf([...keys])) {
    const there = new Set(await keysWhere(source, table, table.key, some));
    gone.push(...some.filter((key) => !there.has(key)));
  }
  return gone;
}

async function keysReferring(
  target: MovableBase,
  table: TableShape,
  to: { parent: string; keys: ReadonlySet<string> },
): Promise<string[]> {
  const found: string[] = [];
  for (const { column } of table.parents.filter((parent) => parent.table === to.parent)) {
    for (const some of portionsOf([...to.keys])) found.push(...(await keysWhere(target, table, column, some)));
  }
  return found;
}

/** Keys of the rows whose column holds one of the values. */
async function keysWhere(base: MovableBase, table: TableShape, column: string, values: string[]): Promise<string[]> {
  const keys: string[] = [];
  const key = table.columns.filter(({ name }) => name === table.key);
  for await (const rows of base.read({ ...table, columns: key }, { column, equals: '', among: values })) {
    for (const row of rows) keys.push(String(row[0]));
  }
  return keys;
}

/** Puts the rows as the source has them now. @returns a digest of each portion */
async function putCurrent({ source, target }: FollowedBases, table: TableShape, keys: string[]): Promise<string[]> {
  const digests: string[] = [];
  const refused: Row[][] = [];
  for (const some of portionsOf(keys)) {
    const rows = await rowsOf(source, table, some);
    digests.push(digestOf(rows));
    if (rows.length > 0 && !(await target.put(table, rows))) refused.push(rows);
  }
  if (refused.length > 0) await putExchanged(target, table, refused);
  return digests;
}

/** Values that must be unique have gone from row to row, maybe in a circle: all of them let go of theirs first. */
async function putExchanged(target: MovableBase, table: TableShape, portions: Row[][]): Promise<void> {
  const at = table.columns.findIndex(({ name }) => name === table.key);
  let waiting: Row[] = [];
  for (const rows of portions) {
    await target.park(
      table,
      rows.map((row) => String(row[at])),
    );
  }
  for (const rows of portions) if (!(await target.put(table, rows))) waiting.push(...rows);
  // A table of somebody else, whose values cannot be parked: what one row has let go of is free for the next.
  while (waiting.length > 0) {
    const still: Row[] = [];
    for (const row of waiting) if (!(await target.put(table, [row]))) still.push(row);
    if (still.length === waiting.length) throw cannotFollow(table);
    waiting = still;
  }
}

async function compare(
  target: MovableBase,
  work: readonly TableWork[],
  digests: ReadonlyMap<string, readonly string[]>,
): Promise<void> {
  for (const { table, keys } of work) {
    for (const [at, some] of portionsOf([...keys]).entries()) {
      if (digestOf(await rowsOf(target, table, some)) !== digests.get(table.name)?.[at]) throw deltaDiffers(table);
    }
  }
}

/** In the order of their keys. */
async function rowsOf(base: MovableBase, table: TableShape, keys: string[]): Promise<Row[]> {
  const all: Row[] = [];
  for await (const rows of base.read(table, { column: table.key, equals: '', among: keys })) all.push(...rows);
  return all;
}

function digestOf(rows: readonly Row[]): string {
  return createHash('sha256').update(linesOf(rows)).digest('base64');
}

function portionsOf(keys: readonly string[]): string[][] {
  const portions: string[][] = [];
  for (let from = 0; from < keys.length; from += KEYS_AT_ONCE) portions.push(keys.slice(from, from + KEYS_AT_ONCE));
  return portions;
}

function cannotFollow(table: TableShape): AppError {
  return new AppError(
    'exchange.cannot_follow',
    'conflict',
    `Rows of ${table.name} have exchanged values that must be unique, which cannot be followed row by row. Give the command "passerelle move --abort", then move into another empty base. / Des lignes de ${table.name} ont échangé des valeurs uniques : « passerelle move --abort », puis recommencez vers une autre base vide.`,
  );
}

function deltaDiffers(table: TableShape): AppError {
  return new AppError(
    'exchange.delta_differs',
    'conflict',
    `Changed rows of ${table.name} are not the same in the target after they were put there; they were taken back. Does anybody else write to the target? / Des lignes de ${table.name} diffèrent après recopie ; elles ont été retirées. La cible est-elle modifiée par quelqu’un d’autre ?`,
  );
}
