import { meanOf } from '../register/figures.ts';
import { type BaseRow, type Kind, type Rows, UNKNOWN_NAME } from './collections.ts';
import { type CollectionName, SERVICE_PATHS, type Service } from './operations.ts';

/** A record as it leaves, by the member names of the standard; what is not known is left out, as the standard asks. */
export type Entity = Readonly<Record<string, unknown>>;

/** What turns rows into records of a service. */
export interface Writer {
  write<K extends Kind>(kind: K, row: Rows[K]): Entity;
}

type RefType = 'academicSession' | 'category' | 'class' | 'course' | 'lineItem' | 'org' | 'user';

const PLACES: Readonly<Record<RefType, CollectionName>> = {
  academicSession: 'academicSessions',
  category: 'categories',
  class: 'classes',
  course: 'courses',
  lineItem: 'lineItems',
  org: 'orgs',
  user: 'users',
};

type RefTo = (type: RefType, sourcedId: string) => { href: string; sourcedId: string; type: RefType };

/**
 * @param apiUrl our public address: links are made of it
 * @param tenantId the institution, which is the one organisation there is
 */
export function createWriter(service: Service, apiUrl: string, tenantId: string): Writer {
  const refTo: RefTo = (type, sourcedId) => {
    const place = PLACES[type];
    // The gradebook refers to classes and people, which only the rostering service tells of.
    const isGrades = place === 'lineItems' || place === 'categories';
    const home = service === 'rostering-v1p1' ? service : isGrades ? 'gradebook' : 'rostering';
    const href = `${apiUrl}/ims/oneroster${SERVICE_PATHS[home]}/${place}/${encodeURIComponent(sourcedId)}`;
    return { href, sourcedId, type };
  };
  const org = () => refTo('org', tenantId);
  const writeUser = service === 'rostering-v1p1' ? userOf1p1 : userOf1p2;
  const writers: { [K in Kind]: (row: Rows[K]) => Record<string, unknown> } = {
    academicSessions: (row) => academicSessionOf(row, refTo),
    classes: (row) => classOf(row, refTo),
    courses: (row) => courseOf(row, refTo),
    enrollments: (row) => ({
      user: refTo('user', row.user_id),
      class: refTo('class', row.class_id),
      school: org(),
      role: row.role,
      primary: row.is_primary,
    }),
    orgs: (row) => ({ name: row.name, type: 'school', identifier: row.sourced_id }),
    users: (row) => writeUser(row, org),
    categories: (row) => ({ title: row.title }),
    lineItems: (row) => lineItemOf(row, refTo),
    results: (row) => resultOf(row, refTo),
  };
  return { write: (kind, row) => ({ ...baseOf(row), ...present(writers[kind](row)) }) };
}

function baseOf({ sourced_id, status, updated_at }: BaseRow): Record<string, string> {
  return { sourcedId: sourced_id, status, dateLastModified: updated_at.toISOString() };
}

/** Without what is not known. */
function present(record: Record<string, unknown>): Record<string, unknown> {
  const known = Object.entries(record).filter(([, value]) => value !== null && value !== undefined && value !== '');
  return Object.fromEntries(known);
}

function academicSessionOf(row: Rows['academicSessions'], refTo: RefTo) {
  return {
    title: row.title,
    startDate: row.start_date,
    endDate: row.end_date,
    type: row.type,
    parent: row.parent_id === null ? null : refTo('academicSession', row.parent_id),
    children: row.child_id === null ? [] : [refTo('academicSession', row.child_id)],
    schoolYear: row.school_year,
  };
}

function classOf(row: Rows['classes'], refTo: RefTo) {
  return {
    title: row.title,
    classCode: row.class_code,
    classType: 'scheduled',
    grades: [],
    subjects: [],
    course: refTo('course', row.group_id),
    school: refTo('org', row.school_id),
    terms: [refTo('academicSession', row.group_id)],
  };
}

function courseOf(row: Rows['courses'], refTo: RefTo) {
  return {
    title: row.title,
    schoolYear: row.school_year_id === null ? null : refTo('academicSession', row.school_year_id),
    courseCode: row.course_code,
    grades: [],
    subjects: subjectsOf(row.tags),
    org: refTo('org', row.school_id),
  };
}

/** A theme's tags; an empty text is none. */
export function subjectsOf(tags: string | null): string[] {
  try {
    const read: unknown = JSON.parse(tags ?? '[]');
    return Array.isArray(read) ? read.filter((tag): tag is string => typeof tag === 'string' && tag !== '') : [];
  } catch {
    return [];
  }
}

function namesOf({ firstname, lastname }: Rows['users']): { givenName: string; familyName: string } {
  return { givenName: firstname || UNKNOWN_NAME, familyName: lastname || UNKNOWN_NAME };
}

type Role = 'student' | 'teacher';
const rolesOf = (row: Rows['users']) => row.roles.split(',') as Role[];

function userOf1p2(row: Rows['users'], org: () => unknown) {
  return {
    userMasterIdentifier: row.master_id,
    username: row.sourced_id,
    userIds: [],
    enabledUser: String(row.status === 'active'),
    ...namesOf(row),
    roles: rolesOf(row).map((role, at) => ({ roleType: at === 0 ? 'primary' : 'secondary', role, org: org() })),
    primaryOrg: org(),
    identifier: row.sourced_id,
    email: row.email,
    agents: [],
    grades: [],
  };
}

/** In 1.1 a user has one role and a list of organisations. */
function userOf1p1(row: Rows['users'], org: () => unknown) {
  return {
    username: row.sourced_id,
    userIds: [],
    enabledUser: String(row.status === 'active'),
    ...namesOf(row),
    role: rolesOf(row)[0],
    identifier: row.sourced_id,
    email: row.email,
    agents: [],
    orgs: [org()],
    grades: [],
  };
}

function lineItemOf(row: Rows['lineItems'], refTo: RefTo) {
  return {
    title: row.title,
    description: row.description,
    assignDate: row.created_at.toISOString(),
    // The standard wants a date: without one of its own, work is due when the term ends.
    dueDate: row.due_at?.toISOString() ?? `${row.term_end}T23:59:59.000Z`,
    class: refTo('class', row.class_id),
    school: refTo('org', row.school_id),
    category: refTo('category', row.category_id),
    academicSession: refTo('academicSession', row.term_id),
    resultValueMin: 0,
    resultValueMax: 100,
  };
}

function resultOf(row: Rows['results'], refTo: RefTo) {
  const score = scoreOf(row);
  return {
    lineItem: refTo('lineItem', row.line_item_id),
    student: refTo('user', row.student_id),
    class: refTo('class', row.class_id),
    scoreStatus: score === null ? 'submitted' : 'fully graded',
    score,
    scoreDate: row.score_date,
  };
}

/** 0..100 with two decimals; null = no score yet. */
export function scoreOf({ score_fraction }: Pick<Rows['results'], 'score_fraction'>): number | null {
  return score_fraction === null ? null : meanOf(Number(score_fraction) * 100, 1);
}
