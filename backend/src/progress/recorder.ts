import { AppError } from '../errors/app-error.ts';
import type { Clock } from '../time/clock.ts';
import type { Completion, GroupOutcome, Outcome, ProgressStore } from './completion.ts';

/** What became of a completion, and (where asked for) every finished grain of its learner. */
export interface Recorded {
  outcome: Outcome;
  doneGrains: readonly string[];
}

/** Makes completions durable, many requests in one transaction. */
export interface Recorder {
  /**
   * Resolves after the commit: what it says is on the disk.
   * @throws AppError progress.service_unavailable (kind unavailable) when the database does not answer, or
   *   somebody else holds the learner's row
   */
  record(completion: Completion, options: { wantsDone: boolean }): Promise<Recorded>;
}

export interface RecorderOptions {
  clock: Clock;
  /** Completions in one transaction at most. */
  maxGroup?: number;
}

interface Waiting {
  completion: Completion;
  wantsDone: boolean;
  resolve(recorded: Recorded): void;
  reject(error: unknown): void;
}

const MAX_GROUP = 200;
const MAX_TRIES = 5;

/**
 * Collects what arrives while a transaction is under way into the next one: one is in flight at a time. The answers of a group
 * are given out while the database works on the next one.
 */
export function createRecorder(store: ProgressStore, { clock, maxGroup = MAX_GROUP }: RecorderOptions): Recorder {
  let waiting: Waiting[] = [];
  let isRunning = false;
  const run = async () => {
    // Everything that this turn of the event loop still brings joins the group.
    await new Promise((resolve) => setImmediate(resolve));
    let answer: Answer | undefined;
    try {
      while (waiting.length > 0) {
        const group = waiting.slice(0, maxGroup);
        waiting = waiting.slice(maxGroup);
        const recording = recordGroup(store, group, clock);
        if (answer !== undefined) setImmediate(answer);
        answer = await recording;
      }
    } finally {
      isRunning = false;
    }
    answer?.();
  };
  return {
    record(completion, { wantsDone }) {
      return new Promise((resolve, reject) => {
        waiting.push({ completion, wantsDone, resolve, reject });
        if (isRunning) return;
        isRunning = true;
        run().catch(reject);
      });
    },
  };
}

/** Tells those who wait what became of their completions; called once. */
type Answer = () => void;

/** Records a group; when it cannot be, each of its learners and grains alone, so that one bad item fails only itself. */
async function recordGroup(store: ProgressStore, group: readonly Waiting[], clock: Clock): Promise<Answer> {
  const perKey = [...Map.groupBy(group, keyOf)].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, same]) => same);
  try {
    return await recordKeys(store, perKey, clock);
  } catch (error) {
    if (perKey.length === 1 || store.failureOf(error) === 'away') return () => refuse(store, group, error);
    const answers: Answer[] = [];
    const locked = new Map<string, unknown>();
    for (const same of perKey) {
      const userId = same[0]?.completion.userId ?? '';
      // Who waits for one learner's row once does not wait for each of the learner's grains.
      const known = locked.get(userId);
      if (known !== undefined) answers.push(() => refuse(store, same, known));
      else
        answers.push(
          await recordKeys(store, [same], clock).catch((cause: unknown) => {
            if (store.failureOf(cause) === 'locked') locked.set(userId, cause);
            return () => refuse(store, same, cause);
          }),
        );
    }
    return () => {
      for (const answer of answers) answer();
    };
  }
}

/** @param perKey the waiting of each learner and grain, in the order of the keys; the first of each is the one to record */
async function recordKeys(store: ProgressStore, perKey: readonly Waiting[][], clock: Clock): Promise<Answer> {
  const completions = perKey.flatMap(([first]) => (first === undefined ? [] : [first.completion]));
  const doneWanted = new Set<string>();
  for (const same of perKey)
    for (const { wantsDone, completion } of same) if (wantsDone) doneWanted.add(completion.userId);
  const { outcomes, doneGrains } = await recordRetrying(store, completions, doneWanted, clock);
  if (outcomes.length !== perKey.length) throw new Error('the store must answer one outcome per completion');
  return () => {
    for (const [index, same] of perKey.entries()) tell(same, outcomes[index] as Outcome, doneGrains);
  };
}

function tell(same: readonly Waiting[], outcome: Outcome, doneGrains: GroupOutcome['doneGrains']): void {
  for (const [position, { completion, resolve }] of same.entries()) {
    const isRepeated = position > 0 && outcome.kind === 'recorded';
    resolve({
      outcome: isRepeated ? { ...outcome, kind: 'already' } : outcome,
      doneGrains: doneGrains.get(completion.userId) ?? [],
    });
  }
}

/** A transaction that lost a deadlock is tried again after a short pause, unequal between replicas. */
async function recordRetrying(
  store: ProgressStore,
  completions: readonly Completion[],
  doneWanted: ReadonlySet<string>,
  clock: Clock,
): Promise<GroupOutcome> {
  for (let tries = 1; ; tries++) {
    try {
      return await store.record(completions, doneWanted, clock.now());
    } catch (error) {
      if (tries === MAX_TRIES || store.failureOf(error) !== 'passing') throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * 2 ** tries));
    }
  }
}

function refuse(store: ProgressStore, group: readonly Waiting[], cause: unknown): void {
  const failure = store.failureOf(cause);
  const error = failure === 'lasting' ? cause : unavailable(cause, failure === 'locked');
  for (const { reject } of group) reject(error);
}

function unavailable(cause: unknown, isLocked: boolean): AppError {
  return new AppError(
    'progress.service_unavailable',
    'unavailable',
    isLocked ? 'somebody holds the row of this learner' : 'the database does not answer',
    'Nothing was recorded; please send it again in a moment. / Rien n’a été enregistré ; renvoyez dans un instant.',
    { cause, retryAfterSeconds: 5 },
  );
}

/** Sorted by learner, then grain. */
function keyOf({ completion }: Waiting): string {
  return `${completion.userId}\n${completion.grainId}`;
}
