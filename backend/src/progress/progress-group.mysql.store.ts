import { CompiledQuery, type Kysely } from 'kysely';
import { type Database, sqlOf } from '../db/connection.ts';
import type { Tables } from '../db/tables/tables.ts';
import type { Completion, GroupStore, Outcome } from './completion.ts';
import { type GroupPart, LOCK_WAIT_SECONDS } from './group-part.ts';

/**
 * MySQL and MariaDB: a group is a handful of statements of many rows each. The learners' rows are locked first, in the
 * order of their keys; statements after that see what groups of other replicas committed (READ COMMITTED).
 */
export function createMysqlGroupStore(database: Database, parts: readonly GroupPart[]): GroupStore {
  return {
    async record(completions, doneWanted, now) {
      const tenantIds = new Set(completions.map(({ tenantId }) => tenantId));
      for (const part of parts) await part.prepare?.(tenantIds);
      return database.write(async (transaction) => {
        const trx = sqlOf(transaction);
        const createdAt = await lockLearners(trx, completions);
        const done = await readDone(trx, [...createdAt.keys()]);
        const [fresh, repeated] = divide(completions, createdAt, done);
        await insert(trx, fresh);
        if (fresh.length > 0) for (const part of parts) await part.stepwise(transaction, fresh, now);
        const stored = await readStored(trx, repeated);
        for (const completion of fresh) stored.set(keyOf(completion), recordedAs(completion));
        const outcomes = completions.map((one): Outcome => stored.get(keyOf(one)) ?? { kind: 'learner_gone' });
        for (const { userId, grainId } of fresh) done.get(userId)?.push(grainId);
        return { outcomes, doneGrains: new Map([...done].filter(([userId]) => doneWanted.has(userId))) };
      });
    },
  };
}

/** The driver writes arrays into the text itself: `in (?)` takes a list, `values ?` a list of rows. */
async function rowsOf<Row>(trx: Kysely<Tables>, text: string, list: readonly unknown[]): Promise<Row[]> {
  const { rows } = await trx.executeQuery(CompiledQuery.raw(text, [list]));
  return rows as Row[];
}

/** Words of MariaDB's alone; MySQL has none such and waits as long as its session may. */
const WAIT = `/*M! wait ${LOCK_WAIT_SECONDS} */`;

async function lockLearners(trx: Kysely<Tables>, completions: readonly Completion[]): Promise<Map<string, Date>> {
  const users = [...new Set(completions.map(({ userId }) => userId))];
  const text = `select id, created_at from users where id in (?) order by id for update ${WAIT}`;
  const rows = await rowsOf<{ id: string; created_at: Date }>(trx, text, users);
  return new Map(rows.map((row) => [row.id, row.created_at]));
}

/** Every finished grain of these learners. (The session's group_concat_max_len is raised when it is opened.) */
async function readDone(trx: Kysely<Tables>, users: readonly string[]): Promise<Map<string, string[]>> {
  const done = new Map(users.map((id): [string, string[]] => [id, []]));
  if (users.length === 0) return done;
  const text = `select user_id, group_concat(grain_id separator '\n') as done from progress
    where user_id in (?) group by user_id`;
  for (const row of await rowsOf<{ user_id: string; done: string }>(trx, text, users))
    done.set(row.user_id, row.done.split('\n'));
  return done;
}

/** New ones, at a time when the profile existed, and repeated ones; those whose learner is gone are in neither. */
function divide(
  completions: readonly Completion[],
  createdAt: ReadonlyMap<string, Date>,
  done: ReadonlyMap<string, readonly string[]>,
): [fresh: Completion[], repeated: Completion[]] {
  const fresh: Completion[] = [];
  const repeated: Completion[] = [];
  for (const completion of completions) {
    const from = createdAt.get(completion.userId);
    if (from === undefined) continue;
    if (done.get(completion.userId)?.includes(completion.grainId)) repeated.push(completion);
    else fresh.push(from > completion.completedAt ? { ...completion, completedAt: from } : completion);
  }
  return [fresh, repeated];
}

/** A duplicate here was written past the learner's lock (by hand, in Directus): the group is tried again and sees it. */
async function insert(trx: Kysely<Tables>, completions: readonly Completion[]): Promise<void> {
  if (completions.length === 0) return;
  const rows = completions.map((c) => [
    c.id,
    c.tenantId,
    c.userId,
    c.grainId,
    c.moduleId,
    c.sequenceId,
    c.completedAt,
    c.score,
    c.timeSpentSeconds,
  ]);
  const text = `insert into progress
    (id, tenant_id, user_id, grain_id, module_id, sequence_id, completed_at, score, time_spent_seconds) values ?`;
  await rowsOf(trx, text, rows);
}

async function readStored(trx: Kysely<Tables>, repeated: readonly Completion[]): Promise<Map<string, Outcome>> {
  if (repeated.length === 0) return new Map();
  const rows = await trx
    .selectFrom('progress')
    .select(['user_id', 'grain_id', 'module_id', 'sequence_id', 'completed_at'])
    .where('user_id', 'in', [...new Set(repeated.map(({ userId }) => userId))])
    .where('grain_id', 'in', [...new Set(repeated.map(({ grainId }) => grainId))])
    .execute();
  return new Map(
    rows.map((row) => [
      `${row.user_id}:${row.grain_id}`,
      { kind: 'already', moduleId: row.module_id, sequenceId: row.sequence_id, completedAt: row.completed_at },
    ]),
  );
}

function recordedAs({ moduleId, sequenceId, completedAt }: Completion): Outcome {
  return { kind: 'recorded', moduleId, sequenceId, completedAt };
}

function keyOf({ userId, grainId }: Completion): string {
  return `${userId}:${grainId}`;
}
