import { type RawBuilder, sql } from 'kysely';
import type { Engine } from './dialect.ts';

/**
 * What stands behind `in`: keys of rows, at least one. PostgreSQL gets them as one value: a list of placeholders it plans anew
 * for every length and, once planned for any values, compares with each row one by one.
 */
export function keyList(engine: Engine, keys: readonly string[]): RawBuilder<string> {
  if (engine === 'postgres') return sql<string>`(select unnest(${`{${keys.join()}}`}::uuid[]))`;
  return sql<string>`(${sql.join(keys)})`;
}
