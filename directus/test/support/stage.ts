import { type Database, openDatabase } from '../../../backend/src/db/connection.ts';
import { migrate } from '../../../backend/src/db/migrate.ts';
import { applyToDirectus } from '../../../backend/src/directus/apply.ts';
import { createDirectusApi } from '../../../backend/src/directus/directus-api.remote.ts';
import type { Engine, FreshDatabase } from '../../../backend/test/support/engines.ts';
import { bootstrapDirectus, type DirectusOptions, type RunningDirectus, startDirectus } from './directus.ts';

/** Our tables, Directus' tables, both programs on one database. */
export interface SharedDatabase {
  readonly database: Database;
  readonly directus: RunningDirectus;
  close(): Promise<void>;
}

/** @param order who makes its tables first */
export async function shareDatabase(
  engine: Engine,
  order: 'Passerelle first' | 'Directus first',
  options: Partial<DirectusOptions> = {},
): Promise<SharedDatabase> {
  const fresh: FreshDatabase = await engine.freshDatabaseUrl();
  const settings = { ...options, databaseUrl: fresh.url };
  if (order === 'Directus first') await bootstrapDirectus(settings);
  const database = openDatabase(fresh.url, 10);
  await migrate(database);
  if (order === 'Passerelle first') await bootstrapDirectus(settings);
  const directus = await startDirectus(settings);
  return {
    database,
    directus,
    async close() {
      await directus.stop();
      await database.close();
      await fresh.drop();
    },
  };
}

/** `passerelle directus apply`. */
export function apply(directus: RunningDirectus, how: { isRemoval?: boolean; isDryRun?: boolean } = {}) {
  return applyToDirectus(createDirectusApi(directus.url, directus.token), {
    language: 'fr',
    isDryRun: how.isDryRun ?? false,
    isRemoval: how.isRemoval ?? false,
    onStep: () => undefined,
  });
}
