/** A finished grain on its way into the database. Module and sequence are the catalogue's, not the page's. */
export interface Completion {
  /** Key of the row, should this be the first completion. */
  id: string;
  tenantId: string;
  userId: string;
  grainId: string;
  moduleId: string;
  sequenceId: string | null;
  /** Not in the future. The store raises it to the moment the profile was created where it lies before that. */
  completedAt: Date;
  /** 0..1 */
  score: number | null;
  timeSpentSeconds: number | null;
}

/** What became of one completion: `recorded` = it was the first, `already` = there was one, and it is told as it stands. */
export type Outcome =
  | { kind: 'recorded' | 'already'; moduleId: string; sequenceId: string | null; completedAt: Date }
  | { kind: 'learner_gone' };

/** The result of one commit group. */
export interface GroupOutcome {
  /** In the order of the completions. */
  outcomes: Outcome[];
  /** Every finished grain of the learners that were asked for, those of this group included. */
  doneGrains: ReadonlyMap<string, readonly string[]>;
}

/**
 * What an error of the store means: the database is away, this transaction may succeed at once, somebody holds a row of one of
 * the learners and does not let go, or it never will succeed.
 */
export type Failure = 'away' | 'passing' | 'locked' | 'lasting';

/** Where completions are kept. */
export interface ProgressStore extends GroupStore {
  failureOf(error: unknown): Failure;
}

/** Records groups; one form per engine. */
export interface GroupStore {
  /**
   * Records a group in one transaction: whole or not at all, durable when the promise resolves.
   * @param completions sorted by learner and grain (every writer locks in that order), no (learner, grain) twice
   * @param doneWanted learners whose finished grains the caller wants to know
   */
  record(completions: readonly Completion[], doneWanted: ReadonlySet<string>, now: Date): Promise<GroupOutcome>;
}
