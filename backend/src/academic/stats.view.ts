import { type InferResult, sql } from 'kysely';
import { figuresOf, latestMasteryOf, meanOf, type StudySums } from '../register/figures.ts';
import { isAfter, limited } from './keyset.view.ts';
import type { Page, PageRequest } from './page.ts';
import { isoSeconds, type StudyAggregates, type StudyStats } from './records.ts';
import type { TenantQuery } from './tenant-query.view.ts';

export interface StatsFilter {
  /** YYYY-MM-DD, both days included, in the institution's zone. */
  startDate: string;
  endDate: string;
  /** Keys of rows; the class is the one at the time of the work. */
  classKey?: string | undefined;
  studentKey?: string | undefined;
  themeKey?: string | undefined;
  /** Only students who agreed that their data is passed on. */
  consentingOnly: boolean;
}

/** A page of what students did per theme, and the sums over all of it, from one snapshot. */
export interface Stats extends Page<StudyStats> {
  aggregates: StudyAggregates;
}

/** Below this many students a mean tells something of a single one: where consent is asked for it is not given. */
const FEWEST_STUDENTS = 5;

/** What was done, by student's name, student's id and theme's id. */
export async function findStats(tenant: TenantQuery, filter: StatsFilter, request: PageRequest): Promise<Stats> {
  const totals = await sumsOf(tenant, filter);
  const isNothing = totals.sessions === 0;
  const rows = request.limit === 0 || isNothing ? [] : await groupsOf(tenant, filter, request);
  const hasMore = rows.length > request.limit;
  const kept = (hasMore ? rows.slice(0, request.limit) : rows).map(statsOf);
  const isWhole = isNothing || (request.offset === 0 && request.limit > 0 && !hasMore);
  const isSuppressed = filter.consentingOnly && totals.students < FEWEST_STUDENTS;
  return {
    rows: kept,
    hasMore,
    total: isWhole ? kept.length : (request.knownTotal ?? (await groupCount(tenant, filter))),
    last: undefined,
    aggregates: isSuppressed ? NOTHING : figuresOf(totals),
  };
}

const NOTHING: StudyAggregates = { total_sessions: null, avg_score: null, avg_mastery: null, total_time_hours: null };

function workOf(tenant: TenantQuery, filter: StatsFilter, studentPks?: readonly string[]) {
  const { startDate, endDate, classKey, studentKey, themeKey } = filter;
  const range = {
    startDate,
    endDate,
    ...(studentPks !== undefined && { studentPks }),
    ...(classKey !== undefined && { classPk: classKey }),
    ...(studentKey !== undefined && { studentPk: studentKey }),
    ...(themeKey !== undefined && { themePk: themeKey }),
  };
  return tenant.select(tenant.studyWork(range, 'w'));
}

function grouped(tenant: TenantQuery, filter: StatsFilter, studentPks?: readonly string[]) {
  return workOf(tenant, filter, studentPks)
    .select(({ fn }) => [
      'w.student_pk',
      'w.theme_pk',
      fn.sum<number>('w.sessions').as('sessions'),
      fn.sum<number>('w.scored_sessions').as('scored_sessions'),
      fn.sum<number>('w.score_sum').as('score_sum'),
      fn.max('w.mastery_mark').as('mastery_mark'),
      fn.sum<number>('w.time_spent_seconds').as('time_spent_seconds'),
      fn.max('w.last_activity_at').as('last_activity_at'),
    ])
    .groupBy(['w.student_pk', 'w.theme_pk']);
}

/** The sums over all rows: added up as they come, for grouping them first takes ten times as long. */
async function sumsOf(tenant: TenantQuery, filter: StatsFilter): Promise<StudySums & { students: number }> {
  const row = await workOf(tenant, filter)
    .$if(filter.consentingOnly, (q) =>
      q.innerJoin(tenant.rows('students', 's'), 's.id', 'w.student_pk').where('s.consent_sharing_at', 'is not', null),
    )
    .select(({ fn }) => [
      // Counting who they are takes longer than all the sums: only where somebody asks.
      (filter.consentingOnly ? fn.count<number>('w.student_pk').distinct() : sql<number>`0`).as('students'),
      fn.sum<number>('w.sessions').as('sessions'),
      fn.sum<number>('w.scored_sessions').as('scored_sessions'),
      fn.sum<number>('w.score_sum').as('score_sum'),
      fn.sum<number>('w.mastery_sessions').as('mastery_sessions'),
      fn.sum<number>('w.mastery_sum').as('mastery_sum'),
      fn.sum<number>('w.time_spent_seconds').as('time_spent_seconds'),
    ])
    .executeTakeFirstOrThrow();
  // Sums are text on some engines, and null of nothing.
  return {
    students: Number(row.students),
    sessions: Number(row.sessions ?? 0),
    scored_sessions: Number(row.scored_sessions ?? 0),
    score_sum: Number(row.score_sum ?? 0),
    mastery_sessions: Number(row.mastery_sessions ?? 0),
    mastery_sum: Number(row.mastery_sum ?? 0),
    time_spent_seconds: Number(row.time_spent_seconds ?? 0),
  };
}

/** Which students did something in which themes. */
function pairsOf(tenant: TenantQuery, filter: StatsFilter) {
  return workOf(tenant, filter)
    .$if(filter.consentingOnly, (q) =>
      q.innerJoin(tenant.rows('students', 's'), 's.id', 'w.student_pk').where('s.consent_sharing_at', 'is not', null),
    )
    .select(['w.student_pk', 'w.theme_pk'])
    .groupBy(['w.student_pk', 'w.theme_pk']);
}

/** How many rows there are. */
async function groupCount(tenant: TenantQuery, filter: StatsFilter): Promise<number> {
  const { n } = await tenant
    .select(pairsOf(tenant, filter).as('g'))
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow();
  return Number(n);
}

/** The rows of a page, and one more where the list goes on. */
async function groupsOf(tenant: TenantQuery, filter: StatsFilter, request: PageRequest): Promise<StatsRow[]> {
  const { classKey, studentKey, themeKey } = filter;
  const isOfEverybody = classKey === undefined && studentKey === undefined && themeKey === undefined;
  const early = isOfEverybody ? await firstGroups(tenant, filter, request.offset + request.limit + 1) : undefined;
  if (early !== undefined) return early.slice(request.offset);
  return request.offset < FAR
    ? limited(groupQuery(tenant, filter), request).execute()
    : farGroups(tenant, filter, request);
}

/** From here on it is found out first who stands on the page. */
const FAR = 1000;

/** The rows far down, of which only the page's own students are summed: carrying all sums there takes several times as long. */
async function farGroups(tenant: TenantQuery, filter: StatsFilter, request: PageRequest): Promise<StatsRow[]> {
  const inOrder = tenant
    .select(pairsOf(tenant, filter).as('g'))
    .innerJoin(tenant.rows('students', 's'), 's.id', 'g.student_pk')
    .leftJoin(tenant.rows('themes', 't'), 't.id', 'g.theme_pk')
    .select(['g.student_pk', 'g.theme_pk'])
    .orderBy('s.sort_key')
    .orderBy('s.student_id')
    .orderBy(sql`coalesce(t.theme_id, '')`)
    .orderBy('g.theme_pk');
  const pairs = await limited(inOrder, request).execute();
  const [first] = pairs;
  if (first === undefined) return [];
  const students = [...new Set(pairs.map((pair) => pair.student_pk))];
  const rows = await groupQuery(tenant, filter, students).execute();
  const start = rows.findIndex((row) => row.student_pk === first.student_pk && row.theme_pk === first.theme_pk);
  return rows.slice(Math.max(0, start)).slice(0, request.limit + 1);
}

const STUDENTS_AT_ONCE = 250;
const MOST_STEPS = 4;

/**
 * The first rows of the whole institution, from its first students: summing everybody's work for a hundred rows would take
 * as long as all of it. Undefined when so many steps did not find so many rows.
 */
async function firstGroups(tenant: TenantQuery, filter: StatsFilter, wanted: number): Promise<StatsRow[] | undefined> {
  const found: StatsRow[] = [];
  let after: readonly [string, string] | undefined;
  for (let step = 0; step < MOST_STEPS; step++) {
    const position = after;
    const students = await tenant
      .from('students', 's')
      .select(['s.id', 's.sort_key', 's.student_id'])
      .$if(position !== undefined, (q) => q.where(isAfter(tenant.engine, 's', 'student_id', position ?? [])))
      .orderBy('s.sort_key')
      .orderBy('s.student_id')
      .limit(STUDENTS_AT_ONCE)
      .execute();
    const last = students.at(-1);
    if (last === undefined) return found;
    const keys = students.map(({ id }) => id);
    found.push(...(await groupQuery(tenant, filter, keys).execute()));
    if (found.length >= wanted) return found.slice(0, wanted);
    if (students.length < STUDENTS_AT_ONCE) return found;
    after = [last.sort_key, last.student_id];
  }
  return undefined;
}

function groupQuery(tenant: TenantQuery, filter: StatsFilter, studentPks?: readonly string[]) {
  return tenant
    .select(grouped(tenant, filter, studentPks).as('g'))
    .innerJoin(tenant.rows('students', 's'), 's.id', 'g.student_pk')
    .leftJoin(tenant.rows('themes', 't'), 't.id', 'g.theme_pk')
    .$if(filter.consentingOnly, (q) => q.where('s.consent_sharing_at', 'is not', null))
    .select([
      'g.student_pk',
      'g.theme_pk',
      's.student_id',
      's.firstname',
      's.lastname',
      's.email_scolaire',
      't.theme_id',
      't.title as theme_title',
      't.difficulty as theme_difficulty',
      'g.sessions',
      'g.scored_sessions',
      'g.score_sum',
      'g.mastery_mark',
      'g.time_spent_seconds',
      'g.last_activity_at',
    ])
    .orderBy('s.sort_key')
    .orderBy('s.student_id')
    .orderBy(sql`coalesce(t.theme_id, '')`)
    .orderBy('g.theme_pk');
}

type StatsRow = InferResult<ReturnType<typeof groupQuery>>[number];

function statsOf(row: StatsRow): StudyStats {
  return {
    student_id: row.student_id,
    firstname: row.firstname,
    lastname: row.lastname,
    email_scolaire: row.email_scolaire,
    theme_id: row.theme_id,
    theme_title: row.theme_title,
    theme_difficulty: row.theme_difficulty,
    attempts: Number(row.sessions),
    score: meanOf(Number(row.score_sum) * 100, Number(row.scored_sessions)),
    mastery: latestMasteryOf(row.mastery_mark),
    time_spent: Number(row.time_spent_seconds),
    last_activity_at: isoSeconds(row.last_activity_at),
  };
}
