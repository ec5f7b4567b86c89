import type { Transaction } from '../transaction/transaction.ts';
import type { Completion } from './completion.ts';

/**
 * What another room does in the transaction that records completions: grades become due, a study session goes on. It is
 * told the completions that were new, in the order of learner and grain, `completedAt` as stored. The same effect in four
 * forms, because a group must cost few round trips.
 */
export interface GroupPart {
  /** Called before the transaction, with the tenants concerned; what it learns there it keeps for a while. */
  prepare?(tenantIds: ReadonlySet<string>): Promise<void>;
  /** SQLite: called once per connection; what it returns runs inside the transaction, without waiting for anything. */
  sqlite(connection: SqliteStatements): (fresh: readonly Completion[], now: Date) => void;
  /** PostgreSQL: the part's share in the one statement of a group. */
  postgres: PostgresPart;
  /** MySQL: the part's share in the two scripts of a group. */
  mysql: MysqlPart;
  /** PostgreSQL and MySQL, when a group holds events of the past: the learners' rows are locked. */
  stepwise(transaction: Transaction, fresh: readonly Completion[], now: Date): Promise<void>;
}

/** What a part needs of SQLite's connection: Dates must be given as milliseconds. */
export interface SqliteStatements {
  prepare(sql: string): { run(...values: unknown[]): { changes: number }; all(...values: unknown[]): unknown[] };
}

/** One statement; the driver writes its values into the text, a list as `a, b`, a list of lists as `(a, b), (c, d)`. */
export interface MysqlStatement {
  text: string;
  values: readonly unknown[];
}

export interface MysqlPart {
  /** What {@link write} must know, read when the learners' rows are locked. Some of the completions may turn out not to be new. */
  read?(completions: readonly Completion[]): MysqlStatement;
  /** @param rows what {@link read} found */
  write(fresh: readonly Completion[], rows: readonly unknown[], now: Date): MysqlStatement[];
}

export interface PostgresPart {
  /** Further columns of `input`, name -> SQL type, filled from {@link values}. */
  columns: Readonly<Record<string, string>>;
  values(completion: Completion): Readonly<Record<string, unknown>>;
  /**
   * Common table expressions, separated by commas. They may read `input` (every completion), `fresh` (the new rows of
   * `progress`) and `$2` (now). All completions of such a group lie within {@link LATE_MS} of now.
   */
  ctes: string;
  /** The share in the statement of a group of one, which starts faster: the same with less to plan for. */
  single: PostgresSinglePart;
}

export interface PostgresSinglePart {
  /**
   * As {@link PostgresPart.ctes}, for one completion: `fresh` has one row or none, there is no `input`.
   * @param column the parameter that holds a column of the completion, with its type
   */
  ctes(column: (name: string) => string): string;
  /** A condition under which {@link ctes} would not do: nothing is written then, and the group's statement is run instead. */
  unless?(column: (name: string) => string): string;
}

/** A completion older than this when it arrives (it waited in a browser that was offline) is late. */
const LATE_MS = 60_000;

/** Whether a group has completions of the past, which may belong to study sessions that are over. */
export function hasLate(completions: readonly Completion[], now: Date): boolean {
  const from = now.getTime() - LATE_MS;
  return completions.some(({ completedAt }) => completedAt.getTime() < from);
}
