import path from 'node:path';
import type { Logger } from 'pino';
import { academicRoutes } from './academic/academic.routes.ts';
import { createAcademicReads } from './academic/academic-reads.view.ts';
import { ExportPlaces } from './academic/export-plan.ts';
import { createExportSources } from './academic/export-source.view.ts';
import { createGate } from './academic/gate.ts';
import { createJournalStore } from './academic/journal.store.ts';
import { createJournal } from './academic/journal.ts';
import { createKnownTotals } from './academic/known-totals.ts';
import { serveDocumentation } from './academic/openapi.routes.ts';
import { createApiKeyStore } from './api-keys/api-key.store.ts';
import { FailedAttempts } from './api-keys/failed-attempts.ts';
import { createIssuerStore } from './api-keys/issuer.store.ts';
import { createIssuerKeys } from './api-keys/issuer-keys.ts';
import { createKeyCheck } from './api-keys/key-check.ts';
import { oauthRoutes } from './api-keys/oauth.routes.ts';
import { createOwnTokens } from './api-keys/own-tokens.ts';
import { createQuotaStore } from './api-keys/quota.store.ts';
import { createTokenCheck } from './api-keys/token-check.ts';
import { createCatalogueStore } from './catalogue/catalogue.store.ts';
import { type Catalogue, pageOf } from './catalogue/catalogue.ts';
import { createCatalogueReader } from './catalogue/catalogue.view.ts';
import type { ActivityScope } from './catalogue/scope.ts';
import type { SiteCheckPorts } from './catalogue/site-check.commands.ts';
import { createSiteReader } from './catalogue/site-crawl.remote.ts';
import type { SnippetPorts } from './catalogue/site-snippet.commands.ts';
import { backendFolder, type ReadyConfig } from './config/read-config.ts';
import type { Database } from './db/connection.ts';
import { createSnapshots } from './db/snapshots.ts';
import { allowSites } from './http/cors.ts';
import { healthRoutes } from './http/health.ts';
import { readScriptFiles, serveScript } from './http/script.ts';
import { createHttpServer, type HttpServer } from './http/server.ts';
import { serveSite } from './http/site.ts';
import { newId } from './ids/ids.ts';
import { createLearnerStore } from './learners/learner.store.ts';
import { createAccessTokens } from './lti/access-token.remote.ts';
import type { AccessTokens } from './lti/access-token.ts';
import { createAgsClient } from './lti/ags.remote.ts';
import { createLineItemStore } from './lti/ags.store.ts';
import { classPageRoutes } from './lti/class-page.routes.ts';
import { type ClassFacts, openClassPage } from './lti/class-page.ts';
import { createClassRollReader } from './lti/class-roll.view.ts';
import { createTeacherReader } from './lti/class-teacher.view.ts';
import { createColumnScopeReader } from './lti/copied-activity.remote.ts';
import { createScopeOfCopy } from './lti/copied-activity.ts';
import { createScopesReader } from './lti/copied-activity.view.ts';
import { developmentPlatform, type LmsRegistration, setUpDemonstration } from './lti/demonstration.ts';
import { createDirectLaunchStore } from './lti/direct-launch.store.ts';
import { createEnrolmentStore } from './lti/enrolment.store.ts';
import { jwksRoutes } from './lti/jwks.routes.ts';
import { createKeyRotationStore } from './lti/key-rotation.store.ts';
import { createKeyRotation, type KeyRotation } from './lti/key-rotation.ts';
import { launchRoutes } from './lti/launch.routes.ts';
import { createLaunchStore, retryingTransactions } from './lti/launch.store.ts';
import type { Claims } from './lti/launch-message.ts';
import { createLoginStates } from './lti/login-state.ts';
import { lti1p1Routes } from './lti/lti1p1.routes.ts';
import { createIdentities } from './lti/lti1p1-migration.store.ts';
import { formerIdentityOf } from './lti/lti1p1-migration.ts';
import { messageRequests } from './lti/message-requests.routes.ts';
import { createMoodleServicesClient } from './lti/moodle-services.remote.ts';
import { createGuardedFetch } from './lti/outbound.remote.ts';
import type { GuardedFetch } from './lti/outbound.ts';
import { createOutcomesClient } from './lti/outcomes.remote.ts';
import { createOutcomeTargetStore } from './lti/outcomes.store.ts';
import { createPersonalDataReader } from './lti/personal-data.view.ts';
import { cachedPlatformReader, createPlatformStore } from './lti/platform.store.ts';
import type { Platform } from './lti/platform.ts';
import { createKeySetStore } from './lti/platform-keys.store.ts';
import { createPlatformKeys } from './lti/platform-keys.ts';
import { createPlatformSecrets } from './lti/platform-secrets.store.ts';
import type { SecretKind } from './lti/platform-secrets.ts';
import { createRegistrationCalls } from './lti/registration.remote.ts';
import { registrationRoutes } from './lti/registration.routes.ts';
import { createInvitationStore, createRegistrationStore } from './lti/registration.store.ts';
import { createReviewedLearnerReader } from './lti/reviewed-learner.view.ts';
import { createRosterClient } from './lti/roster.remote.ts';
import { createRosterStore } from './lti/roster.store.ts';
import { createRosterSync, type RosterSync } from './lti/roster.ts';
import { createSealedForm } from './lti/sealed-form.ts';
import { createSettleLaunch } from './lti/settle-launch.ts';
import { createSigningKeyStore } from './lti/signing-keys.store.ts';
import { createSigningKeys, type SigningKeys } from './lti/signing-keys.ts';
import { tokenLaunchRoutes } from './lti/token-launch.routes.ts';
import { grantOfToken } from './lti/token-launch.ts';
import { createActivityDesk } from './passback/activities.store.ts';
import { createAgsChannel } from './passback/ags-channel.ts';
import { createGradeCatchUp } from './passback/catch-up.store.ts';
import { createGradeEnqueue } from './passback/enqueue.store.ts';
import { createMoodleServicesChannel } from './passback/moodle-services-channel.ts';
import { createOutboxStore } from './passback/outbox.store.ts';
import { createOutboxDesk } from './passback/outbox-desk.store.ts';
import { createOutcomesChannel } from './passback/outcomes-channel.ts';
import { createReconcileStore } from './passback/reconcile.store.ts';
import { createReconciler, type Reconciler } from './passback/reconcile.ts';
import { createResend } from './passback/resend.store.ts';
import { createPendingGradeReader } from './passback/score.view.ts';
import { createSender, type Sender } from './passback/sender.ts';
import { createServicesSwitch } from './passback/services-switch.store.ts';
import { createCompletedReader } from './progress/completed.view.ts';
import { createGrainCatalogue } from './progress/grain-catalogue.view.ts';
import { progressWriteRoutes } from './progress/progress.routes.ts';
import { createProgressStore } from './progress/progress.store.ts';
import { progressReadRoutes } from './progress/progress-read.routes.ts';
import { createRecorder } from './progress/recorder.ts';
import { createDemonstrationWork } from './register/demonstration.store.ts';
import { setUpDemonstrationRegister } from './register/demonstration.ts';
import { createRegisterRows } from './register/import.store.ts';
import { createLaunchFeed } from './register/launch-feed.store.ts';
import { rollUpFinished } from './register/roll-up.ts';
import { createSortKeys } from './register/sort-keys.store.ts';
import { createStudyDays } from './register/study-days.store.ts';
import { createStudyLog } from './register/study-log.store.ts';
import { createThemeSync } from './register/themes.store.ts';
import { createDevelopmentSignIn } from './sessions/development-sign-in.ts';
import { type ProfilePorts, profileRoutes } from './sessions/profile.routes.ts';
import { createSessionStore } from './sessions/session.store.ts';
import { createScopeReader, createSessionReader } from './sessions/session.view.ts';
import { createOriginsReader } from './tenants/origins.view.ts';
import { unknownTenant } from './tenants/tenant.errors.ts';
import { createTenantStore } from './tenants/tenant.store.ts';
import { siteBaseOf, type Tenant } from './tenants/tenant.ts';
import { type Clock, systemClock } from './time/clock.ts';
import { every } from './time/every.ts';
import { recent } from './time/recent.ts';

/** The builds of the browser script that come with this server. */
const scriptFolder = path.join(backendFolder, '..', 'assets', 'js');
const HOUSEKEEPING_MS = 3600_000;
/** How long a study session that is over waits to be summed; statistics are right meanwhile. */
const ROLL_UP_MS = 60_000;
/** Every roster is read once a day. */
const ROSTER_AGE_MS = 24 * 3600_000;

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
    registrations: createRegistrationStore(database),
    invitations: createInvitationStore(database),
    launches: createLaunchStore(database),
    outbox: createOutboxDesk(database),
    activities: createActivityDesk(database),
    services: createServicesSwitch(database),
    apiKeys: createApiKeyStore(database),
    issuers: createIssuerStore(database),
    registerRows: createRegisterRows(database),
    studyDays: createStudyDays(database),
  };
}

/** Reads the members of courses from their platforms. */
function rosterSync(
  { database, clock }: Pick<Ground, 'database' | 'clock'>,
  learners: Stores['learners'],
  { fetch, tokens }: { fetch: GuardedFetch; tokens: AccessTokens },
): RosterSync {
  const transactions = retryingTransactions(database);
  const store = createRosterStore(database, { learners, identities: createIdentities(database), transactions });
  return createRosterSync({ store, client: createRosterClient(fetch, tokens), clock });
}

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

/** Secrets shared with platforms, for the command line. */
export { createPlatformSecrets } from './lti/platform-secrets.store.ts';

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

/** What `site snippet` prints. */
export function snippetPorts({ apiUrl }: ReadyConfig): SnippetPorts {
  const script = readScriptFiles(scriptFolder).find((file) => file.name === 'progress-api.js');
  if (script === undefined) throw new Error(`there is no progress-api.js in ${scriptFolder}`);
  return { apiUrl, script };
}

/** Joins the rooms: stores and remotes -> rules -> routes. The only file that knows everyone. */
export async function createApp(config: ReadyConfig, ground: Ground): Promise<App> {
  const { database, log, clock } = ground;
  let stopHousekeeping: () => void = () => undefined;
  let stopRollUp: () => void = () => undefined;
  let stopRosters: () => void = () => undefined;
  const stores = openStores(database);
  const server = await createHttpServer({ log, trustProxy: config.trustProxy });
  const outbound = createGuardedFetch({
    allowPrivateNetworks: config.allowPrivateNetworks,
    userAgent: 'Passerelle/0.1',
  });
  const origins = createOriginsReader(database, config.apiUrl, config.nodeEnv !== 'production');
  const signingKeys = createSigningKeys(createSigningKeyStore(database), config.secretKey);

  await serveDocumentation(server, config.apiUrl);
  await server.register(healthRoutes(() => database.ping()));
  const tokens = createAccessTokens(outbound.fetch, signingKeys);
  await server.register(jwksRoutes(signingKeys));
  const rosters = rosterSync(ground, stores.learners, { fetch: outbound.fetch, tokens });
  const { sender, reconciler } = gradeSender(config, ground, tokens, outbound.fetch);
  const messages = messageRequests(messagePorts(config, ground, stores, signingKeys));
  const launches = launchPorts(config, ground, stores, { fetch: outbound.fetch, tokens });
  const classes = classPorts(config, ground, stores, { rosters, sender });
  const classPage = (code: string, language: string | undefined) => openClassPage(classes, code, language, clock.now());
  await server.register(launchRoutes({ ...launches, requests: messages.pages, classPage }));
  await server.register(classPageRoutes(classes, clock));
  await server.register(messages.routes);
  const direct = directLaunchPorts(config, ground, stores, { launch: launches.launch, fetch: outbound.fetch });
  await server.register(lti1p1Routes({ ...direct, classPage }, config.apiUrl, clock));
  await server.register(tokenLaunchRoutes({ ...direct, classPage }, clock));
  await server.register(registrationRoutes(registrationPorts(config, ground, stores, outbound.fetch)));
  const onRecorded = () => sender.wake();
  const openToken = (token: string, now: Date) => grantOfToken(direct, stores.launches, token, now);
  const learnerPorts = { isSiteOrigin: origins.isSiteOrigin, onRecorded, openToken };
  await server.register(learnerRoutes(config, ground, stores, learnerPorts));
  const academic = academicApi(config, ground, stores, outbound.fetch);
  await server.register(academic.routes);
  const rotation = keyRotation(database, config, clock);
  const themes = createThemeSync(database);
  const sortKeys = createSortKeys(database);
  serveScript(server, scriptFolder);
  await serveSite(server, { folder: config.siteDir, frameOrigins: origins.frameOrigins });
  return {
    server,
    setUpDemonstration: (lms, course) => demonstrate(ground, stores, lms, course),
    startSenders() {
      sender.start();
      reconciler.start();
      stopHousekeeping = every(
        HOUSEKEEPING_MS,
        async () => {
          await tidyUp(stores, clock.now());
          await academic.tidyUp();
          await sortKeys.follow(new Date(clock.now().getTime() - 2 * HOUSEKEEPING_MS));
        },
        (err) => log.warn({ err }, 'tidying up failed'),
      );
      stopRollUp = every(
        ROLL_UP_MS,
        async () => {
          await rotation.advance();
          await themes.follow();
          await rollUpFinished(stores.studyDays, clock);
        },
        (err) => log.warn({ err }, 'rotating keys or summing study sessions failed'),
      );
      stopRosters = every(
        HOUSEKEEPING_MS,
        () => rosters.syncOlderThan(ROSTER_AGE_MS),
        (err) => log.warn({ err }, 'reading rosters failed'),
      );
    },
    async stop() {
      stopHousekeeping();
      stopRollUp();
      stopRosters();
      await server.close();
      await academic.stop();
      await reconciler.stop();
      await sender.stop();
      await outbound.close();
    },
  };
}

/** The institution of the documentation's examples, with its course, its LMS and its register. */
async function demonstrate(
  { database, clock }: Ground,
  stores: Stores,
  lms: LmsRegistration,
  course: Catalogue,
): Promise<void> {
  const { tenantId, platformId } = await setUpDemonstration(stores, lms, course);
  const work = createDemonstrationWork(database, platformId);
  const ports = { rows: stores.registerRows, days: stores.studyDays, work, transactions: database };
  const modules = course.modules.map(({ moduleId }) => moduleId);
  await setUpDemonstrationRegister(ports, { tenantId, modules }, clock.now());
}

/** What expired is nobody's any more. */
async function tidyUp(stores: Stores, now: Date): Promise<void> {
  await stores.sessions.purge(now);
  await stores.launches.purge(now);
}

function launchPorts(
  config: ReadyConfig,
  { database, log, clock }: Ground,
  stores: Stores,
  { fetch, tokens }: { fetch: GuardedFetch; tokens: AccessTokens },
) {
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
      scopeOfCopy: createScopeOfCopy({
        scopesOf: createScopesReader(database),
        scopeOfColumn: createColumnScopeReader(fetch, tokens),
      }),
      formerIdentityOf: (claims: Claims, platform: Platform) =>
        formerIdentityOf(
          { platforms, secrets: createPlatformSecrets(database, config.secretKey), log },
          claims,
          platform,
        ),
      expectLaunch: stores.launches.expectLaunch,
      settle: createSettleLaunch({
        launches: stores.launches,
        enrolments: createEnrolmentStore(database),
        learners: stores.learners,
        catchUp: createGradeCatchUp(database, clock),
        register: createLaunchFeed(database),
        identities: createIdentities(database),
        transactions: retryingTransactions(database),
      }),
    },
  };
}

/** Launches in one step: LTI 1.1, signed tokens. They are settled as the others are. */
function directLaunchPorts(
  config: ReadyConfig,
  { database, log, clock }: Ground,
  stores: Stores,
  { launch, fetch }: { launch: ReturnType<typeof launchPorts>['launch']; fetch: GuardedFetch },
) {
  return {
    ...launch,
    ...createDirectLaunchStore(database),
    // Not from the cache: a key that was added a moment ago must work, and these launches are rarer.
    platforms: stores.platforms,
    secrets: createPlatformSecrets(database, config.secretKey),
    outcomeTargets: createOutcomeTargetStore(database),
    results: createGradeCatchUp(database, clock),
    keys: createPlatformKeys({ store: createKeySetStore(database), fetch, clock, log }, ['RS256', 'ES256']),
    audience: config.apiUrl,
  };
}

/** A roster read less than a minute ago is not asked for again by a teacher's launch. */
const ROSTER_PAUSE_MS = 60_000;

/** The page of those who teach. */
function classPorts(
  config: ReadyConfig,
  { database, log }: Ground,
  stores: Stores,
  { rosters, sender }: { rosters: RosterSync; sender: Sender },
) {
  const resend = createResend(database);
  return {
    ...createTeacherReader(database),
    readRoll: createClassRollReader(database),
    catalogue: createCatalogueReader(database),
    form: createSealedForm<ClassFacts>(config.secretKey, 'class page'),
    refreshRoster(contextId: string) {
      rosters
        .syncOlderThan(ROSTER_PAUSE_MS, contextId)
        .catch((err: unknown) => log.warn({ err, contextId }, 'a roster could not be read'));
    },
    async resend(contextId: string, now: Date) {
      const resent = await resend(contextId, now);
      if (resent > 0) sender.wake();
      return resent;
    },
    launches: stores.launches,
    transactions: database,
    classUrl: `${config.apiUrl}/lti/class`,
  };
}

/** Deep linking, submission review, data privacy. */
function messagePorts(config: ReadyConfig, { database, clock }: Ground, stores: Stores, keys: SigningKeys) {
  return {
    platforms: stores.platforms,
    catalogue: createCatalogueReader(database),
    keys,
    review: {
      findLearner: createReviewedLearnerReader(database),
      completedBy: createCompletedReader(database),
    },
    personalData: createPersonalDataReader(database),
    clock,
    secretKey: config.secretKey,
    apiUrl: config.apiUrl,
  };
}

function registrationPorts(config: ReadyConfig, { clock }: Ground, stores: Stores, fetch: GuardedFetch) {
  return {
    invitations: stores.invitations,
    registrations: stores.registrations,
    calls: createRegistrationCalls(fetch),
    apiUrl: config.apiUrl,
    mayBePlain: config.allowPrivateNetworks,
    clock,
    nameOfTenant: async (id: string) => (await stores.tenants.find(id))?.name,
  };
}

/** What carries grades to the platforms, and what repairs them. */
function gradeSender(
  config: ReadyConfig,
  { database, log, clock }: Ground,
  tokens: AccessTokens,
  fetch: GuardedFetch,
): { sender: Sender; reconciler: Reconciler } {
  const channels = gradeChannels(config, database, tokens, fetch);
  const outbox = createOutboxStore(database);
  const read = createPendingGradeReader(database);
  const sender = createSender({ outbox, read, channels, clock, log }, { owner: newId() });
  const store = createReconcileStore(database);
  const wake = () => sender.wake();
  return { sender, reconciler: createReconciler({ store, read, channels, outbox, wake, clock, log }) };
}

/** LTI 1.3, LTI 1.1, Moodle's web services. */
function gradeChannels(config: ReadyConfig, database: Database, tokens: AccessTokens, fetch: GuardedFetch) {
  const secrets = createPlatformSecrets(database, config.secretKey);
  const ofKind = (kind: SecretKind) => recent((platformId) => secrets.find(platformId, kind), 5000);
  const [consumerSecret, services] = [ofKind('lti1p1'), ofKind('moodle_services')];
  return {
    ags: createAgsChannel(createAgsClient(fetch, tokens), createLineItemStore(database)),
    outcomes: createOutcomesChannel(
      createOutcomesClient(fetch),
      async (platformId) => (await consumerSecret(platformId))?.secret,
    ),
    moodle_ws: createMoodleServicesChannel(
      createMoodleServicesClient(fetch),
      async (platformId) => {
        const known = await services(platformId);
        return known === undefined ? undefined : { platformId, url: known.url ?? '', token: known.secret };
      },
      createServicesSwitch(database),
    ),
  };
}

/** What the routes of the browser script are told from outside. */
interface LearnerRoutePorts {
  isSiteOrigin(origin: string): Promise<boolean>;
  onRecorded(): void;
  openToken: ProfilePorts['openToken'];
}

/** Wrong keys or tokens that one address may show in a minute. */
const FAILED_ATTEMPTS = 100;

/** The academic API: keys, tokens and quotas before it, the journal behind it. */
function academicApi(config: ReadyConfig, { database, log, clock }: Ground, stores: Stores, fetch: GuardedFetch) {
  const attempts = new FailedAttempts(clock, FAILED_ATTEMPTS);
  const keys = createKeyCheck(
    { store: stores.apiKeys, attempts, clock, log },
    { pepper: config.apiKeyPepper, cacheMs: config.apiKeyCacheSeconds * 1000, strict: config.apiKeysStrict },
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
  const now = () => clock.now();
  const ports = {
    gate: createGate({ keys, tokens, quotas, isActiveTenant, clock }),
    lists: { reads: createAcademicReads(database), totals: createKnownTotals(), now },
    exports: { open: createExportSources(snapshots), places: new ExportPlaces(), log },
    journal,
    clock,
  };
  const { apiUrl, strictQuery, syncLogsMode: journalMode, syncLogsIp: journalIp, syncLogsDays } = config;
  return {
    async routes(server: HttpServer) {
      await server.register(oauthRoutes({ keyCheck: keys, tokens: own, quotas, now }));
      await server.register(academicRoutes(ports, { apiUrl, strictQuery, journalMode, journalIp }));
    },
    async tidyUp() {
      if (syncLogsDays > 0) await journalStore.prune(new Date(clock.now().getTime() - syncLogsDays * 86_400_000));
    },
    async stop() {
      await journal.flush();
      await snapshots.close();
    },
  };
}

/** The routes that the browser script calls, for the sites of our tenants only. */
function learnerRoutes(
  config: ReadyConfig,
  { database, clock }: Ground,
  stores: Stores,
  { isSiteOrigin, onRecorded, openToken }: LearnerRoutePorts,
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
        openToken,
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
