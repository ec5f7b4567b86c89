import { csvText, guarded } from '../html/csv-cell.ts';

/** How a CSV file is written. */
export interface CsvForm {
  separator: ',' | ';';
  /** Of numbers. */
  decimal: '.' | ',';
  /** U+FEFF at the beginning, by which spreadsheets know UTF-8. */
  hasMark: boolean;
  /** Whether texts that a spreadsheet would run as a formula get an apostrophe before them (OWASP ASVS 5.0, 1.2.10). */
  guardsFormulas: boolean;
}

export type CsvDialect = 'rfc4180' | 'excel-fr';

export function csvFormOf(dialect: CsvDialect, guardsFormulas: boolean): CsvForm {
  return dialect === 'excel-fr'
    ? { separator: ';', decimal: ',', hasMark: true, guardsFormulas }
    : { separator: ',', decimal: '.', hasMark: false, guardsFormulas };
}

/** The first line: the names of the columns. */
export function csvHead(columns: readonly string[], form: CsvForm): string {
  return `${form.hasMark ? '\uFEFF' : ''}${columns.join(form.separator)}\r\n`;
}

/** Columns that hold dates: they begin with a digit and are never guarded. */
const DATES = /_at$/;

/** One record as a line. Lists are joined by `|`, targets written as type:id, yes and no as true and false. */
export function csvLine(columns: readonly string[], record: Readonly<Record<string, unknown>>, form: CsvForm): string {
  const cells = columns.map((column) => cellOf(record[column], DATES.test(column), form));
  return `${cells.join(form.separator)}\r\n`;
}

function cellOf(value: unknown, isDate: boolean, form: CsvForm): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(value).replace('.', form.decimal);
  if (typeof value === 'boolean') return String(value);
  const text = Array.isArray(value) ? value.map(itemOf).join('|') : String(value);
  return csvText(form.guardsFormulas && !isDate ? guarded(text) : text);
}

function itemOf(item: unknown): string {
  if (typeof item === 'string') return item;
  const { target_type, target_id } = item as { target_type: string; target_id: string };
  return `${target_type}:${target_id}`;
}
