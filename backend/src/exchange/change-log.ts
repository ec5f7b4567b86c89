import type { MovableBase, TableShape } from './movable-base.ts';

/** A move of a live base, as the base itself remembers it. */
export interface MoveMark {
  id: string;
  /**
   * `logging`: changes are logged; `refusing`: and maintenance is on for the last of them; `complete`: the target has everything,
   * and this base is closed for writing.
   */
  stage: 'logging' | 'refusing' | 'complete';
  begunAt: Date;
  /** Since when the base refuses writes; null while it does not. */
  fencedAt: Date | null;
}

/** Keys of changed rows, and which entries of the log said so. */
export interface LoggedChanges {
  keys: ReadonlyMap<string, readonly string[]>;
  /** Numbers of entries, each span with its ends. All entries in a span were seen. */
  spans: readonly { first: number; last: number }[];
}

/**
 * What a base keeps of itself while it is moved: which rows have changed. It exists for the time of a move only, so that
 * ordinary running costs nothing (ADR 20).
 */
export interface ChangeLog {
  find(): Promise<MoveMark | undefined>;
  /**
   * Begins to log every change of these tables. When it answers, no change made by a transaction that is still under way
   * goes unlogged.
   * @throws AppError exchange.triggers_refused, exchange.base_busy
   */
  begin(id: string, now: Date): Promise<void>;
  /** What is logged, as the connection that is given sees it: in its snapshot. */
  changes(seenBy: MovableBase): Promise<LoggedChanges>;
  forget(spans: LoggedChanges['spans']): Promise<void>;
  /** Notes that the move itself has switched maintenance on. */
  noteRefusing(): Promise<void>;
  /** From now on the base itself refuses writes. Whatever was written before is committed when it answers. */
  fence(now: Date): Promise<void>;
  /** Takes back {@link fence} and {@link noteRefusing}. */
  unfence(): Promise<void>;
  noteComplete(): Promise<void>;
  /** Takes everything of it out of the base; also what a process that died has left. */
  remove(): Promise<void>;
}

/**
 * What a base is to whom fills it. `preparing`: it is given tables or a move fills it; `scratch`: it is filled to be emptied; `copied`: a move has
 * filled it and it is not open yet. None of them is a base that anybody has worked with.
 */
export type TargetStage = 'preparing' | 'scratch' | 'copied';

/** The note in a target that says who filled it. */
export interface TargetNote {
  stage(): Promise<TargetStage | undefined>;
  /** The move that has filled it. */
  find(): Promise<string | undefined>;
  /** For a base that is empty. */
  begin(stage: 'preparing' | 'scratch'): Promise<void>;
  /** Notes that a move has filled it; part of the transaction that is under way. */
  write(id: string): Promise<void>;
  /** The base is everybody's from now on: its maintenance and the note end at once. */
  open(): Promise<void>;
  remove(): Promise<void>;
}

/**
 * Tables that answering reads writes to: they are logged and moved, and stay open when the others are closed, for without them
 * the academic API would have to refuse reads too.
 */
const WRITTEN_BY_READS = new Set(['sync_logs', 'api_quotas']);

export function isFenced(table: TableShape): boolean {
  return !WRITTEN_BY_READS.has(table.name);
}
