import { sql } from 'kysely';
import type { Database } from '../db/connection.ts';
import type { GrantsRunner } from './grants.ts';

export function createGrantsRunner({ engine, query }: Database): GrantsRunner {
  return {
    engine,
    run: (statements) =>
      query.transaction().execute(async (trx) => {
        for (const statement of statements) await sql.raw(statement).execute(trx);
      }),
  };
}
