import { AppError } from '../errors/app-error.ts';
import { isIdentifier } from '../ids/identifier.ts';

/** One query parameter: what it may be and what it means, for the parser and for the documentation. */
export interface Parameter {
  name: string;
  kind: 'id' | 'choice' | 'list' | 'limit' | 'offset' | 'cursor' | 'day' | 'instant';
  /** Of a choice or a list. */
  values?: readonly string[];
  fallback?: string | number;
  /** French first, then English. */
  description: string;
}

/** What a query says, by parameter name; a parameter that was left out has its fallback or is missing. */
export type Values = Record<string, string | number | Date | readonly string[] | undefined>;

export const DEFAULT_LIMIT = 100;
/** More than this is cut down to this. */
export const MAX_LIMIT = 500;

/**
 * Reads a query strictly: each parameter at most once, never empty, none that is unknown.
 * @param query as the framework decoded it: repeated parameters are arrays
 * @param strict false ignores unknown parameters
 * @throws AppError academic.invalid_parameter
 */
export function parseQuery(
  parameters: readonly Parameter[],
  query: Readonly<Record<string, unknown>>,
  strict: boolean,
): Values {
  if (strict) {
    const known = parameters.map(({ name }) => name);
    const unknown = Object.keys(query).find((name) => !known.includes(name));
    if (unknown !== undefined) throw invalid(unknown, 'unknown parameter', { allowed_parameters: known });
  }
  const values: Values = {};
  for (const parameter of parameters) {
    const text = query[parameter.name];
    const value = text === undefined ? parameter.fallback : readValue(parameter, text);
    if (value !== undefined) values[parameter.name] = value;
  }
  return values;
}

/** AppError academic.invalid_parameter. */
export function invalid(parameter: string, reason: string, more: Record<string, unknown> = {}): AppError {
  const name = parameter.slice(0, 64);
  return new AppError('academic.invalid_parameter', 'invalid', `Invalid parameter ${name}: ${reason}.`, undefined, {
    details: { parameter: name, reason, ...more },
  });
}

function readValue(parameter: Parameter, given: unknown): Values[string] {
  const { name } = parameter;
  if (typeof given !== 'string') throw invalid(name, 'given more than once');
  if (given === '') throw invalid(name, 'empty');
  return READERS[parameter.kind](given, parameter);
}

const READERS: Record<Parameter['kind'], (text: string, parameter: Parameter) => Values[string]> = {
  id(text, { name }) {
    if (isIdentifier(text, 64)) return text;
    throw invalid(name, 'expected an identifier of at most 64 characters');
  },
  choice(text, { name, values = [] }) {
    if (values.includes(text)) return text;
    throw invalid(name, `expected one of ${values.join(', ')}`, { allowed_values: values });
  },
  list(text, { name, values = [] }) {
    const wanted = [...new Set(text.split(',').map((one) => one.trim()))];
    if (wanted.every((one) => values.includes(one))) return wanted;
    throw invalid(name, `expected a comma-separated list of ${values.join(', ')}`, { allowed_values: values });
  },
  limit(text, { name }) {
    return Math.min(MAX_LIMIT, wholeNumber(name, text, 1));
  },
  offset(text, { name }) {
    return wholeNumber(name, text, 0);
  },
  // Only the list itself can tell whether a cursor is one of its own.
  cursor: (text) => text,
  day(text, { name }) {
    if (isDay(text)) return text;
    throw invalid(name, 'expected a date of the calendar as YYYY-MM-DD');
  },
  instant(text, { name }) {
    const at = instantOf(text);
    if (at !== undefined) return at;
    throw invalid(name, 'expected an instant such as 2025-11-13T10:15:00Z');
  },
};

function wholeNumber(name: string, text: string, least: number): number {
  const value = Number(text);
  if (/^(0|[1-9]\d{0,15})$/.test(text) && value >= least && Number.isSafeInteger(value)) return value;
  throw invalid(name, `expected a whole number, ${least} or more`);
}

/** Whether a text is a day that exists, as YYYY-MM-DD. */
function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text < '0001-01-01') return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

function instantOf(text: string): Date | undefined {
  const [, day] = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?(?:Z|[+-]\d{2}:\d{2})$/.exec(text) ?? [];
  if (day === undefined || !isDay(day)) return undefined;
  const at = new Date(text);
  // The databases' oldest years differ; nothing of ours is that old.
  return Number.isNaN(at.getTime()) || at.getUTCFullYear() < 1900 ? undefined : at;
}

/** The day that lies so many days after another. */
export function dayPlus(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
