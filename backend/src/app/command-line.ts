import { createCatalogueReader } from '../catalogue/catalogue.view.ts';
import type { SiteCheckPorts } from '../catalogue/site-check.commands.ts';
import { createSiteReader } from '../catalogue/site-crawl.remote.ts';
import type { SnippetPorts } from '../catalogue/site-snippet.commands.ts';
import type { ReadyConfig } from '../config/read-config.ts';
import type { Database } from '../db/connection.ts';
import { readScriptFiles } from '../http/script.ts';
import { createLearnerStore } from '../learners/learner.store.ts';
import { createAccessTokens } from '../lti/access-token.remote.ts';
import { createKeyRotationStore } from '../lti/key-rotation.store.ts';
import { createKeyRotation, type KeyRotation } from '../lti/key-rotation.ts';
import { createGuardedFetch } from '../lti/outbound.remote.ts';
import type { RosterSync } from '../lti/roster.ts';
import { createSigningKeyStore } from '../lti/signing-keys.store.ts';
import { createSigningKeys } from '../lti/signing-keys.ts';
import { unknownTenant } from '../tenants/tenant.errors.ts';
import { createTenantStore } from '../tenants/tenant.store.ts';
import { siteBaseOf } from '../tenants/tenant.ts';
import { type Clock, systemClock } from '../time/clock.ts';
import { rosterSync } from './lti.ts';
import { scriptFolder } from './script-folder.ts';

/** What `roster sync` works with; `close` ends its connections to other servers. */
export function openRosterSync(database: Database, config: ReadyConfig): RosterSync & { close(): Promise<void> } {
  const { allowPrivateNetworks, secretKey } = config;
  const outbound = createGuardedFetch({ allowPrivateNetworks, userAgent: 'Passerelle/0.1' });
  const tokens = createAccessTokens(outbound.fetch, createSigningKeys(createSigningKeyStore(database), secretKey));
  const calls = { fetch: outbound.fetch, tokens };
  const sync = rosterSync({ database, clock: systemClock }, createLearnerStore(database), calls);
  return { ...sync, close: outbound.close };
}

/** Changes of our signing keys. */
export function keyRotation(database: Database, { secretKey }: ReadyConfig, clock: Clock = systemClock): KeyRotation {
  return createKeyRotation(createKeyRotationStore(database), secretKey, clock);
}

/**
 * What `site check` needs; the database is opened and the settings are read only when it asks.
 * @param bench the command line's database and settings
 */
export function siteCheckPorts(bench: { readonly database: Database; readonly config: ReadyConfig }): SiteCheckPorts {
  return {
    reader: createSiteReader(),
    apiUrl: () => bench.config.apiUrl,
    async knownSite(tenantId) {
      const tenant = await createTenantStore(bench.database).find(tenantId);
      if (tenant === undefined) throw unknownTenant(tenantId);
      return { catalogue: await createCatalogueReader(bench.database).of(tenantId), siteUrl: tenant.siteUrl };
    },
  };
}

/** Address of an institution's site, without a slash at its end. @throws AppError tenants.unknown_tenant */
export async function siteUrlOf(
  bench: { readonly database: Database; readonly config: ReadyConfig },
  tenantId: string,
): Promise<string> {
  const tenant = await createTenantStore(bench.database).find(tenantId);
  if (tenant === undefined) throw unknownTenant(tenantId);
  return siteBaseOf(tenant, bench.config.apiUrl);
}

/** What `site snippet` prints. */
export function snippetPorts({ apiUrl }: ReadyConfig): SnippetPorts {
  const script = readScriptFiles(scriptFolder).find((file) => file.name === 'progress-api.js');
  if (script === undefined) throw new Error(`there is no progress-api.js in ${scriptFolder}`);
  return { apiUrl, script };
}

/** Rows about one person, for \`privacy\`. */
export { createPrivacyStore } from '../exchange/privacy.store.ts';
/** Secrets shared with platforms, for the command line. */
export { createPlatformSecrets } from '../lti/platform-secrets.store.ts';
