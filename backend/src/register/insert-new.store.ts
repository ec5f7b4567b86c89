import type { Insertable, Kysely } from 'kysely';
import type { Database } from '../db/connection.ts';
import type { Tables } from '../db/tables/tables.ts';

/** Inserts the rows of which no unique key is taken; a concurrent inserter is waited for. */
export async function insertNew<T extends keyof Tables & string>(
  { engine }: Pick<Database, 'engine'>,
  db: Kysely<Tables>,
  table: T,
  rows: Insertable<Tables[T]> | readonly Insertable<Tables[T]>[],
): Promise<void> {
  const insert = db.insertInto(table).values(rows as never);
  await (engine === 'mysql' ? insert.ignore() : insert.onConflict((conflict) => conflict.doNothing())).execute();
}
