import { type CsvForm, csvHead, csvLine } from '../academic/csv.ts';
import type { BulkFile, BulkSource } from '../academic/export-plan.ts';
import type { Rows } from './collections.ts';
import { UNKNOWN_NAME } from './collections.ts';
import { scoreOf, subjectsOf } from './entities.ts';

/** What the bulk files are made of, each read when its turn comes, some hundred rows at a time. Only what is active. */
export interface BulkRows {
  academicSessions(): AsyncIterable<readonly Rows['academicSessions'][]>;
  categories(): AsyncIterable<readonly Rows['categories'][]>;
  classes(): AsyncIterable<readonly Rows['classes'][]>;
  courses(): AsyncIterable<readonly Rows['courses'][]>;
  enrollments(): AsyncIterable<readonly Rows['enrollments'][]>;
  lineItems(): AsyncIterable<readonly Rows['lineItems'][]>;
  orgs(): AsyncIterable<readonly Rows['orgs'][]>;
  results(): AsyncIterable<readonly Rows['results'][]>;
  users(): AsyncIterable<readonly Rows['users'][]>;
}

/** The files of a OneRoster 1.2 CSV zip, in the order of the manifest; of `undefined` we have none. */
const COLUMNS: Readonly<Record<string, readonly string[] | undefined>> = {
  academicSessions: [
    ...['sourcedId', 'status', 'dateLastModified', 'title', 'type', 'startDate', 'endDate', 'parentSourcedId'],
    'schoolYear',
  ],
  categories: ['sourcedId', 'status', 'dateLastModified', 'title', 'weight'],
  classes: [
    ...['sourcedId', 'status', 'dateLastModified', 'title', 'grades', 'courseSourcedId', 'classCode', 'classType'],
    ...['location', 'schoolSourcedId', 'termSourcedIds', 'subjects', 'subjectCodes', 'periods'],
  ],
  classResources: undefined,
  courseResources: undefined,
  courses: [
    ...['sourcedId', 'status', 'dateLastModified', 'schoolYearSourcedId', 'title', 'courseCode', 'grades'],
    ...['orgSourcedId', 'subjects', 'subjectCodes'],
  ],
  demographics: undefined,
  enrollments: [
    ...['sourcedId', 'status', 'dateLastModified', 'classSourcedId', 'schoolSourcedId', 'userSourcedId', 'role'],
    ...['primary', 'beginDate', 'endDate'],
  ],
  lineItemLearningObjectiveIds: undefined,
  lineItems: [
    ...['sourcedId', 'status', 'dateLastModified', 'title', 'description', 'assignDate', 'dueDate', 'classSourcedId'],
    ...['categorySourcedId', 'academicSessionSourcedId', 'resultValueMin', 'resultValueMax', 'schoolSourcedId'],
  ],
  lineItemScoreScales: undefined,
  orgs: ['sourcedId', 'status', 'dateLastModified', 'name', 'type', 'identifier', 'parentSourcedId'],
  resources: undefined,
  resultLearningObjectiveIds: undefined,
  results: [
    ...['sourcedId', 'status', 'dateLastModified', 'lineItemSourcedId', 'studentSourcedId', 'scoreStatus', 'score'],
    ...['scoreDate', 'comment', 'textScore', 'classSourcedId', 'inProgress', 'incomplete', 'late', 'missing'],
  ],
  resultScoreScales: undefined,
  roles: [
    ...['sourcedId', 'status', 'dateLastModified', 'userSourcedId', 'roleType', 'role', 'beginDate', 'endDate'],
    ...['orgSourcedId', 'userProfileSourcedId'],
  ],
  scoreScales: undefined,
  userProfiles: undefined,
  userResources: undefined,
  users: [
    ...['sourcedId', 'status', 'dateLastModified', 'enabledUser', 'username', 'userIds', 'givenName', 'familyName'],
    ...['middleName', 'identifier', 'email', 'sms', 'phone', 'agentSourcedIds', 'grades', 'password'],
    ...['userMasterIdentifier', 'preferredGivenName', 'preferredMiddleName', 'preferredFamilyName'],
    ...['primaryOrgSourcedId', 'pronouns'],
  ],
};

/** Commas, CRLF, UTF-8 without a mark, nothing neutralised: OneRoster 1.2 CSV binding, section 2. */
const FORM: CsvForm = { separator: ',', decimal: '.', hasMark: false, guardsFormulas: false };

/** A line; its sourcedId is the row's own where nothing else is said. */
type Cells = Readonly<Record<string, unknown>>;

/** The files of a bulk export, the manifest first. */
export function bulkFilesOf(rows: BulkRows, tenantId: string): BulkSource['files'] {
  const from = <Row extends { sourced_id: string }>(
    name: string,
    batches: () => AsyncIterable<readonly Row[]>,
    cellsOf: (row: Row) => Cells | Cells[],
  ): BulkFile => {
    const columns = COLUMNS[name] ?? [];
    return {
      name: `${name}.csv`,
      async *pieces() {
        yield { text: csvHead(columns, FORM), records: 0 };
        for await (const batch of batches()) {
          const lines = batch.flatMap((row) =>
            [cellsOf(row)].flat().map((cells) => csvLine(columns, { sourcedId: row.sourced_id, ...cells }, FORM)),
          );
          yield { text: lines.join(''), records: lines.length };
        }
      },
    };
  };
  return [
    manifest(tenantId),
    from('academicSessions', rows.academicSessions, academicSessionCells),
    from('categories', rows.categories, ({ title }) => ({ title })),
    from('classes', rows.classes, classCells),
    from('courses', rows.courses, courseCells),
    from('enrollments', rows.enrollments, enrollmentCells),
    from('lineItems', rows.lineItems, lineItemCells),
    from('orgs', rows.orgs, ({ sourced_id, name }) => ({ name, type: 'school', identifier: sourced_id })),
    from('results', rows.results, resultCells),
    from('roles', rows.users, roleCells),
    from('users', rows.users, userCells),
  ];
}

function manifest(tenantId: string): BulkFile {
  const lines = [
    ['propertyName', 'value'],
    ['manifest.version', '1.0'],
    ['oneroster.version', '1.2'],
    ...Object.entries(COLUMNS).map(([name, columns]) => [`file.${name}`, columns === undefined ? 'absent' : 'bulk']),
    ['source.systemName', 'Passerelle'],
    ['source.systemCode', tenantId],
  ];
  const text = lines.map((cells) => csvLine(['0', '1'], { ...cells }, FORM)).join('');
  return {
    name: 'manifest.csv',
    async *pieces() {
      yield { text, records: 0 };
    },
  };
}

function academicSessionCells(row: Rows['academicSessions']): Cells {
  const { title, type } = row;
  const days = { startDate: row.start_date, endDate: row.end_date, schoolYear: row.school_year };
  return { title, type, ...days, parentSourcedId: row.parent_id };
}

function classCells(row: Rows['classes']): Cells {
  return {
    title: row.title,
    courseSourcedId: row.group_id,
    classCode: row.class_code,
    classType: 'scheduled',
    schoolSourcedId: row.school_id,
    termSourcedIds: row.group_id,
  };
}

function courseCells(row: Rows['courses']): Cells {
  return {
    schoolYearSourcedId: row.school_year_id,
    title: row.title,
    courseCode: row.course_code,
    orgSourcedId: row.school_id,
    subjects: listOf(subjectsOf(row.tags)),
    subjectCodes: listOf(subjectsOf(row.tags)),
  };
}

/** A list in one cell: by commas, an item that has one in quotes of its own. */
function listOf(items: readonly string[]): string {
  return items.map((item) => (/[,"]/.test(item) ? `"${item.replaceAll('"', '""')}"` : item)).join(',');
}

function enrollmentCells(row: Rows['enrollments']): Cells {
  return {
    classSourcedId: row.class_id,
    schoolSourcedId: row.school_id,
    userSourcedId: row.user_id,
    role: row.role,
    primary: row.is_primary,
  };
}

function lineItemCells(row: Rows['lineItems']): Cells {
  return {
    title: row.title,
    description: row.description,
    assignDate: row.created_at.toISOString().slice(0, 10),
    dueDate: row.due_at?.toISOString().slice(0, 10) ?? row.term_end,
    classSourcedId: row.class_id,
    categorySourcedId: row.category_id,
    academicSessionSourcedId: row.term_id,
    resultValueMin: 0,
    resultValueMax: 100,
    schoolSourcedId: row.school_id,
  };
}

function resultCells(row: Rows['results']): Cells {
  const score = scoreOf(row);
  return {
    lineItemSourcedId: row.line_item_id,
    studentSourcedId: row.student_id,
    scoreStatus: score === null ? 'submitted' : 'fully graded',
    score,
    scoreDate: row.score_date,
    classSourcedId: row.class_id,
  };
}

function userCells(row: Rows['users']): Cells {
  return {
    enabledUser: 'true',
    username: row.sourced_id,
    givenName: row.firstname || UNKNOWN_NAME,
    familyName: row.lastname || UNKNOWN_NAME,
    identifier: row.sourced_id,
    email: row.email,
    userMasterIdentifier: row.master_id,
    primaryOrgSourcedId: row.school_id,
  };
}

function roleCells(row: Rows['users']): Cells[] {
  return row.roles.split(',').map((role, at) => ({
    sourcedId: `${row.sourced_id}@${role}`,
    userSourcedId: row.sourced_id,
    roleType: at === 0 ? 'primary' : 'secondary',
    role,
    orgSourcedId: row.school_id,
  }));
}
