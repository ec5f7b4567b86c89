import type { Logger } from 'pino';
import { createApiKeyStore } from './api-keys/api-key.store.ts';
import { createIssuerStore } from './api-keys/issuer.store.ts';
import { createCatalogueStore } from './catalogue/catalogue.store.ts';
import { type Catalogue, pageOf } from './catalogue/catalogue.ts';
import { createCatalogueReader } from './catalogue/catalogue.view.ts';
import type { ActivityScope } from './catalogue/scope.ts';
import type { SiteCheckPorts } from './catalogue/site-check.commands.ts';
import { createSiteReader } from './catalogue/site-crawl.remote.ts';
import type { ReadyConfig } from './config/read-config.ts';
import type { Database } from './db/connection.ts';
import { allowSites } from './http/cors.ts';
import { healthRoutes } from './http/health.ts';
import { createHttpServer, type HttpServer } from './http/server.ts';
import { serveSite } from './http/site.ts';
import { newId } from './ids/ids.ts';
import { createLearnerStore } from './learners/learner.store.ts';
import { createAccessTokens } from './lti/access-token.remote.ts';
import { createAgsClient } from './lti/ags.remote.ts';
import { createLineItemStore } from './lti/ags.store.ts';
import { developmentPlatform, type LmsRegistration, setUpDemonstration } from './lti/demonstration.ts';
import { createEnrolmentStore } from './lti/enrolment.store.ts';
import { jwksRoutes } from './lti/jwks.routes.ts';
import { launchRoutes } from './lti/launch.routes.ts';
import { createLaunchStore, retryingTransactions } from './lti/launch.store.ts';
import { createLoginStates } from './lti/login-state.ts';
import { createGuardedFetch } from './lti/outbound.remote.ts';
import type { GuardedFetch } from './lti/outbound.ts';
import { cachedPlatformReader, createPlatformStore } from './lti/platform.store.ts';
import { createKeySetStore } from './lti/platform-keys.store.ts';
import { createPlatformKeys } from './lti/platform-keys.ts';
import { createSettleLaunch } from './lti/settle-launch.ts';
import { createSigningKeyStore } from './lti/signing-keys.store.ts';
import { createSigningKeys, type SigningKeys } from './lti/signing-keys.ts';
import { createGradeCatchUp } from './passback/catch-up.store.ts';
import { createGradeEnqueue } from './passback/enqueue.store.ts';
import { createOutboxStore } from './passback/outbox.store.ts';
import { createOutboxDesk } from './passback/outbox-desk.store.ts';
import { createPendingGradeReader } from './passback/score.view.ts';
import { createSender, type Sender } from './passback/sender.ts';
import { createCompletedReader } from './progress/completed.view.ts';
import { createGrainCatalogue } from './progress/grain-catalogue.view.ts';
import { progressWriteRoutes } from './progress/progress.routes.ts';
import { createProgressStore } from './progress/progress.store.ts';
import { progressReadRoutes } from './progress/progress-read.routes.ts';
import { createRecorder } from './progress/recorder.ts';
import { createStudyLog } from './register/study-log.store.ts';
import { createDevelopmentSignIn } from './sessions/development-sign-in.ts';
import { profileRoutes } from './sessions/profile.routes.ts';
import { createSessionStore } from './sessions/session.store.ts';
import { createScopeReader, createSessionReader } from './sessions/session.view.ts';
import { createOriginsReader } from './tenants/origins.view.ts';
import { unknownTenant } from './tenants/tenant.errors.ts';
import { createTenantStore } from './tenants/tenant.store.ts';
import { siteBaseOf, type Tenant } from './tenants/tenant.ts';
import type { Clock } from './time/clock.ts';
import { every } from './time/every.ts';
import { recent } from './time/recent.ts';

const HOUSEKEEPING_MS = 3600_000;

/** What the application stands on. */
export interface Ground {
  database: Database;
  log: Logger;
  clock: Clock;
}

export interface App {
  server: HttpServer;
  /** Registers the practice LMS and its course for a newcomer. */
  setUpDemonstration(lms: LmsRegistration, course: Catalogue): Promise<void>;
  /** Starts what works without being asked: the sender of grades, and the removal of what expired. */
  startSenders(): void;
  /** Ends requests and senders; the database stays open. */
  stop(): Promise<void>;
}

/** Every store, for the command line. */
export function openStores(database: Database) {
  return {
    tenants: createTenantStore(database),
    learners: createLearnerStore(database),
    catalogue: createCatalogueStore(database),
    sessions: createSessionStore(database),
    platforms: createPlatformStore(database),
    launches: createLaunchStore(database),
    outbox: createOutboxDesk(database),
    apiKeys: createApiKeyStore(database),
    issuers: createIssuerStore(database),
  };
}

export type Stores = ReturnType<typeof openStores>;

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

/** Joins the rooms: stores and remotes -> rules -> routes. The only file that knows everyone. */
export async function createApp(config: ReadyConfig, ground: Ground): Promise<App> {
  const { database, log, clock } = ground;
  let stopHousekeeping: () => void = () => undefined;
  const stores = openStores(database);
  const server = await createHttpServer({ log, trustProxy: config.trustProxy });
  const outbound = createGuardedFetch({
    allowPrivateNetworks: config.allowPrivateNetworks,
    userAgent: 'Passerelle/0.1',
  });
  const origins = createOriginsReader(database, config.apiUrl, config.nodeEnv !== 'production');
  const signingKeys = createSigningKeys(createSigningKeyStore(database), config.secretKey);

  await server.register(healthRoutes(() => database.ping()));
  await server.register(jwksRoutes(signingKeys));
  const sender = gradeSender(ground, signingKeys, outbound.fetch);
  await server.register(launchRoutes(launchPorts(config, ground, stores, outbound.fetch)));
  const onRecorded = () => sender.wake();
  await server.register(learnerRoutes(config, ground, stores, { isSiteOrigin: origins.isSiteOrigin, onRecorded }));
  await serveSite(server, { folder: config.siteDir, frameOrigins: origins.frameOrigins });
  return {
    server,
    setUpDemonstration: (lms, course) => setUpDemonstration(stores, lms, course),
    startSenders() {
      sender.start();
      stopHousekeeping = every(
        HOUSEKEEPING_MS,
        () => tidyUp(stores, clock.now()),
        (err) => log.warn({ err }, 'tidying up failed'),
      );
    },
    async stop() {
      stopHousekeeping();
      await server.close();
      await sender.stop();
      await outbound.close();
    },
  };
}

/** What expired is nobody's any more. */
async function tidyUp(stores: Stores, now: Date): Promise<void> {
  await stores.sessions.purge(now);
  await stores.launches.purge(now);
}

function launchPorts(config: ReadyConfig, { database, log, clock }: Ground, stores: Stores, fetch: GuardedFetch) {
  const launchUrl = `${config.apiUrl}/lti/launch`;
  const states = createLoginStates(config.secretKey);
  const platforms = cachedPlatformReader(stores.platforms);
  const findTenant = recent((id) => stores.tenants.find(id), 5000);
  const catalogue = createCatalogueReader(database);
  return {
    clock,
    confirm: stores.launches.confirm,
    login: {
      platforms,
      states,
      launchUrl,
      allowedOrigins: async (tenantId: string) => {
        const tenant = await findTenant(tenantId);
        const site = tenant === undefined ? config.apiUrl : siteBaseOf(tenant, config.apiUrl);
        return [new URL(config.apiUrl).origin, new URL(site).origin];
      },
    },
    launch: {
      platforms,
      states,
      launchUrl,
      findTenant,
      siteBaseOf: (tenant: Tenant) => siteBaseOf(tenant, config.apiUrl),
      keys: createPlatformKeys({ store: createKeySetStore(database), fetch, clock, log }),
      pages: { pageOf: async (tenantId: string, scope: ActivityScope) => pageOf(await catalogue.of(tenantId), scope) },
      expectLaunch: stores.launches.expectLaunch,
      settle: createSettleLaunch({
        launches: stores.launches,
        enrolments: createEnrolmentStore(database),
        learners: stores.learners,
        catchUp: createGradeCatchUp(database, clock),
        transactions: retryingTransactions(database),
      }),
    },
  };
}

/** What carries grades to the platforms. */
function gradeSender({ database, log, clock }: Ground, keys: SigningKeys, fetch: GuardedFetch): Sender {
  const tokens = createAccessTokens(fetch, keys);
  const ports = {
    outbox: createOutboxStore(database),
    read: createPendingGradeReader(database),
    ags: createAgsClient(fetch, tokens),
    lineItems: createLineItemStore(database),
    clock,
    log,
  };
  return createSender(ports, { owner: newId() });
}

/** The routes that the browser script calls, for the sites of our tenants only. */
function learnerRoutes(
  config: ReadyConfig,
  { database, clock }: Ground,
  stores: Stores,
  { isSiteOrigin, onRecorded }: { isSiteOrigin(origin: string): Promise<boolean>; onRecorded(): void },
) {
  const sessions = createSessionReader(database);
  const store = createProgressStore(database, [createGradeEnqueue(database), createStudyLog(database)]);
  return async (server: HttpServer) => {
    await allowSites(server, isSiteOrigin);
    await server.register(
      profileRoutes({
        clock,
        codes: stores.launches,
        sessions,
        openSession: stores.sessions.open,
        findProfile: stores.learners.find,
        signInByMoodleUserId: createDevelopmentSignIn({
          ...config,
          platform: () => developmentPlatform(stores),
          learners: stores.learners,
          transactions: database,
        }),
      }),
    );
    await server.register(
      progressReadRoutes({
        sessions,
        catalogue: createCatalogueReader(database),
        completedBy: createCompletedReader(database),
        scopeOf: createScopeReader(database),
        extend: (bearer) => stores.sessions.extend(bearer, clock.now()),
      }),
    );
    await server.register(
      progressWriteRoutes({
        sessions,
        clock,
        catalogue: createGrainCatalogue(database),
        recorder: createRecorder(store, { clock }),
        onRecorded,
      }),
    );
  };
}
