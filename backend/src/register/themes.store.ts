import { type Kysely, sql } from 'kysely';
import type { Database } from '../db/connection.ts';
import type { Tables } from '../db/tables/tables.ts';
import { newId } from '../ids/ids.ts';
import { insertNew } from './insert-new.store.ts';
import { sortKeyOf } from './sort-key.ts';

/** Lets the themes of source `module` follow the catalogues of all tenants. */
export function createThemeSync(database: Database): { follow(): Promise<void> } {
  return { follow: () => followCatalogue(database, database.query) };
}

/** Every module is a theme; a retired one is archived; the title follows. Themes of other sources are nobody's but people's. */
export async function followCatalogue(database: Database, db: Kysely<Tables>, tenantId?: string): Promise<void> {
  const modules = await db
    .selectFrom('modules as m')
    .leftJoin('themes as t', (on) =>
      on.onRef('t.tenant_id', '=', 'm.tenant_id').onRef('t.module_id', '=', 'm.module_id'),
    )
    .select(['m.id', 'm.tenant_id', 'm.module_id', 'm.title', 'm.retired_at', 't.id as theme', 't.source'])
    .select(['t.title as known_title', 't.status as known_status'])
    .$if(tenantId !== undefined, (query) => query.where('m.tenant_id', '=', tenantId ?? ''))
    .where((eb) =>
      eb.or([
        eb.and([eb('t.id', 'is', null), eb('m.retired_at', 'is', null)]),
        eb.and([
          eb('t.source', '=', 'module'),
          eb.or([
            sql<boolean>`t.title <> m.title`,
            eb.and([eb('m.retired_at', 'is', null), eb('t.status', '=', 'archived')]),
            eb.and([eb('m.retired_at', 'is not', null), eb('t.status', '<>', 'archived')]),
          ]),
        ]),
      ]),
    )
    .execute();
  for (const module of modules) {
    const said = {
      title: module.title,
      sort_key: sortKeyOf(module.title),
      status: module.retired_at === null ? ('active' as const) : ('archived' as const),
    };
    if (module.theme !== null) await db.updateTable('themes').set(said).where('id', '=', module.theme).execute();
    else await addTheme(database, db, module, said);
  }
}

async function addTheme(
  database: Database,
  db: Kysely<Tables>,
  module: { id: string; tenant_id: string; module_id: string },
  said: { title: string; sort_key: string; status: 'active' | 'archived' },
): Promise<void> {
  const { tenant_id, module_id } = module;
  const taken = await db
    .selectFrom('themes')
    .select('id')
    .where('tenant_id', '=', tenant_id)
    .where('theme_id', '=', module_id)
    .executeTakeFirst();
  const theme_id = taken === undefined && [...module_id].length <= 64 ? module_id : module.id;
  await insertNew(database, db, 'themes', { id: newId(), tenant_id, theme_id, module_id, source: 'module', ...said });
}
