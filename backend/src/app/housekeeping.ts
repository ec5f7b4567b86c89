import type { KeyRotation } from '../lti/key-rotation.ts';
import type { RosterSync } from '../lti/roster.ts';
import { rollUpFinished } from '../register/roll-up.ts';
import { createSortKeys } from '../register/sort-keys.store.ts';
import { createThemeSync } from '../register/themes.store.ts';
import { every } from '../time/every.ts';
import type { Ground } from './ground.ts';
import type { Stores } from './stores.ts';

const HOUSEKEEPING_MS = 3600_000;
/** How long a study session that is over waits to be summed; statistics are right meanwhile. */
const ROLL_UP_MS = 60_000;
/** How long a name that was edited keeps its old place in lists. */
const NAMES_MS = 30_000;
/** Names edited shortly before the last look are looked at again: transactions commit late. */
const NAMES_OVERLAP_MS = 60_000;
/** Names edited while no server ran, up to so long ago, are looked at when one starts. */
const NAMES_FIRST_MS = 24 * 3600_000;
/** How often a server looks whether a move has died on its base. */
const ABANDONED_MS = 30_000;
/** Every roster is read once a day. */
const ROSTER_AGE_MS = 24 * 3600_000;

/** The parts of other wirings that want to be called from time to time. */
interface Chores {
  rotation: KeyRotation;
  rosters: RosterSync;
  academic: { tidyUp(): Promise<void> };
  releaseAbandonedMove(): Promise<void>;
  /** During maintenance nothing is written. */
  isPaused(): Promise<boolean>;
}

/** What works by the clock: removal of what expired, sums, rosters, keys. */
export function createHousekeeping({ database, log, clock }: Ground, stores: Stores, chores: Chores) {
  const unlessPaused = (work: () => Promise<unknown>) => async () => {
    if (!(await chores.isPaused())) await work();
  };
  const themes = createThemeSync(database);
  const sortKeys = createSortKeys(database);
  const stops: (() => void)[] = [];

  async function tidyUp(): Promise<void> {
    const now = clock.now();
    await stores.sessions.purge(now);
    await stores.launches.purge(now);
    await stores.invitations.purge(now);
    await chores.academic.tidyUp();
  }

  let namesSince = clock.now().getTime() - NAMES_FIRST_MS;
  async function followNames(): Promise<void> {
    const startedAt = clock.now().getTime();
    await sortKeys.follow(new Date(namesSince));
    namesSince = startedAt - NAMES_OVERLAP_MS;
  }

  async function follow(): Promise<void> {
    await chores.rotation.advance();
    await themes.follow();
    await rollUpFinished(stores.studyDays, clock, ({ session, error }) =>
      log.warn({ session, code: (error as { code?: unknown }).code }, 'a study session could not be summed'),
    );
  }

  const warn = (what: string) => (err: unknown) => log.warn({ err }, `${what} failed`);
  return {
    start(): void {
      stops.push(
        every(HOUSEKEEPING_MS, unlessPaused(tidyUp), warn('tidying up')),
        every(NAMES_MS, unlessPaused(followNames), warn('putting edited names in order')),
        every(ROLL_UP_MS, unlessPaused(follow), warn('rotating keys or summing study sessions')),
        every(
          HOUSEKEEPING_MS,
          unlessPaused(() => chores.rosters.syncOlderThan(ROSTER_AGE_MS)),
          warn('reading rosters'),
        ),
        // Not unless paused: what it ends may be the pause.
        every(ABANDONED_MS, chores.releaseAbandonedMove, warn('looking for an abandoned move')),
      );
    },
    stop(): void {
      for (const stop of stops.splice(0)) stop();
    },
  };
}
