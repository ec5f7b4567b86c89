import { readCsv } from './csv-table.ts';
import { type ColumnRule, columnOf, type FileRule, fileRules, kindOfFile } from './import-columns.ts';
import {
  enrolmentId,
  type ImportFault,
  type ImportRecord,
  type Kind,
  type ReadRegister,
  type Value,
} from './import-record.ts';

/** A file as the user named it. */
export interface NamedBytes {
  name: string;
  bytes: Uint8Array;
}

export interface ReadOptions {
  /** IANA zone of the tenant, for days without a time. */
  zone: string;
  /** Columns that we do not know are passed over instead of refused. */
  ignoreUnknownColumns?: boolean;
}

/** Reads CSV files whose names say what they hold. */
export function readRegisterFiles(files: readonly NamedBytes[], options: ReadOptions): ReadRegister {
  const rules = fileRules(options.zone);
  const records: ImportRecord[] = [];
  const faults: ImportFault[] = [];
  for (const { name, bytes } of files) {
    const kind = kindOfFile(name, rules);
    if (!/\.(csv|tsv|txt)$/i.test(name)) {
      faults.push(fileFault(name, 1, 'file_unknown', NO_CSV));
      continue;
    }
    if (kind === undefined) {
      const known = Object.values(rules).map(({ files: [first] }) => `${first}.csv`);
      faults.push(fileFault(name, 1, 'file_unknown', `its name says nothing; known are ${known.join(', ')}`));
      continue;
    }
    const read = readFile({ name, bytes }, kind, rules[kind], options);
    records.push(...read.records);
    faults.push(...read.faults);
  }
  return { records, faults };
}

const NO_CSV =
  'is not read: save each sheet as CSV UTF-8 instead / n’est pas lu : enregistrez plutôt chaque feuille en CSV UTF-8';

/** A fault of a whole file. */
export function fileFault(file: string, line: number, code: ImportFault['code'], message: string): ImportFault {
  return { file, line, column: null, code, message };
}

function readFile({ name: file, bytes }: NamedBytes, kind: Kind, rule: FileRule, options: ReadOptions): ReadRegister {
  const table = readCsv(bytes);
  if ('message' in table) {
    return { records: [], faults: [fileFault(file, table.line, 'file_unreadable', table.message)] };
  }
  const columns = table.headings.map((heading) => columnOf(heading, rule));
  const faults = headingFaults({ file, line: table.line, headings: table.headings, columns }, rule).filter(
    ({ code }) => !(options.ignoreUnknownColumns === true && code === 'column_unknown'),
  );
  if (faults.length > 0) return { records: [], faults };
  const records: ImportRecord[] = [];
  for (const { line, cells } of table.rows) {
    const row = readRow({ file, line, headings: table.headings, columns }, cells);
    if (row.faults.length > 0) faults.push(...row.faults);
    else records.push({ kind, file, line, id: idOf(kind, row.values), values: row.values });
  }
  return { records, faults };
}

function headingFaults({ file, line, headings, columns }: RowPlace, rule: FileRule): ImportFault[] {
  const fault = (column: string, code: ImportFault['code'], message: string) => ({
    file,
    line,
    column,
    code,
    message,
  });
  const known = rule.columns.map(({ name }) => name).join(', ');
  const faults = headings.flatMap((heading, i) => {
    if (columns[i] === undefined) return [fault(heading, 'column_unknown', `no such column here; known are ${known}`)];
    const first = columns.indexOf(columns[i]);
    if (first === i) return [];
    return [fault(heading, 'duplicate', `means the same as "${headings[first]}"`)];
  });
  // What a new row needs may be left out of a file that changes known rows; what names them may not.
  const names = rule.columns.filter((one) => one.required && /_id$/.test(one.name));
  const missing = names.filter((one) => !columns.includes(one));
  return [...faults, ...missing.map(({ name }) => fault(name, 'column_missing', 'this column must be there'))];
}

interface RowPlace {
  file: string;
  line: number;
  headings: readonly string[];
  columns: readonly (ColumnRule | undefined)[];
}

function readRow({ file, line, headings, columns }: RowPlace, cells: readonly string[]) {
  const values: Record<string, Value> = {};
  const faults: ImportFault[] = [];
  const fault = (column: string | null, code: ImportFault['code'], message: string) =>
    faults.push({ file, line, column, code, message });
  if (cells.length !== headings.length) {
    fault(null, 'value_invalid', `has ${cells.length} cells where the first line has ${headings.length}`);
    return { values, faults };
  }
  columns.forEach((column, i) => {
    const text = cells[i] ?? '';
    const heading = headings[i] ?? '';
    if (column === undefined) return;
    if (text === '') {
      if (column.required) fault(heading, 'value_missing', 'must not be empty');
      // There is no row without a status: an empty cell leaves it as it is.
      else if (column.name !== 'status') values[column.name] = null;
      return;
    }
    const cell = column.read(text);
    if ('value' in cell) values[column.name] = cell.value;
    else fault(heading, 'value_invalid', `"${shortened(text)}" must be ${cell.expected}`);
  });
  return { values, faults };
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

const ID_COLUMN: Record<Exclude<Kind, 'enrolments'>, string> = {
  promotions: 'promo_id',
  teachers: 'teacher_id',
  classes: 'class_id',
  students: 'student_id',
  themes: 'theme_id',
  assignments: 'assignment_id',
};

function idOf(kind: Kind, values: Readonly<Record<string, Value>>): string {
  if (kind === 'enrolments') return enrolmentId(String(values.student_id), String(values.class_id));
  return String(values[ID_COLUMN[kind]]);
}
