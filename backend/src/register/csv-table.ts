import { CsvError, parse } from 'csv-parse/sync';

/** A CSV file as rows of text, each with the line it begins on. */
export interface CsvTable {
  headings: readonly string[];
  rows: readonly { line: number; cells: readonly string[] }[];
}

/** What keeps a file from being a table. */
export interface CsvFault {
  line: number;
  message: string;
}

/**
 * Reads a CSV file as spreadsheets and school software write them: UTF-8 with or without BOM, UTF-16 with BOM, else
 * Windows-1252 (Latin-1); cells between comma, semicolon or tab, whichever the first line has most of. Cells are trimmed.
 */
export function readCsv(bytes: Uint8Array): CsvTable | CsvFault {
  const text = decode(bytes);
  try {
    const records = parse(text, {
      delimiter: delimiterOf(text),
      relax_column_count: true,
      skip_empty_lines: true,
      info: true,
      trim: true,
    }) as unknown as { record: string[]; info: { lines: number } }[];
    const [first, ...rest] = records;
    if (first === undefined) return { line: 1, message: 'the file is empty' };
    let end = first.info.lines;
    const rows = rest.map(({ record, info }) => {
      // A cell may hold line breaks: a row begins where the one before it ended.
      const line = Math.max(end + 1, info.lines - breaksIn(record));
      end = info.lines;
      return { line, cells: record };
    });
    return { headings: first.record, rows };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { lines } = error as CsvError & { lines?: number };
    return { line: lines ?? 1, message: `not readable as CSV: ${error.message}` };
  }
}

function breaksIn(cells: readonly string[]): number {
  return cells.reduce((sum, cell) => sum + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 0);
}

function decode(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

function delimiterOf(text: string): string {
  const headings = /^(?:"[^"]*"|[^"\r\n])*/.exec(text)?.[0].replace(/"[^"]*"/g, '') ?? '';
  const count = (delimiter: string) => headings.split(delimiter).length;
  return [';', '\t', ','].reduce((best, one) => (count(one) > count(best) ? one : best), ',');
}
