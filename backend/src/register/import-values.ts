import { isIdentifier } from '../ids/identifier.ts';
import type { Value } from './import-record.ts';

/** What a cell says, or what it should have said. */
export type Cell = { value: Value } | { expected: string };

/** Reads the text of one cell that is not empty. */
export type ReadCell = (text: string) => Cell;

const MOST_TEXT = 20_000;

export function identifier(maxLength: number): ReadCell {
  return (text) => {
    const expected = expectedOfId(text, maxLength);
    return expected === undefined ? { value: text } : { expected };
  };
}

/** What an id of a file should have been; undefined when it is as the institution wrote it. */
export function expectedOfId(text: string, maxLength: number): string | undefined {
  if (/^\d([.,]\d+)?E\+\d+$/i.test(text)) return SHORTENED_BY_EXCEL;
  const edge = /^[\s\p{Cf}]|[\s\p{Cf}]$/u.exec(text)?.[0].codePointAt(0);
  if (edge !== undefined) {
    const name = `U+${edge.toString(16).toUpperCase().padStart(4, '0')}`;
    return `without the invisible character at its edge (${name}) / sans le caractère invisible au bord (${name})`;
  }
  return isIdentifier(text, maxLength) ? undefined : `1 to ${maxLength} characters, without control characters`;
}

const SHORTENED_BY_EXCEL =
  'the whole number; Excel shortened it: give the column the format Text, put the full ids back and save again / Excel a abrégé ce nombre : mettez la colonne au format Texte, remettez les identifiants entiers et enregistrez de nouveau';

export const freeText: ReadCell = (text) =>
  text.length > MOST_TEXT || !text.isWellFormed() || text.includes('\0')
    ? { expected: `text of at most ${MOST_TEXT} characters` }
    : { value: text };

/** @param words our word -> what people write for it; our word itself always counts */
export function word(words: Readonly<Record<string, readonly string[]>>): ReadCell {
  const known = new Map(
    Object.entries(words).flatMap(([ours, theirs]) => [ours, ...theirs].map((one) => [plain(one), ours])),
  );
  return (text) => {
    const ours = known.get(plain(text));
    return ours === undefined ? { expected: `one of ${Object.keys(words).join(', ')}` } : { value: ours };
  };
}

export const year: ReadCell = (text) =>
  /^(19|20|21)\d\d$/.test(text) ? { value: Number(text) } : { expected: 'a year such as 2025' };

/** Several ids or words in one cell, separated by `|`. */
export const list: ReadCell = (text) => {
  const parts = text
    .split('|')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const expected = parts.map((part) => expectedOfId(part, 255)).find((one) => one !== undefined);
  return expected === undefined
    ? { value: [...new Set(parts)] }
    : { expected: `words separated by |, each ${expected}` };
};

/** A day (its end in the tenant's zone is meant) or an instant with its zone. */
export function instant(zone: string): ReadCell {
  return (text) => {
    const french = /^(\d\d)\/(\d\d)\/(\d{4})$/.exec(text);
    const day = french === null ? text : `${french[3]}-${french[2]}-${french[1]}`;
    if (/^\d{4}-\d\d-\d\d$/.test(day)) {
      const at = endOfDay(zone, day);
      return at === undefined ? { expected: 'a day of the calendar' } : { value: at };
    }
    const written = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/.exec(text)?.[1];
    if (written !== undefined && !isDay(written))
      return { expected: 'on a day of the calendar / un jour du calendrier' };
    const at = written === undefined ? undefined : new Date(text);
    return at === undefined || Number.isNaN(at.getTime())
      ? { expected: 'a day such as 2026-01-31 or 31/01/2026, or an instant such as 2026-01-31T18:00:00+01:00' }
      : { value: at };
  };
}

/** The last second of a day in a zone; undefined when the calendar has no such day. */
function endOfDay(zone: string, day: string): Date | undefined {
  const wanted = `${day} 23:59:59`;
  if (!isDay(day)) return undefined;
  const asUtc = new Date(`${day}T23:59:59Z`);
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  // Twice: the first guess may lie on the other side of a change of the clocks.
  let at = asUtc;
  for (let i = 0; i < 2; i++) {
    const shown = new Date(`${format.format(at).replace(' ', 'T')}Z`);
    at = new Date(at.getTime() + new Date(`${wanted.replace(' ', 'T')}Z`).getTime() - shown.getTime());
  }
  return at;
}

/** Whether the calendar has a day; `Date` would move 30 February into March. */
function isDay(day: string): boolean {
  const at = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day);
}

/** How headings and words are compared: without case, accents and punctuation. */
export function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
}
