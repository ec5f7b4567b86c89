import { AppError } from '../errors/app-error.ts';
import { FIELDS, type Field, type Kind } from './collections.ts';
import { type Filter, parseFilter } from './filter.ts';

/** Which rows of a collection are wanted, and in which order. */
export interface ListRequest {
  limit: number;
  offset: number;
  /** undefined = by sourcedId alone; equals always by sourcedId. */
  sort: Field | undefined;
  descending: boolean;
  filter: Filter | undefined;
}

const DEFAULT_LIMIT = 100;
/**
 * More is refused, not cut down: Moodle's plugin takes a page shorter than it asked for as the last one and unenrols whoever
 * comes after it.
 */
export const MOST_ROWS = 5000;

export const LIST_PARAMETERS = ['limit', 'offset', 'sort', 'orderBy', 'filter', 'fields'] as const;

type Query = Readonly<Record<string, unknown>>;

/**
 * Reads the query of a collection.
 * @param strict refuses parameters that OneRoster does not know
 * @throws AppError oneroster.invaliddata, oneroster.invalid_filter_field
 */
export function listRequestOf(kind: Kind, query: Query, strict: boolean): ListRequest {
  refuseUnknown(query, LIST_PARAMETERS, strict);
  const sort = oneOf(query, 'sort');
  const order = oneOf(query, 'orderBy') ?? 'asc';
  if (order !== 'asc' && order !== 'desc') throw invalidData('orderBy is asc or desc');
  const filter = oneOf(query, 'filter');
  return {
    limit: wholeNumber('limit', oneOf(query, 'limit'), { least: 1, most: MOST_ROWS }) ?? DEFAULT_LIMIT,
    offset: wholeNumber('offset', oneOf(query, 'offset'), { least: 0, most: Number.MAX_SAFE_INTEGER }) ?? 0,
    // The standard wants the default order, not a refusal, where a field does not exist.
    sort: sort !== undefined && Object.hasOwn(FIELDS[kind], sort) ? FIELDS[kind][sort] : undefined,
    descending: order === 'desc',
    filter: filter === undefined ? undefined : parseFilter(kind, filter),
  };
}

/**
 * The members that are wanted of each record; undefined = all of them.
 * @param known the members that such a record can have
 * @throws AppError oneroster.invalid_selection_field
 */
export function fieldsOf(query: Query, known: readonly string[]): ReadonlySet<string> | undefined {
  const { fields } = query;
  if (fields === undefined) return undefined;
  // A parameter that is a list may be written as one text or repeated.
  const names = (Array.isArray(fields) ? fields : [fields]).flatMap((one) => String(one).split(','));
  const members = names.map((name) => name.trim().replace(/\..*$/, ''));
  const unknown = members.find((name) => !known.includes(name));
  if (unknown === undefined) return new Set(members);
  const text = `Invalid fields: ${unknown.slice(0, 64).toWellFormed()} is none of ${known.join(', ')}.`;
  throw new AppError('oneroster.invalid_selection_field', 'invalid', text);
}

/** @throws AppError oneroster.invaliddata */
export function refuseUnknown(query: Query, known: readonly string[], strict: boolean): void {
  const unknown = strict ? Object.keys(query).find((name) => !known.includes(name)) : undefined;
  if (unknown === undefined) return;
  throw invalidData(`${unknown.slice(0, 64).toWellFormed()} is none of the parameters ${known.join(', ')}`);
}

function oneOf(query: Query, name: string): string | undefined {
  const value = query[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || value === '') throw invalidData(`${name} is given more than once or empty`);
  return value;
}

function wholeNumber(name: string, text: string | undefined, { least, most }: { least: number; most: number }) {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^(0|[1-9]\d{0,15})$/.test(text) && value >= least && value <= most) return value;
  throw invalidData(`${name} is a whole number from ${least} to ${most}`);
}

function invalidData(why: string): AppError {
  return new AppError('oneroster.invaliddata', 'invalid', `Invalid request: ${why}.`);
}
