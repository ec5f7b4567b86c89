import { AppError } from '../errors/app-error.ts';
import { FIELDS, type Field, type Kind } from './collections.ts';

export type Operator = '=' | '!=' | '>' | '>=' | '<' | '<=' | '~';

/** One comparison of a filter. */
export interface Clause {
  field: Field;
  operator: Operator;
  value: string | number | Date;
}

/** One comparison, or two of which both or either must hold. */
export interface Filter {
  clauses: readonly [Clause] | readonly [Clause, Clause];
  join: 'and' | 'or';
}

const CLAUSE = String.raw`([A-Za-z][A-Za-z.]*)\s*(!=|>=|<=|=|>|<|~)\s*'((?:[^']|'')*)'`;
const FILTER = new RegExp(`^\\s*${CLAUSE}(?:\\s+(AND|OR)\\s+${CLAUSE})?\\s*$`, 'i');
const LONGEST = 1000;

/**
 * `field predicate 'value'`, at most two of them joined by AND or OR (OneRoster 1.2 REST binding, "Filtering"). Texts are
 * compared byte for byte, `~` finds a part whatever its case.
 * @throws AppError oneroster.invalid_filter_field
 */
export function parseFilter(kind: Kind, text: string): Filter {
  const found = text.length > LONGEST ? null : FILTER.exec(text);
  if (found === null) throw invalidFilter(`expected one or two comparisons such as status='active' AND title~'sql'`);
  const [, field = '', operator = '', value = '', join, field2, operator2 = '', value2 = ''] = found;
  const first = clauseOf(kind, field, operator, value);
  if (field2 === undefined) return { clauses: [first], join: 'and' };
  const second = clauseOf(kind, field2, operator2, value2);
  return { clauses: [first, second], join: join?.toUpperCase() === 'OR' ? 'or' : 'and' };
}

function clauseOf(kind: Kind, name: string, operator: string, quoted: string): Clause {
  const field = Object.hasOwn(FIELDS[kind], name) ? FIELDS[kind][name] : undefined;
  if (field === undefined) {
    throw invalidFilter(`${name.slice(0, 64)} is none of ${Object.keys(FIELDS[kind]).join(', ')}`);
  }
  const text = quoted.replaceAll("''", "'");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is refused
  if (!text.isWellFormed() || /[\u0000-\u001f]/.test(text)) throw invalidFilter(`${name} has control characters`);
  if (operator === '~' && (field.type === 'instant' || field.type === 'number')) {
    throw invalidFilter(`${name} has no parts to be found`);
  }
  if (field.type === 'words' && !['=', '!=', '~'].includes(operator)) throw invalidFilter(`${name} has no order`);
  return { field, operator: operator as Operator, value: comparedValue(name, field, text) };
}

function comparedValue(name: string, { type }: Field, text: string): Clause['value'] {
  if (type === 'number') {
    const value = Number(text);
    if (/^-?\d{1,9}(\.\d{1,9})?$/.test(text)) return value;
    throw invalidFilter(`${name} is a number`);
  }
  if (type !== 'instant') return text;
  const at = instantOf(text);
  if (at === undefined) throw invalidFilter(`${name} is a date such as 2025-11-13 or 2025-11-13T10:15:00Z`);
  return at;
}

/** A day (its beginning in UTC) or an instant; the databases' oldest and latest years differ. */
function instantOf(text: string): Date | undefined {
  const form = /^(\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2}))?$/.exec(text);
  const at = new Date(text);
  const year = at.getUTCFullYear();
  return form === null || Number.isNaN(at.getTime()) || year < 1900 || year > 9998 ? undefined : at;
}

function invalidFilter(why: string): AppError {
  return new AppError('oneroster.invalid_filter_field', 'invalid', `Invalid filter: ${why}.`);
}
