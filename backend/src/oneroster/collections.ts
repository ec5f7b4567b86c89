/** What OneRoster names, and of which rows of ours each is made: docs/adr/0016-what-is-what-in-oneroster.md. */
export type Kind =
  | 'academicSessions'
  | 'classes'
  | 'courses'
  | 'enrollments'
  | 'orgs'
  | 'users'
  | 'categories'
  | 'lineItems'
  | 'results';

/** Columns that every row carries. `sourced_id` is unique among the rows of its kind. */
export interface BaseRow {
  sourced_id: string;
  status: 'active' | 'tobedeleted';
  updated_at: Date;
}

/** The rows of each kind, as the views answer them. */
export interface Rows {
  academicSessions: BaseRow & {
    title: string;
    type: 'schoolYear' | 'term';
    /** YYYY-MM-DD */
    start_date: string;
    end_date: string;
    /** The year in which it ends. */
    school_year: string;
    parent_id: string | null;
    child_id: string | null;
  };
  classes: BaseRow & { title: string; class_code: string; group_id: string; school_id: string };
  courses: BaseRow & {
    title: string;
    course_code: string;
    school_year_id: string | null;
    /** A theme's tags, JSON. */
    tags: string | null;
    school_id: string;
  };
  enrollments: BaseRow & {
    user_id: string;
    class_id: string;
    role: 'student' | 'teacher';
    /** 'true' or 'false', as the standard writes it. */
    is_primary: string;
    school_id: string;
  };
  orgs: BaseRow & { name: string };
  users: BaseRow & {
    firstname: string | null;
    lastname: string | null;
    email: string | null;
    master_id: string | null;
    /** `student`, `teacher` or `student,teacher`. */
    roles: string;
    school_id: string;
  };
  categories: BaseRow & { title: string };
  lineItems: BaseRow & {
    title: string;
    description: string | null;
    created_at: Date;
    due_at: Date | null;
    class_id: string;
    category_id: string;
    term_id: string;
    /** Last day of the term, YYYY-MM-DD. */
    term_end: string;
    school_id: string;
  };
  results: BaseRow & {
    line_item_id: string;
    student_id: string;
    class_id: string;
    /** Mean over the sessions that have a score, 0..1; null = no score yet. */
    score_fraction: number | null;
    /** YYYY-MM-DD */
    score_date: string;
  };
}

/** How a field is compared. `words`: a list of which one must be equal. */
export type FieldType = 'text' | 'words' | 'instant' | 'number';

export interface Field {
  column: string;
  type: FieldType;
}

const text = (column: string): Field => ({ column, type: 'text' });
const BASE: Record<string, Field> = {
  sourcedId: text('sourced_id'),
  status: text('status'),
  dateLastModified: { column: 'updated_at', type: 'instant' },
};

/** What can be filtered and sorted by, under the names of the standard; references by the id they point to. */
export const FIELDS: Readonly<Record<Kind, Readonly<Record<string, Field>>>> = {
  academicSessions: {
    ...BASE,
    title: text('title'),
    type: text('type'),
    startDate: text('start_date'),
    endDate: text('end_date'),
    schoolYear: text('school_year'),
    'parent.sourcedId': text('parent_id'),
  },
  classes: {
    ...BASE,
    title: text('title'),
    classCode: text('class_code'),
    'course.sourcedId': text('group_id'),
    'terms.sourcedId': text('group_id'),
    'school.sourcedId': text('school_id'),
  },
  courses: {
    ...BASE,
    title: text('title'),
    courseCode: text('course_code'),
    'schoolYear.sourcedId': text('school_year_id'),
    'org.sourcedId': text('school_id'),
  },
  enrollments: {
    ...BASE,
    role: text('role'),
    primary: text('is_primary'),
    'user.sourcedId': text('user_id'),
    'class.sourcedId': text('class_id'),
    'school.sourcedId': text('school_id'),
    // As Moodle's plugin writes it.
    class: text('class_id'),
  },
  orgs: { ...BASE, name: text('name'), identifier: text('sourced_id') },
  users: {
    ...BASE,
    username: text('sourced_id'),
    identifier: text('sourced_id'),
    givenName: text('firstname'),
    familyName: text('lastname'),
    email: text('email'),
    userMasterIdentifier: text('master_id'),
    role: { column: 'roles', type: 'words' },
    'roles.role': { column: 'roles', type: 'words' },
    'orgs.sourcedId': text('school_id'),
    'roles.org.sourcedId': text('school_id'),
    'primaryOrg.sourcedId': text('school_id'),
  },
  categories: { ...BASE, title: text('title') },
  lineItems: {
    ...BASE,
    title: text('title'),
    assignDate: { column: 'created_at', type: 'instant' },
    dueDate: { column: 'due_at', type: 'instant' },
    'class.sourcedId': text('class_id'),
    'category.sourcedId': text('category_id'),
    'academicSession.sourcedId': text('term_id'),
    'school.sourcedId': text('school_id'),
  },
  results: {
    ...BASE,
    'lineItem.sourcedId': text('line_item_id'),
    'student.sourcedId': text('student_id'),
    'class.sourcedId': text('class_id'),
    scoreDate: text('score_date'),
    score: { column: 'score', type: 'number' },
  },
};

/** What stands for the promotion of classes that have none. */
export const NO_PROMOTION = 'sans-promotion';
/** A promotion whose years nobody has said; the standard does not know "unknown". */
export const UNKNOWN_YEARS = { start: '2000-01-01', end: '2099-12-31', schoolYear: '2099' };
/** Somebody's name that nobody has said; the standard wants one. */
export const UNKNOWN_NAME = '-';
