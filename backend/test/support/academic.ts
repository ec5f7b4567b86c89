import { after, before } from 'node:test';
import { academicRoutes } from '../../src/academic/academic.routes.ts';
import { createAcademicReads } from '../../src/academic/academic-reads.view.ts';
import { ExportPlaces } from '../../src/academic/export-plan.ts';
import { createExportSources } from '../../src/academic/export-source.view.ts';
import { createGate } from '../../src/academic/gate.ts';
import { createJournalStore } from '../../src/academic/journal.store.ts';
import { createJournal, type Journal } from '../../src/academic/journal.ts';
import { createKnownTotals } from '../../src/academic/known-totals.ts';
import { serveDocumentation } from '../../src/academic/openapi.routes.ts';
import { createApiKeyStore } from '../../src/api-keys/api-key.store.ts';
import { FailedAttempts } from '../../src/api-keys/failed-attempts.ts';
import { createIssuerStore } from '../../src/api-keys/issuer.store.ts';
import { createIssuerKeys } from '../../src/api-keys/issuer-keys.ts';
import { createKeyCheck } from '../../src/api-keys/key-check.ts';
import { createKeyDesk, type IssuedKey, type WantedKey } from '../../src/api-keys/key-desk.ts';
import { oauthRoutes } from '../../src/api-keys/oauth.routes.ts';
import { createOwnTokens } from '../../src/api-keys/own-tokens.ts';
import { createQuotaStore } from '../../src/api-keys/quota.store.ts';
import { createTokenCheck } from '../../src/api-keys/token-check.ts';
import type { Database } from '../../src/db/connection.ts';
import { createSnapshots } from '../../src/db/snapshots.ts';
import { allowSites } from '../../src/http/cors.ts';
import { createHttpServer, type HttpServer } from '../../src/http/server.ts';
import { createLog } from '../../src/log/log.ts';
import type { GuardedFetch } from '../../src/lti/outbound.ts';
import { createBulkSources } from '../../src/oneroster/bulk-source.view.ts';
import { oneRosterRoutes } from '../../src/oneroster/oneroster.routes.ts';
import { createOneRosterReads } from '../../src/oneroster/oneroster-reads.view.ts';
import { createTenantStore } from '../../src/tenants/tenant.store.ts';
import { databaseOf } from './database.ts';
import type { Engine } from './engines.ts';

export const API_URL = 'https://api.exemple.fr';
export const SECRET_KEY = 'a secret key that is only for tests';

/** What tests may set; the rest is as in production. */
export interface AcademicOptions {
  clock: { now(): Date };
  fetch: GuardedFetch;
  cacheSeconds: number;
  strictKeys: boolean;
  strictQuery: boolean;
  journalMode: 'batched' | 'sync';
  failedAttempts: number;
  trustProxy: boolean;
}

export interface AcademicServer {
  server: HttpServer;
  journal: Journal;
  /** Who exports now. */
  places: ExportPlaces;
  /** Every GET that is served, as OpenAPI writes paths, the documentation's own left out. */
  servedPaths: readonly string[];
  createKey(wanted: Partial<WantedKey> & { tenantId: string }): Promise<IssuedKey>;
  close(): Promise<void>;
}

/** The academic API over a database, as app.ts plugs it. */
async function academicServer(
  database: Database,
  url: string,
  options: Partial<AcademicOptions> = {},
): Promise<AcademicServer> {
  const log = createLog('silent');
  const {
    clock = { now: () => new Date() },
    fetch = async () => {
      throw new Error('no network');
    },
    cacheSeconds = 0,
    failedAttempts = 1_000_000,
  } = options;
  const attempts = new FailedAttempts(clock, failedAttempts);
  const store = createApiKeyStore(database);
  const keys = createKeyCheck(
    { store, attempts, clock, log },
    { pepper: undefined, cacheMs: cacheSeconds * 1000, strict: options.strictKeys ?? false, addresses: 'full' },
  );
  const own = createOwnTokens(API_URL, SECRET_KEY, clock);
  const quotas = createQuotaStore(database);
  const tenants = createTenantStore(database);
  const tokens = createTokenCheck(
    {
      findIssuers: (issuer) => createIssuerStore(database).findByIssuer(issuer),
      keys: createIssuerKeys(fetch, clock, log),
      own,
      keyCheck: keys,
      attempts,
      clock,
    },
    { apiUrl: API_URL, secretKey: SECRET_KEY },
  );
  const journal = createJournal(createJournalStore(database), log);
  const snapshots = createSnapshots(url);
  const places = new ExportPlaces();
  const gate = createGate({
    keys,
    tokens,
    quotas,
    clock,
    isActiveTenant: async (id) => (await tenants.find(id))?.status === 'active',
  });
  const server = await createHttpServer({ log, trustProxy: options.trustProxy ?? false });
  await serveDocumentation(server, API_URL);
  // The learners' routes answer preflights beside it.
  await server.register((site) => allowSites(site as unknown as HttpServer, async () => true));
  const servedPaths: string[] = [];
  server.addHook('onRoute', ({ method, url, path }) => {
    // Each route is there with and without a slash at the end.
    if (method === 'GET' && url === path) servedPaths.push(url.replace(/:(\w+)/g, '{$1}'));
  });
  await server.register(oauthRoutes({ keyCheck: keys, tokens: own, quotas, now: () => clock.now() }));
  await server.register(
    academicRoutes(
      {
        gate,
        lists: { reads: createAcademicReads(database), totals: createKnownTotals(), now: () => clock.now() },
        exports: { open: createExportSources(snapshots), openOneRoster: createBulkSources(snapshots), places, log },
        journal,
        clock,
      },
      {
        apiUrl: API_URL,
        strictQuery: options.strictQuery ?? true,
        journalMode: options.journalMode ?? 'batched',
        journalIp: 'full',
      },
    ),
  );
  await server.register(
    oneRosterRoutes(
      { gate, journal, clock, reads: createOneRosterReads(database), totals: createKnownTotals() },
      {
        apiUrl: API_URL,
        strictQuery: options.strictQuery ?? true,
        journalMode: options.journalMode ?? 'batched',
        journalIp: 'full',
      },
    ),
  );
  await server.ready();
  const desk = createKeyDesk({ store, clock, pepper: undefined });
  return {
    server,
    journal,
    places,
    servedPaths,
    createKey: (wanted) =>
      desk.create({
        owner: 'ENT',
        scopes: ['academic:read', 'academic:export'],
        perMinute: 1_000_000,
        perHour: 1_000_000,
        perDay: 1_000_000,
        expiresAt: null,
        allowedIps: null,
        kind: 'live',
        ...wanted,
      }),
    async close() {
      await server.close();
      await journal.flush();
      await snapshots.close();
    },
  };
}

/** A migrated database with the academic API over it, for the tests of a suite. */
export function academicOf(
  engine: Engine,
  options: Partial<AcademicOptions> = {},
): { readonly current: AcademicServer; readonly database: Database; readonly url: string } {
  const opened = databaseOf(engine);
  let server: AcademicServer | undefined;
  before(async () => {
    server = await academicServer(opened.current, opened.url, options);
  });
  after(async () => server?.close());
  return {
    get current() {
      if (server === undefined) throw new Error('the server is opened before the tests of its suite');
      return server;
    },
    get database() {
      return opened.current;
    },
    get url() {
      return opened.url;
    },
  };
}
