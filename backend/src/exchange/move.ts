import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { ChangeLog, MoveMark, TargetNote } from './change-log.ts';
import { catchUp, cutOver, type MoveListener, RETRY_AFTER_SECONDS, type Sides } from './cut-over.ts';
import { type ExchangePorts, prepareTarget } from './exchange.ts';
import { type Filled, fill, verify } from './fill.ts';
import type { MaintenanceStore } from './maintenance.ts';
import type { MovableBase } from './movable-base.ts';
import { checkMove, checkSame } from './move-check.ts';
import { alreadyMoved, copyDiffers, moveRunning, oldSchema, otherMove } from './move-refusals.ts';
import { checkSecrets } from './sealed-secrets.ts';
import { inForeignKeyOrder } from './table-order.ts';

/** What a move of a live base stands on. */
export interface MovePorts extends ExchangePorts {
  changeLogOf(base: MovableBase): ChangeLog;
  targetNoteOf(base: MovableBase): TargetNote;
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

const CLAIM_TRIES = 20;

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
    if (mark?.stage === 'complete') {
      await openTarget(ports, to, mark.id);
      throw alreadyMoved(mark.fencedAt);
    }
    await prepareEmpty(ports, writer, { to, mark });
    const target = await opened(await ports.openBase(to, { readonly: false }));
    closers.unshift(() => target.endChanging());
    const note = ports.targetNoteOf(target);
    const tables = inForeignKeyOrder(await checkSame(writer, target));
    const sides: Sides = { source, target, tables, writer, log, note, maintenance };
    const copiedRows = await copyOnce(ports, sides, { to, mark }, listener);
    const caughtUp = await catchUp(sides, listener);
    await listener.beforeRefusing();
    const again = await catchUp(sides, listener);
    const last = await cutOver(sides, listener);
    const proof = await opened(await ports.openBase(to, { readonly: true }));
    await proof.beginSnapshot();
    await openTarget(ports, to, last.id);
    await listener.switchNow(last.refusedMs);
    const proved = await verify(source, proof, tables, { onProgress: listener.bar('verify') });
    return {
      ...proved,
      copiedRows,
      followedRows: caughtUp.rows + again.rows + last.rows,
      rounds: caughtUp.rounds + again.rounds + last.rounds,
      refusedMs: last.refusedMs,
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

/** Does nothing where the base was not filled by this move, or was opened before. */
async function openTarget(ports: MovePorts, to: string, id: string): Promise<void> {
  const target = await ports.openBase(to, { readonly: false });
  const maintenance = await ports.openMaintenance(to);
  try {
    const note = ports.targetNoteOf(target);
    if ((await note.find()) !== id) return;
    await maintenance.end();
    await note.remove();
  } finally {
    await maintenance.close();
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

/** A server takes a moment to notice that a process which held the right has died. */
async function claim(base: MovableBase): Promise<void> {
  for (let left = CLAIM_TRIES; !(await base.claim()); left--) {
    if (left <= 1) throw moveRunning();
    await pause(250);
  }
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
  const target = await ports.openBase(to, { readonly: false });
  let filledBy: string | undefined;
  try {
    filledBy = await ports.targetNoteOf(target).find();
  } finally {
    await target.close();
  }
  if (filledBy === undefined) await prepareTarget(ports, source, to);
  else if (filledBy !== mark?.id) throw otherMove();
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
  await note.prepare();
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
    const rows = sums.reduce((all, sum) => all + sum.rows, 0);
    listener.copied(rows);
    return rows;
  } finally {
    await source.endSnapshot();
  }
}

/**
 * Takes back a move: the source has no change log any more and accepts writes.
 * @param force also when the move was complete; what the target has accepted since then is not in the source
 * @returns whether there was one
 * @throws AppError exchange.move_running, exchange.already_moved
 */
export async function abortMove(ports: MovePorts, { from, force }: { from: string; force: boolean }): Promise<boolean> {
  const base = await ports.openBase(from, { readonly: false });
  try {
    await claim(base);
    const log = ports.changeLogOf(base);
    const mark = await log.find();
    if (mark?.stage === 'complete' && !force) throw alreadyMoved(mark.fencedAt);
    await log.remove();
    const maintenance = await ports.openMaintenance(from);
    try {
      const isOurs = (await maintenance.find())?.fencedAt !== null;
      if (mark !== undefined || isOurs) await maintenance.end();
    } finally {
      await maintenance.close();
    }
    return mark !== undefined;
  } finally {
    await base.close();
  }
}
