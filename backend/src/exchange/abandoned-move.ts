import type { ChangeLog } from './change-log.ts';
import type { MoveFacts } from './doctor-move.ts';
import type { MaintenanceStore } from './maintenance.ts';
import type { MovableBase } from './movable-base.ts';

/** What a server needs to clear up after a move. */
export interface AbandonedMovePorts {
  traces(): Promise<MoveFacts>;
  openBase(): Promise<MovableBase>;
  changeLogOf(base: MovableBase): ChangeLog;
  maintenance: MaintenanceStore;
  now(): Date;
}

/** The command may be started again at once; by then writes are refused for longer than a move would have done. */
const DEAD_AFTER_MS = 60_000;
/** Nobody comes back to a move so old; until then the same command goes on with it. */
const OLD_AFTER_MS = 24 * 3600_000;

/**
 * Looks whether the base is left behind by a move whose command has died: then writes are accepted again after a minute, and its
 * change log is taken out after a day. A move that is complete stays so: that base is closed on purpose.
 * @returns a function to be called from time to time, which answers what it did
 */
export function createMoveWatch(ports: AbandonedMovePorts): () => Promise<'nothing' | 'reopened' | 'removed'> {
  let deadSince: number | undefined;
  return async () => {
    const { stage, begunAt, fencedAt, isRunning } = await ports.traces();
    const now = ports.now().getTime();
    if (isRunning || !(stage === 'starting' || stage === 'logging' || stage === 'refusing')) {
      deadSince = undefined;
      return 'nothing';
    }
    deadSince ??= now;
    const isOld = begunAt !== undefined && now - begunAt.getTime() > OLD_AFTER_MS;
    const isClosed = fencedAt !== undefined || stage === 'refusing';
    if (now - deadSince < DEAD_AFTER_MS || !(isOld || isClosed)) return 'nothing';
    return (await clear(ports, { isOld, isClosed })) ? (isOld ? 'removed' : 'reopened') : 'nothing';
  };
}

/** With the right to move the base: a command that was started meanwhile is not disturbed. */
async function clear(
  { openBase, changeLogOf, maintenance }: AbandonedMovePorts,
  { isOld, isClosed }: { isOld: boolean; isClosed: boolean },
): Promise<boolean> {
  const base = await openBase();
  try {
    if (!(await base.claim())) return false;
    const log = changeLogOf(base);
    if ((await log.find())?.stage === 'complete') return false;
    await (isOld ? log.remove() : log.unfence());
    if (isClosed) await maintenance.end();
    return true;
  } finally {
    await base.close();
  }
}
