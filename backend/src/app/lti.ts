import { pageOf } from '../catalogue/catalogue.ts';
import { createCatalogueReader } from '../catalogue/catalogue.view.ts';
import type { ActivityScope } from '../catalogue/scope.ts';
import type { ReadyConfig } from '../config/read-config.ts';
import type { AccessTokens } from '../lti/access-token.ts';
import type { ClassFacts } from '../lti/class-page.ts';
import { createClassRollReader } from '../lti/class-roll.view.ts';
import { createTeacherReader } from '../lti/class-teacher.view.ts';
import { createColumnScopeReader } from '../lti/copied-activity.remote.ts';
import { createScopeOfCopy } from '../lti/copied-activity.ts';
import { createScopesReader } from '../lti/copied-activity.view.ts';
import { createDirectLaunchStore } from '../lti/direct-launch.store.ts';
import { createEnrolmentStore } from '../lti/enrolment.store.ts';
import { createNonceCodes } from '../lti/hand-over-code.ts';
import { retryingTransactions } from '../lti/launch.store.ts';
import type { Claims } from '../lti/launch-message.ts';
import { createLoginStates } from '../lti/login-state.ts';
import { createIdentities } from '../lti/lti1p1-migration.store.ts';
import { formerIdentityOf } from '../lti/lti1p1-migration.ts';
import type { GuardedFetch } from '../lti/outbound.ts';
import { createOutcomeTargetStore } from '../lti/outcomes.store.ts';
import { createPersonalDataReader } from '../lti/personal-data.view.ts';
import { cachedPlatformReader } from '../lti/platform.store.ts';
import type { Platform } from '../lti/platform.ts';
import { createKeySetStore } from '../lti/platform-keys.store.ts';
import { createPlatformKeys } from '../lti/platform-keys.ts';
import { createPlatformSecrets } from '../lti/platform-secrets.store.ts';
import { createRegistrationCalls } from '../lti/registration.remote.ts';
import { createReviewedLearnerReader } from '../lti/reviewed-learner.view.ts';
import { createRosterClient } from '../lti/roster.remote.ts';
import { createRosterStore } from '../lti/roster.store.ts';
import { createRosterSync, type RosterSync } from '../lti/roster.ts';
import { createSealedForm } from '../lti/sealed-form.ts';
import { createSettleLaunch } from '../lti/settle-launch.ts';
import type { SigningKeys } from '../lti/signing-keys.ts';
import { createGradeCatchUp } from '../passback/catch-up.store.ts';
import { createResend } from '../passback/resend.store.ts';
import type { Sender } from '../passback/sender.ts';
import { createCompletedReader } from '../progress/completed.view.ts';
import { createLaunchFeed } from '../register/launch-feed.store.ts';
import { createRosterFeed } from '../register/roster-feed.store.ts';
import { siteBaseOf, type Tenant } from '../tenants/tenant.ts';
import { recent } from '../time/recent.ts';
import type { Ground } from './ground.ts';
import type { Stores } from './stores.ts';

/** Reads the members of courses from their platforms. */
export function rosterSync(
  { database, clock }: Pick<Ground, 'database' | 'clock'>,
  learners: Stores['learners'],
  { fetch, tokens }: { fetch: GuardedFetch; tokens: AccessTokens },
): RosterSync {
  const transactions = retryingTransactions(database);
  const register = createRosterFeed(database);
  const store = createRosterStore(database, {
    learners,
    identities: createIdentities(database),
    register,
    transactions,
  });
  return createRosterSync({ store, client: createRosterClient(fetch, tokens), clock });
}

export function launchPorts(
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
      allowedOrigins: recent(async (tenantId) => {
        const tenant = await findTenant(tenantId);
        const site = tenant === undefined ? config.apiUrl : siteBaseOf(tenant, config.apiUrl);
        return [new URL(config.apiUrl).origin, new URL(site).origin];
      }, 5000),
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
export function directLaunchPorts(
  config: ReadyConfig,
  { database, log, clock }: Ground,
  stores: Stores,
  { launch, fetch }: { launch: ReturnType<typeof launchPorts>['launch']; fetch: GuardedFetch },
) {
  return {
    ...launch,
    ...createDirectLaunchStore(database),
    codeOfNonce: createNonceCodes(config.secretKey),
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
export function classPorts(
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
    async refreshRoster(contextId: string) {
      try {
        await rosters.syncOlderThan(ROSTER_PAUSE_MS, contextId);
      } catch (err) {
        log.warn({ err, contextId }, 'a roster could not be read');
      }
    },
    async resend(contextId: string, now: Date) {
      const resent = await resend(contextId, now);
      if (resent > 0) sender.wake();
      return resent;
    },
    launches: stores.launches,
    transactions: database,
    async siteBaseOf(tenantId: string) {
      const tenant = await stores.tenants.find(tenantId);
      return tenant === undefined ? config.apiUrl : siteBaseOf(tenant, config.apiUrl);
    },
    classUrl: `${config.apiUrl}/lti/class`,
  };
}

/** Deep linking, submission review, data privacy. */
export function messagePorts(config: ReadyConfig, { database, clock }: Ground, stores: Stores, keys: SigningKeys) {
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

export function registrationPorts(config: ReadyConfig, { clock }: Ground, stores: Stores, fetch: GuardedFetch) {
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
