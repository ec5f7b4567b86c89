import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { before, describe, test } from 'node:test';
import { createLoginStates } from '../../src/lti/login-state.ts';
import { createPlatformStore } from '../../src/lti/platform.store.ts';
import { databaseOf, sqliteEngine } from '../support/database.ts';
import {
  codeOf,
  createLaunchWorld,
  formText,
  handOverCodeOf,
  type LaunchChanges,
  type LaunchWorld,
  loginParameters,
  NOW,
  TARGET,
} from '../support/launches.ts';
import { claim, newSigningKey, type SigningKey, signed } from '../support/moodle-platform.ts';

const iat = Math.floor(NOW.getTime() / 1000);
const LONG = 'x'.repeat(256);

describe('launches that must be refused', () => {
  const database = databaseOf(sqliteEngine());
  let world: LaunchWorld;
  let stranger: SigningKey;
  before(async () => {
    world = await createLaunchWorld(database.current);
    stranger = await newSigningKey('key-1');
  });

  const countRows = async (): Promise<unknown> => {
    const { query } = database.current;
    const tables = ['users', 'launches', 'contexts', 'resource_links', 'context_memberships', 'deployments'] as const;
    return Promise.all(tables.map(async (table) => (await query.selectFrom(table).selectAll().execute()).length));
  };
  /** One refused launch: its code, a 4xx, and not a row more than before. */
  const refuses = (name: string, code: string, changes: LaunchChanges | (() => LaunchChanges)): void => {
    test(name, async () => {
      const rows = await countRows();
      const answer = await world.launch(typeof changes === 'function' ? changes() : changes);
      assert.equal(codeOf(answer), code);
      assert.ok(answer.statusCode >= 400 && answer.statusCode < 500, `status ${answer.statusCode}`);
      assert.deepEqual(await countRows(), rows);
    });
  };

  refuses('C01 no kid', 'kid_missing', { header: { kid: undefined } });
  refuses('C02 a wrong kid', 'kid_unknown', { header: { kid: 'nobody' } });
  refuses('C03 a wrong version', 'version_invalid', { claims: { [claim.version]: '11.3' } });
  refuses('C04 no version', 'version_invalid', { claims: { [claim.version]: undefined } });
  test('C05 a payload that is no LTI message', async () => {
    const begun = await world.login();
    const { iss, aud, exp, nonce } = world.claimsFor(begun);
    const bare = { name: 'badltilaunch' };
    const answer = await world.post({ state: begun.state, id_token: await signed(world.key, bare) });
    assert.equal(codeOf(answer), 'issuer_invalid');
    const oidc = { ...bare, iss, aud, exp, nonce, iat };
    const plainOidc = await world.post({ state: begun.state, id_token: await signed(world.key, oidc) });
    assert.equal(codeOf(plainOidc), 'not_lti_message');
  });
  const several = {
    aud: undefined,
    iss: undefined,
    sub: undefined,
    [claim.deploymentId]: undefined,
    [claim.roles]: undefined,
  };
  refuses('C06 several claims missing', 'issuer_invalid', { claims: several });
  refuses('C07 nonsense times', 'token_expired', { claims: { iat: 11111, exp: 22222 } });
  refuses('C08 no message type', 'message_type_invalid', { claims: { [claim.messageType]: undefined } });
  refuses('C09 no roles', 'roles_missing', { claims: { [claim.roles]: undefined } });
  refuses('C10 no deployment_id', 'deployment_missing', { claims: { [claim.deploymentId]: undefined } });
  refuses('C11 no resource_link', 'resource_link_missing', { claims: { [claim.resourceLink]: undefined } });
  refuses('C12 no sub', 'user_anonymous', { claims: { sub: undefined } });

  refuses('N01 no kid', 'kid_missing', { header: { kid: '' } });
  refuses('N02 an unknown kid', 'kid_unknown', { header: { kid: 'key-2' } });
  refuses('N03 the key of somebody else under the right kid', 'signature_invalid', () => ({ key: stranger }));
  test('N04 alg none', async () => {
    const begun = await world.login();
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const token = `${part({ alg: 'none', kid: 'key-1' })}.${part(world.claimsFor(begun))}.`;
    assert.equal(codeOf(await world.post({ state: begun.state, id_token: token })), 'algorithm_refused');
  });
  test('N05 HS256 with the public key as secret', async () => {
    const begun = await world.login();
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const text = `${part({ alg: 'HS256', kid: 'key-1' })}.${part(world.claimsFor(begun))}`;
    const mac = createHmac('sha256', JSON.stringify(world.key.jwk)).update(text).digest('base64url');
    assert.equal(codeOf(await world.post({ state: begun.state, id_token: `${text}.${mac}` })), 'algorithm_refused');
  });
  refuses('N06 version 1.1', 'version_invalid', { claims: { [claim.version]: 'LTI-1p0' } });
  refuses('N07 a version that is no text', 'version_invalid', { claims: { [claim.version]: 1.3 } });
  const noLti = { [claim.version]: undefined, [claim.messageType]: undefined, [claim.deploymentId]: undefined };
  refuses('N08 no LTI message', 'not_lti_message', { claims: noLti });
  refuses('N09 many claims missing', 'audience_invalid', {
    claims: { aud: undefined, sub: undefined, [claim.roles]: undefined },
  });
  refuses('N10 times that are no numbers', 'exp_missing', { claims: { exp: 'tomorrow', iat: 'now' } });
  refuses('N11 S2.4 an expired token', 'token_expired', { claims: { iat: iat - 121, exp: iat - 61 } });
  refuses('N12 a token of the future', 'token_from_future', { claims: { iat: iat + 61, exp: iat + 121 } });
  refuses('N12 a token that is not valid yet', 'token_from_future', { claims: { nbf: iat + 61 } });
  refuses('N13 an old token that says it is still good', 'token_too_old', {
    claims: { iat: iat - 361, exp: iat + 3600 },
  });
  refuses('N14 no exp', 'exp_missing', { claims: { exp: undefined } });
  refuses('N15 no iat', 'iat_missing', { claims: { iat: undefined } });
  refuses('N16 S2.7 an unknown message type', 'message_type_invalid', {
    claims: { [claim.messageType]: 'LtiStartProctoring' },
  });
  refuses('N17 a message type out of the prototype', 'message_type_invalid', {
    claims: { [claim.messageType]: 'constructor' },
  });
  refuses('N18 roles that are no list', 'roles_missing', { claims: { [claim.roles]: claim.learner } });
  refuses('N19 an empty deployment_id', 'deployment_missing', { claims: { [claim.deploymentId]: '' } });
  refuses('N20 a deployment never heard of', 'deployment_unknown', { claims: { [claim.deploymentId]: '99' } });
  refuses('N21 no resource_link', 'resource_link_missing', { claims: { [claim.resourceLink]: null } });
  refuses('N22 S2.10 an empty resource_link.id', 'resource_link_missing', {
    claims: { [claim.resourceLink]: { id: '' } },
  });
  refuses('N23 no target', 'target_missing', { claims: { [claim.target]: undefined } });
  refuses('N24 another target than the login’s', 'target_mismatch', { claims: { [claim.target]: `${TARGET}?x=1` } });
  refuses('N25 the audience of another tool', 'audience_invalid', { claims: { aud: 'somebody' } });
  refuses('N26 several audiences without azp', 'azp_invalid', { claims: { aud: ['client-1', 'other'] } });
  refuses('N27 several audiences, one a stranger', 'audience_invalid', {
    claims: { aud: ['client-1', 'other'], azp: 'client-1' },
  });
  refuses('N28 S2.3 an azp that is not ours', 'azp_invalid', { claims: { azp: 'other' } });
  refuses('N29 another issuer', 'issuer_invalid', { claims: { iss: 'https://moodle.exemple/' } });
  refuses('N30 no nonce', 'nonce_missing', { claims: { nonce: undefined } });
  refuses('N31 a nonce that is not ours', 'nonce_invalid', { claims: { nonce: 'n-1' } });
  test('N32 the nonce of another login', async () => {
    const [first, second] = [await world.login(), await world.login()];
    const token = await signed(world.key, world.claimsFor(first));
    const answer = await world.post({ state: second.state, id_token: token }, { cookie: second.cookie });
    assert.equal(codeOf(answer), 'nonce_invalid');
  });
  test('N33 S2.5 the same launch twice', async () => {
    const begun = await world.login();
    const form = { state: begun.state, id_token: await signed(world.key, world.claimsFor(begun)) };
    handOverCodeOf(await world.post(form, { cookie: begun.cookie }));
    const again = await world.post(form, { cookie: begun.cookie });
    assert.equal(codeOf(again), 'launch_replayed');
    assert.equal(again.statusCode, 409);
  });
  test('S2.5 a token that somebody else signed spends nothing: the genuine one still opens', async () => {
    const begun = await world.login();
    const claims = world.claimsFor(begun);
    const forged = await signed(stranger, claims);
    const cookie = { cookie: begun.cookie };
    assert.equal(codeOf(await world.post({ state: begun.state, id_token: forged }, cookie)), 'signature_invalid');
    handOverCodeOf(await world.post({ state: begun.state, id_token: await signed(world.key, claims) }, cookie));
  });
  test('N34 a used token under a new state', async () => {
    const begun = await world.login();
    const token = await signed(world.key, world.claimsFor(begun));
    handOverCodeOf(await world.post({ state: begun.state, id_token: token }, { cookie: begun.cookie }));
    const next = await world.login();
    const answer = await world.post({ state: next.state, id_token: token }, { cookie: next.cookie });
    assert.equal(codeOf(answer), 'nonce_invalid');
  });
  refuses('N35 no state', 'state_missing', { form: { state: undefined } });
  test('N36 a forged state: made up, altered, sealed by another, or spelled otherwise', async () => {
    const begun = await world.login();
    const token = await signed(world.key, world.claimsFor(begun));
    const other = createLoginStates('another secret key, just as long').issue(
      { platformId: world.platform.id, target: TARGET, keeper: 'cookie' },
      NOW,
    );
    const [expiry = '', body = ''] = begun.state.split('.');
    const last = body.at(-1) === 'A' ? 'B' : 'A';
    const later = (Number.parseInt(expiry, 36) + 1).toString(36);
    const forged = ['x', other.state, `${later}.${body}`, `${expiry}.${body.slice(0, -1)}${last}`, `${begun.state}A`];
    for (const state of forged) {
      assert.equal(codeOf(await world.post({ state, id_token: token }, { cookie: begun.cookie })), 'state_invalid');
    }
  });
  test('S1.6 a state that is older than ten minutes', async () => {
    const begun = await world.login();
    world.clock.set(new Date(NOW.getTime() + 600_001));
    const token = await signed(world.key, world.claimsFor(begun));
    assert.equal(codeOf(await world.post({ state: begun.state, id_token: token })), 'state_expired');
    world.clock.set(NOW);
  });
  test('N37 another browser: it must say who it is, or is refused where the registration says so', async () => {
    const strict = await world.addPlatform({ clientId: 'strict', unboundPolicy: 'reject' });
    assert.equal(codeOf(await world.launch({ headers: { cookie: undefined } }, strict)), 'browser_unbound');
    const foreign = await world.login();
    const answer = await world.launch({ headers: { cookie: foreign.cookie } });
    assert.equal(answer.statusCode, 200);
    assert.match(answer.body, /data-page="confirm"/);
    assert.ok(!answer.body.includes('#lti='));
  });
  refuses('N38 no id_token', 'id_token_missing', { form: { id_token: undefined } });
  refuses('N39 an id_token that is none', 'id_token_malformed', { form: { id_token: 'a.b.c' } });
  refuses('N39 an id_token of one part', 'id_token_malformed', { form: { id_token: 'garbage' } });
  test('N39 a signed payload that is no object', async () => {
    const begun = await world.login();
    const answer = await world.post({ state: begun.state, id_token: await signed(world.key, ['x']) });
    assert.equal(codeOf(answer), 'id_token_malformed');
  });

  describe('logins', () => {
    const refusesLogin = (name: string, code: string, changes: Record<string, string | undefined>): void => {
      test(name, async () => {
        const fields = { ...loginParameters(world.platform), ...changes };
        const present = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
        const answer = await world.server.inject({
          method: 'GET',
          url: `/lti/login?${formText(present)}`,
          headers: { accept: 'application/json' },
        });
        assert.equal(codeOf(answer), code);
        assert.equal(answer.headers['set-cookie'], undefined);
      });
    };
    refusesLogin('N41 no issuer', 'parameter_missing', { iss: undefined });
    refusesLogin('N41 no login_hint', 'parameter_missing', { login_hint: undefined });
    refusesLogin('N41 no target', 'parameter_missing', { target_link_uri: '' });
    refusesLogin('N41 a parameter of 5000 letters', 'parameter_invalid', { login_hint: 'x'.repeat(5000) });
    refusesLogin('N42 S1.3 a target elsewhere', 'target_refused', {
      target_link_uri: 'https://evil.example/lti/launch',
    });
    refusesLogin('N42 a target that only looks like ours', 'target_refused', {
      target_link_uri: 'https://passerelle.exemple@evil.example/',
    });
    refusesLogin('N42 a target of another scheme', 'target_refused', {
      target_link_uri: 'javascript://passerelle.exemple/%0aalert(1)',
    });
    refusesLogin('N43 an unknown issuer', 'platform_unknown', { iss: 'https://nobody.example' });
    refusesLogin('N43 an unknown client_id', 'platform_unknown', { client_id: 'nobody' });
    test('N43 S1.2 an issuer with several registrations and no client_id', async () => {
      for (const clientId of ['canvas-1', 'canvas-2'])
        await world.addPlatform({ issuer: 'https://canvas.exemple', clientId });
      const fields = { ...loginParameters(world.platform), iss: 'https://canvas.exemple' };
      const ask = async (clientId: string) => {
        const query = formText({ ...fields, client_id: clientId });
        return world.server.inject({ url: `/lti/login?${query}`, headers: { accept: 'application/json' } });
      };
      assert.equal(codeOf(await ask('')), 'platform_ambiguous');
      assert.equal((await ask('canvas-2')).statusCode, 303);
    });
    test('N43 S1.2 an address of the registration itself tells which is meant, for its own issuer only', async () => {
      const issuer = 'https://brightspace.exemple';
      const [, second] = [
        await world.addPlatform({ issuer, clientId: 'd2l-1' }),
        await world.addPlatform({ issuer, clientId: 'd2l-2' }),
      ];
      const ask = async (id: string, changes: Record<string, string> = {}) => {
        const query = formText({ ...loginParameters(world.platform), iss: issuer, client_id: '', ...changes });
        return world.server.inject({ url: `/lti/login/${id}?${query}`, headers: { accept: 'application/json' } });
      };
      const led = new URL(String((await ask(second.id)).headers.location)).searchParams;
      assert.deepEqual(
        [led.get('client_id'), led.get('redirect_uri')],
        ['d2l-2', 'https://passerelle.exemple/lti/launch'],
      );
      assert.equal(codeOf(await ask(second.id, { client_id: 'd2l-1' })), 'platform_unknown');
      assert.equal(codeOf(await ask(second.id, { iss: 'https://moodle.exemple' })), 'platform_unknown');
      assert.equal(codeOf(await ask('nobody')), 'platform_unknown');
    });
    test('N49 a login parameter that comes twice', async () => {
      const query = `${formText(loginParameters(world.platform))}&iss=https%3A%2F%2Fevil.example`;
      const answer = await world.server.inject({ url: `/lti/login?${query}`, headers: { accept: 'application/json' } });
      assert.equal(codeOf(answer), 'duplicate_parameter');
    });
    test('N54 a login of a disabled registration', async () => {
      const platform = await world.addPlatform({ clientId: 'closed', status: 'disabled' });
      const query = formText(loginParameters(platform));
      const answer = await world.server.inject({ url: `/lti/login?${query}`, headers: { accept: 'application/json' } });
      assert.equal(codeOf(answer), 'platform_disabled');
    });
  });

  test('N44 S2.2 a flood of unknown kids asks the platform once in 30 seconds', async () => {
    const flooded = await world.addPlatform({ issuer: 'https://flood.exemple' });
    handOverCodeOf(await world.launch({}, flooded));
    world.clock.set(new Date(NOW.getTime() + 31_000));
    const before = world.fetches.count;
    const answers = [];
    for (let i = 0; i < 40; i++) answers.push(world.launch({ header: { kid: `flood-${i}` } }, flooded));
    for (const answer of await Promise.all(answers)) assert.equal(codeOf(answer), 'kid_unknown');
    assert.equal(world.fetches.count - before, 1);
    world.clock.set(NOW);
  });
  test('N45 S2.1 the platform answers login_required', async () => {
    const begun = await world.login();
    const answer = await world.post({ state: begun.state, error: 'login_required' }, { cookie: begun.cookie });
    assert.equal(codeOf(answer), 'sign_in_required');
    const denied = await world.post({ state: begun.state, error: 'access_denied' }, { accept: 'text/html' });
    assert.equal(denied.statusCode, 400);
    assert.match(denied.body, /data-error="platform_error"/);
  });
  refuses('N46 a sub of 256 characters', 'sub_invalid', { claims: { sub: LONG } });
  refuses('N46 a deployment_id of 256 characters', 'deployment_missing', { claims: { [claim.deploymentId]: LONG } });
  refuses('N46 a resource_link.id of 256 characters', 'resource_link_missing', {
    claims: { [claim.resourceLink]: { id: LONG } },
  });
  refuses('N46 a context.id of 256 characters', 'context_invalid', { claims: { [claim.context]: { id: LONG } } });
  refuses('a sub with a space at its edge', 'sub_invalid', { claims: { sub: ' 5' } });
  refuses('a module that is no identifier', 'scope_invalid', { claims: { [claim.custom]: { module: 'module1 ' } } });
  refuses('a module that the catalogue does not have', 'activity_page_unknown', {
    claims: { [claim.custom]: { module: 'nope' } },
  });
  refuses('N47 an id_token of more than 64 kB', 'id_token_too_large', { claims: { padding: 'x'.repeat(50_000) } });
  test('N47 a body of more than 128 kB', async () => {
    const answer = await world.post({ state: 'x', id_token: 'x'.repeat(140_000) });
    assert.equal(codeOf(answer), 'body_too_large');
  });
  test('N48 any other content type than a form', async () => {
    for (const type of ['application/json', 'text/plain', 'multipart/form-data; boundary=x', 'text/xml']) {
      const answer = await world.post({ state: 'x' }, { 'content-type': type });
      assert.equal(codeOf(answer), 'unsupported_media_type');
      assert.equal(answer.statusCode, 415);
    }
  });
  test('N49 a launch parameter that comes twice', async () => {
    const begun = await world.login();
    const token = await signed(world.key, world.claimsFor(begun));
    const answer = await world.server.inject({
      method: 'POST',
      url: '/lti/launch',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'application/json',
        cookie: begun.cookie,
      },
      payload: `${formText({ state: begun.state, id_token: token })}&state=${begun.state}`,
    });
    assert.equal(codeOf(answer), 'duplicate_parameter');
  });
  refuses('N50 a critical header', 'header_refused', { header: { crit: ['exp'], exp: 1 } });
  test('N50 a jku of the attacker’s is never asked', async () => {
    world.fetches.documents.set('https://evil.example/jwks', JSON.stringify({ keys: [stranger.jwk] }));
    const header = { jku: 'https://evil.example/jwks', jwk: stranger.jwk };
    const count = world.fetches.count;
    assert.equal(codeOf(await world.launch({ key: stranger, header })), 'signature_invalid');
    assert.equal(world.fetches.count, count);
  });
  test('N51 the same sub on two platforms is two learners', async () => {
    const other = await world.addPlatform({ issuer: 'https://other.exemple' });
    handOverCodeOf(await world.launch({ claims: { sub: 'same' } }));
    handOverCodeOf(await world.launch({ claims: { sub: 'same' } }, other));
    const rows = await database.current.query
      .selectFrom('users')
      .select('id')
      .where('moodle_user_id', '=', 'same')
      .execute();
    assert.equal(rows.length, 2);
  });
  test('N52 a deep linking request is no launch, and is used once; a response of a tool is no request', async () => {
    const begun = await world.login();
    const claims = {
      ...world.claimsFor(begun),
      [claim.messageType]: 'LtiDeepLinkingRequest',
      [claim.deepLinking]: { deep_link_return_url: 'https://moodle.exemple/return' },
      [claim.roles]: [claim.instructor],
    };
    const form = { state: begun.state, id_token: await signed(world.key, claims) };
    const first = await world.post(form, { cookie: begun.cookie });
    assert.equal(first.statusCode, 200);
    assert.equal(first.headers.location, undefined);
    assert.equal(codeOf(await world.post(form, { cookie: begun.cookie })), 'launch_replayed');
    const response = await world.launch({ claims: { [claim.messageType]: 'LtiDeepLinkingResponse' } });
    assert.equal(codeOf(response), 'message_type_invalid');
  });
  test('N53 the deployment of another client', async () => {
    const other = await world.addPlatform({ clientId: 'client-2', deploymentIds: ['2'] });
    assert.equal(codeOf(await world.launch({ claims: { [claim.deploymentId]: '2' } })), 'deployment_unknown');
    handOverCodeOf(await world.launch({ claims: { [claim.deploymentId]: '2' } }, other));
  });
  test('N54 a launch whose registration was disabled after its login', async () => {
    const platform = await world.addPlatform({ clientId: 'closing' });
    const begun = await world.login({}, platform);
    const token = await signed(world.key, world.claimsFor(begun, platform));
    await createPlatformStore(database.current).setStatus(platform.id, 'disabled');
    const answer = await world.post({ state: begun.state, id_token: token }, { cookie: begun.cookie });
    assert.equal(codeOf(answer), 'platform_disabled');
  });
  test('a launch of an institution that was closed', async () => {
    const { query } = database.current;
    await query.insertInto('tenants').values({ id: 'CLOSED', name: 'x', status: 'inactive' }).execute();
    const platform = await world.addPlatform({ issuer: 'https://closed.exemple', tenantId: 'CLOSED' });
    assert.equal(codeOf(await world.launch({}, platform)), 'tenant_inactive');
  });

  describe('N55 re-posts of our own pages', () => {
    const origin = 'https://passerelle.exemple';
    const fromElsewhere: Record<string, string | undefined>[] = [
      { 'sec-fetch-site': 'cross-site', origin },
      { 'sec-fetch-site': 'same-site', origin },
      { 'sec-fetch-site': 'none', origin },
      { 'sec-fetch-site': undefined, origin: 'https://moodle.exemple' },
      { 'sec-fetch-site': undefined, origin: 'null' },
      { 'sec-fetch-site': undefined, origin: undefined },
    ];
    test('the recovery re-post is refused unless it comes from our page', async () => {
      for (const headers of fromElsewhere) {
        const answer = await world.launch({ form: { recovery: '' }, headers: { cookie: undefined, ...headers } });
        assert.equal(codeOf(answer), 'cross_site_repost');
      }
    });
    test('"continue as" is refused unless it comes from our page, and works once from there', async () => {
      const page = await world.launch({ headers: { cookie: undefined } });
      const token = /name="token" value="([\w-]{29})"/.exec(page.body)?.[1] ?? '';
      const go = (headers: Record<string, string | undefined>, value = token) =>
        world.server.inject({
          method: 'POST',
          url: '/lti/launch/continue',
          headers: Object.fromEntries(
            Object.entries({
              'content-type': 'application/x-www-form-urlencoded',
              accept: 'application/json',
              ...headers,
            }).filter(([, one]) => one !== undefined),
          ) as Record<string, string>,
          payload: formText({ token: value }),
        });
      for (const headers of fromElsewhere) assert.equal(codeOf(await go(headers)), 'cross_site_repost');
      assert.equal(codeOf(await go({ 'sec-fetch-site': 'same-origin' }, 'x'.repeat(43))), 'confirmation_invalid');
      handOverCodeOf(await go({ origin }));
      assert.equal(codeOf(await go({ 'sec-fetch-site': 'same-origin' })), 'confirmation_invalid');
    });
    test('the platform’s own POST may come from the same site', async () => {
      handOverCodeOf(await world.launch({ headers: { 'sec-fetch-site': 'same-site' } }));
    });
  });
});
