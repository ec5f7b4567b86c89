import type { Log } from '../log/log.ts';
import { AGS_SCOPES } from '../lti/ags.ts';
import type { Clock } from '../time/clock.ts';
import type { GradeChannels } from './grade-channel.ts';
import type { ClaimedRow, OutboxStore, PendingGrade, PendingGradeReader } from './outbox.ts';
import { decide, mayLeave, sentGradeOf } from './score.ts';

/** Whose grades are looked at. */
export type Reach = 'everybody' | { learners: readonly string[] } | { activities: readonly string[] };

/** What the reconcile job asks of the database; small pieces, so that nobody waits for it. */
export interface ReconcileStore {
  /** Makes due what waits for a moment that no wait reaches: it was written while a clock was ahead. Answers how many. */
  hastenImpossible(now: Date): Promise<number>;
  /** Notes of progress that was changed or deleted past the application, at most `limit`; the database leaves them. */
  edits(limit: number): Promise<{ id: string; userId: string }[]>;
  forgetEdits(ids: readonly string[]): Promise<void>;
  /** How many rows of progress have keys that are not of the application's making: somebody entered them. */
  countEntered(now: Date): Promise<number>;
  /** Puts such rows into the institution of their learner, whichever was written. */
  mendEntered(now: Date): Promise<void>;
  /** The learners who have such rows. */
  learnersOfEntered(now: Date): Promise<string[]>;
  /** Activities that want grades and were edited since then, by whomever. */
  changedActivities(since: Date): Promise<string[]>;
  hasCatalogueChanged(since: Date): Promise<boolean>;
  /** Has the grades of these learners that are on the way to the LMS computed once more, after those have arrived. */
  sendAgain(learners: readonly string[]): Promise<void>;
  /** Rows at rest with ids after `after`, in order of id, at most `limit`. */
  restingRows(of: Reach, after: string, limit: number): Promise<ClaimedRow[]>;
  /** One row at rest per activity whose grades the LMS has, after that activity's id. */
  onePerActivity(after: string, limit: number): Promise<ClaimedRow[]>;
  /** Makes rows due unless something changed them meanwhile. Answers how many. */
  raise(rows: readonly ClaimedRow[], now: Date): Promise<number>;
  /** Courses after that id; `changedSince`: only those whose roster changed. */
  contexts(after: string, limit: number, changedSince: Date | null): Promise<string[]>;
  /** Makes the rows that active learners are owed and do not have. Answers how many. */
  addMissing(of: Exclude<Reach, 'everybody'> | { context: string }, now: Date): Promise<number>;
  /** Grades refused because the person was no student, whose enrolment changed since. Answers how many became due. */
  reviveEnrolled(now: Date): Promise<number>;
}

export interface ReconcilePorts {
  store: ReconcileStore;
  read: PendingGradeReader;
  channels: GradeChannels;
  outbox: Pick<OutboxStore, 'placeChanged'>;
  /** Called when something became due. */
  wake(): void;
  clock: Clock;
  log: Pick<Log, 'info' | 'warn'>;
  /** During maintenance nothing is looked at. */
  isPaused?(): Promise<boolean>;
}

export interface ReconcileOptions {
  /** Between two looks at what was edited, and at rosters. */
  everyMs?: number;
  /** Between two looks at everything, the LMS' columns included. */
  fullEveryMs?: number;
}

/** Repairs what bypassed the outbox: edits in Directus or by SQL, rosters, columns deleted in the LMS. */
export interface Reconciler {
  start(): void;
  stop(): Promise<void>;
  /** One look. `full`: every grade is computed anew and every column is asked for. Answers how many grades became due. */
  runOnce(how: { full: boolean }): Promise<number>;
}

const PAGE = 500;
const DEFAULTS = { everyMs: 30_000, fullEveryMs: 3600_000 };
/** What changed shortly before the last look is looked at again: transactions commit late. */
const OVERLAP_MS = 60_000;

export function createReconciler(ports: ReconcilePorts, options: ReconcileOptions = {}): Reconciler {
  const { everyMs, fullEveryMs } = { ...DEFAULTS, ...options };
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  let running: Promise<unknown> = Promise.resolve();
  let lastFullMs = 0;
  let rosterSince = new Date(0);
  let editsSince = new Date(0);
  const seen: Seen = { entered: undefined };
  const overlapping = (since: Date) => new Date(since.getTime() - OVERLAP_MS);
  const runOnce: Reconciler['runOnce'] = async ({ full }) => {
    const startedAt = ports.clock.now();
    const stopped = () => isStopped;
    let raised = await ports.store.hastenImpossible(startedAt);
    raised += await reconcileProgress(ports, seen, stopped);
    raised += full
      ? await reconcileRows(ports, 'everybody', stopped, true)
      : await reconcileActivities(ports, overlapping(editsSince), stopped);
    raised += await reconcileRosters(ports, full ? null : overlapping(rosterSince), stopped);
    if (full) raised += await reconcilePlaces(ports, stopped);
    rosterSince = startedAt;
    editsSince = startedAt;
    if (raised > 0) {
      ports.log.info({ raised }, 'grades that did not match what the LMS has are sent again');
      ports.wake();
    }
    return raised;
  };
  const look = async (): Promise<void> => {
    const nowMs = ports.clock.now().getTime();
    const full = nowMs - lastFullMs >= fullEveryMs;
    try {
      if ((await ports.isPaused?.()) !== true) {
        await runOnce({ full });
        if (full) lastFullMs = nowMs;
      }
    } catch (error) {
      ports.log.warn({ err: error }, 'grades could not be reconciled');
    }
    plan();
  };
  const plan = (): void => {
    if (isStopped) return;
    timer = setTimeout(() => {
      running = look();
    }, everyMs);
  };
  return {
    start() {
      // Everything is looked at within the first hour, not while the server starts.
      editsSince = ports.clock.now();
      lastFullMs = editsSince.getTime();
      plan();
    },
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
    runOnce,
  };
}

/** What the last look saw, so that the next one need not look again. */
interface Seen {
  entered: number | undefined;
}

/** Progress that was entered, changed or deleted in Directus or by SQL. */
async function reconcileProgress(ports: ReconcilePorts, seen: Seen, isStopped: () => boolean): Promise<number> {
  const { store, clock } = ports;
  let [raised, noted] = [0, 0];
  for (let edits = await store.edits(PAGE); edits.length > 0 && !isStopped(); edits = await store.edits(PAGE)) {
    noted += edits.length;
    raised += await lookAtLearners(ports, [...new Set(edits.map(({ userId }) => userId))], isStopped);
    // What is edited from here on leaves a note of its own.
    await store.forgetEdits(edits.map(({ id }) => id));
  }
  const entered = await store.countEntered(clock.now());
  // One row deleted and another entered leave the number as it was.
  if (entered === seen.entered && noted === 0) return raised;
  await store.mendEntered(clock.now());
  const learners = await store.learnersOfEntered(clock.now());
  for (let from = 0; from < learners.length && !isStopped(); from += PAGE)
    raised += await lookAtLearners(ports, learners.slice(from, from + PAGE), isStopped);
  seen.entered = entered;
  return raised;
}

/** A sender that has read the progress before it was edited must not have the last word: its grades are no rows at rest yet. */
async function lookAtLearners(
  ports: ReconcilePorts,
  learners: readonly string[],
  isStopped: () => boolean,
): Promise<number> {
  await ports.store.sendAgain(learners);
  return look(ports, { learners }, isStopped);
}

async function look(ports: ReconcilePorts, of: Exclude<Reach, 'everybody'>, isStopped: () => boolean): Promise<number> {
  const missing = await ports.store.addMissing(of, ports.clock.now());
  return missing + (await reconcileRows(ports, of, isStopped));
}

/** Activities and catalogues that were edited, by whomever. */
async function reconcileActivities(ports: ReconcilePorts, since: Date, isStopped: () => boolean): Promise<number> {
  const activities = await ports.store.changedActivities(since);
  const raised = activities.length === 0 ? 0 : await look(ports, { activities }, isStopped);
  if (!(await ports.store.hasCatalogueChanged(since))) return raised;
  return raised + (await reconcileRows(ports, 'everybody', isStopped));
}

/** @param asks whether the LMS is asked if activities that it did not grade are graded by now */
async function reconcileRows(
  ports: ReconcilePorts,
  of: Reach,
  isStopped: () => boolean,
  asks = false,
): Promise<number> {
  let raised = 0;
  for (let after = ''; !isStopped(); ) {
    const page = await ports.store.restingRows(of, after, PAGE);
    const pending = await ports.read(page);
    const { graded = [], ungraded = [] } = Object.groupBy(pending.filter(owesGrade), ({ row }) =>
      row.reason === 'no_line_item' ? 'ungraded' : 'graded',
    );
    if (asks) await askAboutUngraded(ports, ungraded);
    const owed = graded.map(({ row }) => row);
    if (owed.length > 0) raised += await ports.store.raise(owed, ports.clock.now());
    if (page.length < PAGE) return raised;
    after = page.at(-1)?.id ?? '';
  }
  return raised;
}

/** Whether sending would change what the LMS has. */
function owesGrade({ row, grade, activity, policy, channel, outcome }: PendingGrade): boolean {
  if (grade === undefined) return false;
  const sentPlace = row.sentTarget?.slice(0, row.sentTarget.indexOf(' [')) ?? '';
  const known = channel === 'ags' ? activity.lineItemUrl : (outcome?.serviceUrl ?? null);
  const sent = sentGradeOf(row, known ?? sentPlace, activity.scope);
  return sent === undefined ? mayLeave(grade, policy) : decide(grade, sent).kind === 'send';
}

/** One learner's row asks whether an activity has become graded; the sender raises the others when it has. */
async function askAboutUngraded(ports: ReconcilePorts, pending: readonly PendingGrade[]): Promise<void> {
  const one = new Map(pending.filter(mayBecomeGraded).map(({ row }) => [row.resourceLinkId, row]));
  if (one.size === 0) return;
  await ports.store.raise([...one.values()], ports.clock.now());
  ports.wake();
}

/** Whether asking can tell anything: where we may not look for columns, only a launch can. */
function mayBecomeGraded({ channel, activity }: PendingGrade): boolean {
  if (channel !== 'ags' || activity.lineItemUrl !== null) return true;
  const { lineItem, lineItemReadonly } = AGS_SCOPES;
  return activity.lineItemsUrl !== null && activity.scopes.some((one) => one === lineItem || one === lineItemReadonly);
}

async function reconcileRosters(
  { store, clock }: ReconcilePorts,
  changedSince: Date | null,
  isStopped: () => boolean,
): Promise<number> {
  let raised = await store.reviveEnrolled(clock.now());
  for (let after = ''; !isStopped(); ) {
    const page = await store.contexts(after, PAGE, changedSince);
    for (const context of page) raised += await store.addMissing({ context }, clock.now());
    if (page.length < PAGE) return raised;
    after = page.at(-1) ?? '';
  }
  return raised;
}

/** Columns that were deleted in the LMS while nobody had anything to send there. */
async function reconcilePlaces(ports: ReconcilePorts, isStopped: () => boolean): Promise<number> {
  let changed = 0;
  for (let after = ''; !isStopped(); ) {
    const page = await ports.store.onePerActivity(after, PAGE);
    for (const pending of await ports.read(page)) {
      if (isStopped()) return changed;
      if (await findPlaceAgain(ports, pending)) changed++;
    }
    if (page.length < PAGE) return changed;
    after = page.at(-1)?.resourceLinkId ?? '';
  }
  return changed;
}

async function findPlaceAgain({ channels, outbox, clock }: ReconcilePorts, pending: PendingGrade): Promise<boolean> {
  const { row, grade } = pending;
  if (grade === undefined || row.sentTarget === null) return false;
  const channel = channels[pending.channel];
  const sendable = { ...pending, grade };
  const place = row.sentTarget.slice(0, row.sentTarget.indexOf(' ['));
  if ((await channel.checkPlace(sendable, place)) !== 'gone') return false;
  const found = await channel.relocate(sendable, place);
  if (found.kind !== 'place') return false;
  await outbox.placeChanged(row.resourceLinkId, clock.now());
  return true;
}
