import { type Expression, type Kysely, sql } from 'kysely';
import type { Snapshot } from '../db/snapshots.ts';
import type { Tables } from '../db/tables/tables.ts';
import { latestMasteryOf, meanOf } from '../register/figures.ts';
import type { ExportPlan, ExportRecord } from './export-plan.ts';
import { isAfter, writtenInstant } from './keyset.view.ts';
import type { PageRequest } from './page.ts';
import { isoSeconds } from './records.ts';
import type { TenantQuery } from './tenant-query.view.ts';

/** Some records of an export. */
export interface Step {
  records: readonly ExportRecord[];
  /** Where the next one begins; undefined = there is none. */
  next: PageRequest['after'];
}

export type ReadStep = (after: PageRequest['after']) => Promise<Step>;

/** Students whose work is summed by one statement. */
const STUDENTS_AT_ONCE = 500;
/** Days of study that a statement sums and sorts in a few seconds. */
export const FEW_DAYS = 300_000;
const ROWS_AT_ONCE = 500;

/**
 * What each student did in each theme, by student's name and id.
 * @param fewDays up to so many days of study are summed at once: {@link FEW_DAYS}
 */
export function statsSteps(
  snapshot: Snapshot,
  tenant: TenantQuery,
  plan: ExportPlan,
  { consentingOnly, fewDays }: { consentingOnly: boolean; fewDays: number },
): ReadStep {
  let read: ReadStep | undefined;
  return async (after) => {
    read ??= (await isAtOnce(tenant, plan, fewDays))
      ? await byCursor(snapshot.query, tenant, plan, consentingOnly)
      : (position) => ofSomeStudents(tenant, plan, consentingOnly, position);
    return read(after);
  };
}

/**
 * Of a short time a student has a row or none, each on a page of its own: they are found faster by their day, all at once.
 * Only PostgreSQL has cursors that hold the answer meanwhile.
 */
async function isAtOnce(tenant: TenantQuery, plan: ExportPlan, fewDays: number): Promise<boolean> {
  if (tenant.engine !== 'postgres') return false;
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
  db: Kysely<Tables>,
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
  // All of it is wanted, not its beginning soon; the sums of a short time fit into so much memory. A planner that knows too
  // little of the tables yet, and loops over them, would take minutes instead of seconds.
  await sql`set local cursor_tuple_fraction = 1`.execute(db);
  await sql`set local work_mem = '32MB'`.execute(db);
  await sql`set local enable_nestloop = off`.execute(db);
  await sql`declare work_of_students no scroll cursor for ${rows}`.execute(db);
  await sql`set local enable_nestloop = on`.execute(db);
  const fetch = sql<SummedRow & { student_id: string }>`fetch ${sql.lit(ROWS_AT_ONCE)} from work_of_students`;
  return async () => {
    const found = (await fetch.execute(db)).rows;
    if (found.length === ROWS_AT_ONCE) return { records: recordsOf(found, plan), next: [] };
    await sql`close work_of_students`.execute(db);
    return { records: recordsOf(found, plan), next: undefined };
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
