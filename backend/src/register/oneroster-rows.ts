import { readCsv } from './csv-table.ts';
import { fileFault, type NamedBytes } from './import-files.ts';
import type { ImportFault } from './import-record.ts';
import { plain } from './import-values.ts';
import { ONEROSTER_FILES, type OneRosterFile } from './oneroster-columns.ts';

/** One row of a OneRoster file, cells by the names of the standard. */
export interface OneRosterRow {
  file: string;
  line: number;
  /** An absent column is empty. */
  get(column: string): string;
  has(column: string): boolean;
  /** Whether a cell says yes; undefined when it is empty or says neither. */
  flag(column: string): boolean | undefined;
  /** The row's status is "to be deleted". */
  isGone: boolean;
}

const FLAGS = new Map([
  ...['true', 'vrai', '1'].map((word) => [word, true] as const),
  ...['false', 'faux', '0'].map((word) => [word, false] as const),
]);
const STATUSES: ReadonlySet<string> = new Set(['', 'active', 'tobedeleted']);

/**
 * Reads one file of a OneRoster export. A fault of the headings leaves no rows.
 * @param ignoreUnknownColumns headings that the standard does not know are passed over; `metadata.` ones always are
 */
export function readOneRosterRows(
  { name: file, bytes }: NamedBytes,
  kind: keyof typeof ONEROSTER_FILES,
  ignoreUnknownColumns: boolean,
): { rows: OneRosterRow[]; faults: ImportFault[] } {
  const table = readCsv(bytes);
  if ('message' in table) {
    return { rows: [], faults: [fileFault(file, table.line, 'file_unreadable', table.message)] };
  }
  const headings = table.headings.map((heading) => heading.toLowerCase());
  const faults = headingFaults(table.headings, ONEROSTER_FILES[kind], ignoreUnknownColumns).map((fault) => ({
    file,
    line: table.line,
    ...fault,
  }));
  if (faults.length > 0) return { rows: [], faults };
  const rows: OneRosterRow[] = [];
  for (const { line, cells } of table.rows) {
    const get = (column: string) => cells[headings.indexOf(column.toLowerCase())] ?? '';
    const row: OneRosterRow = {
      ...{ file, line, get },
      has: (column) => headings.includes(column.toLowerCase()),
      flag: (column) => FLAGS.get(plain(get(column))),
      isGone: plain(get('status')) === 'tobedeleted',
    };
    const bad = rowFaults(row, cells.length, headings.length);
    faults.push(...bad);
    if (bad.length === 0) rows.push(row);
  }
  return { rows, faults };
}

function headingFaults(
  headings: readonly string[],
  { columns, required }: OneRosterFile,
  ignoreUnknownColumns: boolean,
): Omit<ImportFault, 'file' | 'line'>[] {
  const lower = headings.map((heading) => heading.toLowerCase());
  const known = new Set(columns.map((column) => column.toLowerCase()));
  const faults = headings.flatMap((column, i): Omit<ImportFault, 'file' | 'line'>[] => {
    const [name = ''] = lower.slice(i);
    const first = lower.indexOf(name);
    if (first !== i)
      return [{ column, code: 'duplicate', message: `means the same as / dit la même chose que "${headings[first]}"` }];
    if (known.has(name) || name.startsWith('metadata.') || ignoreUnknownColumns) return [];
    return [
      {
        column,
        code: 'column_unknown',
        message: `no such column in OneRoster / colonne inconnue de OneRoster; known are / connues : ${columns.join(', ')}`,
      },
    ];
  });
  const missing = required.filter((column) => !lower.includes(column.toLowerCase()));
  for (const column of missing) {
    faults.push({ column, code: 'column_missing', message: 'this column must be there / cette colonne doit y être' });
  }
  return faults;
}

function rowFaults(row: OneRosterRow, cells: number, headings: number): ImportFault[] {
  const fault = (column: string | null, message: string): ImportFault => {
    const { file, line } = row;
    return { file, line, column, code: 'value_invalid', message };
  };
  if (cells !== headings) {
    const counted = `has ${cells} cells where the headings are ${headings}: a text with a comma stands in quotes`;
    return [fault(null, `${counted} / ${cells} cellules pour ${headings} en-têtes`)];
  }
  const faults: ImportFault[] = [];
  if (!STATUSES.has(plain(row.get('status')))) {
    faults.push(fault('status', `"${row.get('status')}" must be active or tobedeleted, or empty / ou vide`));
  }
  for (const column of ['enabledUser', 'primary']) {
    if (row.get(column) === '' || row.flag(column) !== undefined) continue;
    faults.push(fault(column, `"${row.get(column)}" must be true or false, or empty / ou vide`));
  }
  return faults;
}
