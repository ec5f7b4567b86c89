import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { LightMyRequestResponse } from 'fastify';
import { createHttpServer, type HttpServer } from '../../src/http/server.ts';
import { newSecret } from '../../src/ids/ids.ts';
import { createLog } from '../../src/log/log.ts';
import { createPlatformStore } from '../../src/lti/platform.store.ts';
import { createRegistrationCalls } from '../../src/lti/registration.remote.ts';
import { registrationRoutes } from '../../src/lti/registration.routes.ts';
import { createInvitationStore, createRegistrationStore } from '../../src/lti/registration.store.ts';
import { createRegistrationLimit } from '../../src/lti/registration-limit.ts';
import { databaseOf, TENANT } from '../support/database.ts';
import { forEachEngine } from '../support/engines.ts';
import {
  brightspace,
  callsTo,
  canvas,
  moodle,
  type RegisteringPlatform,
  recordedJson,
  type SeenRegistration,
} from '../support/registering-platforms.ts';

const API_URL = 'https://passerelle.exemple:8443';
const TOOL = 'https://purl.imsglobal.org/spec/lti-tool-configuration';
const NOW = new Date('2026-11-20T10:00:00Z');

interface Registering {
  server: HttpServer;
  seen: SeenRegistration[];
}

forEachEngine((engine) => {
  describe('S7 dynamic registration', () => {
    const database = databaseOf(engine);
    let invitations: ReturnType<typeof createInvitationStore>;
    let registrations: ReturnType<typeof createRegistrationStore>;
    before(async () => {
      for (const id of [TENANT, 'TENANT_OTHER']) {
        await database.current.query
          .insertInto('tenants')
          .values({ id, name: `Institut ${id}` })
          .execute();
      }
      invitations = createInvitationStore(database.current);
      registrations = createRegistrationStore(database.current);
    });

    async function serverFor(platforms: RegisteringPlatform[], mayBePlain = true): Promise<Registering> {
      const { fetch, seen } = callsTo(platforms);
      const server = await createHttpServer({ log: createLog('silent'), trustProxy: true });
      const calls = createRegistrationCalls(fetch);
      const rest = { apiUrl: API_URL, mayBePlain, clock: { now: () => NOW }, nameOfTenant: async () => 'Institut' };
      await server.register(registrationRoutes({ invitations, registrations, calls, ...rest }));
      return { server, seen };
    }

    async function invite(changes: { tenantId?: string; name?: string; expiresAt?: Date } = {}): Promise<string> {
      const token = newSecret();
      const expiresAt = new Date(NOW.getTime() + 3600_000);
      await invitations.add({ tenantId: TENANT, name: null, expiresAt, ...changes }, token);
      return token;
    }

    let visits = 0;
    function visit(server: HttpServer, query: Record<string, string>, json = false): Promise<LightMyRequestResponse> {
      visits++;
      const headers = {
        accept: json ? 'application/json' : 'text/html',
        'accept-language': 'fr-FR',
        'x-forwarded-for': `192.0.2.${visits % 250}`,
      };
      return server.inject({ url: `/lti/register?${new URLSearchParams(query)}`, headers });
    }

    const platformOf = async (clientId: string) =>
      (await createPlatformStore(database.current).list()).find((platform) => platform.clientId === clientId);

    test('an invited Moodle is active at once for the institution, with its deployment, and its window is closed', async () => {
      const platform = moodle('moodle-1');
      const { server, seen } = await serverFor([platform]);
      const token = await invite({ name: 'Moodle de Paris' });
      const query = { invite: token, openid_configuration: platform.configurationUrl, registration_token: 'REG-1' };
      const answer = await visit(server, query);
      assert.equal(answer.statusCode, 200);
      assert.match(answer.body, /<h1 data-registration="new">C’est relié<\/h1>/);
      assert.match(answer.body, /Afficher dans le sélecteur d’activités/);
      assert.match(answer.body, /org\.imsglobal\.lti\.close.*"origin":"http:\/\/localhost:8081"/s);
      assert.match(String(answer.headers['content-security-policy']), /frame-ancestors 'self' http:\/\/localhost:8081/);
      assert.deepEqual(
        seen.map(({ request }) => request.headers?.authorization),
        ['Bearer REG-1', 'Bearer REG-1'],
      );
      const added = await platformOf('moodle-1');
      assert.deepEqual(
        [added?.tenantId, added?.name, added?.status, added?.deploymentPolicy, added?.tokenAudience],
        [TENANT, 'Moodle de Paris', 'active', 'reject', null],
      );
      assert.equal(added?.jwksUrl, 'http://localhost:8081/mod/lti/certs.php');
      const deployments = await createPlatformStore(database.current).deploymentsOf(added?.id ?? '');
      assert.deepEqual(
        deployments.map(({ deploymentId, status }) => [deploymentId, status]),
        [['10', 'active']],
      );
    });

    test('what Moodle is asked for is what it announces, with the port in the domain and names in two languages', async () => {
      const platform = moodle('moodle-2');
      const { server, seen } = await serverFor([platform]);
      await visit(server, { invite: await invite(), openid_configuration: platform.configurationUrl });
      const body = JSON.parse(seen[1]?.request.body ?? '{}') as Record<string, unknown>;
      const tool = body[TOOL] as Record<string, unknown>;
      assert.equal(seen[1]?.request.headers?.['content-type'], 'application/json');
      assert.equal(body.jwks_uri, `${API_URL}/lti/jwks`);
      assert.deepEqual(body.redirect_uris, [`${API_URL}/lti/launch`]);
      assert.equal(body.token_endpoint_auth_method, 'private_key_jwt');
      assert.equal(body.logo_uri, `${API_URL}/lti/icon.svg`);
      assert.equal(tool.domain, 'passerelle.exemple:8443');
      assert.deepEqual(tool.claims, ['iss', 'sub', 'name', 'given_name', 'family_name', 'email']);
      assert.deepEqual(
        (tool.messages as Record<string, unknown>[]).map(({ type, placements }) => [type, placements]),
        [
          ['LtiResourceLinkRequest', undefined],
          ['LtiDeepLinkingRequest', ['ContentArea']],
        ],
      );
      assert.equal((tool.messages as Record<string, unknown>[])[1]?.['label#fr'], 'Choisir un contenu');
      assert.match(String(tool['description#fr']), /mini-site/);
      assert.equal(tool.custom_parameters, undefined);
      const scopes = String(body.scope).split(' ');
      const known = recordedJson<{ scopes_supported: string[] }>('openid-configuration').scopes_supported;
      assert.equal(scopes.length, 5);
      assert.ok(scopes.every((scope) => known.includes(scope)));
    });

    test('Canvas gets no member that it does not know, one issuer serves all its hosts, and deployments come by themselves', async () => {
      const platform = canvas();
      const { server } = await serverFor([platform], false);
      const query = { openid_configuration: platform.configurationUrl, registration_token: 'REG-C' };
      const answer = await visit(server, { ...query, invite: await invite() });
      assert.equal(answer.statusCode, 200, answer.body);
      assert.match(answer.body, /"origin":"https:\/\/universite\.instructure\.com"/);
      const added = await platformOf('10000000000042');
      assert.equal(added?.issuer, 'https://canvas.instructure.com');
      assert.equal(added?.deploymentPolicy, 'auto-add');
      assert.equal(added?.tokenAudience, null);
    });

    test('Brightspace registers without a token, names its audience, and makes its deployment later', async () => {
      const platform = brightspace();
      const { server, seen } = await serverFor([platform], false);
      const answer = await visit(server, {
        invite: await invite(),
        openid_configuration: platform.configurationUrl,
      });
      assert.equal(answer.statusCode, 200, answer.body);
      assert.ok(seen.every(({ request }) => request.headers?.authorization === undefined));
      const added = await platformOf('1b7fe24d-b014-4528');
      assert.equal(added?.tokenAudience, 'https://api.brightspace.com/auth/token');
      assert.equal(added?.deploymentPolicy, 'auto-add');
      assert.equal(added?.name, 'ecole.brightspace.com');
    });

    test('an invitation works once, also for two who come at the same moment', async () => {
      const first = moodle('twice-1');
      const { server } = await serverFor([first]);
      const query = { invite: await invite(), openid_configuration: first.configurationUrl };
      const answers = await Promise.all([visit(server, query, true), visit(server, query, true)]);
      assert.deepEqual(answers.map((answer) => answer.statusCode).sort(), [200, 403]);
      const third = await visit(server, query, true);
      assert.equal(third.json<{ error: string }>().error, 'registration_invitation_invalid');
    });

    test('invitations that expired are forgotten, used or not; the others stay', async () => {
      const store = createInvitationStore(database.current);
      const [used, open] = [await invite(), await invite()];
      await invite({ expiresAt: new Date(NOW.getTime() - 1) });
      assert.ok(await store.take(used, NOW));
      assert.equal(await store.purge(NOW), 1);
      assert.ok(await store.findOpen(open, NOW));
      assert.ok((await store.purge(new Date(NOW.getTime() + 365 * 86_400_000))) >= 2);
      assert.equal(await store.purge(new Date(NOW.getTime() + 365 * 86_400_000)), 0);
    });

    test('an expired or unknown invitation calls nobody', async () => {
      const platform = moodle('never');
      const { server, seen } = await serverFor([platform]);
      const expired = await invite({ expiresAt: new Date(NOW.getTime() - 1) });
      for (const token of [expired, 'x', '']) {
        const query = { invite: token, openid_configuration: platform.configurationUrl };
        const answer = await visit(server, query, true);
        assert.equal(answer.statusCode, 403);
        assert.equal(answer.json<{ error: string }>().error, 'registration_invitation_invalid');
      }
      assert.equal(seen.length, 0);
      assert.equal(await platformOf('never'), undefined);
    });

    test('without an invitation a platform waits, can do nothing, and is let in for an institution by hand', async () => {
      const platform = moodle('uninvited');
      const { server } = await serverFor([platform]);
      const answer = await visit(server, { openid_configuration: platform.configurationUrl });
      assert.match(answer.body, /data-registration="pending"/);
      assert.match(answer.body, /"afterMs":null/);
      assert.equal(await platformOf('uninvited'), undefined);
      const [waiting] = (await registrations.pending()).filter((one) => one.clientId === 'uninvited');
      assert.ok(waiting);
      const letIn = await registrations.letIn(waiting.id, TENANT);
      assert.equal(letIn?.id, waiting.id);
      assert.equal((await platformOf('uninvited'))?.status, 'active');
      assert.equal(await registrations.letIn(waiting.id, TENANT), undefined);
      assert.ok(!(await registrations.pending()).some((one) => one.clientId === 'uninvited'));
    });

    test('strangers do not read what other servers answer, and a HEAD registers nothing', async () => {
      const platform = moodle('stranger-1');
      const { server, seen } = await serverFor([platform]);
      const elsewhere = { openid_configuration: 'http://localhost:8081/nothing-here' };
      assert.match((await visit(server, { ...elsewhere, invite: await invite() })).body, /localhost:8081 answered/);
      assert.doesNotMatch((await visit(server, elsewhere)).body, /answered/);
      const called = seen.length;
      const query = new URLSearchParams({ invite: await invite(), openid_configuration: platform.configurationUrl });
      const looked = await server.inject({ method: 'HEAD', url: `/lti/register?${query}` });
      assert.equal(looked.statusCode, 404);
      assert.equal(seen.length, called);
      assert.equal(await platformOf('stranger-1'), undefined);
    });

    test('ids that no text may hold are refused: they would be shown, compared and stored', async () => {
      for (const client_id of ['x\u0000y', 'x\u001b[2Jy', 'a b', '\ud800', 'x'.repeat(256)]) {
        const platform = { ...moodle('odd'), answer: () => ({ status: 200, body: JSON.stringify({ client_id }) }) };
        const { server } = await serverFor([platform]);
        const answer = await visit(server, { openid_configuration: platform.configurationUrl }, true);
        assert.equal(answer.json<{ error: string }>().error, 'registration_answer_invalid', JSON.stringify(client_id));
      }
    });

    test('an uninvited registration changes nothing of a platform that is known', async () => {
      const platform = moodle('known-1');
      const { server } = await serverFor([platform]);
      await visit(server, { invite: await invite({ name: 'Avant' }), openid_configuration: platform.configurationUrl });
      const again = await visit(server, { openid_configuration: platform.configurationUrl });
      assert.match(again.body, /data-registration="known"/);
      assert.equal((await platformOf('known-1'))?.name, 'Avant');
    });

    test('an invited platform that comes again is brought up to date; policies that a person set stay', async () => {
      const platform = moodle('update-1');
      const { server } = await serverFor([platform]);
      await visit(server, { invite: await invite(), openid_configuration: platform.configurationUrl });
      const before = await platformOf('update-1');
      await database.current.query
        .updateTable('platforms')
        .set({ status: 'disabled', anonymous_policy: 'guest' })
        .where('id', '=', before?.id ?? '')
        .execute();
      platform.configuration.jwks_uri = 'http://localhost:8081/new-certs.php';
      const query = { invite: await invite({ name: 'Après' }), openid_configuration: platform.configurationUrl };
      const answer = await visit(server, query);
      assert.match(answer.body, /data-registration="updated"/);
      const after = await platformOf('update-1');
      assert.deepEqual(
        [after?.id, after?.name, after?.status, after?.anonymousPolicy, after?.jwksUrl],
        [before?.id, 'Après', 'active', 'guest', 'http://localhost:8081/new-certs.php'],
      );
    });

    test('a platform of one institution is not taken over by another one’s invitation, which stays usable', async () => {
      const platform = moodle('mine-1');
      const { server } = await serverFor([platform]);
      await visit(server, { invite: await invite(), openid_configuration: platform.configurationUrl });
      const foreign = await invite({ tenantId: 'TENANT_OTHER' });
      const answer = await visit(server, { invite: foreign, openid_configuration: platform.configurationUrl }, true);
      assert.equal(answer.statusCode, 409);
      assert.equal(answer.json<{ error: string }>().error, 'registration_belongs_elsewhere');
      assert.equal((await platformOf('mine-1'))?.tenantId, TENANT);
      assert.ok(await invitations.findOpen(foreign, NOW));
    });

    test('a registration that the platform refuses leaves the invitation usable and shows Moodle’s word', async () => {
      const errors = recordedJson<{ what: string; response: { status: number; body: string } }[]>(
        'dynamic-registration-errors',
      ).filter(({ response }) => response.status >= 400);
      assert.ok(errors.length >= 6);
      const token = await invite();
      for (const { what, response } of errors) {
        const platform = { ...moodle('refused-1'), answer: () => response };
        const { server } = await serverFor([platform]);
        const answer = await visit(server, { invite: token, openid_configuration: platform.configurationUrl });
        assert.equal(answer.statusCode, 400, what);
        assert.match(answer.body, /data-error="registration_refused_by_platform"/, what);
        const shown = response.body.startsWith('<') ? `answered ${response.status}` : response.body;
        assert.ok(answer.body.includes(shown), what);
      }
      assert.ok(await invitations.findOpen(token, NOW));
      assert.equal(await platformOf('refused-1'), undefined);
    });

    const spoilt: [string, (platform: RegisteringPlatform) => void, string][] = [
      ['an issuer elsewhere', (p) => set(p, 'issuer', 'https://moodle.autre'), 'registration_issuer_mismatch'],
      [
        'a registration endpoint elsewhere',
        (p) => set(p, 'registration_endpoint', 'https://evil.example/r'),
        'registration_issuer_mismatch',
      ],
      [
        'the issuer of Canvas on another host',
        (p) => set(p, 'issuer', 'https://canvas.instructure.com'),
        'registration_issuer_mismatch',
      ],
      ['no issuer', (p) => set(p, 'issuer', undefined), 'registration_configuration_invalid'],
      ['no key set', (p) => set(p, 'jwks_uri', undefined), 'registration_configuration_invalid'],
      [
        'a token endpoint that is no address',
        (p) => set(p, 'token_endpoint', 'javascript:1'),
        'registration_configuration_invalid',
      ],
      [
        'no client id in the answer',
        (p) => Object.assign(p, { answer: () => ({ status: 200, body: '{}' }) }),
        'registration_answer_invalid',
      ],
    ];
    for (const [what, spoil, code] of spoilt) {
      test(`refuses ${what}`, async () => {
        const platform = structuredCloneOf(moodle('spoilt'));
        spoil(platform);
        const { server } = await serverFor([platform]);
        const query = { invite: await invite(), openid_configuration: platform.configurationUrl };
        const answer = await visit(server, query, true);
        assert.equal(answer.json<{ error: string }>().error, code);
        assert.equal(await platformOf('spoilt'), undefined);
      });
    }

    test('plain http is refused unless private networks are allowed, in the address and in what it says', async () => {
      const platform = moodle('plain');
      const { server, seen } = await serverFor([platform], false);
      const query = { invite: await invite(), openid_configuration: platform.configurationUrl };
      const answer = await visit(server, query, true);
      assert.equal(answer.json<{ error: string }>().error, 'registration_address_refused');
      assert.equal(seen.length, 0);
      const mixed = brightspace();
      mixed.configuration.jwks_uri = 'http://ecole.brightspace.com/jwks';
      const other = await serverFor([mixed], false);
      const second = await visit(other.server, { ...query, openid_configuration: mixed.configurationUrl }, true);
      assert.equal(second.json<{ error: string }>().error, 'registration_configuration_invalid');
    });

    test('an address opened in a browser explains itself and uses nothing up', async () => {
      const { server, seen } = await serverFor([]);
      const token = await invite();
      const answer = await visit(server, { invite: token });
      assert.equal(answer.statusCode, 200);
      assert.match(answer.body, /Gérer les outils/);
      assert.ok(answer.body.includes(token));
      assert.ok(await invitations.findOpen(token, NOW));
      const bare = await visit(server, {}, true);
      assert.equal(bare.json<{ error: string }>().error, 'registration_parameter_missing');
      assert.equal(seen.length, 0);
    });

    test('somebody who tries again and again is told to wait', async () => {
      const { server } = await serverFor([]);
      const codes: number[] = [];
      for (let i = 0; i < 12; i++) {
        const answer = await server.inject({ url: '/lti/register', headers: { 'x-forwarded-for': '198.51.100.7' } });
        codes.push(answer.statusCode);
        if (i === 11) assert.ok(Number(answer.headers['retry-after']) > 0);
      }
      assert.deepEqual(codes.slice(-3), [400, 429, 429].slice(-3));
    });

    test('the icon is a picture that other sites may show', async () => {
      const { server } = await serverFor([]);
      const answer = await server.inject({ url: '/lti/icon.svg' });
      assert.equal(answer.headers['content-type'], 'image/svg+xml');
      assert.equal(answer.headers['cross-origin-resource-policy'], 'cross-origin');
    });
  });
});

function set(platform: RegisteringPlatform, name: string, value: unknown): void {
  platform.configuration[name] = value;
}

function structuredCloneOf(platform: RegisteringPlatform): RegisteringPlatform {
  return { ...platform, configuration: structuredClone(platform.configuration) };
}

test('the brake on registrations forgets nobody because others come, and counts an IPv6 network as one', () => {
  const limit = createRegistrationLimit({ most: 1, withinMs: 60_000 });
  assert.equal(limit.secondsToWait('2001:db8::1', NOW), undefined);
  assert.equal(limit.secondsToWait('2001:db8::2', NOW), 60);
  for (let i = 0; i < 5000; i++) limit.secondsToWait(`10.0.${i >> 8}.${i & 255}`, NOW);
  assert.equal(limit.secondsToWait('2001:db8::1', NOW), 60);
  assert.equal(limit.secondsToWait('192.0.2.1', NOW), 60, 'those who come later share one place');
  const later = new Date(NOW.getTime() + 60_000);
  assert.deepEqual(
    [limit.secondsToWait('192.0.2.1', later), limit.secondsToWait('192.0.2.2', later)],
    [undefined, undefined],
  );
});
