import { type Expression, type Kysely, type RawBuilder, sql } from 'kysely';
import type { Engine } from '../db/dialects/dialect.ts';
import { keyList } from '../db/dialects/key-list.ts';
import type { Tables } from '../db/tables/tables.ts';

/** Which work is wanted. Days are YYYY-MM-DD, both included, all where left out; keys are those of rows of this tenant. */
export interface StudyWorkRange {
  tenantId: string;
  startDate?: string;
  endDate?: string;
  studentPk?: string;
  /** Some students at once, for exports; at least one. */
  studentPks?: readonly string[];
  /** The class at the time of the work. */
  classPk?: string;
  themePk?: string;
}

/** One summand: a student's day in one class and theme, or a session that is not part of such a day yet. */
export interface StudyWorkRow {
  student_pk: string;
  class_pk: string | null;
  theme_pk: string | null;
  day: string;
  sessions: number;
  scored_sessions: number;
  /** Sum over the scored sessions of the mean score (0..1) of their grains. */
  score_sum: number;
  mastery_sessions: number;
  mastery_sum: number;
  /** When and what the latest mastery was; the greatest mark of several is the latest. Read it with `latestMasteryOf`. */
  mastery_mark: number | null;
  time_spent_seconds: number;
  last_activity_at: Date;
}

/**
 * All work of students in a range: the days that are summed, and the sessions of the last half hour. Use it as a table:
 * `db.selectFrom(studyWork(db, engine, range).as('w'))`. Students who are no longer in the register have none.
 */
export function studyWork(db: Kysely<Tables>, engine: Engine, range: StudyWorkRange) {
  return summedDays(db, engine, range).unionAll(unsummedSessions(db, engine, range));
}

/** Hundredths half up: what binary fractions lack after the ninth digit does not count. */
const HUNDREDTHS = sql`s.mastery * 100 + 0.500000001`;

/**
 * The mark of a study session `s`: milliseconds since 1970 x 1000 + hundredths of its mastery; null without one. One whole
 * number, so that the latest mastery of a group is a plain max() on every engine.
 */
export const MASTERY_MARK: Readonly<Record<Engine, RawBuilder<number | null>>> = {
  sqlite: sql`s.last_activity_at * 1000 + cast(${HUNDREDTHS} as integer)`,
  postgres: sql`floor(extract(epoch from s.last_activity_at) * 1000)::bigint * 1000 + floor(${HUNDREDTHS})::bigint`,
  mysql: sql`cast(timestampdiff(microsecond, '1970-01-01', s.last_activity_at) div 1000 * 1000
    + floor(${HUNDREDTHS}) as signed)`,
};

function summedDays(db: Kysely<Tables>, engine: Engine, range: StudyWorkRange) {
  const { tenantId, startDate, endDate, studentPk, studentPks, classPk, themePk } = range;
  let days = db
    .selectFrom('study_days as d')
    .select([
      'd.student_pk',
      'd.class_pk',
      'd.theme_pk',
      'd.day',
      'd.sessions',
      'd.scored_sessions',
      'd.score_sum',
      'd.mastery_sessions',
      'd.mastery_sum',
      'd.mastery_mark',
      'd.time_spent_seconds',
      'd.last_activity_at',
    ])
    .where('d.tenant_id', '=', tenantId);
  if (startDate !== undefined) days = days.where('d.day', '>=', startDate);
  if (endDate !== undefined) days = days.where('d.day', '<=', endDate);
  if (studentPk !== undefined) days = days.where('d.student_pk', '=', studentPk);
  if (studentPks !== undefined) days = days.where('d.student_pk', 'in', keyList(engine, studentPks));
  if (classPk !== undefined) days = days.where('d.class_pk', '=', classPk);
  if (themePk !== undefined) days = days.where('d.theme_pk', '=', themePk);
  return days;
}

/** Whose and where a session is that the roll-up has not stamped yet: what the learner's row says now. */
const STUDENT = sql<string>`case when s.student_pk is null then n.id else k.id end`;
const CLASS = sql<string | null>`case when s.student_pk is null then n.class_pk else s.class_pk end`;
const THEME = sql<string | null>`coalesce(s.theme_pk, h.id)`;

function unsummedSessions(db: Kysely<Tables>, engine: Engine, range: StudyWorkRange) {
  const { tenantId, startDate, endDate, studentPk, studentPks, classPk, themePk } = range;
  let sessions = db
    .selectFrom('study_sessions as s')
    .innerJoin('users as u', 'u.id', 's.user_id')
    .leftJoin('students as n', (on) =>
      on.onRef('n.tenant_id', '=', 'u.tenant_id').onRef('n.student_id', '=', 'u.student_id'),
    )
    .leftJoin('students as k', 'k.id', 's.student_pk')
    .leftJoin('themes as h', (on) =>
      on.onRef('h.tenant_id', '=', 's.tenant_id').onRef('h.module_id', '=', 's.module_id'),
    )
    .select([
      STUDENT.as('student_pk'),
      CLASS.as('class_pk'),
      THEME.as('theme_pk'),
      's.day',
      sql<number>`1`.as('sessions'),
      sql<number>`case when s.score_count > 0 then 1 else 0 end`.as('scored_sessions'),
      sql<number>`case when s.score_count > 0 then s.score_sum / s.score_count else 0 end`.as('score_sum'),
      sql<number>`case when s.mastery is null then 0 else 1 end`.as('mastery_sessions'),
      sql<number>`coalesce(s.mastery, 0)`.as('mastery_sum'),
      MASTERY_MARK[engine].as('mastery_mark'),
      's.time_spent_seconds',
      's.last_activity_at',
    ])
    .where('s.tenant_id', '=', tenantId)
    .where('s.rolled_at', 'is', null)
    .where(STUDENT, 'is not', null);
  if (startDate !== undefined) sessions = sessions.where('s.day', '>=', startDate);
  if (endDate !== undefined) sessions = sessions.where('s.day', '<=', endDate);
  if (studentPks !== undefined) sessions = sessions.where(STUDENT, 'in', keyList(engine, studentPks));
  const only = (column: Expression<string | null>, key: string | undefined) => {
    if (key !== undefined) sessions = sessions.where(column, '=', key);
  };
  only(STUDENT, studentPk);
  only(CLASS, classPk);
  only(THEME, themePk);
  return sessions;
}
