import { CompiledQuery } from 'kysely';
import type { Pool, PoolConnection } from 'mysql2/promise';
import { type Database, sqlOf } from '../db/connection.ts';
import { LOCK_WITHIN_SECONDS } from '../db/dialects/dialect.ts';
import type { Completion, GroupStore, Outcome } from './completion.ts';
import { type GroupPart, hasLate, type MysqlStatement } from './group-part.ts';
import { keyOf, readStored } from './stored.view.ts';

/**
 * MySQL and MariaDB: a group is two scripts, one that locks and reads and one that writes and commits, for the way to the server
 * costs more than a statement there. The learners' rows are locked first, in the order of their keys; statements after that see
 * what groups of other replicas committed (READ COMMITTED).
 */
export function createMysqlGroupStore(database: Database, parts: readonly GroupPart[]): GroupStore {
  const { driver, query } = database;
  if (driver.engine !== 'mysql') throw new Error('not a MySQL database');
  const scripts = driver.scripts.promise();
  return {
    async record(completions, doneWanted, now) {
      const tenantIds = new Set(completions.map(({ tenantId }) => tenantId));
      for (const part of parts) await part.prepare?.(tenantIds);
      const work = { completions, parts, now };
      const { done, fresh } = hasLate(completions, now)
        ? await recordStepwise(database, work)
        : await recordAtOnce(scripts, work);
      const written = new Map(fresh.map((completion) => [keyOf(completion), recordedAs(completion)]));
      const repeated = completions.filter((one) => done.has(one.userId) && !written.has(keyOf(one)));
      const stored = await readStored(query, repeated);
      for (const { userId, grainId } of fresh) done.get(userId)?.push(grainId);
      return {
        outcomes: completions.map(
          (one) => written.get(keyOf(one)) ?? stored.get(keyOf(one)) ?? { kind: 'learner_gone' },
        ),
        doneGrains: new Map([...done].filter(([userId]) => doneWanted.has(userId))),
      };
    },
  };
}

interface Work {
  completions: readonly Completion[];
  parts: readonly GroupPart[];
  now: Date;
}

/** What a group found and wrote. */
interface Recorded {
  /** Of each learner who is there, the grains finished before. */
  done: Map<string, string[]>;
  /** The new ones, `completedAt` as stored. */
  fresh: Completion[];
}

async function recordAtOnce(pool: Pool, { completions, parts, now }: Work): Promise<Recorded> {
  const connection = await pool.getConnection();
  try {
    const reads = parts.map(({ mysql }) => mysql.read?.(completions));
    const [, learners, done, ...found] = await run(connection, [
      { text: 'begin', values: [] },
      lockLearners(completions),
      readDone(completions),
      ...reads.filter((read) => read !== undefined),
    ]);
    const recorded = divide(completions, learners as Learner[], done as Done[]);
    const { fresh } = recorded;
    const writes = parts.flatMap(({ mysql }, index) =>
      mysql.write(fresh, reads[index] === undefined ? [] : (found.shift() ?? []), now),
    );
    await run(connection, [...(fresh.length > 0 ? [insert(fresh), ...writes] : []), { text: 'commit', values: [] }]);
    return recorded;
  } catch (error) {
    // On a connection that is gone the server does the same; the error to tell is the first one.
    await connection.rollback().catch(() => connection.destroy());
    throw error;
  } finally {
    connection.release();
  }
}

/** @returns what each statement answered */
async function run(connection: PoolConnection, statements: readonly MysqlStatement[]): Promise<unknown[][]> {
  const text = statements.map((statement) => statement.text).join(';\n');
  const [answers] = await connection.query(
    text,
    statements.flatMap(({ values }) => values),
  );
  return (statements.length === 1 ? [answers] : answers) as unknown[][];
}

/** For events of the past: what the parts do then depends on more than one reading. */
function recordStepwise(database: Database, { completions, parts, now }: Work): Promise<Recorded> {
  return database.write(async (transaction) => {
    const trx = sqlOf(transaction);
    const rowsOf = async ({ text, values }: MysqlStatement) =>
      (await trx.executeQuery(CompiledQuery.raw(text, [...values]))).rows;
    const learners = (await rowsOf(lockLearners(completions))) as Learner[];
    const recorded = divide(completions, learners, (await rowsOf(readDone(completions))) as Done[]);
    const { fresh } = recorded;
    if (fresh.length > 0) await rowsOf(insert(fresh));
    if (fresh.length > 0) for (const part of parts) await part.stepwise(transaction, fresh, now);
    return recorded;
  });
}

interface Learner {
  id: string;
  created_at: Date;
}

/** Words of MariaDB's alone; MySQL has none such and waits as long as its session may. */
const WAIT = `/*M! wait ${LOCK_WITHIN_SECONDS} */`;

function lockLearners(completions: readonly Completion[]): MysqlStatement {
  const text = `select id, created_at from users where id in (?) order by id for update ${WAIT}`;
  return { text, values: [usersOf(completions)] };
}

interface Done {
  user_id: string;
  done: string;
}

/** Every finished grain of these learners. (The session's group_concat_max_len is raised when it is opened.) */
function readDone(completions: readonly Completion[]): MysqlStatement {
  const text = `select user_id, group_concat(grain_id separator '\n') as done from progress
    where user_id in (?) group by user_id`;
  return { text, values: [usersOf(completions)] };
}

function usersOf(completions: readonly Completion[]): string[] {
  return [...new Set(completions.map(({ userId }) => userId))];
}

/** New are those of learners who are there that they had not finished, at a time when the profile existed. */
function divide(completions: readonly Completion[], learners: readonly Learner[], found: readonly Done[]): Recorded {
  const createdAt = new Map(learners.map(({ id, created_at }) => [id, created_at]));
  const done = new Map(learners.map(({ id }): [string, string[]] => [id, []]));
  for (const row of found) if (done.has(row.user_id)) done.set(row.user_id, row.done.split('\n'));
  const fresh = completions.flatMap((completion) => {
    const from = createdAt.get(completion.userId);
    if (from === undefined || done.get(completion.userId)?.includes(completion.grainId)) return [];
    return [from > completion.completedAt ? { ...completion, completedAt: from } : completion];
  });
  return { done, fresh };
}

/** A duplicate here was written past the learner's lock (by hand, in Directus): the group is tried again and sees it. */
function insert(completions: readonly Completion[]): MysqlStatement {
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
  return { text, values: [rows] };
}

function recordedAs({ moduleId, sequenceId, completedAt }: Completion): Outcome {
  return { kind: 'recorded', moduleId, sequenceId, completedAt };
}
