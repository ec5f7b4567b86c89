import { fileFault, type NamedBytes, type ReadOptions } from './import-files.ts';
import { enrolmentId, type ImportFault, type ImportRecord, type ReadRegister, type Value } from './import-record.ts';
import { expectedOfId } from './import-values.ts';
import { ONEROSTER_FILES, ONEROSTER_UNREAD } from './oneroster-columns.ts';
import { type OneRosterRow as Row, readOneRosterRows } from './oneroster-rows.ts';

/**
 * Reads the files of a OneRoster 1.2 CSV zip (1.1 as well). School years are promotions; users are students or teachers by
 * their roles; an enrolled student's first class is the main class of a new student; a primary teacher is the class'.
 * 1EdTech OneRoster 1.2 CSV binding, section 4.
 */
export function readOneRoster(
  files: readonly NamedBytes[],
  { ignoreUnknownColumns = false }: Pick<ReadOptions, 'ignoreUnknownColumns'> = {},
): ReadRegister {
  const faults = strangers(files);
  const rowsOf = (name: keyof typeof ONEROSTER_FILES): Row[] => {
    const file = files.find((one) => baseName(one.name) === name);
    if (file === undefined) return [];
    const read = readOneRosterRows(file, name, ignoreUnknownColumns);
    faults.push(...read.faults);
    return read.rows;
  };
  faults.push(...manifestFaults(rowsOf('manifest.csv'), files));
  const roster: Roster = {
    sessions: rowsOf('academicSessions.csv'),
    courses: rowsOf('courses.csv'),
    classes: rowsOf('classes.csv'),
    users: rowsOf('users.csv'),
    roles: rowsOf('roles.csv'),
    enrollments: rowsOf('enrollments.csv'),
  };
  const records = [...promotions(roster), ...classes(roster), ...people(roster), ...enrolments(roster)];
  const good: ImportRecord[] = [];
  for (const record of records) {
    const bad = faultsOf(record);
    faults.push(...bad);
    if (bad.length === 0) good.push(record);
  }
  return { records: good, faults };
}

interface Roster {
  sessions: Row[];
  courses: Row[];
  classes: Row[];
  users: Row[];
  roles: Row[];
  enrollments: Row[];
}

/** Whether a set of files is a OneRoster export. */
export function isOneRoster(files: readonly { name: string }[]): boolean {
  return files.some(({ name }) => baseName(name) === 'manifest.csv');
}

function baseName(name: string): string {
  return name.replace(/^.*[\\/]/, '');
}

/** Files that are no part of the export, or stand in it twice. */
function strangers(files: readonly NamedBytes[]): ImportFault[] {
  const seen = new Map<string, string>();
  return files.flatMap(({ name }) => {
    const base = baseName(name);
    if (ONEROSTER_UNREAD.has(base)) return [];
    if (!Object.hasOwn(ONEROSTER_FILES, base)) return [fileFault(name, 1, 'file_unknown', STRANGER)];
    const first = seen.get(base);
    if (first !== undefined) return [fileFault(name, 1, 'duplicate', `is there already as / existe déjà : ${first}`)];
    seen.set(base, name);
    return [];
  });
}

const STRANGER =
  'is no file of OneRoster (manifest.csv says it is OneRoster): import it by itself / n’est pas un fichier OneRoster : importez-le à part';

function manifestFaults(manifest: readonly Row[], files: readonly NamedBytes[]): ImportFault[] {
  const place = files.find(({ name }) => baseName(name) === 'manifest.csv')?.name ?? 'manifest.csv';
  const version = manifest.find((row) => row.get('propertyName') === 'oneroster.version');
  if (version === undefined || !/^1\.[12]/.test(version.get('value'))) {
    return [fileFault(place, version?.line ?? 1, 'value_invalid', 'oneroster.version must be 1.2 (or 1.1)')];
  }
  return manifest.flatMap((row) => {
    const name = /^file\.(\w+)$/.exec(row.get('propertyName'))?.[1];
    if (name === undefined || isWord(row.get('value'), 'absent')) return [];
    if (files.some((file) => baseName(file.name) === `${name}.csv`)) return [];
    return [fileFault(place, row.line, 'file_unreadable', `says there is ${name}.csv, and there is none`)];
  });
}

function promotions({ sessions }: Roster): ImportRecord[] {
  return sessions
    .filter((row) => isWord(row.get('type'), 'schoolYear'))
    .map((row) => ({
      kind: 'promotions',
      ...placeOf(row),
      id: row.get('sourcedId'),
      values: {
        name: row.get('title'),
        ...yearsOf(row),
        status: row.isGone ? 'archived' : 'active',
      },
    }));
}

function classes({ classes: rows, courses, sessions, enrollments }: Roster): ImportRecord[] {
  const yearOfCourse = new Map(courses.map((row) => [row.get('sourcedId'), row.get('schoolYearSourcedId')]));
  const sessionOf = new Map(sessions.map((row) => [row.get('sourcedId'), row]));
  const teacherOf = new Map<string, string>();
  const teaching = enrollments.filter((row) => isWord(row.get('role'), 'teacher') && !row.isGone);
  for (const primary of [true, false]) {
    for (const row of teaching.filter((one) => (one.flag('primary') === true) === primary)) {
      const id = row.get('classSourcedId');
      if (!teacherOf.has(id)) teacherOf.set(id, row.get('userSourcedId'));
    }
  }
  const schoolYear = (start: string | undefined): string | null => {
    let row = start === undefined ? undefined : sessionOf.get(start);
    for (let steps = 0; row !== undefined && steps < 10; steps++) {
      if (isWord(row.get('type'), 'schoolYear')) return row.get('sourcedId');
      row = sessionOf.get(row.get('parentSourcedId'));
    }
    return null;
  };
  return rows.map((row) => {
    const id = row.get('sourcedId');
    const promo =
      schoolYear(yearOfCourse.get(row.get('courseSourcedId'))) ??
      schoolYear(row.get('termSourcedIds').split(',')[0]?.trim());
    const teacher = teacherOf.get(id);
    return {
      kind: 'classes',
      ...placeOf(row),
      id,
      values: {
        name: row.get('title'),
        status: row.isGone ? 'archived' : 'active',
        ...(promo !== null && { promo_id: promo }),
        ...(teacher !== undefined && { teacher_id: teacher }),
      },
    };
  });
}

/** Students and teachers, by roles.csv (1.2), users.csv (1.1) or what they are enrolled as. Nobody else is taken over. */
function people({ users, roles, enrollments }: Roster): ImportRecord[] {
  const rolesOf = Map.groupBy([...roles, ...enrollments], (row) => row.get('userSourcedId'));
  const mainClass = new Map<string, string>();
  for (const row of enrollments) {
    const user = row.get('userSourcedId');
    if (isWord(row.get('role'), 'student') && !row.isGone && !mainClass.has(user)) {
      mainClass.set(user, row.get('classSourcedId'));
    }
  }
  return users.flatMap((row): ImportRecord[] => {
    const id = row.get('sourcedId');
    const named = new Set([row, ...(rolesOf.get(id) ?? [])].map((one) => one.get('role').toLowerCase()));
    const isActive = !row.isGone && row.flag('enabledUser') !== false;
    const names = { firstname: nameOf(row.get('givenName')), lastname: nameOf(row.get('familyName')) };
    const email = orNull(row.get('email'));
    const found: ImportRecord[] = [];
    if (named.has('student')) {
      const first = mainClass.get(id);
      const identifier = orNull(row.get('identifier'));
      // An identifier that repeats the id tells nothing more.
      const uuid = orNull(row.get('userMasterIdentifier')) ?? (identifier === id ? null : identifier);
      const values = {
        ...names,
        ...ifThere(row, ['email'], { email_scolaire: email }),
        ...ifThere(row, ['identifier', 'userMasterIdentifier'], { uuid_scolaire: uuid }),
        status: isActive ? 'active' : 'withdrawn',
      };
      const initial = first === undefined ? {} : { class_id: first };
      found.push({ kind: 'students', ...placeOf(row), id, values, initial });
    }
    if (named.has('teacher')) {
      const values = { ...names, ...ifThere(row, ['email'], { email }), status: isActive ? 'active' : 'archived' };
      found.push({ kind: 'teachers', ...placeOf(row), id, values });
    }
    return found;
  });
}

function enrolments({ enrollments }: Roster): ImportRecord[] {
  return enrollments
    .filter((row) => isWord(row.get('role'), 'student'))
    .map((row) => {
      const [student_id, class_id] = [row.get('userSourcedId'), row.get('classSourcedId')];
      const values = { student_id, class_id, status: row.isGone ? 'removed' : 'active' };
      return { kind: 'enrolments', ...placeOf(row), id: enrolmentId(student_id, class_id), values };
    });
}

const NEEDED = new Map<string, readonly string[]>([
  ['promotions', ['name']],
  ['classes', ['name']],
  ['enrolments', ['student_id', 'class_id']],
]);
const TITLE = new Map([
  ['name', 'title'],
  ['student_id', 'userSourcedId'],
  ['class_id', 'classSourcedId'],
]);
const BOUNDS = new Map([
  ['email', 255],
  ['email_scolaire', 255],
]);

/** The same demands as of our own files, with the column names of the standard. */
function faultsOf(record: ImportRecord): ImportFault[] {
  const { file, line, kind, id, values } = record;
  const fault = (column: string, code: ImportFault['code'], message: string) => ({ file, line, column, code, message });
  const faults: ImportFault[] = [];
  const expected = kind === 'enrolments' ? undefined : expectedOfId(id, 64);
  if (expected !== undefined)
    faults.push(fault('sourcedId', 'value_invalid', `"${id.slice(0, 40)}" must be ${expected}`));
  for (const column of NEEDED.get(kind) ?? []) {
    if (values[column] === '') faults.push(fault(TITLE.get(column) ?? column, 'value_missing', 'must not be empty'));
  }
  for (const [column, value] of Object.entries(values)) {
    if (typeof value !== 'string' || value === '') continue;
    const wanted = column === 'uuid_scolaire' ? expectedOfId(value, 255) : undefined;
    if (wanted !== undefined) {
      faults.push(fault(column, 'value_invalid', `"${value.slice(0, 40)}" must be ${wanted}`));
      continue;
    }
    const most = BOUNDS.get(column) ?? 20_000;
    if (value.length > most || value.includes('\0')) {
      faults.push(fault(column, 'value_invalid', `must be at most ${most} characters`));
    }
  }
  return faults;
}

function placeOf({ file, line }: Row): { file: string; line: number } {
  return { file, line };
}

function yearOf(text: string): Value {
  const year = /^(19|20|21)\d\d/.exec(text)?.[0];
  return year === undefined ? null : Number(year);
}

/** A column that is not there leaves what is known. */
function ifThere<T extends object>(row: Row, columns: readonly string[], values: T): Partial<T> {
  return columns.some((column) => row.has(column)) ? values : {};
}

/** The standard's words count in any case. */
function isWord(text: string, word: string): boolean {
  return text.toLowerCase() === word.toLowerCase();
}

function orNull(text: string): string | null {
  return text === '' ? null : text;
}

/** The standard knows no unknown years: what our own export writes for them (oneroster/collections.ts). */
function yearsOf(row: Row): { year_start: Value; year_end: Value } {
  const [start, end] = [row.get('startDate'), row.get('endDate')];
  if (start === '2000-01-01' && end === '2099-12-31') return { year_start: null, year_end: null };
  return { year_start: yearOf(start), year_end: yearOf(end) ?? yearOf(row.get('schoolYear')) };
}

/** The standard demands names: `-` is what an export writes where there is none. */
function nameOf(text: string): string | null {
  return text === '-' ? null : orNull(text);
}
