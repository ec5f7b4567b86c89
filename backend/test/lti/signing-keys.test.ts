import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createLocalJWKSet, jwtVerify, SignJWT } from 'jose';
import { openDatabase } from '../../src/db/connection.ts';
import { createHttpServer, type HttpServer } from '../../src/http/server.ts';
import { createLog } from '../../src/log/log.ts';
import { jwksRoutes } from '../../src/lti/jwks.routes.ts';
import { createSigningKeyStore } from '../../src/lti/signing-keys.store.ts';
import { createSigningKeys } from '../../src/lti/signing-keys.ts';
import { seal, unseal } from '../../src/lti/signing-keys-seal.ts';
import { databaseOf } from '../support/database.ts';
import { forEachEngine } from '../support/engines.ts';

const SECRET = 'a secret key that is only for tests';

test('a sealed text opens with its secret and in its row only', () => {
  const sealed = seal('é private', SECRET, 'row1');
  assert.match(sealed, /^v1\.[\w-]{16}\.[\w-]{22}\.[\w-]+$/);
  assert.equal(unseal(sealed, SECRET, 'row1'), 'é private');
  assert.notEqual(seal('é private', SECRET, 'row1'), sealed);
  const mismatch = { code: 'lti.secret_key_mismatch' };
  assert.throws(() => unseal(sealed, `${SECRET}!`, 'row1'), mismatch);
  assert.throws(() => unseal(sealed, SECRET, 'row2'), mismatch);
  for (const broken of ['', 'v1', 'v2.a.b.c', sealed.slice(0, -2), sealed.replace(/\.[\w-]{22}\./, '.AAAA.')]) {
    assert.throws(() => unseal(broken, SECRET, 'row1'), mismatch, broken);
  }
});

forEachEngine((engine) => {
  const database = databaseOf(engine);

  test('processes that start at once agree on the key that signs, and publish every key', async () => {
    const others = [1, 2, 3].map(() => openDatabase(database.url, 2));
    try {
      const all = [database.current, ...others].map((db) => createSigningKeys(createSigningKeyStore(db), SECRET));
      await Promise.all(all.map((keys) => keys.publicSet()));
      const signers = await Promise.all(all.map((keys) => keys.current()));
      assert.equal(new Set(signers.map((key) => key.kid)).size, 1);
      const sets = await Promise.all(all.map((keys) => keys.publicSet()));
      for (const set of sets) assert.deepEqual(set, sets[0]);
      assert.ok(sets[0]?.keys.some((key) => key.kid === signers[0]?.kid));
    } finally {
      for (const other of others) await other.close();
    }
  });

  test('what the key signs verifies with the published set', async () => {
    const keys = createSigningKeys(createSigningKeyStore(database.current), SECRET);
    const { kid, privateKey } = await keys.current();
    const token = await new SignJWT({ x: 1 }).setProtectedHeader({ alg: 'RS256', kid }).sign(privateKey);
    const { payload } = await jwtVerify(token, createLocalJWKSet(await keys.publicSet()));
    assert.equal(payload.x, 1);
  });

  test('the database holds no private key in the clear, and another SECRET_KEY is told as such', async () => {
    const rows = await database.current.query.selectFrom('signing_keys').selectAll().execute();
    for (const row of rows) {
      assert.match(row.private_key, /^v1\./);
      assert.deepEqual(Object.keys(JSON.parse(row.public_jwk) as object).sort(), ['e', 'kty', 'n']);
    }
    const stranger = createSigningKeys(createSigningKeyStore(database.current), `${SECRET} changed`);
    await assert.rejects(stranger.current(), { code: 'lti.secret_key_mismatch' });
    await assert.rejects(stranger.current(), { code: 'lti.secret_key_mismatch' });
    assert.equal((await stranger.publicSet()).keys.length, rows.length, 'the public keys stay there for platforms');
  });

  test('a retired key is published no more, and the next one signs after a minute', async () => {
    let now = Date.now();
    const keys = createSigningKeys(createSigningKeyStore(database.current), SECRET, () => now);
    const first = await keys.current();
    await database.current.query
      .updateTable('signing_keys')
      .set({ status: 'retired', retired_at: new Date() })
      .execute();
    assert.equal((await keys.current()).kid, first.kid);
    now += 61_000;
    const next = await keys.current();
    assert.notEqual(next.kid, first.kid);
    assert.deepEqual(
      (await keys.publicSet()).keys.map((key) => key.kid),
      [next.kid],
    );
  });

  describe('GET /lti/jwks', () => {
    let server: HttpServer;
    before(async () => {
      server = await createHttpServer({ log: createLog('silent'), trustProxy: false });
      await server.register(jwksRoutes(createSigningKeys(createSigningKeyStore(database.current), SECRET)));
    });
    after(() => server.close());

    test('S4.5 200: public members, use, alg and kid of each key, for everybody and for a while', async () => {
      const answer = await server.inject({ url: '/lti/jwks' });
      assert.equal(answer.statusCode, 200);
      assert.equal(answer.headers['access-control-allow-origin'], '*');
      assert.match(String(answer.headers['cache-control']), /max-age=\d+/);
      assert.match(String(answer.headers['content-type']), /^application\/json/);
      const { keys } = answer.json<{ keys: Record<string, string>[] }>();
      assert.ok(keys.length > 0);
      for (const key of keys) {
        assert.deepEqual(Object.keys(key).sort(), ['alg', 'e', 'kid', 'kty', 'n', 'use']);
        assert.deepEqual([key.alg, key.use, key.kty], ['RS256', 'sig', 'RSA']);
        assert.ok(Buffer.from(key.n ?? '', 'base64url').length >= 256, 'at least 2048 bits');
      }
    });
  });
});
