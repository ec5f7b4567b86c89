import type { Database } from '../db/connection.ts';
import { recent } from '../time/recent.ts';
import type { GrainCatalogue, GrainMap } from './grain-catalogue.ts';

const MAX_AGE_MS = 3000;

/** The grains of each tenant, read again when they are more than three seconds old: an edit in Directus shows at once. */
export function createGrainCatalogue(database: Database, now: () => number = Date.now): GrainCatalogue {
  return { grainsOf: recent((tenantId) => readGrains(database, tenantId), MAX_AGE_MS, now) };
}

async function readGrains({ query }: Database, tenantId: string): Promise<GrainMap> {
  const rows = await query
    .selectFrom('grains')
    .select(['grain_id', 'module_id', 'sequence_id', 'retired_at'])
    .where('tenant_id', '=', tenantId)
    .execute();
  return new Map(
    rows.map((row) => [
      row.grain_id,
      { moduleId: row.module_id, sequenceId: row.sequence_id, isRetired: row.retired_at !== null },
    ]),
  );
}
