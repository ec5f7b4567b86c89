import type { ReadyConfig } from '../config/read-config.ts';
import type { Database } from '../db/connection.ts';
import { clearSchemaCache } from '../directus/apply.ts';
import type { DirectusDesk } from '../directus/directus.commands.ts';
import { createDirectusApi } from '../directus/directus-api.remote.ts';
import { createGrantsRunner } from '../directus/grants.store.ts';

/** What `directus …` works with. */
export function directusDesk(bench: { readonly config: ReadyConfig; readonly database: Database }): DirectusDesk {
  const { directusUrl: url, directusToken: token } = bench.config;
  return { url, token, connect: createDirectusApi, openGrants: () => createGrantsRunner(bench.database) };
}

/** Makes Directus see tables that changed; a Directus that is down or refuses never undoes a migration. */
export async function tellDirectus({ directusUrl, directusToken }: ReadyConfig): Promise<string> {
  if (directusUrl === undefined || directusToken === undefined) {
    return 'Directus was not told (DIRECTUS_URL and DIRECTUS_TOKEN are not set): if one uses this database, restart it. / Directus n’a pas été prévenu : s’il utilise cette base, redémarrez-le.';
  }
  try {
    await clearSchemaCache(createDirectusApi(directusUrl, directusToken));
    return 'Directus reads the tables anew. / Directus relit les tables.';
  } catch (error) {
    return `Directus could not be told: ${(error as Error).message} Restart it. / Redémarrez-le.`;
  }
}
