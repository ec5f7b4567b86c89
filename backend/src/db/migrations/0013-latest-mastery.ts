import { type Kysely, sql } from 'kysely';
import type { Engine } from '../dialects/dialect.ts';
import type { MigrationTools } from './columns.ts';

/**
 * A day of study also keeps the last mastery of its sessions, so that a student's mastery of a theme is what was reached and
 * not what it was on the way. One number holds when and how much: the greatest of several is the latest.
 */
export async function up(tools: MigrationTools): Promise<void> {
  const { db, traits } = tools;
  await db.schema.alterTable('study_days').addColumn('mastery_mark', sql`bigint`).execute();
  const mark = MARKS[traits.engine];
  await run(
    tools,
    `update study_days set mastery_mark = (select max(${mark}) from study_sessions s
      where s.student_pk = study_days.student_pk and s.day = study_days.day and s.rolled_at is not null
        and ${sameIn(traits.engine, 'class_pk')} and ${sameIn(traits.engine, 'theme_pk')})
      where mastery_sessions > 0`,
  );
  for (const statement of statements(traits.engine, mark)) await run(tools, statement);
}

/** Milliseconds since 1970 x 1000 + hundredths of mastery, half up; null of a session without mastery. */
const MARKS: Record<Engine, string> = {
  sqlite: 's.last_activity_at * 1000 + cast(s.mastery * 100 + 0.500000001 as integer)',
  postgres:
    'floor(extract(epoch from s.last_activity_at) * 1000)::bigint * 1000 + floor(s.mastery * 100 + 0.500000001)::bigint',
  mysql: `cast(timestampdiff(microsecond, '1970-01-01', s.last_activity_at) div 1000 * 1000
    + floor(s.mastery * 100 + 0.500000001) as signed)`,
};

function sameIn(engine: Engine, column: string): string {
  const same = { sqlite: 'is', postgres: 'is not distinct from', mysql: '<=>' }[engine];
  return `s.${column} ${same} study_days.${column}`;
}

const SUMMED = [
  ...['rolled_at', 'student_pk', 'class_pk', 'theme_pk', 'day', 'score_sum', 'score_count', 'mastery'],
  ...['grains_completed', 'time_spent_seconds', 'last_activity_at'],
];

/** Sums one student's day anew. */
function insertDay(student: string, day: string, { firstId, mark }: { firstId: string; mark: string }): string {
  return `insert into study_days (id, tenant_id, student_pk, class_pk, theme_pk, day, sessions, scored_sessions, score_sum,
    mastery_sessions, mastery_sum, mastery_mark, grains_completed, time_spent_seconds, last_activity_at)
  select ${firstId}, s.tenant_id, s.student_pk, s.class_pk, s.theme_pk, s.day, count(*),
    sum(case when s.score_count > 0 then 1 else 0 end),
    sum(case when s.score_count > 0 then s.score_sum / s.score_count else 0 end),
    count(s.mastery), coalesce(sum(s.mastery), 0), max(${mark}),
    sum(s.grains_completed), sum(s.time_spent_seconds), max(s.last_activity_at)
  from study_sessions s
  where s.student_pk = ${student} and s.day = ${day} and s.rolled_at is not null
    and exists (select 1 from students t where t.id = ${student})
  group by s.tenant_id, s.student_pk, s.class_pk, s.theme_pk, s.day`;
}

/** The triggers that sum a day anew, again with the mark. */
function statements(engine: Engine, mark: string): string[] {
  if (engine === 'postgres') {
    return [
      `create or replace function passerelle_sum_study_day(student uuid, on_day varchar) returns void language plpgsql as $$ begin
  perform 1 from students t where t.id = student for no key update;
  delete from study_days d where d.student_pk = student and d.day = on_day;
  ${insertDay('student', 'on_day', { firstId: 'min(s.id::text)::uuid', mark })};
end $$`,
    ];
  }
  const sum = (row: string) => `delete from study_days where student_pk = ${row}.student_pk and day = ${row}.day;
  ${insertDay(`${row}.student_pk`, `${row}.day`, { firstId: 'min(s.id)', mark })};`;
  const gone = ['drop trigger study_sessions_changed', 'drop trigger study_sessions_deleted'];
  return [...gone, ...(engine === 'sqlite' ? sqliteTriggers(sum) : mysqlTriggers(sum))];
}

function sqliteTriggers(sum: (row: string) => string): string[] {
  const changed = SUMMED.map((column) => `old.${column} is not new.${column}`).join(' or ');
  return [
    `create trigger study_sessions_changed after update of ${SUMMED.join(', ')} on study_sessions for each row
  when old.rolled_at is not null and (${changed}) begin
  ${sum('old')}
  ${sum('new')}
end`,
    `create trigger study_sessions_deleted after delete on study_sessions for each row when old.rolled_at is not null begin
  ${sum('old')}
end`,
  ];
}

function mysqlTriggers(sum: (row: string) => string): string[] {
  const same = SUMMED.map((column) => `old.${column} <=> new.${column}`).join(' and ');
  return [
    `create trigger study_sessions_changed after update on study_sessions for each row
  if old.rolled_at is not null and not (${same}) then
    ${sum('old')}
    ${sum('new')}
  end if`,
    `create trigger study_sessions_deleted after delete on study_sessions for each row
  if old.rolled_at is not null then
    ${sum('old')}
  end if`,
  ];
}

async function run({ db }: MigrationTools, statement: string): Promise<void> {
  await sql.raw(statement).execute(db as Kysely<unknown>);
}
