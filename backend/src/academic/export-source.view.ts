import type { Snapshots } from '../db/snapshots.ts';
import { findAssignments } from './assignments.view.ts';
import { findClasses, findPromotions, findTeachers } from './classes.view.ts';
import type { Deletion, ExportPlan, ExportRecord, ExportSource, OpenExport } from './export-plan.ts';
import { FEW_DAYS, type ReadStep, type Step, statsSteps } from './export-stats.view.ts';
import { GroupNames } from './group-names.view.ts';
import type { Page, PageRequest } from './page.ts';
import { isoSeconds } from './records.ts';
import type { Exportable } from './resources.ts';
import { StudentGroups } from './student-groups.view.ts';
import { findStudents, findWrittenStudents } from './students.view.ts';
import { TenantQuery } from './tenant-query.view.ts';
import { findThemes } from './themes.view.ts';

/** Each step is a journey to the database and back. */
const BATCH = 500;
/** Nothing changes within a snapshot. */
const FOR_GOOD = Number.POSITIVE_INFINITY;

/** Reads exports from a snapshot, in steps that each find their rows by an index: no more than two steps are held. */
export function createExportSources(snapshots: Snapshots, fewDays = FEW_DAYS): OpenExport {
  return async (tenantId): Promise<ExportSource> => {
    const snapshot = await snapshots.take();
    const tenant = new TenantQuery(snapshot.query, snapshot.engine, tenantId);
    const steps = new Steps();
    const names = [new GroupNames('classes', FOR_GOOD), new GroupNames('promotions', FOR_GOOD)] as const;
    const groups = new StudentGroups(...names, false);
    const { openCursor } = snapshot;
    const { consent_required_for_stats: consent } = (await snapshot.query
      .selectFrom('tenants')
      .select('consent_required_for_stats')
      .where('id', '=', tenantId)
      .executeTakeFirst()) ?? { consent_required_for_stats: 'no' };
    return {
      takenAt: snapshot.takenAt,
      records: (plan, resource) =>
        steps.all(
          resource === 'stats'
            ? statsSteps(tenant, plan, {
                consentingOnly: consent === 'yes',
                fewDays,
                ...(openCursor && { openCursor }),
              })
            : (after) => listStep(READERS[resource], { tenant, plan, groups }, after),
        ),
      written: (plan, resource) =>
        resource === 'students' ? steps.all(studentStep({ tenant, plan, groups })) : undefined,
      deletions: (plan) => deletions(tenant, plan),
      end: async () => {
        await steps.over();
        await snapshot.end();
      },
    };
  };
}

/** Steps one after the other; while one is written, the database works on the next. */
class Steps {
  #ahead: Promise<unknown> | undefined;

  async *all<R>(read: ReadStep<R>): AsyncGenerator<readonly R[]> {
    let ahead: Promise<Step<R>> | undefined = read(undefined);
    while (ahead !== undefined) {
      this.#ahead = ahead;
      const { records, next }: Step<R> = await ahead;
      ahead = next === undefined ? undefined : read(next);
      this.#ahead = ahead;
      // Whoever goes away leaves it unread; a fault shows where it is awaited.
      ahead?.catch(() => undefined);
      if (records.length > 0) yield records;
    }
  }

  /** Nothing is asked of the connection any more. */
  async over(): Promise<void> {
    await this.#ahead?.catch(() => undefined);
  }
}

/** What a list of an export is read from. */
interface Read {
  tenant: TenantQuery;
  plan: ExportPlan;
  groups: StudentGroups;
}

type Reader = (from: Read, request: PageRequest) => Promise<Page<object>>;

const READERS: Record<Exclude<Exportable, 'stats'>, Reader> = {
  students: ({ tenant, plan, groups }, request) => findStudents(tenant, filterOf(plan), request, groups),
  classes: ({ tenant, plan }, request) => findClasses(tenant, filterOf(plan), request),
  promotions: ({ tenant, plan }, request) => findPromotions(tenant, filterOf(plan), request),
  teachers: ({ tenant, plan }, request) => findTeachers(tenant, filterOf(plan), request),
  themes: ({ tenant, plan }, request) => findThemes(tenant, filterOf(plan), request),
  assignments: ({ tenant, plan }, request) => findAssignments(tenant, { updatedSince: plan.updatedSince }, request),
};

function filterOf({ activeOnly, updatedSince }: ExportPlan) {
  return { status: activeOnly ? ('active' as const) : undefined, updatedSince };
}

async function listStep(read: Reader, from: Read, after: PageRequest['after']): Promise<Step> {
  const page = await read(from, { limit: BATCH, offset: 0, after, knownTotal: 0 });
  return { records: page.rows as unknown as readonly ExportRecord[], next: page.hasMore ? page.last : undefined };
}

function studentStep({ tenant, plan, groups }: Read): ReadStep<string> {
  return async (after) => {
    const request = { limit: BATCH, offset: 0, after, knownTotal: 0 };
    const page = await findWrittenStudents(tenant, filterOf(plan), request, groups);
    return { records: page.rows, next: page.hasMore ? page.last : undefined };
  };
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
