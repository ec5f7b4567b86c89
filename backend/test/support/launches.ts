import type { LightMyRequestResponse } from 'fastify';
import type { Database } from '../../src/db/connection.ts';
import type { HttpServer } from '../../src/http/server.ts';
import type { GuardedFetch } from '../../src/lti/outbound.ts';
import { createPlatformStore } from '../../src/lti/platform.store.ts';
import type { NewPlatform, Platform } from '../../src/lti/platform.ts';
import { API_URL, createLaunchServer, type LaunchServerOptions } from './launch-server.ts';
import { moodleClaims, newSigningKey, type SigningKey, signed } from './moodle-platform.ts';

export const TARGET = `${API_URL}/lti/launch`;
export const NOW = new Date('2026-11-20T10:00:00Z');

/** What a login left: the query of the authentication request, and the browser's cookie. */
export interface BegunLogin {
  state: string;
  nonce: string;
  cookie: string;
  request: URLSearchParams;
}

export interface LaunchChanges {
  /** Changes claims; undefined drops one. */
  claims?: Record<string, unknown>;
  header?: Record<string, unknown>;
  key?: SigningKey;
  /** Fields of the form; undefined drops one. */
  form?: Record<string, string | undefined>;
  /** Headers of the POST; undefined drops one. */
  headers?: Record<string, string | undefined>;
  /** Login parameters. */
  login?: Record<string, string | undefined>;
}

/** A Moodle, a Passerelle on a real database, and a browser between them. */
export interface LaunchWorld {
  server: HttpServer;
  database: Database;
  platform: Platform;
  key: SigningKey;
  /** How often the key set was fetched. */
  fetches: { count: number; fail: boolean; documents: Map<string, string> };
  clock: { now(): Date; set(now: Date): void };
  addPlatform(changes?: Partial<NewPlatform>): Promise<Platform>;
  login(parameters?: Record<string, string | undefined>, platform?: Platform): Promise<BegunLogin>;
  /** The claims Moodle would sign for a login. */
  claimsFor(login: BegunLogin, platform?: Platform): Record<string, unknown>;
  post(
    form: Record<string, string | undefined>,
    headers?: Record<string, string | undefined>,
  ): Promise<LightMyRequestResponse>;
  /** Login and launch in one. */
  launch(changes?: LaunchChanges, platform?: Platform): Promise<LightMyRequestResponse>;
}

const TENANT = 'TENANT_TEST';

/** Sets the world up on a migrated, empty database. */
export async function createLaunchWorld(
  database: Database,
  options: Partial<LaunchServerOptions> = {},
): Promise<LaunchWorld> {
  let now = NOW;
  const clock = {
    now: () => now,
    set(value: Date) {
      now = value;
    },
  };
  const key = await newSigningKey('key-1');
  const fetches = { count: 0, fail: false, documents: new Map<string, string>() };
  const fetch: GuardedFetch = async (url) => {
    fetches.count++;
    const document = fetches.documents.get(url);
    if (fetches.fail || document === undefined) throw new Error('the platform does not answer');
    return { status: 200, statusText: 'OK', headers: {}, text: () => document };
  };
  await database.query.insertInto('tenants').values({ id: TENANT, name: 'Institut d’essai' }).execute();
  await plantCatalogue(database);
  const server = await createLaunchServer({ database, clock, fetch, ...options });
  const store = createPlatformStore(database);
  const addPlatform = async (changes: Partial<NewPlatform> = {}): Promise<Platform> => {
    const issuer = changes.issuer ?? 'https://moodle.exemple';
    const jwksUrl = `${issuer}/mod/lti/certs.php`;
    fetches.documents.set(jwksUrl, JSON.stringify({ keys: [key.jwk] }));
    return store.add({
      tenantId: TENANT,
      name: 'Moodle d’essai',
      issuer,
      clientId: 'client-1',
      authUrl: `${issuer}/mod/lti/auth.php`,
      tokenUrl: `${issuer}/mod/lti/token.php`,
      jwksUrl,
      deploymentPolicy: 'reject',
      deploymentIds: ['1'],
      ...changes,
    });
  };
  const platform = await addPlatform();
  const login: LaunchWorld['login'] = async (parameters = {}, of = platform) => {
    const answer = await server.inject({
      method: 'POST',
      url: '/lti/login',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      payload: formText({ ...loginParameters(of), ...parameters }),
    });
    if (answer.statusCode !== 303) throw new Error(`login answered ${answer.statusCode} ${answer.body}`);
    const request = new URL(String(answer.headers.location)).searchParams;
    const cookie = String([answer.headers['set-cookie']].flat()[0]).split(';')[0] ?? '';
    return { state: request.get('state') ?? '', nonce: request.get('nonce') ?? '', cookie, request };
  };
  const claimsFor: LaunchWorld['claimsFor'] = ({ nonce }, of = platform) =>
    moodleClaims({ issuer: of.issuer, clientId: of.clientId, nonce, target: TARGET, now });
  const post: LaunchWorld['post'] = (form, headers = {}) =>
    server.inject({
      method: 'POST',
      url: '/lti/launch',
      headers: without({
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'application/json',
        origin: 'https://moodle.exemple',
        'sec-fetch-site': 'cross-site',
        ...headers,
      }),
      payload: formText(form),
    });
  return {
    server,
    database,
    platform,
    key,
    fetches,
    clock,
    addPlatform,
    login,
    claimsFor,
    post,
    async launch(changes = {}, of = platform) {
      const begun = await login(changes.login, of);
      const claims = without({ ...claimsFor(begun, of), ...changes.claims });
      const idToken = await signed(changes.key ?? key, claims, changes.header);
      return post(
        { state: begun.state, id_token: idToken, ...changes.form },
        { cookie: begun.cookie, ...changes.headers },
      );
    },
  };
}

/** What Moodle sends to begin a launch. */
export function loginParameters(platform: Platform): Record<string, string> {
  return {
    iss: platform.issuer,
    target_link_uri: TARGET,
    login_hint: '5',
    lti_message_hint: '{"cmid":5,"launchid":"ltilaunch4_421142004"}',
    client_id: platform.clientId,
    lti_deployment_id: '1',
  };
}

export function formText(fields: Record<string, string | undefined>): string {
  return new URLSearchParams(without(fields)).toString();
}

function without<T>(fields: Record<string, T | undefined>): Record<string, T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Record<string, T>;
}

/** The stable code of a refusal. */
export function codeOf(answer: LightMyRequestResponse): string {
  return (answer.json() as { error: string }).error;
}

/** The hand-over code of an answer that opens a page. */
export function handOverCodeOf(answer: LightMyRequestResponse): string {
  const location = String(answer.headers.location ?? '');
  const code = /#lti=([\w-]{29})$/.exec(location)?.[1];
  if (answer.statusCode !== 303 || code === undefined)
    throw new Error(`no page opened: ${answer.statusCode} ${answer.body}`);
  return code;
}

async function plantCatalogue({ query }: Database): Promise<void> {
  await query
    .insertInto('modules')
    .values({
      id: '01930000-0000-7000-8000-000000000001',
      tenant_id: TENANT,
      module_id: 'module1',
      title: 'Module 1',
      url: 'pages/module1/sommaire.html',
    })
    .execute();
}
