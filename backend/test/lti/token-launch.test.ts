import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { LightMyRequestResponse } from 'fastify';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { AppError } from '../../src/errors/app-error.ts';
import { databaseOf, sqliteEngine } from '../support/database.ts';
import { API_URL, createDirectWorld, type DirectWorld, NOW } from '../support/direct-launches.ts';
import { forEachEngine } from '../support/engines.ts';

const SECRET = 'a shared secret of at least 32 bytes';
const nowSeconds = Math.floor(NOW.getTime() / 1000);
const codeOf = (answer: LightMyRequestResponse) => (answer.json() as { error: string }).error;
let jti = 0;

function claimsOf(changes: Record<string, unknown> = {}): JWTPayload {
  const claims = {
    iss: 'portal',
    aud: API_URL,
    sub: '42',
    iat: nowSeconds,
    exp: nowSeconds + 60,
    jti: `t${++jti}`,
    given_name: 'Zoé',
    locale: 'fr',
    context: { id: 7, title: 'Cours' },
    resource: { id: 5, title: 'Module 1', cmid: 5 },
    scope: { module: 'module1' },
    ...changes,
  };
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
}

function signed(changes: Record<string, unknown> = {}, secret = SECRET): Promise<string> {
  return new SignJWT(claimsOf(changes)).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from(secret));
}

function open(
  world: DirectWorld,
  token: string,
  headers: Record<string, string> = {},
): Promise<LightMyRequestResponse> {
  const accept = 'application/json';
  return world.server.inject({ url: `/launch?token=${encodeURIComponent(token)}`, headers: { accept, ...headers } });
}

forEachEngine((engine) => {
  const database = databaseOf(engine);
  let world: DirectWorld;
  before(async () => {
    world = await createDirectWorld(database.current);
    await world.addPortal('portal', { secret: SECRET });
  });

  test('a token opens the page of its scope for the person it names, and stands in no address after that', async () => {
    const token = await signed();
    const answer = await open(world, token);
    assert.equal(answer.statusCode, 303, answer.body);
    const location = String(answer.headers.location);
    assert.match(location, /^https:\/\/passerelle\.exemple\/pages\/module1\/sommaire\.html#lti=[\w-]{29}$/);
    assert.equal(answer.headers['cache-control'], 'no-store');
    assert.equal(answer.headers['referrer-policy'], 'no-referrer');
    const grant = await world.grantOf(answer);
    const { query } = database.current;
    const user = await query.selectFrom('users').selectAll().where('id', '=', grant.userId).executeTakeFirstOrThrow();
    assert.deepEqual([user.moodle_user_id, user.firstname, user.locale, grant.role], ['42', 'Zoé', 'fr', 'learner']);
    const link = await query.selectFrom('resource_links').selectAll().executeTakeFirstOrThrow();
    assert.deepEqual(
      [link.lti_resource_link_id, link.module_id, link.moodle_cmid, link.passback],
      ['5', 'module1', '5', 'none'],
    );
  });

  test('of 20 concurrent uses of one token exactly one opens', async () => {
    const token = await signed({ sub: '43' });
    const answers = await Promise.all(Array.from({ length: 20 }, () => open(world, token)));
    assert.equal(answers.filter((answer) => answer.statusCode === 303).length, 1);
    assert.deepEqual([...new Set(answers.filter((one) => one.statusCode !== 303).map(codeOf))], ['launch_replayed']);
  });
});

describe('signed-token launch', () => {
  const database = databaseOf(sqliteEngine());
  const folder = mkdtempSync(path.join(tmpdir(), 'token-launch-'));
  after(() => rmSync(folder, { recursive: true }));
  let world: DirectWorld;
  before(async () => {
    world = await createDirectWorld(database.current);
    await world.addPortal('portal', { secret: SECRET });
    await world.addPortal('closed', { secret: SECRET }, { status: 'disabled' });
  });

  test('a page may hand its token over itself; it is spent then', async () => {
    const token = await signed();
    assert.equal((await world.grantOfToken(token)).role, 'learner');
    await assert.rejects(
      world.grantOfToken(token),
      (error) => error instanceof AppError && error.code === 'lti.launch_replayed',
    );
    assert.equal(codeOf(await open(world, token)), 'launch_replayed');
  });

  test('only sub, times, jti, iss and aud are needed', async () => {
    const bare = {
      given_name: undefined,
      locale: undefined,
      context: undefined,
      resource: undefined,
      scope: undefined,
    };
    const answer = await open(world, await signed(bare));
    assert.equal(answer.headers.location?.toString().split('#')[0], `${API_URL}/`);
    assert.equal((await world.grantOf(answer)).role, 'learner');
  });

  test('an instructor is one', async () => {
    const grant = await world.grantOf(await open(world, await signed({ sub: '3', roles: ['Instructor'] })));
    assert.equal(grant.role, 'instructor');
  });

  for (const [what, changes, code] of [
    ['no person', { sub: undefined }, 'user_anonymous'],
    ['a person with blanks at the edge', { sub: ' 42' }, 'sub_invalid'],
    ['no audience', { aud: undefined }, 'launch_token_audience_invalid'],
    ['another audience', { aud: 'https://ailleurs.exemple' }, 'launch_token_audience_invalid'],
    ['no end', { exp: undefined }, 'launch_token_malformed'],
    ['an end in the past', { exp: nowSeconds - 61 }, 'token_expired'],
    ['more than five minutes to live', { exp: nowSeconds + 400 }, 'launch_token_lives_too_long'],
    ['no id', { jti: undefined }, 'launch_token_malformed'],
    ['a beginning in the future', { nbf: nowSeconds + 120 }, 'token_from_future'],
    ['an issue in the future', { iat: nowSeconds + 120 }, 'token_from_future'],
    ['no issuer', { iss: undefined }, 'launch_token_malformed'],
    ['an unknown issuer', { iss: 'nobody' }, 'token_issuer_unknown'],
    ['a closed registration', { iss: 'closed' }, 'platform_disabled'],
    ['a module that does not exist', { scope: { module: 'nowhere' } }, 'activity_page_unknown'],
  ] as const) {
    test(`a token with ${what} is refused`, async () => {
      const answer = await open(world, await signed(changes));
      assert.ok(answer.statusCode >= 400 && answer.statusCode < 500);
      assert.equal(codeOf(answer), code);
    });
  }

  test('another secret, an altered token, garbage and nothing are refused', async () => {
    assert.equal(
      codeOf(await open(world, await signed({}, 'another secret of at least 32 bytes'))),
      'signature_invalid',
    );
    const [head, , signature] = (await signed()).split('.');
    const other = Buffer.from(JSON.stringify(claimsOf({ sub: '1' }))).toString('base64url');
    assert.equal(codeOf(await open(world, `${head}.${other}.${signature}`)), 'signature_invalid');
    assert.equal(
      codeOf(await open(world, `${Buffer.from('{"alg":"none"}').toString('base64url')}.${other}.`)),
      'algorithm_refused',
    );
    assert.equal(codeOf(await open(world, 'garbage')), 'launch_token_malformed');
    assert.equal(codeOf(await open(world, 'x'.repeat(9000))), 'launch_token_malformed');
    assert.equal(codeOf(await open(world, '')), 'launch_token_missing');
  });

  test('a look in advance spends nothing', async () => {
    const token = await signed();
    assert.equal(codeOf(await open(world, token, { 'sec-purpose': 'prefetch;prerender' })), 'launch_token_prefetched');
    const url = `/launch?token=${token}`;
    assert.equal((await world.server.inject({ method: 'HEAD', url })).statusCode, 404);
    assert.equal((await open(world, token)).statusCode, 303);
  });

  test('the page of a refusal takes the token out of the address bar', async () => {
    const answer = await open(world, await signed({ exp: nowSeconds - 100 }), { accept: 'text/html' });
    assert.equal(answer.statusCode, 400);
    assert.match(answer.body, /history\.replaceState\(null, '', location\.pathname\)/);
  });

  for (const alg of ['RS256', 'ES256'] as const) {
    test(`a portal with a key set signs with ${alg}; its public key is never taken for a shared secret`, async () => {
      const jwksUrl = `https://ent.exemple/${alg}.json`;
      const pair = await generateKeyPair(alg, { extractable: true });
      const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'k1', use: 'sig' };
      world.keySets.set(jwksUrl, JSON.stringify({ keys: [jwk] }));
      await world.addPortal(`ent-${alg}`, { jwksUrl });
      const sign = (header: { alg: string; kid?: string }, key: Parameters<SignJWT['sign']>[0]) =>
        new SignJWT(claimsOf({ iss: `ent-${alg}` })).setProtectedHeader(header).sign(key);
      assert.equal((await open(world, await sign({ alg, kid: 'k1' }, pair.privateKey))).statusCode, 303);
      assert.equal(codeOf(await open(world, await sign({ alg }, pair.privateKey))), 'kid_missing');
      assert.equal(codeOf(await open(world, await sign({ alg, kid: 'k2' }, pair.privateKey))), 'kid_unknown');
      const confused = await sign({ alg: 'HS256', kid: 'k1' }, Buffer.from(JSON.stringify(jwk)));
      assert.equal(codeOf(await open(world, confused)), 'algorithm_refused');
      const stranger = await generateKeyPair(alg);
      assert.equal(codeOf(await open(world, await sign({ alg, kid: 'k1' }, stranger.privateKey))), 'signature_invalid');
    });
  }

  test('the Node example of the documentation opens the site', async () => {
    const text = readFileSync(path.join(import.meta.dirname, '../../../docs/TOKEN_LAUNCH.md'), 'utf8');
    const example = /```js\n([\s\S]+?)```/.exec(text)?.[1] ?? '';
    assert.ok(example.trim().split('\n').length <= 20, 'the example is short');
    const file = path.join(folder, 'example.mjs');
    const settings = { PASSERELLE_URL: API_URL, PASSERELLE_ISS: 'portal', PASSERELLE_SECRET: SECRET };
    writeFileSync(file, example.replace('process.env', JSON.stringify(settings)));
    const { launchUrl } = (await import(pathToFileURL(file).href)) as {
      launchUrl(person: object, course: object, scope: object): string;
    };
    world.setNow(new Date());
    const url = new URL(
      launchUrl({ id: 8, firstname: 'Anaïs', lastname: 'B' }, { id: 2, title: 'Cours' }, { module: 'phishing' }),
    );
    const answer = await world.server.inject({ url: url.pathname + url.search });
    assert.match(String(answer.headers.location), /pages\/phishing\/sommaire\.html#lti=/);
    world.setNow(NOW);
  });
});
