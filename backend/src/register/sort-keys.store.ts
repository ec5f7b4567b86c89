import type { Database } from '../db/connection.ts';
import { sortKeyOf } from './sort-key.ts';

/** Brings sort keys after names that were edited past the application, in Directus or by SQL. */
export interface SortKeys {
  /** @param since rows that changed after this are looked at; @returns how many keys were wrong */
  follow(since: Date): Promise<number>;
}

const NAMES = {
  promotions: ['name'],
  classes: ['name'],
  themes: ['title'],
  teachers: ['lastname', 'firstname'],
  students: ['lastname', 'firstname'],
} as const;

export function createSortKeys({ query }: Database): SortKeys {
  return {
    async follow(since) {
      let wrong = 0;
      for (const [table, names] of Object.entries(NAMES)) {
        const rows = await query
          .selectFrom(table as 'students')
          .select(['id', 'sort_key'])
          .select(names as readonly string[] as readonly ['lastname'])
          .where('updated_at', '>', since)
          .execute();
        for (const row of rows) {
          const words = names.map((name) => row[name as 'lastname']);
          const sort_key = sortKeyOf(...words);
          if (sort_key === row.sort_key) continue;
          await query
            .updateTable(table as 'students')
            .set({ sort_key })
            .where('id', '=', row.id)
            .execute();
          wrong += 1;
        }
      }
      return wrong;
    },
  };
}
