import { CsvError, parse } from 'csv-parse/sync';

/** A CSV file as rows of text, each with the line it begins on. */
export interface CsvTable {
  headings: readonly string[];
  /** Line of the headings. */
  line: number;
  rows: readonly { line: number; cells: readonly string[] }[];
}

/** What keeps a file from being a table. */
export interface CsvFault {
  line: number;
  message: string;
}

/**
 * Reads a CSV file as spreadsheets and school software write them: UTF-8 with or without BOM, UTF-16 with BOM, else
 * Windows-1252 (Latin-1); cells between comma, semicolon or tab, whichever the headings have most of, or what `sep=` says.
 * Cells are trimmed; what spreadsheets leave around a table (rows without a value, columns without a heading) is left out.
 */
export function readCsv(bytes: Uint8Array): CsvTable | CsvFault {
  const decoded = decode(bytes);
  if (typeof decoded !== 'string') return decoded;
  const separator = /^"?sep=([;,\t])"?[ ;,\t]*(?=\r|\n)/i.exec(decoded);
  const text = decoded.slice(separator?.[0].length ?? 0);
  try {
    const records = parse(text, {
      delimiter: separator?.[1] ?? delimiterOf(text),
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      skip_empty_lines: true,
      info: true,
      trim: true,
    }) as unknown as { record: string[]; info: { lines: number } }[];
    let end = 0;
    const placed = records.map(({ record, info }) => {
      // A cell may hold line breaks: a row begins where the one before it ended.
      const line = Math.max(end + 1, info.lines - breaksIn(record));
      end = info.lines;
      return { line, cells: record };
    });
    const [first, ...rows] = placed.filter(({ cells }) => cells.some((cell) => cell !== ''));
    if (first === undefined) return { line: 1, message: 'the file is empty' };
    const headings = first.cells.slice(0, first.cells.findLastIndex((heading) => heading !== '') + 1);
    const withoutEmptyEnd = (cells: readonly string[]) => {
      const isEmptyEnd =
        cells.length <= first.cells.length && cells.slice(headings.length).every((cell) => cell === '');
      return isEmptyEnd ? cells.slice(0, headings.length) : cells;
    };
    return {
      headings,
      line: first.line,
      rows: rows.map(({ line, cells }) => ({ line, cells: withoutEmptyEnd(cells) })),
    };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { lines } = error as CsvError & { lines?: number };
    return { line: lines ?? 1, message: `not readable as CSV: ${error.message}` };
  }
}

function breaksIn(cells: readonly string[]): number {
  return cells.reduce((sum, cell) => sum + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 0);
}

function decode(bytes: Uint8Array): string | CsvFault {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const line = lineOfBadByte(bytes);
    if (line === undefined) return new TextDecoder('windows-1252').decode(bytes);
    return { line, message: BAD_BYTE };
  }
}

const BAD_BYTE =
  'is UTF-8 but for a byte of this line: save the whole file anew as “CSV UTF-8” / un octet de cette ligne n’est pas de l’UTF-8 comme le reste : enregistrez tout le fichier en « CSV UTF-8 »';

/** Line of the first byte that is wrong in what is UTF-8 otherwise; undefined when nothing says that it is UTF-8. */
function lineOfBadByte(bytes: Uint8Array): number | undefined {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  if (!/[^\p{ASCII}\uFFFD]/u.test(text)) return undefined;
  return 1 + breaksIn([text.slice(0, text.indexOf('\uFFFD'))]);
}

function delimiterOf(text: string): string {
  const headings = /^[\s;,]*(?:"[^"]*"|[^"\r\n])*/.exec(text)?.[0].replace(/"[^"]*"/g, '') ?? '';
  const count = (delimiter: string) => headings.split(delimiter).length;
  return [';', '\t', ','].reduce((best, one) => (count(one) > count(best) ? one : best), ',');
}
