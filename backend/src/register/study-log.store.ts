import { CompiledQuery, type Kysely, type Selectable, sql } from 'kysely';
import { type Database, sqlOf } from '../db/connection.ts';
import type { Engine } from '../db/dialects/dialect.ts';
import { PARAMETER } from '../db/dialects/sqlite.ts';
import type { Tables } from '../db/tables/tables.ts';
import type { StudySessionsTable } from '../db/tables/work-tables.ts';
import { newId } from '../ids/ids.ts';
import type { Completion } from '../progress/completion.ts';
import { type GroupPart, hasLate, type MysqlStatement, type SqliteStatements } from '../progress/group-part.ts';
import { dayIn, MAX_SESSION_SECONDS, openSlotOf, planStudy, SESSION_GAP_MS, type StudySession } from './study-log.ts';

const COLUMNS = [
  'id',
  'tenant_id',
  'user_id',
  'module_id',
  'started_at',
  'last_activity_at',
  'day',
  'grains_completed',
  'score_sum',
  'score_count',
  'time_spent_seconds',
  'open_slot',
] as const;
const CHANGING = COLUMNS.filter((name) => !['id', 'tenant_id', 'user_id', 'module_id', 'day'].includes(name));

type DayOf = (tenantId: string, at: Date) => string;

/** Opens, extends and ends study sessions in the transaction that records the completions they are made of. */
export function createStudyLog(database: Database): GroupPart {
  const zones = createZones(database);
  return {
    prepare: zones.prepare,
    sqlite: (connection) => sqliteLog(connection, zones.dayOf),
    postgres: {
      columns: { study_id: 'text', study_day: 'text' },
      values: ({ tenantId, completedAt }) => ({ study_id: newId(), study_day: zones.dayOf(tenantId, completedAt) }),
      ctes: POSTGRES_CTES,
      single: { ctes: postgresSingleCtes, unless: postgresSessionOver },
    },
    mysql: {
      read: (completions) => ({ text: MYSQL_READ_OPEN, values: [[...new Set(completions.map(openSlotOf))]] }),
      write(fresh, rows) {
        const known = (rows as Row[]).map(sessionOf);
        return [mysqlWrite(planStudy(known, fresh, zones.dayOf))];
      },
    },
    async stepwise(transaction, fresh, now) {
      const trx = sqlOf(transaction);
      const known = await readKnown(trx, fresh, now);
      if (hasLate(fresh, now)) await sumAgainLater(trx, fresh);
      await write(trx, database.engine, planStudy(known, fresh, zones.dayOf));
    },
  };
}

const ZONE_MS = 60_000;

/** The tenants' time zones, read again after a minute. */
function createZones({ query }: Database): { prepare(tenantIds: ReadonlySet<string>): Promise<void>; dayOf: DayOf } {
  const kept = new Map<string, { until: number; zone: string }>();
  return {
    async prepare(tenantIds) {
      const now = Date.now();
      const missing = [...tenantIds].filter((id) => (kept.get(id)?.until ?? 0) < now);
      if (missing.length === 0) return;
      const rows = await query.selectFrom('tenants').select(['id', 'timezone']).where('id', 'in', missing).execute();
      for (const { id, timezone } of rows) kept.set(id, { until: now + ZONE_MS, zone: timezone });
    },
    dayOf: (tenantId, at) => dayIn(kept.get(tenantId)?.zone ?? 'UTC', at),
  };
}

const POSTGRES_EXTEND = `on conflict (open_slot) do update set
    started_at = least(s.started_at, excluded.started_at),
    last_activity_at = greatest(s.last_activity_at, excluded.last_activity_at),
    grains_completed = s.grains_completed + excluded.grains_completed,
    score_sum = s.score_sum + excluded.score_sum,
    score_count = s.score_count + excluded.score_count,
    time_spent_seconds = least(s.time_spent_seconds::bigint + excluded.time_spent_seconds, ${MAX_SESSION_SECONDS})`;

/**
 * Everything lies within a minute, so each learner and module has one stretch, and it touches the open session or none.
 * The last condition of study_ended is looked at again when another replica has just extended the session.
 */
const POSTGRES_CTES = `study as materialized (
  select f.tenant_id, f.user_id, f.module_id, f.user_id || ':' || f.module_id as slot, min(i.study_id)::uuid as id,
    min(i.study_day) as day, min(f.completed_at) as started_at, max(f.completed_at) as last_activity_at,
    count(*) as grains_completed, coalesce(sum(f.score), 0) as score_sum, count(f.score) as score_count,
    coalesce(sum(f.time_spent_seconds), 0) as time_spent_seconds
  from fresh f join input i on i.id = f.id
  group by f.tenant_id, f.user_id, f.module_id
), study_over as materialized (
  select over.id from study n cross join lateral (
    select s.id from study_sessions s where s.open_slot = n.slot
      and s.last_activity_at < n.started_at - interval '${SESSION_GAP_MS} milliseconds' limit 1) over
), study_ended as (
  update study_sessions s set open_slot = null
  where (select count(*) from study_over) > 0 and s.id = any(array(select id from study_over))
    and s.last_activity_at < $2::timestamptz - interval '${SESSION_GAP_MS} milliseconds'
  returning s.id
), study_written as (
  insert into study_sessions as s (${COLUMNS.join(', ')})
  select id, tenant_id, user_id, module_id, started_at, last_activity_at, day, grains_completed, score_sum, score_count,
    time_spent_seconds, slot
  from study where (select count(*) from study_ended) >= 0 order by user_id, module_id collate "C"
  ${POSTGRES_EXTEND}
)`;

/** One completion that opens a session or extends the open one. */
function postgresSingleCtes(column: (name: string) => string): string {
  return `study_written as (
  insert into study_sessions as s (${COLUMNS.join(', ')})
  select ${column('study_id')}::uuid, f.tenant_id, f.user_id, f.module_id, f.completed_at, f.completed_at, ${column('study_day')}, 1,
    coalesce(f.score, 0), case when f.score is null then 0 else 1 end, coalesce(f.time_spent_seconds, 0), f.user_id || ':' || f.module_id
  from fresh f ${POSTGRES_EXTEND}
)`;
}

/** The open session ended long ago: it must be closed before another can open. */
function postgresSessionOver(column: (name: string) => string): string {
  return `select from study_sessions s where s.open_slot = ${column('user_id')}::text || ':' || ${column('module_id')}
    and s.last_activity_at < ${column('completed_at')} - interval '${SESSION_GAP_MS} milliseconds'`;
}

/** The columns of the study log; what the academic register adds to a session is filled by others. */
type Row = Pick<Selectable<StudySessionsTable>, (typeof COLUMNS)[number]>;

function sessionOf(row: Row): StudySession {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    userId: row.user_id,
    moduleId: row.module_id,
    startedAt: row.started_at,
    lastActivityAt: row.last_activity_at,
    day: row.day,
    grainsCompleted: row.grains_completed,
    scoreSum: row.score_sum,
    scoreCount: row.score_count,
    timeSpentSeconds: row.time_spent_seconds,
    isOpen: row.open_slot !== null,
  };
}

function rowOf(session: StudySession): Row {
  return {
    id: session.id,
    tenant_id: session.tenantId,
    user_id: session.userId,
    module_id: session.moduleId,
    started_at: session.startedAt,
    last_activity_at: session.lastActivityAt,
    day: session.day,
    grains_completed: session.grainsCompleted,
    score_sum: session.scoreSum,
    score_count: session.scoreCount,
    time_spent_seconds: session.timeSpentSeconds,
    open_slot: session.isOpen ? openSlotOf(session) : null,
  };
}

function sqliteLog(connection: SqliteStatements, dayOf: DayOf): (fresh: readonly Completion[], now: Date) => void {
  const prepare = (text: string) => connection.prepare(text.replaceAll('?', PARAMETER));
  const open = `select ${COLUMNS.join(', ')} from study_sessions where`;
  const openOne = prepare(`${open} open_slot = ?`);
  const near = prepare(`${open} user_id = ? and module_id = ? and (open_slot is not null or last_activity_at >= ?)`);
  const write = prepare(
    `insert into study_sessions (${COLUMNS.join(', ')}) values (${COLUMNS.map(() => '?').join(', ')})
     on conflict (id) do update set ${CHANGING.map((name) => `${name} = excluded.${name}`).join(', ')}`,
  );
  const goOn = sqliteGoOn(prepare);
  const sumAgainLater = prepare(`update study_sessions set mastery = null, rolled_at = null
    where user_id = ? and module_id = ? and last_activity_at >= ? and rolled_at is not null`);
  return (fresh, now) => {
    const late = hasLate(fresh, now);
    const known: Row[] = [];
    const planned: Completion[] = [];
    for (const [slot, completions] of Map.groupBy(fresh, openSlotOf)) {
      const [first] = completions;
      if (first === undefined || (!late && completions.length === 1 && goOn(first, slot))) continue;
      planned.push(...completions);
      const touched = [first.userId, first.moduleId, touchedFrom(completions).getTime()];
      if (late) sumAgainLater.run(...touched);
      known.push(...((late ? near.all(...touched) : openOne.all(slot)) as Row[]));
    }
    const sessions = known.map((row) =>
      sessionOf({ ...row, started_at: new Date(row.started_at), last_activity_at: new Date(row.last_activity_at) }),
    );
    for (const session of planStudy(sessions, planned, dayOf)) {
      const row = rowOf(session);
      write.run(...COLUMNS.map((name) => (row[name] instanceof Date ? row[name].getTime() : row[name])));
    }
  };
}

/**
 * What nearly every completion is: one more in the session that is open. One update, of no column that stands in an index:
 * to name one writes the index, whether its value changes or not.
 * @returns a function that answers false, with nothing done, when the completion is not that
 */
function sqliteGoOn(prepare: SqliteStatements['prepare']): (completion: Completion, slot: string) => boolean {
  const goOn =
    prepare(`update study_sessions set last_activity_at = max(last_activity_at, ?), grains_completed = grains_completed + 1,
    score_sum = score_sum + ?, score_count = score_count + ?, time_spent_seconds = min(time_spent_seconds + ?, ${MAX_SESSION_SECONDS})
    where open_slot = ? and started_at <= ? and last_activity_at >= ?`);
  return ({ completedAt, score, timeSpentSeconds }, slot) => {
    const at = completedAt.getTime();
    const scored = [score ?? 0, score === null ? 0 : 1];
    return goOn.run(at, ...scored, timeSpentSeconds ?? 0, slot, at, at - SESSION_GAP_MS).changes === 1;
  };
}

/** Sessions whose last activity lies before this cannot touch the completions. */
function touchedFrom(completions: readonly Completion[]): Date {
  return new Date(Math.min(...completions.map(({ completedAt }) => completedAt.getTime())) - SESSION_GAP_MS);
}

async function readKnown(trx: Kysely<Tables>, fresh: readonly Completion[], now: Date): Promise<StudySession[]> {
  const all = trx.selectFrom('study_sessions').select(COLUMNS);
  if (!hasLate(fresh, now)) {
    const slots = [...new Set(fresh.map(openSlotOf))];
    return (await all.where('open_slot', 'in', slots).execute()).map(sessionOf);
  }
  const users = [...new Set(fresh.map(({ userId }) => userId))];
  const rows = await all
    .where('user_id', 'in', users)
    .where((where) =>
      where.or([where('open_slot', 'is not', null), where('last_activity_at', '>=', touchedFrom(fresh))]),
    )
    .execute();
  return rows.map(sessionOf);
}

async function write(trx: Kysely<Tables>, engine: Engine, sessions: readonly StudySession[]): Promise<void> {
  if (engine === 'mysql') {
    const { text, values } = mysqlWrite(sessions);
    await trx.executeQuery(CompiledQuery.raw(text, [...values]));
  } else {
    const set = Object.fromEntries(CHANGING.map((name) => [name, sql.ref(`excluded.${name}`)]));
    const insert = trx.insertInto('study_sessions').values(sessions.map(rowOf));
    await insert.onConflict((conflict) => conflict.column('id').doUpdateSet(set)).execute();
  }
}

/**
 * Work of the past, sent late, is part of what the learner had mastered at the end of its session and of each later one: those
 * that were summed already are taken out of their days, and summed again with what is true now.
 */
async function sumAgainLater(trx: Kysely<Tables>, fresh: readonly Completion[]): Promise<void> {
  for (const completions of Map.groupBy(fresh, openSlotOf).values()) {
    const [first] = completions;
    if (first === undefined) continue;
    await trx
      .updateTable('study_sessions')
      .set({ mastery: null, rolled_at: null })
      .where('user_id', '=', first.userId)
      .where('module_id', '=', first.moduleId)
      .where('last_activity_at', '>=', touchedFrom(completions))
      .where('rolled_at', 'is not', null)
      .execute();
  }
}

const MYSQL_READ_OPEN = `select ${COLUMNS.join(', ')} from study_sessions where open_slot in (?)`;

function mysqlWrite(sessions: readonly StudySession[]): MysqlStatement {
  const rows = sessions.map(rowOf).map((row) => COLUMNS.map((name) => row[name]));
  return { text: MYSQL_WRITE, values: [rows] };
}

const MYSQL_WRITE = `insert into study_sessions (${COLUMNS.join(', ')}) values ?
  on duplicate key update ${CHANGING.map((name) => `${name} = values(${name})`).join(', ')}`;
