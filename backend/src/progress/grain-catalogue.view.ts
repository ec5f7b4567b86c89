import type { Database } from '../db/connection.ts';
import type { GrainCatalogue, GrainMap } from './grain-catalogue.ts';

const MAX_AGE_MS = 3000;

/** The grains of each tenant, read again when they are more than three seconds old: an edit in Directus shows at once. */
export function createGrainCatalogue(database: Database, now: () => number = Date.now): GrainCatalogue {
  const kept = new Map<string, { at: number; grains: Promise<GrainMap> }>();
  return {
    grainsOf(tenantId) {
      const known = kept.get(tenantId);
      if (known !== undefined && now() - known.at < MAX_AGE_MS) return known.grains;
      const grains = readGrains(database, tenantId);
      kept.set(tenantId, { at: now(), grains });
      grains.catch(() => kept.delete(tenantId));
      return grains;
    },
  };
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
