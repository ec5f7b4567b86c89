import type { Database as SqliteConnection } from 'better-sqlite3';
import type { Database } from '../db/connection.ts';
import { PARAMETER } from '../db/dialects/sqlite.ts';
import type { Completion, GroupOutcome, GroupStore, Outcome } from './completion.ts';
import type { GroupPart } from './group-part.ts';

type Group = (completions: readonly Completion[], doneWanted: ReadonlySet<string>, now: Date) => GroupOutcome;

/**
 * SQLite: a group is one synchronous run of prepared statements. Kysely shares the connection and may be in the middle of
 * a transaction that waits for something; its own lock on the connection is taken first, so the two never mix.
 */
export function createSqliteGroupStore(database: Database, parts: readonly GroupPart[]): GroupStore {
  const { driver } = database;
  if (driver.engine !== 'sqlite') throw new Error('not a SQLite database');
  const { connection } = driver;
  let group: Group | undefined;
  return {
    async record(completions, doneWanted, now) {
      const tenantIds = new Set(completions.map(({ tenantId }) => tenantId));
      for (const part of parts) await part.prepare?.(tenantIds);
      return database.query.connection().execute(async () => {
        if (connection.inTransaction) throw new Error('a transaction of somebody else is open on the connection');
        group ??= prepareGroup(connection, parts);
        return group(completions, doneWanted, now);
      });
    },
  };
}

function prepareGroup(connection: SqliteConnection, parts: readonly GroupPart[]): Group {
  const recordOne = prepareRecordOne(connection);
  const doneGrains = connection
    .prepare<[string], string | null>(
      `select group_concat(grain_id, char(10)) from (select grain_id from progress where user_id = ${PARAMETER})`,
    )
    .pluck();
  const work = parts.map((part) => part.sqlite(connection));
  const transaction = connection.transaction((...[completions, doneWanted, now]: Parameters<Group>): GroupOutcome => {
    const fresh: Completion[] = [];
    const outcomes = completions.map((completion) => {
      const outcome = recordOne(completion);
      if (outcome.kind === 'recorded') fresh.push({ ...completion, completedAt: outcome.completedAt });
      return outcome;
    });
    if (fresh.length > 0) for (const run of work) run(fresh, now);
    const done = new Map<string, readonly string[]>();
    for (const userId of doneWanted) done.set(userId, doneGrains.get(userId)?.split('\n') ?? []);
    return { outcomes, doneGrains: done };
  });
  return transaction.immediate;
}

interface Existing {
  module_id: string;
  sequence_id: string | null;
  completed_at: number;
}

function prepareRecordOne(connection: SqliteConnection): (completion: Completion) => Outcome {
  const insert = connection
    .prepare<unknown[], number>(
      `insert into progress (id, tenant_id, user_id, grain_id, module_id, sequence_id, completed_at, score, time_spent_seconds)
       select ?, u.tenant_id, u.id, ?, ?, ?, max(?, u.created_at), ?, ? from users u where u.id = ?
       on conflict (user_id, grain_id) do nothing returning completed_at`.replaceAll('?', PARAMETER),
    )
    .pluck();
  const existing = connection.prepare<[string, string], Existing>(
    `select module_id, sequence_id, completed_at from progress where user_id = ${PARAMETER} and grain_id = ${PARAMETER}`,
  );
  return (c) => {
    const { grainId, moduleId, sequenceId, userId } = c;
    const at = c.completedAt.getTime();
    const stored = insert.get(c.id, grainId, moduleId, sequenceId, at, c.score, c.timeSpentSeconds, userId);
    if (stored !== undefined) return { kind: 'recorded', moduleId, sequenceId, completedAt: new Date(stored) };
    const row = existing.get(userId, grainId);
    if (row === undefined) return { kind: 'learner_gone' };
    const { module_id, sequence_id, completed_at } = row;
    return { kind: 'already', moduleId: module_id, sequenceId: sequence_id, completedAt: new Date(completed_at) };
  };
}
