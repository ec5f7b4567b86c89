import { isIdentifier } from '../ids/identifier.ts';
import type { Value } from './import-record.ts';

/** What a cell says, or what it should have said. */
export type Cell = { value: Value } | { expected: string };

/** Reads the text of one cell that is not empty. */
export type ReadCell = (text: string) => Cell;

const MOST_TEXT = 20_000;

export function identifier(maxLength: number): ReadCell {
  return (text) =>
    isIdentifier(text, maxLength)
      ? { value: text }
      : { expected: `at most ${maxLength} characters, without control characters` };
}

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
  return parts.every((part) => isIdentifier(part))
    ? { value: [...new Set(parts)] }
    : { expected: 'words separated by |' };
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
    const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/.test(text)
      ? new Date(text)
      : undefined;
    return at === undefined || Number.isNaN(at.getTime())
      ? { expected: 'a day such as 2026-01-31 or 31/01/2026, or an instant such as 2026-01-31T18:00:00+01:00' }
      : { value: at };
  };
}

/** The last second of a day in a zone; undefined when the calendar has no such day. */
function endOfDay(zone: string, day: string): Date | undefined {
  const wanted = `${day} 23:59:59`;
  const asUtc = new Date(`${day}T23:59:59Z`);
  if (Number.isNaN(asUtc.getTime()) || asUtc.toISOString().slice(0, 10) !== day) return undefined;
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  // Twice: the first guess may lie on the other side of a change of the clocks.
  let at = asUtc;
  for (let i = 0; i < 2; i++) {
    const shown = new Date(`${format.format(at).replace(' ', 'T')}Z`);
    at = new Date(at.getTime() + new Date(`${wanted.replace(' ', 'T')}Z`).getTime() - shown.getTime());
  }
  return at;
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
