import { type AliasedExpression, type SelectQueryBuilder, sql } from 'kysely';
import type { TenantQuery } from './tenant-query.view.ts';

/**
 * The rows of a long page. A driver that takes 500 rows of a dozen values apart one by one takes longer over it than the
 * database over finding them: PostgreSQL hands each column over as one JSON array instead, the other engines their rows as ever.
 * @param names all columns that are wanted, of types that JSON has: an instant must be a text already (`writtenInstant`)
 */
export async function rowsInColumns<Row extends object>(
  tenant: TenantQuery,
  rows: SelectQueryBuilder<Record<never, never>, never, Row>,
  names: readonly (keyof Row & string)[],
): Promise<Row[]> {
  if (tenant.engine !== 'postgres') return rows.execute();
  const columns = await tenant
    .select(rows.as('x') as AliasedExpression<Row, 'x'>)
    .select(names.map((name) => sql<unknown[] | null>`json_agg(${sql.ref(`x.${name}`)})`.as(name)))
    .executeTakeFirstOrThrow();
  return rowsOf(columns as Record<string, unknown[] | null>, names);
}

function rowsOf<Row extends object>(columns: Record<string, unknown[] | null>, names: readonly string[]): Row[] {
  // A copy of it has its shape from the start, which spares the engine a shape per field.
  const empty: Record<string, unknown> = Object.fromEntries(names.map((name) => [name, null]));
  const { length } = columns[names[0] ?? ''] ?? [];
  const rows = Array.from({ length }, () => ({ ...empty }));
  for (const name of names) {
    columns[name]?.forEach((value, at) => {
      const row = rows[at];
      if (row !== undefined) row[name] = value;
    });
  }
  return rows as Row[];
}
