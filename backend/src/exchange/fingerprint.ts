import { createHash } from 'node:crypto';
import type { Row } from './movable-base.ts';

/** What is known of a table's rows. Equal fingerprints: the same rows, to the last byte. */
export interface TableSum {
  table: string;
  rows: number;
  /** SHA-256, lower-case hex, of the table's lines (see {@link linesOf}) in the order of its key's bytes. */
  fingerprint: string;
}

/** Rows as text: a JSON array on a line each. The same rows are the same bytes, whichever engine they come from. */
export function linesOf(rows: readonly Row[]): Buffer {
  let text = '';
  for (const row of rows) text += `${JSON.stringify(row)}\n`;
  return Buffer.from(text);
}

/** Sums a table up while its rows pass. */
export class TableMeter {
  readonly #table: string;
  readonly #hash = createHash('sha256');
  #rows = 0;

  constructor(table: string) {
    this.#table = table;
  }

  /** @param lines what {@link linesOf} makes of the rows */
  add(lines: Uint8Array, rows: number): void {
    this.#hash.update(lines);
    this.#rows += rows;
  }

  /** May be asked once, at the end. */
  sum(): TableSum {
    return { table: this.#table, rows: this.#rows, fingerprint: this.#hash.digest('hex') };
  }
}
