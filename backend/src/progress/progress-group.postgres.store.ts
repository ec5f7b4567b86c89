import { CompiledQuery, type Kysely } from 'kysely';
import type { Pool } from 'pg';
import { type Database, sqlOf } from '../db/connection.ts';
import type { Tables } from '../db/tables/tables.ts';
import { hashOfSecret } from '../ids/ids.ts';
import type { Completion, GroupOutcome, GroupStore, Outcome } from './completion.ts';
import { type GroupPart, hasLate, LOCK_WAIT_SECONDS } from './group-part.ts';

interface Row {
  module_id: string | null;
  sequence_id: string | null;
  completed_ms: number | null;
  fresh: boolean;
  gone: boolean;
  /** Only of the statement of one: it wrote nothing, the statement of many must be run. */
  undone?: boolean;
  /** Finished grains before this group, one per line; only in the first row of a learner who was asked for. */
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
    many: named(groupStatement(parts, jsonInput(parts))),
  };
  return {
    async record(completions, doneWanted, now) {
      const tenantIds = new Set(completions.map(({ tenantId }) => tenantId));
      for (const part of parts) await part.prepare?.(tenantIds);
      const rows = hasLate(completions, now)
        ? await recordStepwise(database, parts, { completions, doneWanted, now })
        : await recordAtOnce(driver.pool, statements, inputOf(completions, doneWanted, parts), now);
      const unseen = rows.flatMap((row, index) => (row.completed_ms === null && !row.gone ? [index] : []));
      for (const index of unseen) await readUnseen(query, rows, completions, index);
      return outcomeOf(rows, completions, doneWanted);
    },
  };
}

/**
 * A single completion comes as plain parameters to a statement of its own: what it costs is mostly its start, so it does
 * nothing but what a new one needs.
 */
async function recordAtOnce(
  pool: Pool,
  { one, many }: Record<'one' | 'many', { name: string; text: string }>,
  input: Record<string, unknown>[],
  now: Date,
): Promise<Row[]> {
  const [first, ...others] = input;
  if (first !== undefined && others.length === 0) {
    const { ord: _, ...columns } = first;
    const [id, ...values] = Object.values(columns);
    const { rows } = await pool.query<Row>({ ...one, values: [id, now, ...values] });
    if (rows[0]?.undone !== true) return rows;
  }
  return (await pool.query<Row>({ ...many, values: [JSON.stringify(input), now] })).rows;
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
    const input = JSON.stringify(inputOf(completions, doneWanted, []));
    const { rows } = (await trx.executeQuery(CompiledQuery.raw(groupStatement([], jsonInput([])), [input, now]))) as {
      rows: Row[];
    };
    const fresh = completions.flatMap((completion, index) => {
      const row = rows[index];
      return row?.fresh ? [{ ...completion, completedAt: new Date(row.completed_ms ?? 0) }] : [];
    });
    if (fresh.length > 0) for (const part of parts) await part.stepwise(transaction, fresh, now);
    return rows;
  });
}

function named(text: string): { name: string; text: string } {
  return { name: `progress-${hashOfSecret(text).slice(0, 16)}`, text };
}

/** What a group is given of each completion; the same names and order as {@link inputOf} gives. */
function columnsOf(parts: readonly GroupPart[]): [name: string, type: string][] {
  const own = {
    ord: 'integer',
    id: 'uuid',
    user_id: 'uuid',
    grain_id: 'text',
    module_id: 'text',
    sequence_id: 'text',
    completed_at: 'timestamptz',
    score: 'float8',
    time_spent_seconds: 'integer',
    wants_done: 'boolean',
  };
  return Object.entries(Object.assign(own, ...parts.map(({ postgres }) => postgres.columns)));
}

function jsonInput(parts: readonly GroupPart[]): string {
  const columns = columnsOf(parts).map(([name, type]) => `${name} ${type}`);
  return `materialized (select * from json_to_recordset($1::json) as i(${columns.join(', ')}))`;
}

/** $1 is the id, $2 is now, the other columns follow. */
function parametersOf(parts: readonly GroupPart[]): (column: string) => string {
  const columns = columnsOf(parts).filter(([name]) => name !== 'ord');
  const parameters = new Map(columns.map(([name, type], index) => [name, `$${index === 0 ? 1 : index + 2}::${type}`]));
  return (column) => {
    const parameter = parameters.get(column);
    if (parameter === undefined) throw new Error(`a completion has no column ${column}`);
    return parameter;
  };
}

/** What the parts may read of `fresh`: few columns, for the sake of a statement that is started thousands of times. */
const NEW_ROW =
  'p.id, p.tenant_id, p.user_id, p.grain_id, p.module_id, p.sequence_id, p.completed_at, p.score, p.time_spent_seconds';

/**
 * A condition that always holds, asked once before the first row is locked: for this transaction alone it bounds the waiting for
 * rows, without a statement of its own.
 */
const WAIT_BRIEFLY = `(select set_config('lock_timeout', '${LOCK_WAIT_SECONDS}s', true)) is not null`;

function singleStatement(parts: readonly GroupPart[]): string {
  const p = parametersOf(parts);
  const ctes = parts.map(({ postgres }) => `, ${postgres.single.ctes(p)}`).join('');
  const guards = parts.flatMap(({ postgres }) => postgres.single.unless?.(p) ?? []);
  const undone = guards.map((guard) => `exists (${guard})`).join(' or ') || 'false';
  return `with learner as materialized (
  select u.id, u.tenant_id, u.created_at, ${undone} as undone from users u where u.id = ${p('user_id')} and ${WAIT_BRIEFLY} for no key update of u
), fresh as (
  insert into progress as p (id, tenant_id, user_id, grain_id, module_id, sequence_id, completed_at, score, time_spent_seconds)
  select ${p('id')}, u.tenant_id, u.id, ${p('grain_id')}, ${p('module_id')}, ${p('sequence_id')},
    greatest(${p('completed_at')}, u.created_at), ${p('score')}, ${p('time_spent_seconds')}
  from learner u where not u.undone
  on conflict (user_id, grain_id) do nothing
  returning ${NEW_ROW}
)${ctes}
select f.module_id, f.sequence_id, date_part('epoch', f.completed_at) * 1000 as completed_ms,
  f.id is not null as fresh, u.id is null as gone, u.id is not null and f.id is null as undone,
  case when ${p('wants_done')} then (select string_agg(d.grain_id, chr(10)) from progress d where d.user_id = u.id) end as done
from (select $2::timestamptz as now) i left join learner u on true left join fresh f on true`;
}

function groupStatement(parts: readonly GroupPart[], input: string): string {
  const ctes = parts.map(({ postgres }) => `, ${postgres.ctes}`).join('');
  return `with moment as (
  select $2::timestamptz as now
), input as ${input}, learner as materialized (
  select u.id, u.tenant_id, u.created_at from users u where u.id = any(array(select distinct user_id from input)) and ${WAIT_BRIEFLY}
  order by u.id for no key update
), fresh as (
  insert into progress as p (id, tenant_id, user_id, grain_id, module_id, sequence_id, completed_at, score, time_spent_seconds)
  select i.id, u.tenant_id, u.id, i.grain_id, i.module_id, i.sequence_id, greatest(i.completed_at, u.created_at), i.score,
    i.time_spent_seconds
  from input i join learner u on u.id = i.user_id order by i.ord
  on conflict (user_id, grain_id) do nothing
  returning ${NEW_ROW}
)${ctes}
select coalesce(f.module_id, p.module_id) as module_id,
  case when f.id is null then p.sequence_id else f.sequence_id end as sequence_id,
  date_part('epoch', coalesce(f.completed_at, p.completed_at)) * 1000 as completed_ms,
  f.id is not null as fresh, u.id is null as gone,
  case when i.wants_done then (select string_agg(d.grain_id, chr(10)) from progress d where d.user_id = i.user_id) end as done
from input i left join learner u on u.id = i.user_id
  left join fresh f on f.user_id = i.user_id and f.grain_id = i.grain_id
  left join lateral (
    select * from progress p where f.id is null and p.user_id = i.user_id and p.grain_id = i.grain_id limit 1
  ) p on true
order by i.ord`;
}

function inputOf(
  completions: readonly Completion[],
  doneWanted: ReadonlySet<string>,
  parts: readonly GroupPart[],
): Record<string, unknown>[] {
  let previous = '';
  return completions.map((c, ord) => {
    const wants_done = c.userId !== previous && doneWanted.has(c.userId);
    previous = c.userId;
    return Object.assign(
      {
        ord,
        id: c.id,
        user_id: c.userId,
        grain_id: c.grainId,
        module_id: c.moduleId,
        sequence_id: c.sequenceId,
        completed_at: c.completedAt,
        score: c.score,
        time_spent_seconds: c.timeSpentSeconds,
        wants_done,
      },
      ...parts.map((part) => part.postgres.values(c)),
    );
  });
}

/** A row that another replica wrote while this statement waited for the learner: the statement itself cannot see it. */
async function readUnseen(query: Kysely<Tables>, rows: Row[], completions: readonly Completion[], index: number) {
  const row = rows[index];
  const completion = completions[index];
  if (row === undefined || completion === undefined) return;
  const stored = await query
    .selectFrom('progress')
    .select(['module_id', 'sequence_id', 'completed_at'])
    .where('user_id', '=', completion.userId)
    .where('grain_id', '=', completion.grainId)
    .executeTakeFirst();
  row.gone = stored === undefined;
  row.module_id = stored?.module_id ?? null;
  row.sequence_id = stored?.sequence_id ?? null;
  row.completed_ms = stored?.completed_at.getTime() ?? null;
}

function outcomeOf(
  rows: readonly Row[],
  completions: readonly Completion[],
  doneWanted: ReadonlySet<string>,
): GroupOutcome {
  const doneGrains = new Map<string, string[]>();
  const outcomes = completions.map(({ userId, grainId }, index): Outcome => {
    const row = rows[index];
    if (row === undefined) throw new Error('the statement answered fewer rows than there were events');
    if (doneWanted.has(userId) && !doneGrains.has(userId)) doneGrains.set(userId, row.done?.split('\n') ?? []);
    if (row.gone) return { kind: 'learner_gone' };
    const done = doneGrains.get(userId);
    if (done !== undefined && !done.includes(grainId)) done.push(grainId);
    const kind = row.fresh ? 'recorded' : 'already';
    const completedAt = new Date(Math.round(row.completed_ms ?? 0));
    return { kind, moduleId: row.module_id ?? '', sequenceId: row.sequence_id, completedAt };
  });
  return { outcomes, doneGrains };
}
