import { type RawBuilder, sql } from 'kysely';
import type { TenantQuery } from '../academic/tenant-query.view.ts';
import type { Engine } from '../db/dialects/dialect.ts';
import { NO_PROMOTION, UNKNOWN_YEARS } from './collections.ts';
import { textOf } from './key-text.view.ts';
import { teacherUsers } from './people.view.ts';

/** A constant as text: PostgreSQL does not guess the type of a parameter. */
const word = (engine: Engine, value: string | null): RawBuilder<string> => {
  if (engine === 'postgres') return sql`cast(${value} as text)`;
  return engine === 'mysql' ? sql`convert(${value} using utf8mb4) collate utf8mb4_bin` : sql`${value}`;
};

/** First and last day and year of a promotion `p`: of school years where it spans some, else of the calendar year. */
const FROM = sql`coalesce(p.year_start, p.year_end - 1)`;
const TO = sql`coalesce(p.year_end, p.year_start + 1)`;
const KNOWN = sql`${FROM} between 1000 and 9999 and ${TO} between 1000 and 9999`;
const START_DATE = sql<string>`case when ${KNOWN} then concat(${FROM}, case when ${TO} > ${FROM} then '-09-01' else '-01-01' end) else '${sql.raw(UNKNOWN_YEARS.start)}' end`;
export const END_DATE = sql<string>`case when ${KNOWN} then concat(${TO}, case when ${TO} > ${FROM} then '-08-31' else '-12-31' end) else '${sql.raw(UNKNOWN_YEARS.end)}' end`;
const SCHOOL_YEAR = sql<string>`case when ${KNOWN} then concat(${TO}, '') else '${sql.raw(UNKNOWN_YEARS.schoolYear)}' end`;

const gone = (alias: string) =>
  sql<string>`case when ${sql.ref(`${alias}.status`)} = 'active' then 'active' else 'tobedeleted' end`;

/** A promotion is a school year and, below it, a term of the same days, because classes belong to terms. */
export function academicSessions(tenant: TenantQuery) {
  const { engine } = tenant;
  const key = textOf(engine, 'p.id');
  const days = [START_DATE.as('start_date'), END_DATE.as('end_date'), SCHOOL_YEAR.as('school_year')] as const;
  const years = tenant
    .from('promotions', 'p')
    .select(['p.promo_id as sourced_id', gone('p').as('status'), 'p.updated_at', 'p.name as title'])
    .select([word(engine, 'schoolYear').as('type'), ...days])
    .select([word(engine, null).as('parent_id'), key.as('child_id')]);
  const terms = tenant
    .from('promotions', 'p')
    .select([key.as('sourced_id'), gone('p').as('status'), 'p.updated_at', 'p.name as title'])
    .select([word(engine, 'term').as('type'), ...days])
    .select(['p.promo_id as parent_id', word(engine, null).as('child_id')]);
  const none = tenant
    .select(tenant.own('o'))
    .select([word(engine, NO_PROMOTION).as('sourced_id'), word(engine, 'active').as('status'), 'o.updated_at'])
    .select([word(engine, 'Sans promotion').as('title'), word(engine, 'term').as('type')])
    .select([word(engine, UNKNOWN_YEARS.start).as('start_date'), word(engine, UNKNOWN_YEARS.end).as('end_date')])
    .select([word(engine, UNKNOWN_YEARS.schoolYear).as('school_year')])
    .select([word(engine, null).as('parent_id'), word(engine, null).as('child_id')]);
  return years.unionAll(terms).unionAll(none);
}

/** Classes; `group_id` is both their term and their course. */
export function classes(tenant: TenantQuery) {
  const group = sql<string>`coalesce(${textOf(tenant.engine, 'c.promo_pk')}, ${word(tenant.engine, NO_PROMOTION)})`;
  return tenant
    .from('classes', 'c')
    .select(['c.id as pk', 'c.teacher_pk', 'c.class_id as sourced_id', gone('c').as('status'), 'c.updated_at'])
    .select(['c.name as title', 'c.class_id as class_code', group.as('group_id'), 'c.tenant_id as school_id']);
}

/** Themes; and for every promotion the programme that its classes follow. */
export function courses(tenant: TenantQuery) {
  const { engine } = tenant;
  const themes = tenant
    .from('themes', 't')
    .select(['t.theme_id as sourced_id', gone('t').as('status'), 't.updated_at', 't.title'])
    .select([
      't.theme_id as course_code',
      word(engine, null).as('school_year_id'),
      't.tags',
      't.tenant_id as school_id',
    ]);
  const programmes = tenant
    .from('promotions', 'p')
    .select([textOf(engine, 'p.id').as('sourced_id'), gone('p').as('status'), 'p.updated_at', 'p.name as title'])
    .select(['p.promo_id as course_code', 'p.promo_id as school_year_id', word(engine, null).as('tags')])
    .select('p.tenant_id as school_id');
  const none = tenant
    .select(tenant.own('o'))
    .select([word(engine, NO_PROMOTION).as('sourced_id'), word(engine, 'active').as('status'), 'o.updated_at'])
    .select([word(engine, 'Sans promotion').as('title'), word(engine, NO_PROMOTION).as('course_code')])
    .select([word(engine, null).as('school_year_id'), word(engine, null).as('tags'), 'o.id as school_id']);
  return themes.unionAll(programmes).unionAll(none);
}

/** Students in classes. */
export function studentEnrollments(tenant: TenantQuery) {
  const { engine } = tenant;
  return tenant
    .from('enrolments', 'e')
    .innerJoin(tenant.rows('students', 's'), 's.id', 'e.student_pk')
    .innerJoin(tenant.rows('classes', 'c'), 'c.id', 'e.class_pk')
    .select([textOf(engine, 'e.id').as('sourced_id'), gone('e').as('status'), 'e.updated_at'])
    .select(['s.student_id as user_id', 'c.class_id', word(engine, 'student').as('role')])
    .select([word(engine, 'false').as('is_primary'), 'e.tenant_id as school_id']);
}

/** Each class' teacher. */
export function teacherEnrollments(tenant: TenantQuery) {
  const { engine } = tenant;
  return tenant
    .from('classes', 'c')
    .innerJoin(teacherUsers(tenant).as('u'), 'u.pk', 'c.teacher_pk')
    .select([textOf(engine, 'c.id').as('sourced_id'), gone('c').as('status'), 'c.updated_at'])
    .select(['u.sourced_id as user_id', 'c.class_id', word(engine, 'teacher').as('role')])
    .select([word(engine, 'true').as('is_primary'), 'c.tenant_id as school_id']);
}

/** Who is what in which class. */
export function enrollments(tenant: TenantQuery) {
  return studentEnrollments(tenant).unionAll(teacherEnrollments(tenant));
}

/** The institution is the one organisation there is: a school. */
export function orgs(tenant: TenantQuery) {
  return tenant
    .select(tenant.own('o'))
    .select(['o.id as sourced_id', gone('o').as('status'), 'o.updated_at', 'o.name']);
}
