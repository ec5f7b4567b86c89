import { type Kysely, sql } from 'kysely';
import { type Database, sqlOf } from '../db/connection.ts';
import type { Engine } from '../db/dialects/dialect.ts';
import type { Tables } from '../db/tables/tables.ts';
import { isDatabaseUnavailable, isWorthRetrying } from '../errors/database-unavailable.ts';
import type { RollUpFailure, StudyDays } from './roll-up.ts';
import { MAX_SESSION_SECONDS } from './study-log.ts';
import { MASTERY_MARK } from './study-work.view.ts';

/** Small, so that learners' requests never wait long for SQLite's only writer. */
const SESSIONS_AT_ONCE = 200;
const STUDENTS_AT_ONCE = 200;

export function createStudyDays(database: Database): StudyDays {
  return {
    async rollUp(endedBefore, now, after) {
      const found = await findEnded(database.query, endedBefore, after);
      const failed = await rollUpThose(database, found, { endedBefore, now });
      return { rolled: found.length - failed.length, failed, last: found.at(-1)?.id };
    },
    rebuild: (tenantId, onStudents) => rebuild(database, tenantId, onStudents),
  };
}

const LEARNERS_STUDENT = sql`from users u
  join students n on n.tenant_id = u.tenant_id and n.student_id = u.student_id where u.id = study_sessions.user_id`;

/** The part of the module's grains that the learner had finished when the session ended, each by its score if it has one. */
const MASTERY = sql`(select sum(coalesce(p.score, 1.0)) / nullif((select count(*) from grains a
      where a.tenant_id = study_sessions.tenant_id and a.module_id = study_sessions.module_id and a.retired_at is null), 0)
  from progress p join grains g on g.tenant_id = p.tenant_id and g.grain_id = p.grain_id
    and g.module_id = p.module_id and g.retired_at is null
  where p.user_id = study_sessions.user_id and p.module_id = study_sessions.module_id
    and p.completed_at <= study_sessions.last_activity_at)`;

/** A session that is over, and whose it is. */
interface Ended {
  id: string;
  student_pk: string | null;
}

function findEnded(query: Kysely<Tables>, endedBefore: Date, after: string | undefined): Promise<Ended[]> {
  return query
    .selectFrom('study_sessions as s')
    .innerJoin('users as u', 'u.id', 's.user_id')
    .leftJoin('students as n', (on) =>
      on.onRef('n.tenant_id', '=', 'u.tenant_id').onRef('n.student_id', '=', 'u.student_id'),
    )
    .select(['s.id', (eb) => eb.fn.coalesce('s.student_pk', 'n.id').as('student_pk')])
    .where('s.rolled_at', 'is', null)
    .where('s.last_activity_at', '<', endedBefore)
    .where((eb) => eb.or([eb('s.student_pk', 'is not', null), eb('n.id', 'is not', null)]))
    .$if(after !== undefined, (q) => q.where('s.id', '>', after ?? ''))
    .orderBy('s.id')
    .limit(SESSIONS_AT_ONCE)
    .execute();
}

/** All in one transaction; if that fails, student by student, so that one whose work cannot be summed stops nobody else's. */
async function rollUpThose(
  database: Database,
  found: readonly Ended[],
  when: { endedBefore: Date; now: Date },
): Promise<RollUpFailure[]> {
  if (found.length === 0) return [];
  try {
    await sumIn(database, found, when);
    return [];
  } catch (error) {
    const perStudent = [...Map.groupBy(found, ({ student_pk }) => student_pk).values()];
    if (isDatabaseUnavailable(error) || isWorthRetrying(error)) throw error;
    if (perStudent.length === 1) return found.map(({ id }) => ({ session: id, error }));
    const failed: RollUpFailure[] = [];
    for (const some of perStudent) failed.push(...(await rollUpThose(database, some, when)));
    return failed;
  }
}

async function sumIn(
  { engine, ...database }: Database,
  found: readonly Ended[],
  { endedBefore, now }: { endedBefore: Date; now: Date },
): Promise<void> {
  await database.write(async (transaction) => {
    const trx = sqlOf(transaction);
    const ids = found.map(({ id }) => id);
    const students = [...new Set(found.flatMap(({ student_pk }) => student_pk ?? []))];
    await lockStudents(trx, engine, students);
    // MySQL assigns from left to right: the student last, for the class depends on there having been none.
    await sql`update study_sessions set
      class_pk = case when student_pk is null then (select n.class_pk ${LEARNERS_STUDENT}) else class_pk end,
      theme_pk = coalesce(theme_pk, (select h.id from themes h
        where h.tenant_id = study_sessions.tenant_id and h.module_id = study_sessions.module_id)),
      mastery = coalesce(mastery, ${MASTERY}),
      student_pk = coalesce(student_pk, (select n.id ${LEARNERS_STUDENT})),
      rolled_at = ${now}
      where id in (${sql.join(ids)}) and rolled_at is null and last_activity_at < ${endedBefore}`.execute(trx);
    const touched = await trx
      .selectFrom('study_sessions')
      .select(['student_pk', 'day'])
      .where('id', 'in', ids)
      .where('rolled_at', 'is not', null)
      .execute();
    const days = [...new Set(touched.map(({ day }) => day))];
    await sumAnew(trx, engine, [...new Set(touched.flatMap(({ student_pk }) => student_pk ?? []))], days);
  });
}

/** Who sums a student's days holds the student's row: the triggers that sum a day do the same. */
async function lockStudents(trx: Kysely<Tables>, engine: Engine, students: readonly string[]): Promise<void> {
  if (engine === 'sqlite' || students.length === 0) return;
  const rows = trx.selectFrom('students').select('id').where('id', 'in', students).orderBy('id');
  await (engine === 'postgres' ? rows.forNoKeyUpdate() : rows.forUpdate()).execute();
}

/** Not more than the column holds: somebody may have written anything into the sessions. */
const SECONDS = sql`case when sum(s.time_spent_seconds) > ${sql.lit(MAX_SESSION_SECONDS)} then ${sql.lit(MAX_SESSION_SECONDS)}
      else sum(s.time_spent_seconds) end`;

/** @param days undefined = all */
async function sumAnew(
  trx: Kysely<Tables>,
  engine: Engine,
  students: readonly string[],
  days?: readonly string[],
): Promise<void> {
  if (students.length === 0) return;
  const on = (alias: string) => {
    const column = (name: string) => sql.ref(`${alias}.${name}`);
    const ofDays = days === undefined ? sql`` : sql`and ${column('day')} in (${sql.join(days)})`;
    return sql`${column('student_pk')} in (${sql.join(students)}) ${ofDays}`;
  };
  await sql`delete from study_days where ${on('study_days')}`.execute(trx);
  const firstId = engine === 'postgres' ? sql`min(s.id::text)::uuid` : sql`min(s.id)`;
  await sql`insert into study_days (id, tenant_id, student_pk, class_pk, theme_pk, day, sessions, scored_sessions, score_sum,
      mastery_sessions, mastery_sum, mastery_mark, grains_completed, time_spent_seconds, last_activity_at)
    select ${firstId}, s.tenant_id, s.student_pk, s.class_pk, s.theme_pk, s.day, count(*),
      sum(case when s.score_count > 0 then 1 else 0 end),
      sum(case when s.score_count > 0 then s.score_sum / s.score_count else 0 end),
      count(s.mastery), coalesce(sum(s.mastery), 0), max(${MASTERY_MARK[engine]}),
      sum(s.grains_completed), ${SECONDS}, max(s.last_activity_at)
    from study_sessions s
    where ${on('s')} and s.rolled_at is not null and exists (select 1 from students t where t.id = s.student_pk)
    group by s.tenant_id, s.student_pk, s.class_pk, s.theme_pk, s.day`.execute(trx);
}

async function rebuild(
  database: Database,
  tenantId: string | undefined,
  onStudents: (done: number, of: number) => void = () => undefined,
): Promise<{ students: number }> {
  const { query, engine } = database;
  const all = query
    .selectFrom('students')
    .$if(tenantId !== undefined, (q) => q.where('tenant_id', '=', tenantId ?? ''));
  const { count } = await all.select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow();
  let done = 0;
  for (let after: string | undefined; ; ) {
    const from = after;
    const students = await all
      .select('id')
      .$if(from !== undefined, (q) => q.where('id', '>', from ?? ''))
      .orderBy('id')
      .limit(STUDENTS_AT_ONCE)
      .execute();
    const ids = students.map(({ id }) => id);
    after = ids.at(-1);
    if (after === undefined) return { students: done };
    await database.write(async (transaction) => {
      const trx = sqlOf(transaction);
      await lockStudents(trx, engine, ids);
      // What has no progress to be computed from (it was entered, or the catalogue has changed) stays.
      await sql`update study_sessions set mastery = ${MASTERY}
        where student_pk in (${sql.join(ids)}) and rolled_at is not null and ${MASTERY} <> coalesce(mastery, -1)`.execute(
        trx,
      );
      await sumAnew(trx, engine, ids);
    });
    done += ids.length;
    onStudents(done, Number(count));
  }
}
