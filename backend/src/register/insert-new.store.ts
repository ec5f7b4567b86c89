import type { Insertable, Kysely } from 'kysely';
import type { Database } from '../db/connection.ts';
import type { Tables } from '../db/tables/tables.ts';

/** Inserts unless one of the row's unique keys is taken; a concurrent inserter is waited for. */
export async function insertNew<T extends keyof Tables & string>(
  { engine }: Pick<Database, 'engine'>,
  db: Kysely<Tables>,
  table: T,
  row: Insertable<Tables[T]>,
): Promise<void> {
  const insert = db.insertInto(table).values(row as never);
  await (engine === 'mysql' ? insert.ignore() : insert.onConflict((conflict) => conflict.doNothing())).execute();
}
