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

type Named = keyof typeof NAMES;

export function createSortKeys({ query }: Database): SortKeys {
  return {
    async follow(since) {
      let wrong = 0;
      // One institution at a time: the index of the large table begins with it.
      const tenants = await query.selectFrom('tenants').select('id').execute();
      for (const table of Object.keys(NAMES) as Named[])
        for (const { id } of tenants) wrong += await followOne(query, table, id, since);
      return wrong;
    },
  };
}

async function followOne(query: Database['query'], table: Named, tenantId: string, since: Date): Promise<number> {
  const names: readonly string[] = NAMES[table];
  const rows = await query
    .selectFrom(table as 'students')
    .select(['id', 'sort_key'])
    .select(names as readonly ['lastname'])
    .where('tenant_id', '=', tenantId)
    .where('updated_at', '>', since)
    .execute();
  let wrong = 0;
  for (const row of rows) {
    const sort_key = sortKeyOf(...names.map((name) => row[name as 'lastname']));
    if (sort_key === row.sort_key) continue;
    await query
      .updateTable(table as 'students')
      .set({ sort_key })
      .where('id', '=', row.id)
      .execute();
    wrong += 1;
  }
  return wrong;
}
