import { CompiledQuery, type Kysely } from 'kysely';
import type { Pool } from 'pg';
import { type Database, sqlOf } from '../db/connection.ts';
import { LOCK_WITHIN_SECONDS } from '../db/dialects/dialect.ts';
import type { Tables } from '../db/tables/tables.ts';
import { hashOfSecret } from '../ids/ids.ts';
import type { Completion, GroupOutcome, GroupStore, Outcome } from './completion.ts';
import { type GroupPart, hasLate } from './group-part.ts';
import { keyOf, readStored } from './stored.view.ts';

/** One per learner and new completion, and one for a learner without any; the statement of one answers new ones alone. */
interface Row {
  user_id: string;
  /** Of the new row of `progress`. */
  id: string | null;
  completed_ms: number | null;
  /** Finished grains before this group, one per line; only of the learners who were asked for. */
  done: string | null;
}

/**
 * PostgreSQL: a group is one prepared statement, which is its own transaction. The learners' rows are locked in the order
 * of their keys, so that groups of several replicas wait for each other instead of deadlocking.
 */
export function createPostgresGroupStore(database: Database, parts: readonly GroupPart[]): GroupStore {
  const { driver, query } = database;
  if (driver.engine !== 'postgres') throw new Error('not a PostgreSQL database');
  const statements = {
    one: named(singleStatement(parts)),
    many: named(groupStatement(parts)),
  };
  return {
    async record(completions, doneWanted, now) {
      const tenantIds = new Set(completions.map(({ tenantId }) => tenantId));
      for (const part of parts) await part.prepare?.(tenantIds);
      const rows = hasLate(completions, now)
        ? await recordStepwise(database, parts, { completions, doneWanted, now })
        : await recordAtOnce(driver.pool, statements, inputOf(completions, parts), [...doneWanted], now);
      return outcomeOf(rows, completions, doneWanted, query);
    },
  };
}

/**
 * A single completion comes as plain parameters to a statement of its own: what it costs is mostly its start, so it does
 * nothing but what a new one needs, and nothing at all when it needs more.
 */
async function recordAtOnce(
  pool: Pool,
  { one, many }: Record<'one' | 'many', { name: string; text: string }>,
  input: readonly Input[],
  doneWanted: readonly string[],
  now: Date,
): Promise<Row[]> {
  const [first, ...others] = input;
  if (first !== undefined && others.length === 0) {
    const [id, ...columns] = Object.values(first);
    const { rows } = await pool.query<Row>({ ...one, values: [id, now, doneWanted.length > 0, ...columns] });
    if (rows.length > 0) return rows;
  }
  return (await pool.query<Row>({ ...many, values: arraysOf(input, doneWanted, now) })).rows;
}

/** For events of the past: locks first, so that every later statement sees what the groups before this one wrote. */
function recordStepwise(
  database: Database,
  parts: readonly GroupPart[],
  group: { completions: readonly Completion[]; doneWanted: ReadonlySet<string>; now: Date },
): Promise<Row[]> {
  const { completions, doneWanted, now } = group;
  return database.write(async (transaction) => {
    const trx = sqlOf(transaction);
    const users = [...new Set(completions.map(({ userId }) => userId))];
    const lock = `select id from users where id = any($1) and ${WAIT_BRIEFLY} order by id for no key update`;
    await trx.executeQuery(CompiledQuery.raw(lock, [users]));
    const values = arraysOf(inputOf(completions, []), [...doneWanted], now);
    const { rows } = (await trx.executeQuery(CompiledQuery.raw(groupStatement([]), values))) as { rows: Row[] };
    const written = completedMsOf(rows);
    const fresh = completions.flatMap((completion) => {
      const ms = written.get(completion.id);
      return ms === undefined ? [] : [{ ...completion, completedAt: new Date(ms) }];
    });
    if (fresh.length > 0) for (const part of parts) await part.stepwise(transaction, fresh, now);
    return rows;
  });
}

function named(text: string): { name: string; text: string } {
  return { name: `progress-${hashOfSecret(text).slice(0, 16)}`, text };
}

/** What a statement is given of a completion; the names of {@link columnsOf}, in their order. */
type Input = Readonly<Record<string, unknown>>;

function inputOf(completions: readonly Completion[], parts: readonly GroupPart[]): Input[] {
  return completions.map((c) =>
    Object.assign(
      {
        id: c.id,
        user_id: c.userId,
        grain_id: c.grainId,
        module_id: c.moduleId,
        sequence_id: c.sequenceId,
        completed_at: c.completedAt.toISOString(),
        score: c.score,
        time_spent_seconds: c.timeSpentSeconds,
      },
      ...parts.map((part) => part.postgres.values(c)),
    ),
  );
}

function columnsOf(parts: readonly GroupPart[]): [name: string, type: string][] {
  const own = {
    id: 'uuid',
    user_id: 'uuid',
    grain_id: 'text',
    module_id: 'text',
    sequence_id: 'text',
    completed_at: 'timestamptz',
    score: 'float8',
    time_spent_seconds: 'integer',
  };
  return Object.entries(Object.assign(own, ...parts.map(({ postgres }) => postgres.columns)));
}

/**
 * Both statements number alike: $1 is the id (or the ids), $2 is now, $3 tells whose finished grains are wanted, the rest
 * follows. Both name $2 themselves: a parameter that no part uses would have no type.
 */
function positionOf(index: number): string {
  return `$${index === 0 ? 1 : index + 3}`;
}

/** A list per column, which PostgreSQL reads sooner than JSON. */
function arraysOf(input: readonly Input[], doneWanted: readonly string[], now: Date): unknown[] {
  const names = Object.keys(input[0] ?? {});
  const [ids, ...others] = names.map((name) => input.map((one) => one[name]));
  return [ids, now, doneWanted, ...others];
}

/** What the parts may read of `fresh`: few columns, for the sake of a statement that is started thousands of times. */
const NEW_ROW =
  'p.id, p.tenant_id, p.user_id, p.grain_id, p.module_id, p.sequence_id, p.completed_at, p.score, p.time_spent_seconds';

/**
 * A condition that always holds, asked once before the first row is locked: for this transaction alone it bounds the waiting for
 * rows, without a statement of its own.
 */
const WAIT_BRIEFLY = `(select set_config('lock_timeout', '${LOCK_WITHIN_SECONDS}s', true)) is not null`;

/** In the order of a unique index, so that the rows are read from it and from nowhere else, also when the tables are new. */
function doneOf(userId: string): string {
  const grains = `select p.grain_id from progress p where p.user_id = ${userId} order by p.user_id, p.grain_id`;
  return `(select string_agg(d.grain_id, chr(10)) from (${grains}) d)`;
}

function singleStatement(parts: readonly GroupPart[]): string {
  const parameters = new Map(columnsOf(parts).map(([name, type], index) => [name, `${positionOf(index)}::${type}`]));
  const p = (column: string) => {
    const parameter = parameters.get(column);
    if (parameter === undefined) throw new Error(`a completion has no column ${column}`);
    return parameter;
  };
  const ctes = parts.map(({ postgres }) => `, ${postgres.single.ctes(p)}`).join('');
  const guards = parts.flatMap(({ postgres }) => postgres.single.unless?.(p) ?? []);
  return `with fresh as (
  insert into progress as p (id, tenant_id, user_id, grain_id, module_id, sequence_id, completed_at, score, time_spent_seconds)
  select ${p('id')}, u.tenant_id, u.id, ${p('grain_id')}, ${p('module_id')}, ${p('sequence_id')},
    greatest(${p('completed_at')}, u.created_at), ${p('score')}, ${p('time_spent_seconds')}
  from users u where u.id = ${p('user_id')} and ${[WAIT_BRIEFLY, ...guards.map((guard) => `not exists (${guard})`)].join(' and ')}
  for no key update of u
  on conflict (user_id, grain_id) do nothing
  returning ${NEW_ROW}
)${ctes}
select f.user_id, f.id, date_part('epoch', f.completed_at) * 1000 as completed_ms,
  case when $3::boolean then ${doneOf('f.user_id')} end as done
from fresh f where $2::timestamptz is not null`;
}

function groupStatement(parts: readonly GroupPart[]): string {
  const columns = columnsOf(parts);
  const lists = columns.map(([, type], index) => `${positionOf(index)}::${type}[]`);
  const users = lists[columns.findIndex(([name]) => name === 'user_id')];
  const ctes = parts.map(({ postgres }) => `, ${postgres.ctes}`).join('');
  return `with input as materialized (
  select * from unnest(${lists.join(', ')}) as i(${columns.map(([name]) => name).join(', ')})
), learner as materialized (
  select u.id, u.tenant_id, u.created_at from users u where u.id = any(${users}) and ${WAIT_BRIEFLY} order by u.id for no key update
), fresh as (
  insert into progress as p (id, tenant_id, user_id, grain_id, module_id, sequence_id, completed_at, score, time_spent_seconds)
  select i.id, u.tenant_id, u.id, i.grain_id, i.module_id, i.sequence_id, greatest(i.completed_at, u.created_at), i.score,
    i.time_spent_seconds
  from input i join learner u on u.id = i.user_id
  on conflict (user_id, grain_id) do nothing
  returning ${NEW_ROW}
)${ctes}
select u.id as user_id, f.id, date_part('epoch', f.completed_at) * 1000 as completed_ms,
  case when u.id = any($3::uuid[]) then ${doneOf('u.id')} end as done
from learner u left join fresh f on f.user_id = u.id where $2::timestamptz is not null`;
}

/** When each new row, by its id, was completed. */
function completedMsOf(rows: readonly Row[]): Map<string, number> {
  const written = new Map<string, number>();
  for (const { id, completed_ms } of rows) if (id !== null) written.set(id, Math.round(completed_ms ?? 0));
  return written;
}

/** Who has no row is gone, and so is a learner whose row of long ago was removed just now, with everything else of theirs. */
async function outcomeOf(
  rows: readonly Row[],
  completions: readonly Completion[],
  doneWanted: ReadonlySet<string>,
  query: Kysely<Tables>,
): Promise<GroupOutcome> {
  const doneGrains = new Map([...doneWanted].map((userId): [string, string[]] => [userId, []]));
  const there = new Set(rows.map(({ user_id }) => user_id));
  for (const { user_id, done } of rows) if (done !== null) doneGrains.set(user_id, done.split('\n'));
  const written = completedMsOf(rows);
  const repeated = completions.filter(({ id, userId }) => !written.has(id) && there.has(userId));
  // Read after the commit: this statement cannot see what another replica wrote while it waited for the learner.
  const stored = await readStored(query, repeated);
  const outcomes = completions.map((completion): Outcome => {
    const { id, userId, grainId, moduleId, sequenceId } = completion;
    const ms = written.get(id);
    const outcome: Outcome | undefined =
      ms === undefined
        ? stored.get(keyOf(completion))
        : { kind: 'recorded', moduleId, sequenceId, completedAt: new Date(ms) };
    if (outcome === undefined) return { kind: 'learner_gone' };
    const done = doneGrains.get(userId);
    if (done !== undefined && !done.includes(grainId)) done.push(grainId);
    return outcome;
  });
  return { outcomes, doneGrains };
}
