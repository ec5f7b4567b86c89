import type { Database } from '../db/connection.ts';
import type { AcademicReads, StatsPage } from './academic-reads.ts';
import { findAssignments } from './assignments.view.ts';
import { findClasses, findPromotions } from './classes.view.ts';
import { GroupNames } from './group-names.view.ts';
import type { Page } from './page.ts';
import type { Assignment, Promotion, Student, Theme } from './records.ts';
import { findStats } from './stats.view.ts';
import { StudentGroups } from './student-groups.view.ts';
import { findWrittenStudents } from './students.view.ts';
import { TenantQuery } from './tenant-query.view.ts';
import { findThemes } from './themes.view.ts';

const NOBODY: Page<never> = { rows: [], total: 0, hasMore: false, last: undefined };
const NO_WORK: StatsPage = {
  ...NOBODY,
  aggregates: { total_sessions: 0, avg_score: null, avg_mastery: null, total_time_hours: 0 },
};

/** Reads the lists from the register. What classes and promotions are called may be half a minute old in the list of students. */
export function createAcademicReads({ repeated: query, engine }: Database): AcademicReads {
  const of = (tenantId: string) => new TenantQuery(query, engine, tenantId);
  const groups = new StudentGroups(new GroupNames('classes'), new GroupNames('promotions'));
  const settingsOf = async (tenantId: string) =>
    query
      .selectFrom('tenants')
      .select(['timezone', 'consent_required_for_stats'])
      .where('id', '=', tenantId)
      .executeTakeFirst();
  return {
    async students(tenantId, { classId, promoId, status }, request) {
      const tenant = of(tenantId);
      const keys = await keysOf(tenant, { classes: classId, promotions: promoId });
      if (keys === undefined) return NOBODY;
      const filter = {
        classKey: keys.classes,
        promoKey: keys.promotions,
        status: status as Student['status'] | undefined,
      };
      return findWrittenStudents(tenant, filter, request, groups);
    },
    async classes(tenantId, { promoId, status }, request) {
      const tenant = of(tenantId);
      const keys = await keysOf(tenant, { promotions: promoId });
      if (keys === undefined) return NOBODY;
      const filter = { promoKey: keys.promotions, status: status as Promotion['status'] | undefined };
      return findClasses(tenant, filter, request);
    },
    promotions: (tenantId, { status }, request) =>
      findPromotions(of(tenantId), { status: status as Promotion['status'] | undefined }, request),
    themes: (tenantId, { status, difficulty }, request) =>
      findThemes(
        of(tenantId),
        {
          status: status as Theme['status'] | undefined,
          difficulty: difficulty as NonNullable<Theme['difficulty']> | undefined,
        },
        request,
      ),
    async assignments(tenantId, { classId, teacherId, status }, request) {
      const tenant = of(tenantId);
      const keys = await keysOf(tenant, { classes: classId, teachers: teacherId });
      if (keys === undefined) return NOBODY;
      const filter = {
        classKey: keys.classes,
        teacherKey: keys.teachers,
        status: status as Assignment['status'] | undefined,
      };
      return findAssignments(tenant, filter, request);
    },
    async stats(tenantId, { classId, studentId, themeId, startDate, endDate }, request) {
      const tenant = of(tenantId);
      const keys = await keysOf(tenant, { classes: classId, students: studentId, themes: themeId });
      if (keys === undefined) return NO_WORK;
      const settings = await settingsOf(tenantId);
      const filter = {
        startDate,
        endDate,
        classKey: keys.classes,
        studentKey: keys.students,
        themeKey: keys.themes,
        consentingOnly: settings?.consent_required_for_stats === 'yes',
      };
      return findStats(tenant, filter, request);
    },
    timezoneOf: async (tenantId) => (await settingsOf(tenantId))?.timezone ?? 'UTC',
  };
}

type Keyed = 'students' | 'classes' | 'promotions' | 'teachers' | 'themes';

/** The rows' keys of the ids that are asked for; undefined when one of them is not the institution's. */
async function keysOf(
  tenant: TenantQuery,
  ids: Partial<Record<Keyed, string | undefined>>,
): Promise<Partial<Record<Keyed, string>> | undefined> {
  const keys: Partial<Record<Keyed, string>> = {};
  for (const [table, id] of Object.entries(ids) as [Keyed, string | undefined][]) {
    if (id === undefined) continue;
    const key = await tenant.keyOf(table, id);
    if (key === undefined) return undefined;
    keys[table] = key;
  }
  return keys;
}
