import { type AliasedExpression, type Expression, type SelectQueryBuilder, type SqlBool, sql } from 'kysely';
import { TenantQuery } from '../academic/tenant-query.view.ts';
import type { Database } from '../db/connection.ts';
import type { Kind, Rows } from './collections.ts';
import type { Clause, Filter } from './filter.ts';
import { categories, lineItems, type ResultRange, results } from './gradebook-rows.view.ts';
import type { ListRequest } from './list-request.ts';
import type { OneRosterReads, Selection } from './oneroster-reads.ts';
import { allUsers, studentUsers, teacherUsers } from './people.view.ts';
import { academicSessions, classes, courses, enrollments, orgs } from './roster-rows.view.ts';

/** Rows of some kind as a table whose columns are known by name only. */
type Row = Record<string, string | number | Date | null>;
type Table = AliasedExpression<Row, 'r'>;
type Query = SelectQueryBuilder<{ r: Row }, 'r', Record<never, never>>;

/** Reads OneRoster's collections from the register. */
export function createOneRosterReads({ query, engine }: Database): OneRosterReads {
  const of = (tenantId: string) => new TenantQuery(query, engine, tenantId);
  return {
    async list<K extends Kind>(
      tenantId: string,
      selection: Selection<K>,
      request: ListRequest & { knownTotal: number | undefined },
    ) {
      const tenant = of(tenantId);
      const rows = await rowsOf(tenant, selection);
      if (rows === undefined) return { rows: [], total: 0 };
      const matching = filtered(rows, request.filter);
      const page = await ordered(matching.selectAll() as unknown as Query, request)
        .limit(request.limit)
        .offset(request.offset)
        .execute();
      const isWhole = request.offset === 0 && page.length < request.limit;
      const total = isWhole ? page.length : (request.knownTotal ?? (await countOf(matching)));
      return { rows: page as unknown as Rows[K][], total };
    },
    async find<K extends Kind>(tenantId: string, selection: Selection<K>, sourcedId: string) {
      const rows = await rowsOf(of(tenantId), selection);
      const found = await rows?.selectAll().where('r.sourced_id', '=', sourcedId).limit(1).execute();
      return found?.[0] as unknown as Rows[K] | undefined;
    },
  };
}

async function countOf(rows: Query): Promise<number> {
  const counted = await rows.select((eb) => eb.fn.countAll<number>().as('n')).executeTakeFirst();
  return Number(counted?.n ?? 0);
}

/** The rows that a selection means; undefined when its path names something that the institution does not have. */
async function rowsOf(tenant: TenantQuery, { kind, only, within }: Selection): Promise<Query | undefined> {
  const { school, class: classId, student, teacher, user } = within;
  if (school !== undefined && school !== tenant.tenantId) return undefined;
  const classPk = classId === undefined ? undefined : await tenant.keyOf('classes', classId);
  if (classId !== undefined && classPk === undefined) return undefined;
  const table = (rows: { as(alias: 'r'): unknown }): Query => tenant.select(rows.as('r') as Table) as unknown as Query;
  switch (kind) {
    case 'users':
      return inClass(tenant, table(usersOf(tenant, only)), only, classPk);
    case 'academicSessions': {
      const rows = table(academicSessions(tenant));
      return only === undefined ? rows : rows.where('r.type', '=', only);
    }
    case 'classes':
      return classesWithin(tenant, table(classes(tenant)), within);
    case 'courses':
      return table(courses(tenant));
    case 'enrollments': {
      const rows = table(enrollments(tenant));
      return classId === undefined ? rows : rows.where('r.class_id', '=', classId);
    }
    case 'orgs':
      return table(orgs(tenant));
    case 'categories':
      return table(categories(tenant, classPk));
    case 'lineItems': {
      const rows = table(lineItems(tenant));
      return classId === undefined ? rows : rows.where('r.class_id', '=', classId);
    }
    case 'results': {
      const studentPk = student === undefined ? undefined : await tenant.keyOf('students', student);
      if (student !== undefined && studentPk === undefined) return undefined;
      const range: ResultRange = { classPk, studentPk, lineItem: within.lineItem };
      return table(results(tenant, range, await asksConsent(tenant)));
    }
    default:
      throw new Error(`no rows for ${kind} (${teacher ?? user ?? ''})`);
  }
}

function usersOf(tenant: TenantQuery, only: Selection['only']) {
  if (only === 'student') return studentUsers(tenant);
  return only === 'teacher' ? teacherUsers(tenant) : allUsers(tenant);
}

function inClass(tenant: TenantQuery, users: Query, only: Selection['only'], classPk: string | undefined): Query {
  if (classPk === undefined) return users;
  const keys =
    only === 'teacher'
      ? tenant.from('classes', 'k').select('k.teacher_pk as pk').where('k.id', '=', classPk)
      : tenant
          .from('enrolments', 'k')
          .select('k.student_pk as pk')
          .where('k.class_pk', '=', classPk)
          .where('k.status', '=', 'active');
  return users.where('r.pk', 'in', keys as never);
}

/** Classes of a course, a term, a student, a teacher or whoever of both it is. */
async function classesWithin(
  tenant: TenantQuery,
  rows: Query,
  { course, term, student, teacher, user }: Selection['within'],
): Promise<Query | undefined> {
  const group = course ?? term;
  if (group !== undefined) return rows.where('r.group_id', '=', group);
  const [learns, teaches] = [student ?? user, teacher ?? user];
  if (learns === undefined && teaches === undefined) return rows;
  const studentPk = learns === undefined ? undefined : await tenant.keyOf('students', learns);
  const teachers = await tenant
    .select(teacherUsers(tenant).as('u'))
    .select('u.pk')
    .where('u.sourced_id', '=', teaches ?? '')
    .execute();
  if (studentPk === undefined && teachers.length === 0) return undefined;
  const learnt = tenant
    .from('enrolments', 'k')
    .select('k.class_pk')
    .where('k.student_pk', '=', studentPk ?? '')
    .where('k.status', '=', 'active');
  return rows.where((eb) =>
    eb.or([
      ...(studentPk === undefined ? [] : [eb('r.pk', 'in', learnt as never)]),
      ...teachers.map(({ pk }) => eb('r.teacher_pk', '=', pk)),
    ]),
  );
}

async function asksConsent(tenant: TenantQuery): Promise<boolean> {
  const own = await tenant.select(tenant.own('o')).select('o.consent_required_for_stats').executeTakeFirst();
  return own?.consent_required_for_stats === 'yes';
}

function filtered(rows: Query, filter: Filter | undefined): Query {
  if (filter === undefined) return rows;
  const [first, second] = filter.clauses.map(conditionOf);
  if (first === undefined) return rows;
  if (second === undefined) return rows.where(first);
  return rows.where((eb) => (filter.join === 'and' ? eb.and([first, second]) : eb.or([first, second])));
}

function conditionOf({ field, operator, value }: Clause): Expression<SqlBool> {
  const column = sql.ref(`r.${field.column}`);
  if (field.type === 'words') {
    const isAmong = sql<SqlBool>`concat(',', ${column}, ',') like ${`%,${likeText(String(value))},%`} escape '!'`;
    return operator === '!=' ? sql<SqlBool>`not ${isAmong}` : isAmong;
  }
  if (operator === '~') {
    return sql<SqlBool>`lower(${column}) like lower(${`%${likeText(String(value))}%`}) escape '!'`;
  }
  if (operator === '!=') return sql<SqlBool>`(${column} is null or ${column} <> ${value})`;
  return sql<SqlBool>`${column} ${sql.raw(operator)} ${value}`;
}

function likeText(text: string): string {
  return text.replace(/[!%_]/g, (c) => `!${c}`);
}

function ordered(rows: Query, { sort, descending }: ListRequest): Query {
  const own = rows.orderBy('r.sourced_id');
  if (sort === undefined || sort.column === 'sourced_id') {
    return descending ? rows.orderBy('r.sourced_id', 'desc') : own;
  }
  return rows.orderBy(sql.ref(`r.${sort.column}`), descending ? 'desc' : 'asc').orderBy('r.sourced_id');
}
