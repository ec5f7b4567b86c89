import { AppError } from '../errors/app-error.ts';
import type { ColumnKind, TableShape, Value } from './movable-base.ts';

/** Where a value stands, for the sentence about it. */
export interface Place {
  table: string;
  column: string;
}

const INSTANT = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?(?:Z|\+00(?::?00)?)?$/;
/** 0001-01-01 and the last millisecond of 9999: what all three engines can hold. */
const FIRST_INSTANT = -62_135_596_800_000;
const LAST_INSTANT = 253_402_300_799_999;

/**
 * `2026-11-20 22:10:04.123`, in UTC, as milliseconds. Read by position: the general parser takes ten times as long.
 * @throws AppError exchange.value_refused for what is no instant of the years 1 to 9999 in whole milliseconds
 */
export function millisecondsOf(text: string, place: Place): number {
  const parts = INSTANT.exec(text);
  if (parts === null)
    throw refused(
      place,
      `"${text.slice(0, 40)}" is not an instant of the years 1 to 9999`,
      'Ce n’est pas un instant des années 1 à 9999',
    );
  const [, year, month, day, hour, minute, second, fraction = ''] = parts;
  if (/[1-9]/.test(fraction.slice(3)))
    throw refused(place, `"${text}" has fractions of a millisecond`, 'Cet instant a des fractions de milliseconde');
  const date = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
    Number(fraction.slice(0, 3).padEnd(3, '0')),
  );
  // Date.UTC takes the years 0 to 99 for those of the 20th century.
  return checkedInstant(Number(year) < 100 ? new Date(date).setUTCFullYear(Number(year)) : date, place);
}

/** @throws AppError exchange.value_refused */
export function checkedInstant(milliseconds: number, place: Place): number {
  if (Number.isInteger(milliseconds) && milliseconds >= FIRST_INSTANT && milliseconds <= LAST_INSTANT) {
    return milliseconds;
  }
  throw refused(
    place,
    `${milliseconds} is not an instant of the years 1 to 9999 in whole milliseconds`,
    'Ce n’est pas un instant des années 1 à 9999 en millisecondes entières',
  );
}

/** @throws AppError exchange.value_refused for numbers that JSON cannot carry exactly */
export function checkedNumber(number: number, kind: 'integer' | 'real', place: Place): number {
  if (kind === 'integer' ? Number.isSafeInteger(number) : Number.isFinite(number)) return number === 0 ? 0 : number;
  throw refused(
    place,
    `${number} is not a number that every engine holds exactly`,
    'Tous les moteurs ne gardent pas ce nombre exactement',
  );
}

/** The one spelling of a JSON text. @throws AppError exchange.value_refused */
export function canonicalJson(text: string, place: Place): string {
  try {
    return JSON.stringify(sortedKeys(JSON.parse(text)));
  } catch {
    throw refused(place, 'is not JSON', 'Ce n’est pas du JSON');
  }
}

function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortedKeys(inner)]));
}

/** An error that says which value cannot go where, without showing a person's data. */
export function refused({ table, column }: Place, en: string, fr: string): AppError {
  return new AppError('exchange.value_refused', 'invalid', `${table}.${column}: ${en}. / ${fr}.`, undefined, {
    details: { table, column },
  });
}

/** @throws AppError exchange.value_refused when a value read from a file is not of its column's kind */
export function checkKind(value: Value, kind: ColumnKind, place: Place): void {
  if (value === null) return;
  const ok =
    kind === 'integer' || kind === 'real' || kind === 'instant'
      ? typeof value === 'number'
      : kind === 'boolean'
        ? typeof value === 'boolean'
        : typeof value === 'string';
  if (!ok)
    throw refused(
      place,
      `a ${typeof value} stands where ${kind} is expected`,
      `Une valeur de type ${typeof value} se trouve où l’on attend ${kind}`,
    );
}

/** Each column's name with its table's. */
export function placesOf(table: TableShape): Place[] {
  return table.columns.map((column) => ({ table: table.name, column: column.name }));
}
