import type { Kind } from './collections.ts';
import type { Selection, Within } from './oneroster-reads.ts';

export type Service = 'rostering' | 'gradebook' | 'rostering-v1p1';

/** Where each service stands (OneRoster 1.2 and 1.1 fix the paths). */
export const SERVICE_PATHS: Readonly<Record<Service, string>> = {
  rostering: '/rostering/v1p2',
  gradebook: '/gradebook/v1p2',
  'rostering-v1p1': '/v1p1',
};

/** A name of the standard for a collection, and which rows of ours it means; of `undefined` we hold none. */
interface Collection {
  kind: Kind | undefined;
  only?: Selection['only'];
  /** Members of the answers: many, one. */
  many: string;
  one: string;
}

const COLLECTIONS = {
  academicSessions: { kind: 'academicSessions', many: 'academicSessions', one: 'academicSession' },
  terms: { kind: 'academicSessions', only: 'term', many: 'academicSessions', one: 'academicSession' },
  gradingPeriods: { kind: 'academicSessions', only: 'gradingPeriod', many: 'academicSessions', one: 'academicSession' },
  classes: { kind: 'classes', many: 'classes', one: 'class' },
  courses: { kind: 'courses', many: 'courses', one: 'course' },
  demographics: { kind: undefined, many: 'demographics', one: 'demographics' },
  enrollments: { kind: 'enrollments', many: 'enrollments', one: 'enrollment' },
  orgs: { kind: 'orgs', many: 'orgs', one: 'org' },
  schools: { kind: 'orgs', many: 'orgs', one: 'org' },
  students: { kind: 'users', only: 'student', many: 'users', one: 'user' },
  teachers: { kind: 'users', only: 'teacher', many: 'users', one: 'user' },
  users: { kind: 'users', many: 'users', one: 'user' },
  categories: { kind: 'categories', many: 'categories', one: 'category' },
  lineItems: { kind: 'lineItems', many: 'lineItems', one: 'lineItem' },
  results: { kind: 'results', many: 'results', one: 'result' },
  scoreScales: { kind: undefined, many: 'scoreScales', one: 'scoreScale' },
} as const satisfies Record<string, Collection>;

export type CollectionName = keyof typeof COLLECTIONS;

/** One GET of the standard. */
export interface Operation {
  service: Service;
  operationId: string;
  /** Below the service's path; parameters as `{classSourcedId}`. */
  path: string;
  name: CollectionName;
  collection: Collection;
  /** Whether it answers one record. */
  isSingle: boolean;
  /** The path's parameters, and what each narrows down. */
  within: readonly { parameter: string; what: Within }[];
  /** OneRoster scopes any of which opens it. */
  scopes: readonly string[];
}

const ROOTS: Readonly<Record<'rostering' | 'gradebook', readonly CollectionName[]>> = {
  rostering: [
    ...(['academicSessions', 'classes', 'courses', 'demographics', 'enrollments', 'gradingPeriods', 'orgs'] as const),
    ...(['schools', 'students', 'teachers', 'terms', 'users'] as const),
  ],
  gradebook: ['categories', 'lineItems', 'results', 'scoreScales'],
};

/** Collections inside others, as the standard names their operations. */
const NESTED: Readonly<Record<'rostering' | 'gradebook', readonly (readonly [string, string])[]>> = {
  rostering: [
    ['getStudentsForClass', '/classes/{classSourcedId}/students'],
    ['getTeachersForClass', '/classes/{classSourcedId}/teachers'],
    ['getClassesForCourse', '/courses/{courseSourcedId}/classes'],
    ['getClassesForSchool', '/schools/{schoolSourcedId}/classes'],
    ['getEnrollmentsForClassInSchool', '/schools/{schoolSourcedId}/classes/{classSourcedId}/enrollments'],
    ['getStudentsForClassInSchool', '/schools/{schoolSourcedId}/classes/{classSourcedId}/students'],
    ['getTeachersForClassInSchool', '/schools/{schoolSourcedId}/classes/{classSourcedId}/teachers'],
    ['getCoursesForSchool', '/schools/{schoolSourcedId}/courses'],
    ['getEnrollmentsForSchool', '/schools/{schoolSourcedId}/enrollments'],
    ['getStudentsForSchool', '/schools/{schoolSourcedId}/students'],
    ['getTeachersForSchool', '/schools/{schoolSourcedId}/teachers'],
    ['getTermsForSchool', '/schools/{schoolSourcedId}/terms'],
    ['getClassesForStudent', '/students/{studentSourcedId}/classes'],
    ['getClassesForTeacher', '/teachers/{teacherSourcedId}/classes'],
    ['getClassesForTerm', '/terms/{termSourcedId}/classes'],
    ['getGradingPeriodsForTerm', '/terms/{termSourcedId}/gradingPeriods'],
    ['getClassesForUser', '/users/{userSourcedId}/classes'],
  ],
  gradebook: [
    ['getCategoriesForClass', '/classes/{classSourcedId}/categories'],
    ['getLineItemsForClass', '/classes/{classSourcedId}/lineItems'],
    ['getResultsForLineItemForClass', '/classes/{classSourcedId}/lineItems/{lineItemSourcedId}/results'],
    ['getResultsForClass', '/classes/{classSourcedId}/results'],
    ['getScoreScalesForClass', '/classes/{classSourcedId}/scoreScales'],
    ['getResultsForStudentForClass', '/classes/{classSourcedId}/students/{studentSourcedId}/results'],
    ['getScoreScalesForSchool', '/schools/{schoolSourcedId}/scoreScales'],
  ],
};

const scope = (version: 'v1p2' | 'v1p1', name: string) => `https://purl.imsglobal.org/spec/or/${version}/scope/${name}`;

/** Every GET of rostering and gradebook 1.2, and of rostering 1.1. */
export const OPERATIONS: readonly Operation[] = [
  ...operationsOf('rostering', 'rostering', 'v1p2'),
  ...operationsOf('gradebook', 'gradebook', 'v1p2'),
  ...operationsOf('rostering-v1p1', 'rostering', 'v1p1'),
];

function operationsOf(service: Service, of: 'rostering' | 'gradebook', version: 'v1p2' | 'v1p1'): Operation[] {
  const word = of === 'rostering' ? 'roster' : 'gradebook';
  const whole = [scope(version, `${word}.readonly`)];
  const root = [...whole, scope(version, `${word}-core.readonly`)];
  const people = [scope(version, 'roster-demographics.readonly')];
  const suffix = version === 'v1p1' ? 'V1p1' : '';
  const make = (operationId: string, path: string, name: CollectionName, scopes: readonly string[]): Operation => {
    const isSingle = path.endsWith('}');
    const within = [...path.matchAll(/\{(\w+)SourcedId\}/g)].map(([, what]) => ({
      parameter: `${what}SourcedId`,
      what: what as Within,
    }));
    return {
      ...{ service, path, name, isSingle, within, scopes, collection: COLLECTIONS[name] },
      operationId: `${operationId}${suffix}`,
    };
  };
  const roots = ROOTS[of].flatMap((name) => {
    const scopes = name === 'demographics' ? people : root;
    const single = name === 'demographics' ? 'Demographics' : singular(name);
    return [
      make(`getAll${capital(name)}`, `/${name}`, name, scopes),
      make(`get${single}`, `/${name}/{sourcedId}`, name, scopes),
    ];
  });
  const nested = NESTED[of].map(([operationId, path]) =>
    make(operationId, path, path.split('/').at(-1) as CollectionName, whole),
  );
  return [...roots, ...nested];
}

function capital(name: string): string {
  return `${name[0]?.toUpperCase()}${name.slice(1)}`;
}

function singular(name: string): string {
  if (name.endsWith('ies')) return capital(`${name.slice(0, -3)}y`);
  return capital(name.slice(0, name.endsWith('sses') ? -2 : -1));
}
