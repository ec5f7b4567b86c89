import { type AliasedExpression, type SelectQueryBuilder, sql } from 'kysely';
import type { TenantQuery } from './tenant-query.view.ts';

/** The columns of some rows, each value as the JSON text that it becomes in an answer. */
export type JsonColumns<Name extends string> = Record<Name, readonly string[]>;

/**
 * The rows of a long page. A driver that takes 500 rows of a dozen values apart one by one takes longer over it than the
 * database over finding them, and each value would be made a text again: PostgreSQL hands each column over as one JSON text
 * instead, which is cut at its line ends.
 * @param names all columns that are wanted, of types that JSON has: an instant must be a text already (`writtenInstant`)
 */
export async function jsonColumns<Row extends object, Name extends keyof Row & string>(
  tenant: TenantQuery,
  rows: SelectQueryBuilder<Record<never, never>, never, Row>,
  names: readonly Name[],
): Promise<JsonColumns<Name>> {
  if (tenant.engine !== 'postgres') {
    const found = await rows.execute();
    return columnsOf(names, (name) => found.map((row) => JSON.stringify(row[name])));
  }
  const arrays = (await tenant
    .select(rows.as('x') as AliasedExpression<Row, 'x'>)
    .select(
      names.map((name) => sql<string | null>`array_to_json(array_agg(${sql.ref(`x.${name}`)}), true)::text`.as(name)),
    )
    .executeTakeFirstOrThrow()) as Record<string, string | null>;
  return columnsOf(names, (name) => arrays[name]?.slice(1, -1).split(BETWEEN_VALUES) ?? []);
}

/** Within a JSON string a line end is written `\n`. */
const BETWEEN_VALUES = ',\n ';

function columnsOf<Name extends string>(names: readonly Name[], valuesOf: (name: Name) => readonly string[]) {
  return Object.fromEntries(names.map((name) => [name, valuesOf(name)])) as JsonColumns<Name>;
}
