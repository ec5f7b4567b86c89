import { claimed, type ExchangePorts } from './exchange.ts';
import type { MovePorts } from './move.ts';
import { alreadyMoved, beingFilled, moveRunning, notOurs } from './move-refusals.ts';

export interface AbortRequest {
  from: string;
  /** The new base, which is emptied. */
  to?: string | undefined;
  /** Also when the move was complete; what the target has accepted since then is not in the source. */
  force: boolean;
}

/**
 * Takes back a move: the source has no change log any more and accepts writes, the target is empty again.
 * @returns whether there was one
 * @throws AppError exchange.move_running, exchange.already_moved, exchange.not_ours
 */
export async function abortMove(ports: MovePorts, { from, to, force }: AbortRequest): Promise<boolean> {
  const base = await ports.openBase(from, { readonly: false });
  try {
    if (!(await claimed(base))) throw moveRunning();
    const log = ports.changeLogOf(base);
    const mark = await log.find();
    if (mark?.stage === 'complete' && !force) throw alreadyMoved(mark.fencedAt);
    await log.remove();
    const maintenance = await ports.openMaintenance(from);
    try {
      const isOurs = ((await maintenance.find())?.fencedAt ?? null) !== null;
      if (mark !== undefined || isOurs) await maintenance.end();
    } finally {
      await maintenance.close();
    }
    if (to !== undefined) await emptyTarget(ports, to);
    return mark !== undefined;
  } finally {
    await base.close();
  }
}

/** Only a base that carries the note of whoever filled it: nobody has worked with that one yet. */
async function emptyTarget(ports: ExchangePorts, to: string): Promise<void> {
  const target = await ports.openBase(to, { readonly: false });
  try {
    if ((await ports.targetNoteOf(target).stage()) === undefined) throw notOurs();
    if (!(await claimed(target))) throw beingFilled();
  } finally {
    await target.close();
  }
  await ports.emptyBase(to);
}
