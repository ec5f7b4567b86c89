import type { Database } from '../db/connection.ts';
import { recent } from '../time/recent.ts';
import type { Catalogue, CatalogueReader } from './catalogue.ts';

const MAX_AGE_MS = 3000;

/** The catalogue of each tenant, read again when it is more than three seconds old: an edit in Directus shows at once. */
export function createCatalogueReader(database: Database, now: () => number = Date.now): CatalogueReader {
  return { of: recent((tenantId) => readCatalogue(database, tenantId), MAX_AGE_MS, now) };
}

async function readCatalogue(database: Database, tenantId: string): Promise<Catalogue> {
  const { query } = database;
  const [tenant, modules, sequences, grains] = await Promise.all([
    query.selectFrom('tenants').select('course_url').where('id', '=', tenantId).executeTakeFirst(),
    query
      .selectFrom('modules')
      .select(['module_id as moduleId', 'title', 'url'])
      .where('tenant_id', '=', tenantId)
      .where('retired_at', 'is', null)
      .orderBy('position')
      .orderBy('module_id')
      .execute(),
    query
      .selectFrom('sequences')
      .select(['sequence_id as sequenceId', 'module_id as moduleId', 'title'])
      .where('tenant_id', '=', tenantId)
      .where('retired_at', 'is', null)
      .orderBy('position')
      .orderBy('sequence_id')
      .execute(),
    query
      .selectFrom('grains')
      .select(['grain_id as grainId', 'module_id as moduleId', 'sequence_id as sequenceId', 'title', 'url', 'minutes'])
      .where('tenant_id', '=', tenantId)
      .where('retired_at', 'is', null)
      .orderBy('position')
      .orderBy('grain_id')
      .execute(),
  ]);
  return { courseUrl: tenant?.course_url ?? null, modules, sequences, grains };
}
