import type { Page, PageRequest } from './page.ts';
import type { Assignment, Promotion, SchoolClass, Student, StudyAggregates, StudyStats, Theme } from './records.ts';

/** A page of statistics, and the figures over everything that the filter takes in. */
export interface StatsPage extends Page<StudyStats> {
  aggregates: StudyAggregates;
}

/**
 * What the lists read, always of one institution. Ids are the institution's own; one that it does not have, somebody else's
 * included, finds nothing. A status left out means all.
 */
export interface AcademicReads {
  /** Each {@link Student} as its JSON text. */
  students(
    tenantId: string,
    filter: { classId?: string | undefined; promoId?: string | undefined; status?: string | undefined },
    request: PageRequest,
  ): Promise<Page<string>>;
  classes(
    tenantId: string,
    filter: { promoId?: string | undefined; status?: string | undefined },
    request: PageRequest,
  ): Promise<Page<SchoolClass>>;
  promotions(tenantId: string, filter: { status?: string | undefined }, request: PageRequest): Promise<Page<Promotion>>;
  themes(
    tenantId: string,
    filter: { status?: string | undefined; difficulty?: string | undefined },
    request: PageRequest,
  ): Promise<Page<Theme>>;
  assignments(
    tenantId: string,
    filter: { classId?: string | undefined; teacherId?: string | undefined; status?: string | undefined },
    request: PageRequest,
  ): Promise<Page<Assignment>>;
  /** Days are YYYY-MM-DD, both included. */
  stats(
    tenantId: string,
    filter: {
      classId?: string | undefined;
      studentId?: string | undefined;
      themeId?: string | undefined;
      startDate: string;
      endDate: string;
    },
    request: PageRequest,
  ): Promise<StatsPage>;
  /** The institution's time zone. */
  timezoneOf(tenantId: string): Promise<string>;
}
