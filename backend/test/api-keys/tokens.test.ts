import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { sql } from 'kysely';
import type { FoundKey } from '../../src/api-keys/api-key.ts';
import { FailedAttempts } from '../../src/api-keys/failed-attempts.ts';
import { createIssuerStore } from '../../src/api-keys/issuer.store.ts';
import { createKeyCheck } from '../../src/api-keys/key-check.ts';
import { newId } from '../../src/ids/ids.ts';
import { createLog } from '../../src/log/log.ts';
import type { OutboundResponse } from '../../src/lti/outbound.ts';
import { seal } from '../../src/lti/signing-keys-seal.ts';
import { API_URL, academicOf, SECRET_KEY } from '../support/academic.ts';
import { forEachEngine } from '../support/engines.ts';

const ISSUER = 'https://sso.exemple.fr';
const SHARED = 'https://shared.exemple.fr';
const secret = 'a shared secret of more than thirty-two bytes';

forEachEngine((engine) => {
  describe('bearer tokens', () => {
    let now = new Date('2026-01-05T08:00:00Z');
    let published: unknown[] = [];
    let fetched = 0;
    let isDown = false;
    const api = academicOf(engine, {
      clock: { now: () => now },
      fetch: async () => {
        fetched += 1;
        if (isDown) throw new Error('down');
        const text = JSON.stringify({ keys: published });
        return { status: 200, statusText: 'OK', headers: {}, text: () => text } satisfies OutboundResponse;
      },
    });
    const pairs = {
      first: generateKeyPair('ES256', { extractable: true }),
      second: generateKeyPair('ES256', { extractable: true }),
      rsa: generateKeyPair('RS256', { extractable: true }),
    };
    const jwkOf = async (name: keyof typeof pairs) => ({
      ...(await exportJWK((await pairs[name]).publicKey)),
      kid: name,
    });
    const good = (): JWTPayload => ({
      iss: ISSUER,
      aud: API_URL,
      sub: 'ent',
      client_id: 'ent-1',
      tenant_id: 'PARIS',
      scope: 'academic:read openid',
      iat: now.getTime() / 1000,
      exp: now.getTime() / 1000 + 600,
    });
    const signed = async (
      claims: JWTPayload = {},
      { name = 'first', alg = 'ES256', typ = 'JWT' }: { name?: keyof typeof pairs; alg?: string; typ?: string } = {},
    ) =>
      new SignJWT({ ...good(), ...claims })
        .setProtectedHeader({ alg, kid: name, typ })
        .sign((await pairs[name]).privateKey);
    const get = (token: string, headers: Record<string, string> = {}, path = 'students') =>
      api.current.server.inject({
        url: `/api/academic/${path}`,
        headers: { authorization: `Bearer ${token}`, ...headers },
      });
    const codeOf = async (token: string, headers: Record<string, string> = {}) => {
      const answer = await get(token, headers);
      return [answer.statusCode, answer.json().error];
    };

    before(async () => {
      const tenants = ['PARIS', 'LYON', 'NICE'].map((id) => ({ id, name: id }));
      await api.database.query.insertInto('tenants').values(tenants).execute();
      const store = createIssuerStore(api.database);
      const add = (
        id: string,
        tenant: string,
        issuer: string,
        keys: { jwks_url: string | null; secret: string | null },
      ) =>
        store.add({
          id,
          tenant_id: tenant,
          issuer,
          scopes: '["academic:read"]',
          quota_per_minute: 1000,
          quota_per_hour: 100_000,
          quota_daily: 100_000,
          status: 'active',
          ...keys,
        });
      await add(newId(), 'PARIS', ISSUER, { jwks_url: `${ISSUER}/jwks`, secret: null });
      await add(newId(), 'LYON', ISSUER, { jwks_url: `${ISSUER}/jwks`, secret: null });
      const id = newId();
      await add(id, 'PARIS', SHARED, { jwks_url: null, secret: seal(secret, SECRET_KEY, id) });
      published = [await jwkOf('first')];
    });

    test('a token of a known issuer opens its institution, with the header X-Orchestrator-Id or without', async () => {
      assert.equal((await get(await signed())).statusCode, 200);
      const answer = await get(await signed(), { 'x-orchestrator-id': 'PARIS' });
      assert.deepEqual([answer.statusCode, answer.json().meta.tenant_id], [200, 'PARIS']);
      assert.equal(answer.headers['x-ratelimit-limit'], '1000');
      assert.equal((await get(await signed({ tenant_id: 'LYON' }))).json().meta.tenant_id, 'LYON');
      assert.equal((await get(await signed({ scope: undefined, scopes: ['academic:read'] }))).statusCode, 200);
    });

    test('a token never opens more than its issuer may', async () => {
      const answer = await get(await signed({ scope: 'academic:read academic:export' }), {}, 'export');
      assert.deepEqual([answer.statusCode, answer.json().your_scopes], [403, ['academic:read']]);
    });

    test('each claim is checked', async () => {
      const seconds = now.getTime() / 1000;
      const wrong: JWTPayload[] = [
        { iss: 'https://nobody.example' },
        { iss: `${ISSUER}/` },
        { aud: 'https://other.example' },
        { aud: undefined as never },
        { exp: undefined as never },
        { exp: seconds - 61 },
        { exp: seconds + 25 * 3600 },
        { nbf: seconds + 61 },
        { iat: seconds + 61 },
        { sub: undefined as never },
        { sub: '' },
      ];
      for (const claims of wrong) {
        assert.deepEqual(await codeOf(await signed(claims)), [401, 'invalid_token'], JSON.stringify(claims));
      }
      assert.equal(
        (await get(await signed({ exp: seconds - 30, nbf: seconds + 30 }))).statusCode,
        200,
        'clocks may differ',
      );
      assert.deepEqual(await codeOf(await signed({}, { typ: 'logout+jwt' })), [401, 'invalid_token']);
    });

    test('the algorithm is the issuer’s and never the token’s choice', async () => {
      const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(JSON.stringify(good())).toString('base64url')}.`;
      assert.deepEqual(await codeOf(none), [401, 'invalid_token']);
      const { x = '' } = await jwkOf('first');
      for (const shared of [secret, x, JSON.stringify(await jwkOf('first'))]) {
        const forged = await new SignJWT(good())
          .setProtectedHeader({ alg: 'HS256', kid: 'first' })
          .sign(Buffer.from(shared));
        assert.deepEqual(await codeOf(forged), [401, 'invalid_token']);
      }
      const own = await new SignJWT({ ...good(), iss: SHARED })
        .setProtectedHeader({ alg: 'HS256' })
        .sign(Buffer.from(secret));
      assert.equal((await get(own)).statusCode, 200, 'a shared secret only where one was configured');
      assert.deepEqual(await codeOf(await signed({ iss: SHARED })), [401, 'invalid_token']);
    });

    test('garbage is no token, and no failure of ours', async () => {
      for (const text of ['x', 'a.b.c', '..', `${'x'.repeat(9000)}.a.b`, 'eyJhbGciOiJFUzI1NiJ9.bnVsbA.x']) {
        assert.deepEqual(await codeOf(text), [401, 'invalid_token'], text.slice(0, 40));
      }
      const basic = await api.current.server.inject({
        url: '/api/academic/students',
        headers: { authorization: 'Basic eDp5' },
      });
      assert.deepEqual([basic.statusCode, basic.json().error], [401, 'invalid_token']);
    });

    test('the institution must be named, the same everywhere, and bound to the issuer', async () => {
      const unnamed = await signed({ tenant_id: undefined });
      assert.deepEqual(await codeOf(unnamed), [400, 'missing_tenant_id']);
      for (const [token, header] of [
        [unnamed, 'PARIS'],
        [await signed(), 'LYON'],
        [await signed({ tenant_id: 'NICE' }), 'NICE'],
        [await signed({ tenant_id: 'NOBODY' }), undefined],
      ] as const) {
        const headers = header === undefined ? {} : { 'x-orchestrator-id': header };
        assert.deepEqual(await codeOf(token, headers), [403, 'invalid_tenant']);
      }
    });

    test('a new key of the issuer is found, an unknown one is not asked for again and again, an old set outlives a failure', async () => {
      assert.equal((await get(await signed())).statusCode, 200);
      published = [await jwkOf('first'), await jwkOf('second')];
      now = new Date(now.getTime() + 31_000);
      assert.equal((await get(await signed({}, { name: 'second' }))).statusCode, 200);
      const before = fetched;
      for (let i = 0; i < 5; i++)
        assert.deepEqual((await codeOf(await signed({}, { name: 'rsa', alg: 'RS256' })))[0], 401);
      assert.equal(fetched, before);
      isDown = true;
      now = new Date(now.getTime() + 3600_000);
      assert.equal((await get(await signed({}, { name: 'second' }))).statusCode, 200);
      isDown = false;
    });

    test('calls of one client share one quota, other clients have their own', async () => {
      await sql`update jwt_issuers set quota_per_minute = 2`.execute(api.database.query);
      const call = async (client: string) => (await get(await signed({ client_id: client }))).statusCode;
      assert.deepEqual([await call('a'), await call('a'), await call('a'), await call('b')], [200, 200, 429, 200]);
      await sql`update jwt_issuers set quota_per_minute = 1000`.execute(api.database.query);
    });

    test('the journal names the client and keeps no token', async () => {
      await api.current.journal.flush();
      await sql`delete from sync_logs`.execute(api.database.query);
      const token = await signed();
      await get(token, { 'user-agent': token });
      await api.current.journal.flush();
      const row = await api.database.query.selectFrom('sync_logs').selectAll().executeTakeFirstOrThrow();
      const metadata = JSON.parse(row.metadata);
      assert.deepEqual([metadata.api_key_id, metadata.client_id, row.tenant_id], [null, 'ent-1', 'PARIS']);
      assert.ok(!row.metadata.includes(token.slice(0, 40)));
    });
  });

  describe('POST /oauth/token', () => {
    let now = new Date('2026-01-05T08:00:00Z');
    const api = academicOf(engine, { clock: { now: () => now } });
    before(async () => {
      await api.database.query.insertInto('tenants').values({ id: 'PARIS', name: 'Paris' }).execute();
    });
    const ask = (form: Record<string, string>, headers: Record<string, string> = {}) =>
      api.current.server.inject({
        method: 'POST',
        url: '/oauth/token',
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
        payload: new URLSearchParams(form).toString(),
      });
    const get = (token: string, path = 'students') =>
      api.current.server.inject({ url: `/api/academic/${path}`, headers: { authorization: `Bearer ${token}` } });
    const grant = { grant_type: 'client_credentials' };

    test('a key’s id and the key give a token of one hour with the key’s rights, by Basic and by form', async () => {
      const made = await api.current.createKey({ tenantId: 'PARIS', scopes: ['academic:read'] });
      const basic = `Basic ${Buffer.from(`${made.id}:${made.key}`).toString('base64')}`;
      const answers = [
        await ask(grant, { authorization: basic }),
        await ask({ ...grant, client_id: made.id, client_secret: made.key }),
      ];
      for (const answer of answers) {
        assert.equal(answer.statusCode, 200, answer.body);
        const { access_token, ...body } = answer.json();
        assert.deepEqual(body, { token_type: 'Bearer', expires_in: 3600, scope: 'academic:read' });
        assert.equal(answer.headers['cache-control'], 'no-store');
        assert.equal((await get(access_token)).json().meta.tenant_id, 'PARIS');
        assert.equal((await get(access_token, 'export')).statusCode, 403);
      }
      const { access_token } = answers[0]?.json() ?? {};
      now = new Date(now.getTime() + 3601_000);
      assert.equal((await get(access_token)).statusCode, 401);
    });

    test('OneRoster’s reading scopes are granted to whoever may read', async () => {
      const made = await api.current.createKey({ tenantId: 'PARIS', scopes: ['academic:read'] });
      const roster = 'https://purl.imsglobal.org/spec/or/v1p2/scope/roster.readonly';
      const demographics = 'https://purl.imsglobal.org/spec/or/v1p2/scope/roster-demographics.readonly';
      const credentials = { client_id: made.id, client_secret: made.key };
      assert.equal((await ask({ ...grant, ...credentials, scope: `${roster} ${demographics}` })).json().scope, roster);
      const refused = await ask({ ...grant, ...credentials, scope: `${demographics} academic:export` });
      assert.deepEqual([refused.statusCode, refused.json().error], [400, 'invalid_scope']);
    });

    test('a token ends with its key, and shares its quota', async () => {
      const made = await api.current.createKey({ tenantId: 'PARIS', perMinute: 4 });
      const { access_token } = (await ask({ ...grant, client_id: made.id, client_secret: made.key })).json();
      const answer = await get(access_token);
      assert.equal(answer.headers['x-ratelimit-remaining'], '2');
      await sql`update api_keys set status = 'revoked' where id = ${made.id}`.execute(api.database.query);
      const refused = await get(access_token);
      assert.deepEqual([refused.statusCode, refused.json().error], [401, 'invalid_token']);
    });

    test('wrong credentials, another key’s id and another grant are refused', async () => {
      const [one, two] = [
        await api.current.createKey({ tenantId: 'PARIS' }),
        await api.current.createKey({ tenantId: 'PARIS' }),
      ];
      for (const credentials of [{}, { client_id: one.id }, { client_id: one.id, client_secret: two.key }]) {
        const answer = await ask({ ...grant, ...credentials });
        assert.deepEqual([answer.statusCode, answer.json().error], [401, 'invalid_client']);
      }
      const wrong = await ask({ grant_type: 'password', client_id: one.id, client_secret: one.key });
      assert.deepEqual([wrong.statusCode, wrong.json().error], [400, 'unsupported_grant_type']);
    });
  });

  describe('wrong keys', () => {
    const api = academicOf(engine, { failedAttempts: 5, strictKeys: true });

    test('whoever tries many is told to wait before the database is asked, others are not', async () => {
      const call = async (remoteAddress: string, key: string) =>
        (
          await api.current.server.inject({
            url: '/api/academic/students',
            remoteAddress,
            headers: { authorization: `Bearer ${key}` },
          })
        ).statusCode;
      for (let i = 0; i < 5; i++) assert.equal(await call('192.0.2.1', `wrong${i}`), 401);
      assert.equal(await call('192.0.2.1', 'wrong'), 429);
      assert.equal(await call('192.0.2.2', 'wrong'), 401);
    });

    test('in strict mode a key that Passerelle did not make is refused', async () => {
      await api.database.query.insertInto('tenants').values({ id: 'PARIS', name: 'Paris' }).execute();
      const made = await api.current.createKey({ tenantId: 'PARIS' });
      const { hashesOf } = await import('../../src/api-keys/key-hash.ts');
      await sql`update api_keys set key_hash = ${hashesOf('sk_live_abc123', undefined)[0]} where id = ${made.id}`.execute(
        api.database.query,
      );
      const answer = await api.current.server.inject({
        url: '/api/academic/students',
        remoteAddress: '192.0.2.3',
        headers: { 'x-api-key': 'sk_live_abc123' },
      });
      assert.equal(answer.statusCode, 401);
    });
  });
});

test('wrong keys are counted however many addresses they come from, and per network where addresses are IPv6', () => {
  const attempts = new FailedAttempts({ now: () => new Date('2026-01-05T08:00:00Z') }, 2);
  attempts.add('2001:db8::1');
  attempts.add('2001:db8::2');
  assert.throws(() => attempts.check('2001:db8::3'), { code: 'api-keys.too_many_failed_attempts' });
  attempts.check('2001:db8:0:1::1');
  for (let i = 0; i < 10_002; i++) attempts.add(`10.0.${i >> 8}.${i & 255}`);
  assert.throws(() => attempts.check('192.0.2.1'), { code: 'api-keys.too_many_failed_attempts' });
  attempts.check('10.0.0.1');
});

test('the address a key was last used from is kept as the journal keeps addresses', async () => {
  const kept: (string | null)[] = [];
  const row = { id: 'K', tenant_id: 'T', key_hash: '', scopes: '[]', status: 'active', expires_at: null };
  for (const addresses of ['full', 'truncated', 'none'] as const) {
    const store = {
      findById: async () => row as unknown as FoundKey,
      findByHash: async () => undefined,
      async touch(_id: string, _at: Date, address: string | null) {
        kept.push(address);
      },
    };
    const clock = { now: () => new Date('2026-01-05T08:00:00Z') };
    const ports = { store, attempts: new FailedAttempts(clock, 2), clock, log: createLog('silent') };
    await createKeyCheck(ports, { pepper: undefined, cacheMs: 0, strict: false, addresses }).callerById(
      'K',
      '192.0.2.77',
    );
  }
  assert.deepEqual(kept, ['192.0.2.77', '192.0.2.0', null]);
});
