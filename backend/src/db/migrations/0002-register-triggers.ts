import type { Engine } from '../dialects/dialect.ts';

/** Listed resources and the column that holds the institution's id. */
const RESOURCES = {
  students: 'student_id',
  classes: 'class_id',
  promotions: 'promo_id',
  teachers: 'teacher_id',
  themes: 'theme_id',
  assignments: 'assignment_id',
} as const;

/** What of a rolled-up study session may not change without its day being summed anew. */
const SUMMED = [
  'rolled_at',
  'student_pk',
  'class_pk',
  'theme_pk',
  'day',
  'score_sum',
  'score_count',
  'mastery',
  'grains_completed',
  'time_spent_seconds',
  'last_activity_at',
] as const;

const DAY_COLUMNS = `id, tenant_id, student_pk, class_pk, theme_pk, day, sessions, scored_sessions, score_sum, mastery_sessions,
  mastery_sum, grains_completed, time_spent_seconds, last_activity_at`;

/** The sums of one student's day. */
function sumsOf(student: string, day: string, firstId = 'min(s.id)'): string {
  return `select ${firstId}, s.tenant_id, s.student_pk, s.class_pk, s.theme_pk, s.day, count(*),
    sum(case when s.score_count > 0 then 1 else 0 end),
    sum(case when s.score_count > 0 then s.score_sum / s.score_count else 0 end),
    count(s.mastery), coalesce(sum(s.mastery), 0), sum(s.grains_completed), sum(s.time_spent_seconds), max(s.last_activity_at)
  from study_sessions s
  where s.student_pk = ${student} and s.day = ${day} and s.rolled_at is not null
    and exists (select 1 from students t where t.id = ${student})
  group by s.tenant_id, s.student_pk, s.class_pk, s.theme_pk, s.day`;
}

/**
 * What the database itself keeps true, whoever edits: deletions are noted; a main class is an enrolment; a student who
 * changes class leaves the work done so far in the old one; an assignment changes when its targets do; a day of study is
 * summed anew when a session of it is edited or deleted.
 */
export function registerTriggers(engine: Engine): string[] {
  if (engine === 'postgres') return postgresTriggers();
  return engine === 'sqlite' ? sqliteTriggers() : mysqlTriggers();
}

/** Sessions of the student that are not yet known to be anybody's get the student and the class before the move. */
const STAMP_OLD_CLASS = `update study_sessions set student_pk = old.id, class_pk = old.class_pk
  where student_pk is null
    and user_id in (select u.id from users u where u.tenant_id = old.tenant_id and u.student_id = old.student_id)`;

const LEAVE_OLD_CLASS =
  "update enrolments set status = 'removed' where student_pk = old.id and class_pk = old.class_pk";

function postgresTriggers(): string[] {
  const deletions = Object.entries(RESOURCES).flatMap(([table, id]) => [
    `create function passerelle_${table}_deleted() returns trigger language plpgsql as $$ begin
  insert into deleted_records (id, tenant_id, resource, record_id, deleted_at)
    values (old.id, old.tenant_id, '${table}', old.${id}, clock_timestamp())
    on conflict (id) do update set tenant_id = excluded.tenant_id, record_id = excluded.record_id, deleted_at = excluded.deleted_at;
  return null;
end $$`,
    `create trigger ${table}_deleted after delete on ${table} for each row execute function passerelle_${table}_deleted()`,
  ]);
  const changed = (row: string) => `(${SUMMED.map((column) => `${row}.${column}`).join(', ')})`;
  return [
    ...deletions,
    `create function passerelle_main_class() returns trigger language plpgsql as $$ begin
  if tg_op = 'UPDATE' then
    if old.class_pk is not distinct from new.class_pk then return null; end if;
    ${STAMP_OLD_CLASS};
    ${LEAVE_OLD_CLASS};
  end if;
  insert into enrolments (id, tenant_id, student_pk, class_pk, source)
    select gen_random_uuid(), new.tenant_id, new.id, new.class_pk, new.source where new.class_pk is not null
    on conflict (class_pk, student_pk) do update set status = 'active' where enrolments.status <> 'active';
  return null;
end $$`,
    'create trigger students_main_class after insert or update of class_pk on students for each row execute function passerelle_main_class()',
    `create function passerelle_targets_changed() returns trigger language plpgsql as $$ begin
  update assignments set updated_at = clock_timestamp() where id = coalesce(new.assignment_pk, old.assignment_pk);
  return null;
end $$`,
    'create trigger assignment_targets_changed after insert or update or delete on assignment_targets for each row execute function passerelle_targets_changed()',
    `create function passerelle_sum_study_day(student uuid, on_day varchar) returns void language plpgsql as $$ begin
  perform 1 from students t where t.id = student for no key update;
  delete from study_days d where d.student_pk = student and d.day = on_day;
  insert into study_days (${DAY_COLUMNS})
  ${sumsOf('student', 'on_day', 'min(s.id::text)::uuid')};
end $$`,
    `create function passerelle_study_session_changed() returns trigger language plpgsql as $$ begin
  perform passerelle_sum_study_day(old.student_pk, old.day);
  if tg_op = 'UPDATE' and (new.student_pk, new.day) is distinct from (old.student_pk, old.day) then
    perform passerelle_sum_study_day(new.student_pk, new.day);
  end if;
  return null;
end $$`,
    `create trigger study_sessions_changed after update on study_sessions for each row
  when (old.rolled_at is not null and ${changed('old')} is distinct from ${changed('new')})
  execute function passerelle_study_session_changed()`,
    `create trigger study_sessions_deleted after delete on study_sessions for each row
  when (old.rolled_at is not null) execute function passerelle_study_session_changed()`,
  ];
}

function sqliteTriggers(): string[] {
  const now = "cast(unixepoch('subsec')*1000 as integer)";
  const uuid =
    "lower(substr(h, 1, 8) || '-' || substr(h, 9, 4) || '-4' || substr(h, 14, 3) || '-8' || substr(h, 18, 3) || '-' || substr(h, 21))";
  const deletions = Object.entries(RESOURCES).map(
    ([table, id]) => `create trigger ${table}_deleted after delete on ${table} for each row begin
  insert or replace into deleted_records (id, tenant_id, resource, record_id, deleted_at)
    values (old.id, old.tenant_id, '${table}', old.${id}, ${now});
end`,
  );
  const enrol = `insert into enrolments (id, tenant_id, student_pk, class_pk, source)
    select ${uuid}, new.tenant_id, new.id, new.class_pk, new.source from (select hex(randomblob(16)) as h)
    where true on conflict (class_pk, student_pk) do update set status = 'active' where enrolments.status <> 'active';`;
  const sum = (row: string) => `delete from study_days where student_pk = ${row}.student_pk and day = ${row}.day;
  insert into study_days (${DAY_COLUMNS})
  ${sumsOf(`${row}.student_pk`, `${row}.day`)};`;
  const changed = SUMMED.map((column) => `old.${column} is not new.${column}`).join(' or ');
  const touchTargets = (row: string) => `update assignments set updated_at = ${now} where id = ${row}.assignment_pk;`;
  return [
    ...deletions,
    `create trigger students_main_class_of_new after insert on students for each row when new.class_pk is not null begin
  ${enrol}
end`,
    `create trigger students_main_class_left after update of class_pk on students for each row
  when old.class_pk is not new.class_pk begin
  ${STAMP_OLD_CLASS};
  ${LEAVE_OLD_CLASS};
end`,
    `create trigger students_main_class_joined after update of class_pk on students for each row
  when new.class_pk is not null and old.class_pk is not new.class_pk begin
  ${enrol}
end`,
    `create trigger assignment_targets_added after insert on assignment_targets for each row begin ${touchTargets('new')} end`,
    `create trigger assignment_targets_changed after update on assignment_targets for each row begin ${touchTargets('new')} end`,
    `create trigger assignment_targets_removed after delete on assignment_targets for each row begin ${touchTargets('old')} end`,
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

function mysqlTriggers(): string[] {
  const deletions = Object.entries(RESOURCES).map(
    ([table, id]) => `create trigger ${table}_deleted after delete on ${table} for each row
  replace into deleted_records (id, tenant_id, resource, record_id, deleted_at)
  values (old.id, old.tenant_id, '${table}', old.${id}, utc_timestamp(3))`,
  );
  const enrol = `insert into enrolments (id, tenant_id, student_pk, class_pk, source)
    select uuid(), new.tenant_id, new.id, new.class_pk, new.source from (select 1 as one) o where new.class_pk is not null
    on duplicate key update status = 'active'`;
  const sum = (row: string) => `delete from study_days where student_pk = ${row}.student_pk and day = ${row}.day;
    insert into study_days (${DAY_COLUMNS})
    ${sumsOf(`${row}.student_pk`, `${row}.day`)};`;
  const same = SUMMED.map((column) => `old.${column} <=> new.${column}`).join(' and ');
  const touchTargets = (event: string, row: string) =>
    `create trigger assignment_targets_${event} after ${event} on assignment_targets for each row
  update assignments set updated_at = utc_timestamp(3) where id = ${row}.assignment_pk`;
  return [
    ...deletions,
    ...mysqlCascades(),
    `create trigger students_main_class_of_new after insert on students for each row ${enrol}`,
    `create trigger students_main_class after update on students for each row
  if not (old.class_pk <=> new.class_pk) then
    ${STAMP_OLD_CLASS};
    ${LEAVE_OLD_CLASS};
    ${enrol};
  end if`,
    touchTargets('insert', 'new'),
    touchTargets('update', 'new'),
    touchTargets('delete', 'old'),
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

/** MySQL's foreign keys fire no triggers: what they would do is done before, by statements that do. */
function mysqlCascades(): string[] {
  const before: Record<string, string[]> = {
    promotions: [
      'update classes set promo_pk = null where promo_pk = old.id',
      'update students set promo_pk = null where promo_pk = old.id',
      'delete from assignment_targets where promo_pk = old.id',
    ],
    classes: [
      'update students set class_pk = null where class_pk = old.id',
      'delete from assignment_targets where class_pk = old.id',
    ],
    teachers: [
      'update classes set teacher_pk = null where teacher_pk = old.id',
      'update assignments set teacher_pk = null where teacher_pk = old.id',
    ],
    themes: ['update assignments set theme_pk = null where theme_pk = old.id'],
    students: ['delete from assignment_targets where student_pk = old.id'],
    users: ['delete from study_sessions where user_id = old.id'],
  };
  return Object.entries(before).map(
    ([table, statements]) =>
      `create trigger ${table}_leaves before delete on ${table} for each row begin ${statements.join('; ')}; end`,
  );
}
