import { type AliasedExpression, type Expression, type SelectQueryBuilder, sql } from 'kysely';
import type { OpenBulk } from '../academic/export-plan.ts';
import { TenantQuery } from '../academic/tenant-query.view.ts';
import type { Snapshots } from '../db/snapshots.ts';
import { type BulkRows, bulkFilesOf } from './bulk.ts';
import type { Kind, Rows } from './collections.ts';
import { categories, lineItems, results } from './gradebook-rows.view.ts';
import { textOf } from './key-text.view.ts';
import { studentUsers, teacherUsers } from './people.view.ts';
import {
  academicSessions,
  classes,
  courses,
  orgs,
  studentEnrollments,
  teacherEnrollments,
} from './roster-rows.view.ts';

const BATCH = 1000;
/** Students whose work is summed by one statement. */
const STUDENTS_AT_ONCE = 500;

type Row = Record<string, string | number | Date | null>;
type Query = SelectQueryBuilder<{ r: Row }, 'r', Record<never, never>>;

/** Reads OneRoster's bulk files from a snapshot, in steps that each find their rows by an index where there are many. */
export function createBulkSources(snapshots: Snapshots): OpenBulk {
  return async ({ tenantId, startDate, endDate }) => {
    const snapshot = await snapshots.take();
    const tenant = new TenantQuery(snapshot.query, snapshot.engine, tenantId);
    const active = (rows: { as(alias: 'r'): unknown }): Query =>
      (tenant.select(rows.as('r') as AliasedExpression<Row, 'r'>) as unknown as Query).where('r.status', '=', 'active');
    const rows: BulkRows = {
      academicSessions: () =>
        inSteps(
          'academicSessions',
          withTheirClasses(tenant, academicSessions(tenant), 'coalesce(r.child_id, r.sourced_id)'),
        ),
      categories: () => inSteps('categories', active(categories(tenant))),
      classes: () => inSteps('classes', active(classes(tenant))),
      courses: () => inSteps('courses', withTheirClasses(tenant, courses(tenant), 'r.sourced_id')),
      enrollments: () => enrolled(tenant),
      lineItems: () => inSteps('lineItems', active(lineItems(tenant)).where(isOfActiveClass(tenant))),
      orgs: () => inSteps('orgs', active(orgs(tenant))),
      results: () => worked(tenant, { startDate, endDate }),
      users: () => people(tenant),
    };
    return { takenAt: snapshot.takenAt, files: bulkFilesOf(rows, tenantId), end: () => snapshot.end() };
  };
}

/** All rows by sourcedId. */
async function* inSteps<K extends Kind>(_kind: K, rows: Query): AsyncIterable<readonly Rows[K][]> {
  let after: string | undefined;
  for (;;) {
    const position = after;
    const batch = await rows
      .selectAll()
      .$if(position !== undefined, (q) => q.where('r.sourced_id', '>', position ?? ''))
      .orderBy('r.sourced_id')
      .limit(BATCH)
      .execute();
    if (batch.length > 0) yield batch as unknown as Rows[K][];
    if (batch.length < BATCH) return;
    after = String(batch.at(-1)?.sourced_id);
  }
}

/** Active classes must find their term and course, whatever has become of the promotion. */
function withTheirClasses(tenant: TenantQuery, rows: { as(alias: 'r'): unknown }, group: string): Query {
  const used = tenant
    .from('classes', 'k')
    .select(textOf(tenant.engine, 'k.promo_pk').as('group_id'))
    .where('k.status', '=', 'active')
    .where('k.promo_pk', 'is not', null);
  const all = tenant.select(rows.as('r') as AliasedExpression<Row, 'r'>) as unknown as Query;
  return all.where((eb) =>
    eb.or([eb('r.status', '=', 'active'), eb(sql<string>`${sql.raw(group)}`, 'in', used as never)]),
  );
}

function isOfActiveClass(tenant: TenantQuery) {
  const active = tenant.from('classes', 'k').select('k.class_id').where('k.status', '=', 'active');
  return sql<boolean>`r.class_id in (${active})`;
}

async function* people(tenant: TenantQuery): AsyncIterable<readonly Rows['users'][]> {
  let after: string | undefined;
  for (;;) {
    const position = after;
    const batch = await studentUsers(tenant)
      .where('s.status', '=', 'active')
      .$if(position !== undefined, (q) => q.where('s.student_id', '>', position ?? ''))
      .orderBy('s.student_id')
      .limit(BATCH)
      .execute();
    if (batch.length > 0) yield batch as Rows['users'][];
    if (batch.length < BATCH) break;
    after = batch.at(-1)?.sourced_id;
  }
  const teachers = await tenant
    .select(teacherUsers(tenant).as('r'))
    .selectAll()
    .where('r.status', '=', 'active')
    .execute();
  // Who learns as well stands among the students already, unless no longer a student.
  yield teachers
    .filter(({ roles, student_status }) => roles === 'teacher' || student_status !== 'active')
    .map((row) => ({ ...row, roles: 'teacher' })) as Rows['users'][];
}

/** Main classes first: of a new student the import takes the first class for the main one. */
async function* enrolled(tenant: TenantQuery): AsyncIterable<readonly Rows['enrollments'][]> {
  yield* enrolledIn(tenant, sql<boolean>`e.class_pk = s.class_pk`);
  yield* enrolledIn(tenant, sql<boolean>`(s.class_pk is null or e.class_pk <> s.class_pk)`);
  const teaching = await teacherEnrollments(tenant)
    .where('c.status', '=', 'active')
    .where('u.status', '=', 'active')
    .execute();
  yield teaching as unknown as Rows['enrollments'][];
}

async function* enrolledIn(
  tenant: TenantQuery,
  which: Expression<boolean>,
): AsyncIterable<readonly Rows['enrollments'][]> {
  let after: string | undefined;
  for (;;) {
    const position = after;
    const batch = await studentEnrollments(tenant)
      .where('e.status', '=', 'active')
      .where('s.status', '=', 'active')
      .where('c.status', '=', 'active')
      .where(which)
      .$if(position !== undefined, (q) => q.where('e.id', '>', position ?? ''))
      .orderBy('e.id')
      .limit(BATCH)
      .execute();
    if (batch.length > 0) yield batch as unknown as Rows['enrollments'][];
    if (batch.length < BATCH) return;
    after = batch.at(-1)?.sourced_id;
  }
}

async function* worked(
  tenant: TenantQuery,
  days: { startDate: string | undefined; endDate: string | undefined },
): AsyncIterable<readonly Rows['results'][]> {
  const own = await tenant.select(tenant.own('o')).select('o.consent_required_for_stats').executeTakeFirst();
  const consentingOnly = own?.consent_required_for_stats === 'yes';
  let after: string | undefined;
  for (;;) {
    const position = after;
    const students = await tenant
      .from('students', 's')
      .select(['s.id', 's.student_id'])
      .where('s.status', '=', 'active')
      .$if(position !== undefined, (q) => q.where('s.student_id', '>', position ?? ''))
      .orderBy('s.student_id')
      .limit(STUDENTS_AT_ONCE)
      .execute();
    if (students.length === 0) return;
    const range = { ...days, studentPks: students.map(({ id }) => id) };
    const rows = tenant.select(results(tenant, range, consentingOnly).as('r')) as unknown as Query;
    const batch = await rows.selectAll().where(isOfActiveClass(tenant)).orderBy('r.sourced_id').execute();
    if (batch.length > 0) yield batch as unknown as Rows['results'][];
    if (students.length < STUDENTS_AT_ONCE) return;
    after = students.at(-1)?.student_id;
  }
}
