import { type Expression, type RawBuilder, type SelectQueryBuilder, type SqlBool, sql } from 'kysely';
import type { Engine } from '../db/dialects/dialect.ts';
import type { Page, PageRequest } from './page.ts';

/**
 * Rows of a list ordered by (sort key, id) that come after a position, in the form that each engine finds by its index.
 * @param id the column of the institution's id
 */
export function isAfter(
  engine: Engine,
  alias: string,
  id: string,
  [sortKey, lastId]: readonly (string | number | null)[],
): Expression<SqlBool> {
  const key = sql.ref(`${alias}.sort_key`);
  const own = sql.ref(`${alias}.${id}`);
  const [a, b] = [String(sortKey ?? ''), String(lastId ?? '')];
  return engine === 'mysql'
    ? sql<SqlBool>`(${key} >= ${a} and (${key} > ${a} or ${own} > ${b}))`
    : sql<SqlBool>`(${key}, ${own}) > (${a}, ${b})`;
}

/**
 * An instant in the form in which the engine has it at hand, for {@link isoSeconds}: making a Date of each and a text of that
 * again takes longer than all the rest of a long list. PostgreSQL writes what isoSeconds would.
 */
export function writtenInstant(engine: Engine, column: string | Expression<Date>): RawBuilder<Date | string> {
  const at = typeof column === 'string' ? sql.ref(column) : column;
  if (engine === 'sqlite') return sql`${at}`;
  return engine === 'postgres' ? sql`to_char(${at}, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')` : sql`cast(${at} as char)`;
}

/** One row more than wanted tells whether the list goes on. */
export function limited<DB, TB extends keyof DB, O>(
  query: SelectQueryBuilder<DB, TB, O>,
  { limit, offset }: Pick<PageRequest, 'limit' | 'offset'>,
): SelectQueryBuilder<DB, TB, O> {
  const page = query.limit(limit + 1);
  return offset === 0 ? page : page.offset(offset);
}

/**
 * A page from the rows of one statement, each of which carries the total.
 * @param count asks for the total where no row came to tell it
 */
export async function pageFrom<Row>(
  rows: Row[],
  request: PageRequest,
  count: () => Promise<number>,
  positionOf: (row: Row) => readonly (string | number | null)[],
): Promise<Page<Row>> {
  const { limit, offset, after, knownTotal } = request;
  const hasMore = rows.length > limit;
  const kept = hasMore ? rows.slice(0, limit) : rows;
  const last = kept.at(-1);
  const isWhole = !hasMore && offset === 0 && after === undefined;
  const told = isWhole ? kept.length : (knownTotal ?? (kept[0] as { total?: unknown } | undefined)?.total);
  return {
    rows: kept,
    hasMore,
    total: told === undefined || told === null ? await count() : Number(told),
    last: last === undefined ? undefined : positionOf(last),
  };
}
