import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { SignJWT } from 'jose';
import { createIssuerStore } from '../../src/api-keys/issuer.store.ts';
import { newId } from '../../src/ids/ids.ts';
import { seal } from '../../src/lti/signing-keys-seal.ts';
import { API_URL, academicOf, SECRET_KEY } from '../support/academic.ts';
import { forEachEngine } from '../support/engines.ts';

const ISSUER = 'https://sso.exemple.fr';
const secret = 'a shared secret of more than thirty-two bytes';
/** What some engine does not store, or not as it came. */
const TEXTS = ['a\u0000b', '\u0000', '\ud800', 'x'.repeat(3000), ' ', '\u202e', "' or 1=1 --", '😀'.repeat(150)];

forEachEngine((engine) => {
  const api = academicOf(engine);
  before(async () => {
    await api.database.query.insertInto('tenants').values({ id: 'PARIS', name: 'Paris' }).execute();
    const id = newId();
    await createIssuerStore(api.database).add({
      ...{ id, tenant_id: 'PARIS', issuer: ISSUER, scopes: '["academic:read"]', status: 'active', jwks_url: null },
      ...{ quota_per_minute: 1, quota_per_hour: 1000, quota_daily: 1000, secret: seal(secret, SECRET_KEY, id) },
    });
  });
  const get = (token: string) =>
    api.current.server.inject({
      url: '/api/academic/themes',
      headers: { authorization: `Bearer ${token}`, 'x-orchestrator-id': 'PARIS' },
    });

  test('whatever an unsigned token says of its issuer, it is refused and nothing fails', async () => {
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    for (const iss of [...TEXTS, '', 5, null, [], { a: 1 }]) {
      const answer = await get(`${part({ alg: 'RS256', typ: 'JWT' })}.${part({ iss, sub: 'x' })}.c2ln`);
      assert.deepEqual([answer.statusCode, answer.json().error], [401, 'invalid_token'], JSON.stringify(iss));
    }
  });

  test('a good token whose client has a name that no column takes is let in and has a quota of its own', async () => {
    for (const client_id of TEXTS) {
      const token = await new SignJWT({ client_id, tenant_id: 'PARIS', scope: 'academic:read' })
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .setIssuer(ISSUER)
        .setAudience(API_URL)
        .setSubject('ent')
        .setExpirationTime('10m')
        .sign(new TextEncoder().encode(secret));
      assert.equal((await get(token)).statusCode, 200, JSON.stringify(client_id).slice(0, 40));
    }
  });
});
