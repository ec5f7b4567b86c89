import { pageOf } from '../../src/catalogue/catalogue.ts';
import { createCatalogueReader } from '../../src/catalogue/catalogue.view.ts';
import type { Database } from '../../src/db/connection.ts';
import { createHttpServer, type HttpServer } from '../../src/http/server.ts';
import { createLearnerStore } from '../../src/learners/learner.store.ts';
import { createLog } from '../../src/log/log.ts';
import { createEnrolmentStore } from '../../src/lti/enrolment.store.ts';
import type { GradeCatchUp } from '../../src/lti/enrolment.ts';
import { launchRoutes } from '../../src/lti/launch.routes.ts';
import { createLaunchStore, retryingTransactions } from '../../src/lti/launch.store.ts';
import { createLoginStates } from '../../src/lti/login-state.ts';
import type { GuardedFetch } from '../../src/lti/outbound.ts';
import { createPlatformStore } from '../../src/lti/platform.store.ts';
import { createKeySetStore } from '../../src/lti/platform-keys.store.ts';
import { createPlatformKeys } from '../../src/lti/platform-keys.ts';
import { createSettleLaunch } from '../../src/lti/settle-launch.ts';
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
  const settle = createSettleLaunch({
    launches,
    enrolments: createEnrolmentStore(database),
    learners: createLearnerStore(database),
    catchUp: options.catchUp ?? { afterLaunch: async () => undefined },
    transactions: retryingTransactions(database),
  });
  const server = await createHttpServer({ log, trustProxy: false });
  await server.register(
    launchRoutes({
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
