import { academicRoutes } from '../academic/academic.routes.ts';
import { createAcademicReads } from '../academic/academic-reads.view.ts';
import { ExportPlaces } from '../academic/export-plan.ts';
import { createExportSources } from '../academic/export-source.view.ts';
import { createGate } from '../academic/gate.ts';
import { createJournalStore } from '../academic/journal.store.ts';
import { createJournal } from '../academic/journal.ts';
import { createKnownTotals } from '../academic/known-totals.ts';
import { FailedAttempts } from '../api-keys/failed-attempts.ts';
import { createIssuerKeys } from '../api-keys/issuer-keys.ts';
import { createKeyCheck } from '../api-keys/key-check.ts';
import { oauthRoutes } from '../api-keys/oauth.routes.ts';
import { createOwnTokens } from '../api-keys/own-tokens.ts';
import { createQuotaStore } from '../api-keys/quota.store.ts';
import { createTokenCheck } from '../api-keys/token-check.ts';
import type { ReadyConfig } from '../config/read-config.ts';
import { openDatabase } from '../db/connection.ts';
import { createSnapshots } from '../db/snapshots.ts';
import type { HttpServer } from '../http/server.ts';
import type { GuardedFetch } from '../lti/outbound.ts';
import { createBulkSources } from '../oneroster/bulk-source.view.ts';
import { oneRosterRoutes } from '../oneroster/oneroster.routes.ts';
import { createOneRosterReads } from '../oneroster/oneroster-reads.view.ts';
import { recent } from '../time/recent.ts';
import type { Ground } from './ground.ts';
import type { Stores } from './stores.ts';

/** Wrong keys or tokens that one address may show in a minute. */
const FAILED_ATTEMPTS = 100;

/** The academic API: keys, tokens and quotas before it, the journal behind it. */
export function academicApi(
  config: ReadyConfig,
  { database, log, clock }: Ground,
  stores: Stores,
  fetch: GuardedFetch,
) {
  const attempts = new FailedAttempts(clock, FAILED_ATTEMPTS);
  const keys = createKeyCheck(
    { store: stores.apiKeys, attempts, clock, log },
    {
      pepper: config.apiKeyPepper,
      cacheMs: config.apiKeyCacheSeconds * 1000,
      strict: config.apiKeysStrict,
      addresses: config.syncLogsIp,
    },
  );
  const own = createOwnTokens(config.apiUrl, config.secretKey, clock);
  const findIssuers = recent((issuer) => stores.issuers.findByIssuer(issuer), 10_000);
  const tokens = createTokenCheck(
    { findIssuers, keys: createIssuerKeys(fetch, clock, log), own, keyCheck: keys, attempts, clock },
    { apiUrl: config.apiUrl, secretKey: config.secretKey },
  );
  const quotas = createQuotaStore(database);
  const findTenant = recent((id) => stores.tenants.find(id), 5000);
  const isActiveTenant = async (id: string) => (await findTenant(id))?.status === 'active';
  const journalStore = createJournalStore(database);
  const journal = createJournal(journalStore, log);
  const snapshots = createSnapshots(config.databaseReadUrl);
  const replica =
    config.databaseReadUrl === config.databaseUrl
      ? undefined
      : openDatabase(config.databaseReadUrl, config.databasePoolSize);
  const now = () => clock.now();
  const guard = { gate: createGate({ keys, tokens, quotas, isActiveTenant, clock }), journal, clock };
  const ports = {
    ...guard,
    lists: { reads: createAcademicReads(replica ?? database), totals: createKnownTotals(), now },
    exports: {
      open: createExportSources(snapshots),
      openOneRoster: createBulkSources(snapshots),
      places: new ExportPlaces(),
      log,
    },
  };
  const oneRoster = { ...guard, reads: createOneRosterReads(replica ?? database), totals: createKnownTotals() };
  const { apiUrl, strictQuery, syncLogsMode: journalMode, syncLogsIp: journalIp, syncLogsDays } = config;
  return {
    async routes(server: HttpServer) {
      await server.register(oauthRoutes({ keyCheck: keys, tokens: own, quotas, now }));
      await server.register(academicRoutes(ports, { apiUrl, strictQuery, journalMode, journalIp }));
      await server.register(oneRosterRoutes(oneRoster, { apiUrl, strictQuery, journalMode, journalIp }));
    },
    async tidyUp() {
      if (syncLogsDays > 0) await journalStore.prune(new Date(clock.now().getTime() - syncLogsDays * 86_400_000));
    },
    async stop() {
      await journal.flush();
      await snapshots.close();
      await replica?.close();
    },
  };
}
