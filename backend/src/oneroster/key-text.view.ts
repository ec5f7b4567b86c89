import { type RawBuilder, sql } from 'kysely';
import type { Engine } from '../db/dialects/dialect.ts';

/** A key or word as text that compares byte for byte with any other, whatever its column's own type. */
export function textOf(engine: Engine, column: string): RawBuilder<string> {
  const ref = sql.ref(column);
  if (engine === 'postgres') return sql`cast(${ref} as text)`;
  return engine === 'mysql' ? sql`convert(${ref} using utf8mb4) collate utf8mb4_bin` : sql`${ref}`;
}
