import { type Expression, sql } from 'kysely';
import { latestMasteryOf, meanOf } from '../register/figures.ts';
import type { ExportPlan, ExportRecord } from './export-plan.ts';
import { isAfter, writtenInstant } from './keyset.view.ts';
import type { PageRequest } from './page.ts';
import { isoSeconds } from './records.ts';
import type { TenantQuery } from './tenant-query.view.ts';

/** Some records of an export. */
export interface Step<R = ExportRecord> {
  records: readonly R[];
  /** Where the next one begins; undefined = there is none. */
  next: PageRequest['after'];
}

export type ReadStep<R = ExportRecord> = (after: PageRequest['after']) => Promise<Step<R>>;

/** Students whose work is summed by one statement. */
const STUDENTS_AT_ONCE = 500;
/** Days of study that a statement sums and sorts in a few seconds. */
export const FEW_DAYS = 300_000;
const ROWS_AT_ONCE = 1000;

/**
 * What each student did in each theme, by student's name and id.
 * @param fewDays up to so many days of study are summed at once: {@link FEW_DAYS}
 */
export function statsSteps(
  tenant: TenantQuery,
  plan: ExportPlan,
  { consentingOnly, fewDays, openCursor }: { consentingOnly: boolean; fewDays: number; openCursor?: OpenCursor },
): ReadStep {
  let read: ReadStep | undefined;
  return async (after) => {
    read ??=
      openCursor !== undefined && (await isAtOnce(tenant, plan, fewDays))
        ? await byCursor(openCursor, tenant, plan, consentingOnly)
        : (position) => ofSomeStudents(tenant, plan, consentingOnly, position);
    return read(after);
  };
}

/** Where the engine has cursors: answers a query as a whole and hands out its rows. */
type OpenCursor = <Row>(query: Expression<Row>, rowsAtOnce: number) => Promise<() => Promise<Row[]>>;

/** Of a short time a student has a row or none, each on a page of its own: they are found faster by their day, all at once. */
async function isAtOnce(tenant: TenantQuery, plan: ExportPlan, fewDays: number): Promise<boolean> {
  const some = tenant
    .select(tenant.studyWork(rangeOf(plan), 'w'))
    .select('w.day')
    .limit(fewDays + 1);
  const { n } = await tenant
    .select(some.as('g'))
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow();
  return Number(n) <= fewDays;
}

function rangeOf({ startDate, endDate }: ExportPlan) {
  return { ...(startDate !== undefined && { startDate }), ...(endDate !== undefined && { endDate }) };
}

function summed(tenant: TenantQuery, plan: ExportPlan, studentPks?: readonly string[]) {
  return tenant
    .select(tenant.studyWork({ ...rangeOf(plan), ...(studentPks !== undefined && { studentPks }) }, 'w'))
    .select(({ fn }) => [
      'w.student_pk',
      'w.theme_pk',
      fn.sum<number>('w.sessions').as('sessions'),
      fn.sum<number>('w.scored_sessions').as('scored_sessions'),
      fn.sum<number>('w.score_sum').as('score_sum'),
      fn.max('w.mastery_mark').as('mastery_mark'),
      fn.sum<number>('w.time_spent_seconds').as('time_spent_seconds'),
      writtenInstant(tenant.engine, fn.max('w.last_activity_at') as Expression<Date>).as('last_activity_at'),
    ])
    .groupBy(['w.student_pk', 'w.theme_pk']);
}

interface SummedRow {
  theme_id: string | null;
  sessions: number;
  scored_sessions: number;
  score_sum: number;
  mastery_mark: number | null;
  time_spent_seconds: number;
  last_activity_at: Date | string;
}

/** The records of rows, in their order. */
function recordsOf(rows: readonly (SummedRow & { student_id: string })[], { updatedSince }: ExportPlan) {
  const since = updatedSince === undefined ? '' : isoSeconds(updatedSince);
  const records = rows.map((row) => ({
    student_id: row.student_id,
    theme_id: row.theme_id,
    attempts: Number(row.sessions),
    score: meanOf(Number(row.score_sum) * 100, Number(row.scored_sessions)),
    mastery: latestMasteryOf(row.mastery_mark),
    time_spent: Number(row.time_spent_seconds),
    last_activity_at: isoSeconds(row.last_activity_at),
  }));
  return since === '' ? records : records.filter(({ last_activity_at }) => last_activity_at >= since);
}

async function byCursor(
  openCursor: OpenCursor,
  tenant: TenantQuery,
  plan: ExportPlan,
  consentingOnly: boolean,
): Promise<ReadStep> {
  const rows = tenant
    .select(summed(tenant, plan).as('g'))
    .innerJoin(tenant.rows('students', 's'), 's.id', 'g.student_pk')
    .leftJoin(tenant.rows('themes', 't'), 't.id', 'g.theme_pk')
    .$if(consentingOnly, (q) => q.where('s.consent_sharing_at', 'is not', null))
    .selectAll('g')
    .select(['s.student_id', 't.theme_id'])
    .orderBy('s.sort_key')
    .orderBy('s.student_id')
    .orderBy(sql`coalesce(t.theme_id, '')`)
    .orderBy('g.theme_pk');
  const next = await openCursor<SummedRow & { student_id: string }>(rows, ROWS_AT_ONCE);
  return async () => {
    const found = await next();
    return { records: recordsOf(found, plan), next: found.length === ROWS_AT_ONCE ? [] : undefined };
  };
}

async function ofSomeStudents(
  tenant: TenantQuery,
  plan: ExportPlan,
  consentingOnly: boolean,
  after: PageRequest['after'],
): Promise<Step> {
  const students = await tenant
    .from('students', 's')
    .select(['s.id', 's.student_id', 's.sort_key', 's.consent_sharing_at'])
    .$if(after !== undefined, (q) => q.where(isAfter(tenant.engine, 's', 'student_id', after ?? [])))
    .orderBy('s.sort_key')
    .orderBy('s.student_id')
    .limit(STUDENTS_AT_ONCE)
    .execute();
  const last = students.length < STUDENTS_AT_ONCE ? undefined : students.at(-1);
  const sharing = students.filter((one) => !consentingOnly || one.consent_sharing_at !== null);
  return {
    records: sharing.length === 0 ? [] : await workOf(tenant, plan, sharing),
    next: last && [last.sort_key, last.student_id],
  };
}

async function workOf(
  tenant: TenantQuery,
  plan: ExportPlan,
  students: readonly { id: string; student_id: string }[],
): Promise<readonly ExportRecord[]> {
  const keys = students.map(({ id }) => id);
  const rows = await tenant
    .select(summed(tenant, plan, keys).as('g'))
    .leftJoin(tenant.rows('themes', 't'), 't.id', 'g.theme_pk')
    .selectAll('g')
    .select('t.theme_id')
    .execute();
  const ofStudent = new Map(students.map(({ id }) => [id, [] as typeof rows]));
  for (const row of rows) ofStudent.get(row.student_pk)?.push(row);
  const inOrder = students.flatMap(({ id, student_id }) =>
    (ofStudent.get(id) ?? [])
      .sort((a, b) => ((a.theme_id ?? '') < (b.theme_id ?? '') ? -1 : 1))
      .map((row) => ({ ...row, student_id })),
  );
  return recordsOf(inOrder, plan);
}
