import assert from 'node:assert/strict';
import { after, beforeEach, describe, test } from 'node:test';
import { decodeProtectedHeader, generateKeyPair, jwtVerify } from 'jose';
import { createAccessTokens } from '../../src/lti/access-token.remote.ts';
import type { ServicePlatform } from '../../src/lti/access-token.ts';
import { createGuardedFetch } from '../../src/lti/outbound.remote.ts';
import { exchangeOf, onlyExchangeOf, startReplay, targetOf } from './recorded-moodle.ts';

const AGS = 'https://purl.imsglobal.org/spec/lti-ags/scope';
const SCORE = `${AGS}/score`;
const NOW = Date.parse('2026-11-20T22:44:22.400Z');

const replay = await startReplay();
const remote = createGuardedFetch({ allowPrivateNetworks: true, userAgent: 'Passerelle/test', timeoutMs: 2000 });
const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
const keys = { current: async () => ({ kid: 'lab-tool-1', privateKey }) };
after(async () => {
  replay.close();
  await remote.close();
});

const granted = exchangeOf('token', 'First use of an assertion');
const platform: ServicePlatform = {
  id: 'p1',
  clientId: '4tBWye0JNBEsZWV',
  tokenUrl: `${replay.url}/mod/lti/token.php`,
  tokenAudience: null,
};

let now = NOW;
beforeEach(() => {
  now = NOW;
  replay.seen.length = 0;
  replay.answers.length = 0;
});
const tokens = () => createAccessTokens(remote.fetch, keys, () => now);
const form = (at = 0) => new URLSearchParams(replay.seen[at]?.body);

describe('the request', () => {
  test('S4.1 has the method, path, headers and form that Moodle took', async () => {
    replay.answers.push(granted.response);
    assert.deepEqual(await tokens().get(platform, [SCORE]), { kind: 'granted', token: 'LAB-ACCESS-TOKEN' });
    const [seen] = replay.seen;
    assert.equal(seen?.method, granted.request.method);
    assert.equal(seen?.target, targetOf(granted));
    assert.deepEqual(seen?.headers, granted.request.headers);
    const expected = new URLSearchParams(granted.request.body);
    assert.deepEqual([...form().keys()], [...expected.keys()]);
    for (const name of ['grant_type', 'client_assertion_type', 'scope'])
      assert.equal(form().get(name), expected.get(name));
  });

  test('S4.2 its assertion is of the client, for the token URL, a little old, short-lived, and never the same', async () => {
    replay.answers.push(granted.response, granted.response);
    const cache = tokens();
    await cache.get(platform, [SCORE]);
    await cache.get(platform, [`${AGS}/lineitem`]);
    const ids = new Set<unknown>();
    for (const at of [0, 1]) {
      const assertion = form(at).get('client_assertion') ?? '';
      const { payload } = await jwtVerify(assertion, publicKey, { currentDate: new Date(now) });
      assert.equal(payload.iss, platform.clientId);
      assert.equal(payload.sub, platform.clientId);
      assert.equal(payload.aud, platform.tokenUrl);
      assert.equal(payload.iat, Math.floor(now / 1000) - 5);
      assert.ok((payload.exp ?? 0) > now / 1000 && (payload.exp ?? 0) - (payload.iat ?? 0) <= 300);
      assert.equal(decodeProtectedHeader(assertion).kid, 'lab-tool-1');
      ids.add(payload.jti);
    }
    assert.equal(ids.size, 2);
  });

  test('S4.2 a platform may name another audience than its token URL', async () => {
    replay.answers.push(granted.response);
    await tokens().get({ ...platform, tokenAudience: 'https://api.brightspace.com/auth/token' }, [SCORE]);
    const { payload } = await jwtVerify(form().get('client_assertion') ?? '', publicKey, {
      currentDate: new Date(now),
    });
    assert.equal(payload.aud, 'https://api.brightspace.com/auth/token');
  });
});

describe('S4.3 the token', () => {
  test('serves every call for the same scopes in any order until a minute before its end', async () => {
    const all = exchangeOf('token', 'All five scopes');
    replay.answers.push(all.response, all.response);
    const cache = tokens();
    const scopes = [SCORE, `${AGS}/lineitem`];
    await Promise.all([cache.get(platform, scopes), cache.get(platform, [...scopes].reverse())]);
    now += (3600 - 61) * 1000;
    await cache.get(platform, scopes);
    assert.equal(replay.seen.length, 1, 'one request, shared and kept');
    now += 1500;
    await cache.get(platform, scopes);
    assert.equal(replay.seen.length, 2);
  });

  test('is not shared with other scopes, another platform or another registration of it', async () => {
    const all = exchangeOf('token', 'All five scopes');
    replay.answers.push(...Array.from({ length: 4 }, () => all.response));
    const cache = tokens();
    await cache.get(platform, [SCORE]);
    await cache.get(platform, [`${AGS}/lineitem`]);
    await cache.get({ ...platform, id: 'p2' }, [SCORE]);
    await cache.get({ ...platform, clientId: 'other' }, [SCORE]);
    assert.equal(replay.seen.length, 4);
  });

  test('is asked for anew once it was dropped; dropping one that was replaced changes nothing', async () => {
    const other = { ...granted.response, body: granted.response.body.replace('LAB-ACCESS-TOKEN', 'SECOND') };
    replay.answers.push(granted.response, other);
    const cache = tokens();
    await cache.get(platform, [SCORE]);
    cache.drop(platform, [SCORE], 'LAB-ACCESS-TOKEN');
    assert.deepEqual(await cache.get(platform, [SCORE]), { kind: 'granted', token: 'SECOND' });
    cache.drop(platform, [SCORE], 'LAB-ACCESS-TOKEN');
    assert.deepEqual(await cache.get(platform, [SCORE]), { kind: 'granted', token: 'SECOND' });
    assert.equal(replay.seen.length, 2);
  });

  test('is not kept when it was refused', async () => {
    replay.answers.push(exchangeOf('token', 'Unknown client').response, granted.response);
    const cache = tokens();
    assert.equal((await cache.get(platform, [SCORE])).kind, 'retry');
    assert.equal((await cache.get(platform, [SCORE])).kind, 'granted');
  });
});

describe('what else a token endpoint answers', () => {
  test('a score scope that is missing from the grant, or refused, is for a person to change', async () => {
    const readonly = {
      ...granted.response,
      body: granted.response.body.replace('scope/score', 'scope/lineitem.readonly'),
    };
    replay.answers.push(readonly, exchangeOf('token', 'Only an unknown scope').response);
    const missing = { kind: 'gave_up', code: 'score_scope_missing' };
    assert.deepEqual(await tokens().get(platform, [SCORE]), missing);
    assert.deepEqual(await tokens().get(platform, [SCORE]), missing);
  });

  test('Moodle’s errors, whose JSON may be broken, are troubles of the registration that may end', async () => {
    for (const what of ['No kid', 'Unknown kid', 'Expired assertion', 'iat 90 s', 'Signed by another key', 'No sub']) {
      replay.answers.push(exchangeOf('token', what).response);
      const answer = await tokens().get(platform, [SCORE]);
      assert.deepEqual(answer, { kind: 'retry', code: 'token_refused', isPlatformWide: true }, what);
    }
  });

  test('a page with 404 says that Moodle cannot fetch our keys', async () => {
    replay.answers.push(onlyExchangeOf('token-jwks-blocked').response);
    const answer = await tokens().get(platform, [SCORE]);
    assert.deepEqual(answer, { kind: 'retry', code: 'keys_unreachable', isPlatformWide: true });
  });

  test('errors of the server, throttling and silence are tried again, after the time it asked for', async () => {
    const html = { 'content-type': 'text/html' };
    replay.answers.push({ status: 503, reason: 'x', headers: { ...html, 'retry-after': '120' }, body: '<p>' });
    assert.deepEqual(await tokens().get(platform, [SCORE]), {
      kind: 'retry',
      code: 'lms_failing',
      isPlatformWide: true,
      afterMs: 120_000,
    });
    replay.answers.push({ status: 429, reason: 'x', headers: html, body: '' });
    const throttled = await tokens().get(platform, [SCORE]);
    assert.ok(throttled.kind === 'retry' && throttled.code === 'lms_throttled');
    replay.answers.push({ status: 200, reason: 'OK', headers: html, body: '<p>maintenance' });
    const page = await tokens().get(platform, [SCORE]);
    assert.ok(page.kind === 'retry' && page.code === 'unexpected_answer');
    const nobody = await tokens().get({ ...platform, tokenUrl: 'http://127.0.0.1:9/' }, [SCORE]);
    assert.ok(nobody.kind === 'retry' && nobody.code === 'lms_unreachable');
  });
});
