import { randomUUID } from 'node:crypto';
import type { ChangeLog, MoveMark } from './change-log.ts';
import {
  catchUp,
  cutOver,
  type Followed,
  followClosed,
  type MoveListener,
  RETRY_AFTER_SECONDS,
  type Sides,
} from './cut-over.ts';
import { claimed, type ExchangePorts, prepareTarget } from './exchange.ts';
import { type Filled, fill, verify } from './fill.ts';
import type { MaintenanceStore } from './maintenance.ts';
import type { MovableBase } from './movable-base.ts';
import { checkMove, checkSame } from './move-check.ts';
import { alreadyMoved, beingFilled, copyDiffers, moveRunning, oldSchema, otherMove } from './move-refusals.ts';
import { checkSecrets } from './sealed-secrets.ts';
import { inForeignKeyOrder } from './table-order.ts';

/** What a move of a live base stands on. */
export interface MovePorts extends ExchangePorts {
  changeLogOf(base: MovableBase): ChangeLog;
  openMaintenance(url: string): Promise<MaintenanceStore & { close(): Promise<void> }>;
  /** Every migration that this build knows, in order. */
  knownMigrations(): string[];
}

export interface Moved extends Filled {
  copiedRows: number;
  /** Changed rows that were taken over after the copy, those of the last delta included. */
  followedRows: number;
  rounds: number;
  /** From the first refused write to the moment when the servers may be switched. */
  refusedMs: number;
}

/**
 * Moves a base to an empty one while it is written to: a copy, then what has changed since, and a short time in which
 * writes are refused for the rest. A move that was interrupted goes on where it was.
 */
export async function moveLive(
  ports: MovePorts,
  { from, to }: { from: string; to: string },
  listener: MoveListener,
): Promise<Moved> {
  const writer = await ports.openBase(from, { readonly: false });
  const closers: (() => Promise<void>)[] = [() => writer.close()];
  const opened = async <T extends { close(): Promise<void> }>(one: T): Promise<T> => {
    closers.unshift(() => one.close());
    return one;
  };
  try {
    await claim(writer);
    await refuseOldSchema(ports, writer);
    const source = await opened(await ports.openBase(from, { readonly: true }));
    const maintenance = await opened(await ports.openMaintenance(from));
    const log = ports.changeLogOf(writer);
    const mark = await log.find();
    if (mark?.stage === 'complete' && (await filledBy(ports, to)) !== mark.id) throw alreadyMoved(mark.fencedAt);
    await prepareEmpty(ports, writer, { to, mark });
    const target = await opened(await ports.openBase(to, { readonly: false }));
    closers.unshift(() => target.endChanging());
    if (!(await claimed(target))) throw beingFilled();
    const note = ports.targetNoteOf(target);
    const tables = inForeignKeyOrder(await checkSame(writer, target));
    const sides: Sides = { source, target, tables, writer, log, note, maintenance };
    const copiedRows = await copyOnce(ports, sides, { to, mark }, listener);
    const followed = await follow(sides, mark, listener);
    const proof = await opened(await ports.openBase(to, { readonly: true }));
    await proof.beginSnapshot();
    await openTarget(ports, to, followed.id);
    await listener.switchNow(followed.refusedMs);
    const proved = await verify(source, proof, tables, { onProgress: listener.bar('verify') });
    return {
      ...proved,
      copiedRows,
      followedRows: followed.rows,
      rounds: followed.rounds,
      refusedMs: followed.refusedMs,
    };
  } finally {
    for (const close of closers) await close().catch(() => undefined);
  }
}

/** Servers may be started on the new base beforehand: they refuse writes until it has everything. */
async function closeTarget(ports: MovePorts, to: string): Promise<void> {
  const maintenance = await ports.openMaintenance(to);
  try {
    await maintenance.begin(RETRY_AFTER_SECONDS, new Date());
  } finally {
    await maintenance.close();
  }
}

/** Whatever is missing in the target. A move whose source is closed already has little left to follow. */
async function follow(
  sides: Sides,
  mark: MoveMark | undefined,
  listener: MoveListener,
): Promise<Followed & { id: string; refusedMs: number }> {
  if (mark?.stage === 'complete') return followClosed(sides, mark);
  const caughtUp = await catchUp(sides, listener);
  await listener.beforeRefusing();
  const again = await catchUp(sides, listener);
  const last = await cutOver(sides, listener);
  const all = [caughtUp, again, last];
  return {
    id: last.id,
    refusedMs: last.refusedMs,
    rows: all.reduce((sum, { rows }) => sum + rows, 0),
    rounds: all.reduce((sum, { rounds }) => sum + rounds, 0),
  };
}

/** The id of the move that has filled a base which is not open yet. */
async function filledBy(ports: MovePorts, to: string): Promise<string | undefined> {
  const target = await ports.openBase(to, { readonly: false });
  try {
    return await ports.targetNoteOf(target).find();
  } finally {
    await target.close();
  }
}

/** Does nothing where the base was not filled by this move, or was opened before. */
async function openTarget(ports: MovePorts, to: string, id: string): Promise<void> {
  const target = await ports.openBase(to, { readonly: false });
  try {
    const note = ports.targetNoteOf(target);
    if ((await note.find()) === id) await note.open();
  } finally {
    await target.close();
  }
}

/** Half a change log is of no use to anybody. */
async function beginLog(log: ChangeLog, id: string): Promise<void> {
  try {
    await log.begin(id, new Date());
  } catch (error) {
    await log.remove().catch(() => undefined);
    throw error;
  }
}

async function claim(base: MovableBase): Promise<void> {
  if (!(await claimed(base))) throw moveRunning();
}

async function refuseOldSchema(ports: MovePorts, source: MovableBase): Promise<void> {
  const [has, known] = [await source.migrations(), ports.knownMigrations()];
  // A base without tables is refused in other words later.
  if (has.length > 0 && has.join() !== known.join()) throw oldSchema(has.at(-1), known.at(-1));
}

/** A target that this very move has filled is left as it is. */
async function prepareEmpty(
  ports: MovePorts,
  source: MovableBase,
  { to, mark }: { to: string; mark: MoveMark | undefined },
): Promise<void> {
  const id = await filledBy(ports, to);
  if (id === undefined) await prepareTarget(ports, source, to);
  else if (id !== mark?.id) throw otherMove();
}

/** Change log and copy, unless they are there already. @returns rows copied now */
async function copyOnce(
  ports: MovePorts,
  sides: Sides,
  { to, mark }: { to: string; mark: MoveMark | undefined },
  listener: MoveListener,
): Promise<number> {
  const { source, target, tables, log, note } = sides;
  if (mark !== undefined) listener.resumed(mark);
  if (mark !== undefined && (await note.find()) === mark.id) return 0;
  const id = mark?.id ?? randomUUID();
  await checkMove(sides.writer, target);
  await checkSecrets(sides.writer, tables, ports.secretKey);
  await note.begin('preparing');
  if (mark === undefined) await beginLog(log, id);
  await closeTarget(ports, to);
  listener.logging();
  await source.beginSnapshot();
  try {
    const { sums, differences } = await fill(source, target, tables, {
      onProgress: listener.bar('copy'),
      beforeCommit: () => note.write(id),
    });
    if (differences.length > 0) throw copyDiffers(differences.map(({ table }) => table));
    await source.endSnapshot();
    const rows = sums.reduce((all, sum) => all + sum.rows, 0);
    listener.copied(rows);
    return rows;
  } catch (error) {
    // Half a table may be on its way still: nobody waits for it.
    await source.close();
    throw error;
  }
}
