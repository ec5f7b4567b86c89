import { dayIn } from '../register/study-log.ts';
import type { AcademicReads } from './academic-reads.ts';
import { cursorOf, type Page, type PageRequest, positionOf } from './page.ts';
import { DEFAULT_LIMIT, dayPlus, invalid, MAX_LIMIT, type Values } from './parameters.ts';
import type { Resource } from './resources.ts';

export type ListResource = Exclude<Resource, 'export'>;

/** The body of a list without its meta: what its ETag stands for. */
export interface ListBody {
  data: readonly unknown[];
  [member: string]: unknown;
}

export interface ListAnswer {
  body: ListBody;
  /** The records of the body are JSON texts already. */
  isWritten: boolean;
  /** For the link to the next page; undefined on the last one. */
  nextCursor: string | undefined;
  /** Lists without pages tell their number of records in meta. */
  hasCount: boolean;
}

/** Totals that cost more to count than they tell, remembered for a short while. */
export interface KnownTotals {
  get(key: string): number | undefined;
  set(key: string, total: number): void;
}

export interface ListPorts {
  reads: AcademicReads;
  totals: KnownTotals;
  now(): Date;
}

const DEFAULT_DAYS = 30;
/** Five years. */
const MOST_DAYS = 1827;
/** A list that is not paged comes whole. */
const WHOLE = Number.MAX_SAFE_INTEGER - 1;

const EARLIEST = Date.parse('0001-01-01T00:00:00Z');
const LATEST = Date.parse('9999-12-31T23:59:59.999Z');

type Position = NonNullable<PageRequest['after']>;

/** Answers a list from the values of its query. @throws AppError academic.invalid_parameter */
export async function listOf(
  ports: ListPorts,
  tenantId: string,
  resource: ListResource,
  values: Values,
): Promise<ListAnswer> {
  if (resource === 'stats') return statsOf(ports, tenantId, values);
  const isPaged = resource !== 'classes' && resource !== 'promotions';
  const wantsPage = isPaged || values.limit !== undefined || values.offset !== undefined || values.cursor !== undefined;
  const totalKey = JSON.stringify([tenantId, resource, { ...values, limit: 0, offset: 0, cursor: 0 }]);
  const request = requestOf(resource, values, wantsPage ? DEFAULT_LIMIT : WHOLE, ports.totals.get(totalKey));
  const page = await read(ports.reads, tenantId, resource, values, request);
  if (request.knownTotal === undefined) ports.totals.set(totalKey, page.total);
  const isWritten = resource === 'students';
  if (!wantsPage) return { body: { data: page.rows }, isWritten, nextCursor: undefined, hasCount: true };
  const nextCursor = page.hasMore && page.last !== undefined ? cursorOf(resource, page.last) : undefined;
  const pagination = { ...paginationOf(page, request), next_cursor: nextCursor ?? null };
  return { body: { data: page.rows, pagination }, isWritten, nextCursor, hasCount: !isPaged };
}

function paginationOf(page: Page<unknown>, request: PageRequest) {
  return {
    total: page.total,
    limit: request.limit === WHOLE ? MAX_LIMIT : request.limit,
    offset: request.offset,
    has_more: page.hasMore,
    total_is_exact: request.knownTotal === undefined,
  };
}

function requestOf(resource: string, values: Values, fallback: number, knownTotal: number | undefined): PageRequest {
  const { cursor, limit = fallback, offset = 0 } = values as { cursor?: string; limit?: number; offset?: number };
  if (cursor === undefined) return { limit, offset, after: undefined, knownTotal };
  if (offset !== 0) throw invalid('offset', 'cannot stand beside cursor');
  const after = positionOf(resource, cursor);
  if (after === undefined || !isPositionIn(resource, after)) throw invalid('cursor', 'not a next_cursor of this list');
  return { limit, offset: 0, after, knownTotal };
}

/** Whether a position has the form that the list's own view writes: one of another form is no question for a database. */
function isPositionIn(resource: string, position: Position): boolean {
  const id = position.at(-1);
  if (typeof id !== 'string' || id === '') return false;
  if (resource !== 'assignments') return position.length === 2 && typeof position[0] === 'string';
  const [due, created] = position;
  return position.length === 3 && (due === null || isKeptInstant(due)) && isKeptInstant(created);
}

/** Milliseconds of an instant that every engine can keep: of the years 1 to 9999. */
function isKeptInstant(value: Position[number] | undefined): boolean {
  return Number.isInteger(value) && Number(value) >= EARLIEST && Number(value) <= LATEST;
}

function read(
  reads: AcademicReads,
  tenantId: string,
  resource: Exclude<ListResource, 'stats'>,
  values: Values,
  request: PageRequest,
): Promise<Page<unknown>> {
  const { class_id: classId, promo_id: promoId, teacher_id: teacherId, difficulty } = values as Record<string, string>;
  const status = values.status === 'all' ? undefined : (values.status as string);
  switch (resource) {
    case 'students':
      return reads.students(tenantId, { classId, promoId, status }, request);
    case 'classes':
      return reads.classes(tenantId, { promoId, status }, request);
    case 'promotions':
      return reads.promotions(tenantId, { status }, request);
    case 'themes':
      return reads.themes(tenantId, { status, difficulty }, request);
    case 'assignments':
      return reads.assignments(tenantId, { classId, teacherId, status }, request);
  }
}

async function statsOf({ reads, totals, now }: ListPorts, tenantId: string, values: Values): Promise<ListAnswer> {
  const { class_id: classId, student_id: studentId, theme_id: themeId } = values as Record<string, string | undefined>;
  const { startDate, endDate } = daysOf(values, dayIn(await reads.timezoneOf(tenantId), now()));
  const filter = { classId, studentId, themeId, startDate, endDate };
  const totalKey = JSON.stringify([tenantId, 'stats', filter]);
  const request = requestOf('stats', values, DEFAULT_LIMIT, totals.get(totalKey));
  const wanted = values.group_by === 'none' ? { ...request, limit: 0 } : request;
  const page = await reads.stats(tenantId, filter, wanted);
  if (request.knownTotal === undefined) totals.set(totalKey, page.total);
  const filters = {
    class_id: classId ?? null,
    student_id: studentId ?? null,
    theme_id: themeId ?? null,
    start_date: startDate,
    end_date: endDate,
  };
  const pagination = paginationOf(wanted.limit === 0 ? { ...page, hasMore: false } : page, request);
  return {
    body: { data: page.rows, aggregates: page.aggregates, filters, pagination },
    isWritten: false,
    nextCursor: undefined,
    hasCount: false,
  };
}

/**
 * The days that are asked for, both included: the end is today where it is not said, the start thirty days before the end.
 * @throws AppError academic.invalid_parameter
 */
function daysOf(values: Values, today: string): { startDate: string; endDate: string } {
  const { end_date: endDate = today } = values as { end_date?: string };
  const { start_date: startDate = dayPlus(endDate, -DEFAULT_DAYS) } = values as { start_date?: string };
  if (startDate > endDate) throw invalid('start_date', `after end_date (${endDate})`);
  if (dayPlus(startDate, MOST_DAYS) < endDate) throw invalid('start_date', 'more than five years before end_date');
  return { startDate, endDate };
}
