import { createMoveWatch } from '../exchange/abandoned-move.ts';
import { createChangeLog } from '../exchange/change-log.store.ts';
import { readMoveTraces } from '../exchange/move-traces.view.ts';
import { openBase } from '../exchange/open-base.store.ts';
import type { Ground } from './ground.ts';
import type { Stores } from './stores.ts';

/** Lets go of a base that a move which died holds; says so in the log. */
export function releaseAbandonedMove(
  databaseUrl: string,
  { database, log, clock }: Ground,
  { maintenance }: Stores,
): () => Promise<void> {
  const look = createMoveWatch({
    traces: () => readMoveTraces(database),
    openBase: () => openBase(databaseUrl, { readonly: false }),
    changeLogOf: createChangeLog,
    maintenance,
    now: () => clock.now(),
  });
  return async () => {
    const done = await look();
    if (done === 'reopened') log.warn('a move that died had closed this base: writes are accepted again');
    if (done === 'removed') log.warn('a move that died a day ago is taken back: its change log is gone');
  };
}
