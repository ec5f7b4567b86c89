import { pageOf } from '../../src/catalogue/catalogue.ts';
import { createCatalogueReader } from '../../src/catalogue/catalogue.view.ts';
import { wholeCourse } from '../../src/catalogue/scope.ts';
import type { Database } from '../../src/db/connection.ts';
import { createHttpServer, type HttpServer } from '../../src/http/server.ts';
import { createLearnerStore } from '../../src/learners/learner.store.ts';
import { createLog } from '../../src/log/log.ts';
import { classPageRoutes } from '../../src/lti/class-page.routes.ts';
import { type ClassFacts, type ClassPagePorts, openClassPage } from '../../src/lti/class-page.ts';
import { createClassRollReader } from '../../src/lti/class-roll.view.ts';
import { createTeacherReader } from '../../src/lti/class-teacher.view.ts';
import { createEnrolmentStore } from '../../src/lti/enrolment.store.ts';
import type { GradeCatchUp } from '../../src/lti/enrolment.ts';
import { launchRoutes } from '../../src/lti/launch.routes.ts';
import { createLaunchStore, retryingTransactions } from '../../src/lti/launch.store.ts';
import type { LaunchPorts } from '../../src/lti/launch.ts';
import { createLoginStates } from '../../src/lti/login-state.ts';
import { createIdentities } from '../../src/lti/lti1p1-migration.store.ts';
import { formerIdentityOf } from '../../src/lti/lti1p1-migration.ts';
import { messageRequests } from '../../src/lti/message-requests.routes.ts';
import type { GuardedFetch } from '../../src/lti/outbound.ts';
import { createPersonalDataReader } from '../../src/lti/personal-data.view.ts';
import { createPlatformStore } from '../../src/lti/platform.store.ts';
import { createKeySetStore } from '../../src/lti/platform-keys.store.ts';
import { createPlatformKeys } from '../../src/lti/platform-keys.ts';
import { createPlatformSecrets } from '../../src/lti/platform-secrets.store.ts';
import { createReviewedLearnerReader } from '../../src/lti/reviewed-learner.view.ts';
import { createSealedForm } from '../../src/lti/sealed-form.ts';
import { createSettleLaunch } from '../../src/lti/settle-launch.ts';
import { createSigningKeyStore } from '../../src/lti/signing-keys.store.ts';
import { createSigningKeys } from '../../src/lti/signing-keys.ts';
import { createResend } from '../../src/passback/resend.store.ts';
import { createCompletedReader } from '../../src/progress/completed.view.ts';
import { createLaunchFeed } from '../../src/register/launch-feed.store.ts';
import { createTenantStore } from '../../src/tenants/tenant.store.ts';
import { siteBaseOf } from '../../src/tenants/tenant.ts';
import type { Clock } from '../../src/time/clock.ts';

export const API_URL = 'https://passerelle.exemple';
export const SECRET = 'a secret key that is only for tests';

export interface LaunchServerOptions {
  database: Database;
  clock: Clock;
  fetch: GuardedFetch;
  apiUrl?: string;
  catchUp?: GradeCatchUp;
  scopeOfCopy?: LaunchPorts['scopeOfCopy'];
  /** Given: instructors see their class first. */
  refreshRoster?: ClassPagePorts['refreshRoster'];
}

/** The login and launch doors on a real database, with everything behind them but the grade sender. */
export async function createLaunchServer(options: LaunchServerOptions): Promise<HttpServer> {
  const { database, clock, fetch, apiUrl = API_URL } = options;
  const log = createLog('silent');
  const platforms = createPlatformStore(database);
  const tenants = createTenantStore(database);
  const states = createLoginStates(SECRET);
  const launches = createLaunchStore(database);
  const catalogue = createCatalogueReader(database);
  const launchUrl = `${apiUrl}/lti/launch`;
  const secrets = createPlatformSecrets(database, SECRET);
  const settle = createSettleLaunch({
    launches,
    enrolments: createEnrolmentStore(database),
    learners: createLearnerStore(database),
    catchUp: options.catchUp ?? { afterLaunch: async () => undefined },
    register: createLaunchFeed(database),
    identities: createIdentities(database),
    transactions: retryingTransactions(database),
  });
  const server = await createHttpServer({ log, trustProxy: false });
  const messages = messageRequests({
    platforms,
    catalogue,
    keys: createSigningKeys(createSigningKeyStore(database), SECRET),
    review: { findLearner: createReviewedLearnerReader(database), completedBy: createCompletedReader(database) },
    personalData: createPersonalDataReader(database),
    clock,
    secretKey: SECRET,
    apiUrl,
  });
  await server.register(messages.routes);
  const { refreshRoster } = options;
  const classes: ClassPagePorts | undefined = refreshRoster && {
    ...createTeacherReader(database),
    readRoll: createClassRollReader(database),
    catalogue,
    form: createSealedForm<ClassFacts>(SECRET, 'class page'),
    refreshRoster,
    resend: createResend(database),
    launches,
    transactions: database,
    async siteBaseOf(tenantId) {
      const tenant = await tenants.find(tenantId);
      return tenant === undefined ? apiUrl : siteBaseOf(tenant, apiUrl);
    },
    classUrl: `${apiUrl}/lti/class`,
  };
  if (classes !== undefined) await server.register(classPageRoutes(classes, clock));
  await server.register(
    launchRoutes({
      requests: messages.pages,
      ...(classes && { classPage: (code, language) => openClassPage(classes, code, language, clock.now()) }),
      login: {
        platforms,
        states,
        launchUrl,
        async allowedOrigins(tenantId) {
          const tenant = await tenants.find(tenantId);
          return [apiUrl, ...(tenant?.siteUrl == null ? [] : [tenant.siteUrl])].map((url) => new URL(url).origin);
        },
      },
      launch: {
        platforms,
        states,
        launchUrl,
        settle,
        scopeOfCopy: options.scopeOfCopy ?? (async () => wholeCourse),
        formerIdentityOf: (claims, platform) => formerIdentityOf({ platforms, secrets, log }, claims, platform),
        expectLaunch: launches.expectLaunch,
        keys: createPlatformKeys({ store: createKeySetStore(database), fetch, clock, log }),
        pages: { pageOf: async (tenantId, scope) => pageOf(await catalogue.of(tenantId), scope) },
        findTenant: (id) => tenants.find(id),
        siteBaseOf: (tenant) => siteBaseOf(tenant, apiUrl),
      },
      confirm: launches.confirm,
      clock,
    }),
  );
  return server;
}
