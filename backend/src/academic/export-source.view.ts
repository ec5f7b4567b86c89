import type { Snapshots } from '../db/snapshots.ts';
import { latestMasteryOf, meanOf } from '../register/figures.ts';
import { findAssignments } from './assignments.view.ts';
import { findClasses, findPromotions, findTeachers } from './classes.view.ts';
import type { Deletion, ExportPlan, ExportRecord, ExportSource, OpenExport } from './export-plan.ts';
import { isAfter } from './keyset.view.ts';
import type { Page, PageRequest } from './page.ts';
import { isoSeconds } from './records.ts';
import type { Exportable } from './resources.ts';
import { findStudents } from './students.view.ts';
import { TenantQuery } from './tenant-query.view.ts';
import { findThemes } from './themes.view.ts';

const BATCH = 1000;
/** Students whose work is summed by one statement. */
const STUDENTS_AT_ONCE = 500;

/** Reads exports from a snapshot, in steps that each find their rows by an index: nothing is held but the current step. */
export function createExportSources(snapshots: Snapshots): OpenExport {
  return async (tenantId): Promise<ExportSource> => {
    const snapshot = await snapshots.take();
    const tenant = new TenantQuery(snapshot.query, snapshot.engine, tenantId);
    const { consent_required_for_stats: consent } = (await snapshot.query
      .selectFrom('tenants')
      .select('consent_required_for_stats')
      .where('id', '=', tenantId)
      .executeTakeFirst()) ?? { consent_required_for_stats: 'no' };
    return {
      takenAt: snapshot.takenAt,
      records: (plan, resource) =>
        resource === 'stats' ? stats(tenant, plan, consent === 'yes') : inSteps(READERS[resource], tenant, plan),
      deletions: (plan) => deletions(tenant, plan),
      end: () => snapshot.end(),
    };
  };
}

type Reader = (tenant: TenantQuery, plan: ExportPlan, request: PageRequest) => Promise<Page<object>>;

const READERS: Record<Exclude<Exportable, 'stats'>, Reader> = {
  students: (tenant, plan, request) => findStudents(tenant, filterOf(plan), request),
  classes: (tenant, plan, request) => findClasses(tenant, filterOf(plan), request),
  promotions: (tenant, plan, request) => findPromotions(tenant, filterOf(plan), request),
  teachers: (tenant, plan, request) => findTeachers(tenant, filterOf(plan), request),
  themes: (tenant, plan, request) => findThemes(tenant, filterOf(plan), request),
  assignments: (tenant, { updatedSince }, request) => findAssignments(tenant, { updatedSince }, request),
};

function filterOf({ activeOnly, updatedSince }: ExportPlan) {
  return { status: activeOnly ? ('active' as const) : undefined, updatedSince };
}

async function* inSteps(read: Reader, tenant: TenantQuery, plan: ExportPlan): AsyncIterable<readonly ExportRecord[]> {
  let after: PageRequest['after'];
  for (;;) {
    const page = await read(tenant, plan, { limit: BATCH, offset: 0, after, knownTotal: 0 });
    if (page.rows.length > 0) yield page.rows as unknown as readonly ExportRecord[];
    if (!page.hasMore) return;
    after = page.last;
  }
}

async function* stats(
  tenant: TenantQuery,
  plan: ExportPlan,
  consentingOnly: boolean,
): AsyncIterable<readonly ExportRecord[]> {
  let after: readonly [string, string] | undefined;
  for (;;) {
    const position = after;
    const students = await tenant
      .from('students', 's')
      .select(['s.id', 's.student_id', 's.sort_key', 's.consent_sharing_at'])
      .$if(position !== undefined, (q) => q.where(isAfter(tenant.engine, 's', 'student_id', position ?? [])))
      .orderBy('s.sort_key')
      .orderBy('s.student_id')
      .limit(STUDENTS_AT_ONCE)
      .execute();
    const last = students.at(-1);
    if (last === undefined) return;
    const sharing = students.filter((one) => !consentingOnly || one.consent_sharing_at !== null);
    const rows = sharing.length === 0 ? [] : await workOf(tenant, plan, sharing);
    if (rows.length > 0) yield rows;
    if (students.length < STUDENTS_AT_ONCE) return;
    after = [last.sort_key, last.student_id];
  }
}

async function workOf(
  tenant: TenantQuery,
  { startDate, endDate, updatedSince }: ExportPlan,
  students: readonly { id: string; student_id: string }[],
): Promise<ExportRecord[]> {
  const range = {
    studentPks: students.map(({ id }) => id),
    ...(startDate !== undefined && { startDate }),
    ...(endDate !== undefined && { endDate }),
  };
  const rows = await tenant
    .select(tenant.studyWork(range, 'w'))
    .leftJoin(tenant.rows('themes', 't'), 't.id', 'w.theme_pk')
    .select(({ fn }) => [
      'w.student_pk',
      'w.theme_pk',
      't.theme_id',
      fn.sum<number>('w.sessions').as('sessions'),
      fn.sum<number>('w.scored_sessions').as('scored_sessions'),
      fn.sum<number>('w.score_sum').as('score_sum'),
      fn.max('w.mastery_mark').as('mastery_mark'),
      fn.sum<number>('w.time_spent_seconds').as('time_spent_seconds'),
      fn.max('w.last_activity_at').as('last_activity_at'),
    ])
    .groupBy(['w.student_pk', 'w.theme_pk', 't.theme_id'])
    .execute();
  const order = new Map(students.map(({ id, student_id }, at) => [id, { at, student_id }]));
  return rows
    .filter((row) => updatedSince === undefined || row.last_activity_at >= updatedSince)
    .sort(
      (a, b) =>
        (order.get(a.student_pk)?.at ?? 0) - (order.get(b.student_pk)?.at ?? 0) ||
        ((a.theme_id ?? '') < (b.theme_id ?? '') ? -1 : 1),
    )
    .map((row) => ({
      student_id: order.get(row.student_pk)?.student_id ?? '',
      theme_id: row.theme_id,
      attempts: Number(row.sessions),
      score: meanOf(Number(row.score_sum) * 100, Number(row.scored_sessions)),
      mastery: latestMasteryOf(row.mastery_mark),
      time_spent: Number(row.time_spent_seconds),
      last_activity_at: isoSeconds(row.last_activity_at),
    }));
}

async function* deletions(
  tenant: TenantQuery,
  { include, updatedSince }: ExportPlan & { updatedSince: Date },
): AsyncIterable<readonly Deletion[]> {
  let after = '';
  for (;;) {
    const rows = await tenant
      .from('deleted_records', 'd')
      .select(['d.id', 'd.resource', 'd.record_id', 'd.deleted_at'])
      .where('d.deleted_at', '>=', updatedSince)
      .$if(after !== '', (q) => q.where('d.id', '>', after))
      .orderBy('d.id')
      .limit(BATCH)
      .execute();
    const wanted = rows.filter(({ resource }) => (include as readonly string[]).includes(resource));
    if (wanted.length > 0) {
      yield wanted.map((row) => ({
        resource: row.resource,
        id: row.record_id,
        deleted_at: isoSeconds(row.deleted_at),
      }));
    }
    after = rows.at(-1)?.id ?? '';
    if (rows.length < BATCH) return;
  }
}
