import type { LightMyRequestResponse } from 'fastify';
import { pageOf } from '../../src/catalogue/catalogue.ts';
import { createCatalogueReader } from '../../src/catalogue/catalogue.view.ts';
import type { Database } from '../../src/db/connection.ts';
import { createHttpServer, type HttpServer } from '../../src/http/server.ts';
import { createLearnerStore } from '../../src/learners/learner.store.ts';
import { createLog } from '../../src/log/log.ts';
import { createDirectLaunchStore } from '../../src/lti/direct-launch.store.ts';
import { LTI_1P1_ISSUER, ONLY_DEPLOYMENT, TOKEN_ISSUER } from '../../src/lti/direct-platforms.ts';
import { createEnrolmentStore } from '../../src/lti/enrolment.store.ts';
import { createNonceCodes } from '../../src/lti/hand-over-code.ts';
import type { OpenClassPage } from '../../src/lti/launch.routes.ts';
import { createLaunchStore, retryingTransactions } from '../../src/lti/launch.store.ts';
import { lti1p1Routes } from '../../src/lti/lti1p1.routes.ts';
import { openLti1p1Launch } from '../../src/lti/lti1p1-launch.ts';
import { createIdentities } from '../../src/lti/lti1p1-migration.store.ts';
import { type SignatureMethod, signatureOf } from '../../src/lti/lti1p1-signature.ts';
import { createOutcomeTargetStore } from '../../src/lti/outcomes.store.ts';
import { createPlatformStore } from '../../src/lti/platform.store.ts';
import type { NewPlatform, Platform } from '../../src/lti/platform.ts';
import { createKeySetStore } from '../../src/lti/platform-keys.store.ts';
import { createPlatformKeys } from '../../src/lti/platform-keys.ts';
import { createPlatformSecrets } from '../../src/lti/platform-secrets.store.ts';
import { createSettleLaunch } from '../../src/lti/settle-launch.ts';
import { tokenLaunchRoutes } from '../../src/lti/token-launch.routes.ts';
import { grantOfToken, type TokenLaunchPorts } from '../../src/lti/token-launch.ts';
import { createGradeCatchUp } from '../../src/passback/catch-up.store.ts';
import { createLaunchFeed } from '../../src/register/launch-feed.store.ts';
import type { LaunchGrant } from '../../src/sessions/session.ts';
import { createTenantStore } from '../../src/tenants/tenant.store.ts';
import { siteBaseOf } from '../../src/tenants/tenant.ts';
import { TENANT } from './database.ts';

export const API_URL = 'https://passerelle.exemple';
export const SECRET_KEY = 'a secret key that is only for tests';
export const NOW = new Date('2026-11-20T10:00:00Z');

/** The doors of LTI 1.1 and of signed tokens on a real database, with an institution and its catalogue. */
export interface DirectWorld {
  server: HttpServer;
  database: Database;
  /** Key sets by their address. */
  keySets: Map<string, string>;
  setNow(now: Date): void;
  addConsumer(key: string, secret: string, changes?: Partial<NewPlatform>): Promise<Platform>;
  addPortal(
    iss: string,
    access: { secret: string } | { jwksUrl: string },
    changes?: Partial<NewPlatform>,
  ): Promise<Platform>;
  /** What a hand-over code opens. */
  grantOf(answer: LightMyRequestResponse): Promise<LaunchGrant>;
  grantOfToken(token: string): Promise<LaunchGrant>;
  /** A launch at any address, at any time; answers the page. */
  openAt(url: string, body: string, at: Date): Promise<string>;
}

/** @param classPage given: instructors see this first */
export async function createDirectWorld(database: Database, classPage?: OpenClassPage): Promise<DirectWorld> {
  let now = NOW;
  const clock = { now: () => now };
  const log = createLog('silent');
  const keySets = new Map<string, string>();
  const launches = createLaunchStore(database);
  const platforms = createPlatformStore(database);
  const secrets = createPlatformSecrets(database, SECRET_KEY);
  const catalogue = createCatalogueReader(database);
  const catchUp = createGradeCatchUp(database, clock);
  const ports: TokenLaunchPorts = {
    ...createDirectLaunchStore(database),
    codeOfNonce: createNonceCodes(SECRET_KEY),
    platforms,
    secrets,
    audience: API_URL,
    pages: { pageOf: async (tenantId, scope) => pageOf(await catalogue.of(tenantId), scope) },
    findTenant: (id) => createTenantStore(database).find(id),
    siteBaseOf: (tenant) => siteBaseOf(tenant, API_URL),
    keys: createPlatformKeys({ store: createKeySetStore(database), fetch: fetchFrom(keySets), clock, log }, [
      'RS256',
      'ES256',
    ]),
    settle: createSettleLaunch({
      launches,
      enrolments: createEnrolmentStore(database),
      learners: createLearnerStore(database),
      catchUp,
      register: createLaunchFeed(database),
      identities: createIdentities(database),
      transactions: retryingTransactions(database),
    }),
  };
  const server = await createHttpServer({ log, trustProxy: false });
  const lti1p1 = {
    ...ports,
    outcomeTargets: createOutcomeTargetStore(database),
    results: catchUp,
    ...(classPage && { classPage }),
  };
  await server.register(lti1p1Routes(lti1p1, API_URL, clock));
  await server.register(tokenLaunchRoutes({ ...ports, ...(classPage && { classPage }) }, clock));
  await plantInstitution(database);
  const add = (issuer: string, clientId: string, changes: Partial<NewPlatform>) =>
    platforms.add({
      tenantId: TENANT,
      name: 'Portail',
      issuer,
      clientId,
      ...{ authUrl: issuer, tokenUrl: issuer, jwksUrl: issuer },
      deploymentPolicy: 'reject',
      deploymentIds: [ONLY_DEPLOYMENT],
      ...changes,
    });
  return {
    server,
    database,
    keySets,
    setNow(value) {
      now = value;
    },
    async addConsumer(key, secret, changes = {}) {
      const platform = await add(LTI_1P1_ISSUER, key, changes);
      await secrets.save(platform, 'lti1p1', { secret, url: null });
      return platform;
    },
    async addPortal(iss, access, changes = {}) {
      const keys = 'jwksUrl' in access ? access : {};
      const platform = await add(TOKEN_ISSUER, iss, { ...keys, ...changes });
      if ('secret' in access) await secrets.save(platform, 'token_launch', { secret: access.secret, url: null });
      return platform;
    },
    async grantOf(answer) {
      const code = /#lti=([\w-]{29})$/.exec(String(answer.headers.location ?? ''))?.[1];
      if (code === undefined) throw new Error(`no page opened: ${answer.statusCode} ${answer.body}`);
      const grant = await launches.redeem(code, now);
      if (grant === undefined) throw new Error('the hand-over code opens nothing');
      return grant;
    },
    grantOfToken: (token) => grantOfToken(ports, launches, token, now),
    openAt: (url, body, at) => openLti1p1Launch(lti1p1, { url, form: [...new URLSearchParams(body)] }, at),
  };
}

function fetchFrom(documents: ReadonlyMap<string, string>) {
  return async (url: string) => {
    const document = documents.get(url);
    if (document === undefined) throw new Error('nobody answers there');
    return { status: 200, statusText: 'OK', headers: {}, text: () => document };
  };
}

async function plantInstitution({ query }: Database): Promise<void> {
  await query.insertInto('tenants').values({ id: TENANT, name: 'Institut d’essai' }).execute();
  const id = (at: number) => `01930000-0000-7000-8000-00000000000${at}`;
  await query
    .insertInto('modules')
    .values([
      { id: id(1), tenant_id: TENANT, module_id: 'module1', title: 'Un', url: 'pages/module1/sommaire.html' },
      {
        id: id(2),
        tenant_id: TENANT,
        module_id: 'phishing',
        title: 'Hameçonnage',
        url: 'pages/phishing/sommaire.html',
      },
    ])
    .execute();
}

/** A launch form as LTI 1.1 platforms sign it. `fields` undefined drops one. */
export function signedForm(
  fields: Record<string, string | undefined>,
  how: { secret: string; url?: string; method?: SignatureMethod; at?: Date; nonce?: string },
): [string, string][] {
  const { secret, url = `${API_URL}/lti/1.1/launch`, method = 'HMAC-SHA1', at = NOW } = how;
  const all: Record<string, string | undefined> = {
    lti_message_type: 'basic-lti-launch-request',
    lti_version: 'LTI-1p0',
    resource_link_id: '12',
    resource_link_title: 'Activité LTI 1.1',
    context_id: '2',
    context_title: 'Cours',
    user_id: '5',
    roles: 'Learner',
    lis_person_name_given: 'Zoé',
    lis_person_name_family: 'Lefèvre',
    launch_presentation_return_url: 'https://ancien.exemple/mod/lti/return.php?course=2',
    oauth_consumer_key: 'cle',
    oauth_nonce: how.nonce ?? `n${Math.random()}`,
    oauth_timestamp: String(Math.floor(at.getTime() / 1000)),
    oauth_signature_method: method,
    oauth_version: '1.0',
    oauth_callback: 'about:blank',
    ...fields,
  };
  const form = Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const query: [string, string][] = [...new URL(url).searchParams];
  return [
    ...form,
    ['oauth_signature', signatureOf({ method: 'POST', url, parameters: [...query, ...form] }, method, secret)],
  ];
}

/** Posts a form to the LTI 1.1 door. */
export function postForm(
  { server }: DirectWorld,
  form: readonly (readonly [string, string])[],
  options: { query?: string; accept?: string } = {},
): Promise<LightMyRequestResponse> {
  return server.inject({
    method: 'POST',
    url: `/lti/1.1/launch${options.query ?? ''}`,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      accept: options.accept ?? 'application/json',
      origin: 'https://ancien.exemple',
    },
    payload: new URLSearchParams(form.map(([name, value]): [string, string] => [name, value])).toString(),
  });
}
