import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPracticeLms } from '@passerelle/practice-lms';
import { importSPKI, jwtVerify, SignJWT } from 'jose';
import { createHttpServer } from '../../src/http/server.ts';
import { createLog } from '../../src/log/log.ts';
import { createAccessTokens } from '../../src/lti/access-token.remote.ts';
import { createAgsClient } from '../../src/lti/ags.remote.ts';
import { jwksRoutes } from '../../src/lti/jwks.routes.ts';
import { createKeyRotationStore } from '../../src/lti/key-rotation.store.ts';
import { createKeyRotation } from '../../src/lti/key-rotation.ts';
import { createGuardedFetch } from '../../src/lti/outbound.remote.ts';
import { createSigningKeyStore } from '../../src/lti/signing-keys.store.ts';
import { createSigningKeys, publicPemOf } from '../../src/lti/signing-keys.ts';
import { databaseOf } from '../support/database.ts';
import { forEachEngine } from '../support/engines.ts';

const SECRET = 'a secret key that is only for tests';
const HOUR_MS = 3600_000;
const SCORE = ['https://purl.imsglobal.org/spec/lti-ags/scope/score'];

forEachEngine((engine) => {
  const database = databaseOf(engine);
  let nowMs = Date.parse('2026-11-20T10:00:00Z');
  const clock = { now: () => new Date(nowMs) };
  /** A moment passes, so that the newest key is the last of the list. */
  const rotation = () => {
    nowMs += 1;
    return createKeyRotation(createKeyRotationStore(database.current), SECRET, clock);
  };
  /** Another process each time: nothing is remembered. */
  const keys = () => createSigningKeys(createSigningKeyStore(database.current), SECRET, () => nowMs);
  const signer = async () => (await keys().current()).kid;
  const published = async () => (await keys().publicSet()).keys.map((key) => key.kid).sort();
  const states = async () => (await rotation().list()).map((key) => key.status);

  test('S4.5 a new key is published at once, signs after its time, and the old one stays published a day longer', async () => {
    const old = await signer();
    const listed = await rotation().rotate(24 * HOUR_MS);
    const fresh = listed.at(-1)?.id ?? '';
    assert.deepEqual([await signer(), await published()], [old, [old, fresh].sort()]);
    assert.deepEqual(await states(), ['active', 'published']);
    nowMs += 24 * HOUR_MS - 5000;
    assert.equal(await rotation().advance(), 0);
    assert.equal(await signer(), old);
    nowMs += 5000;
    await Promise.all([rotation().advance(), rotation().advance()]);
    assert.deepEqual([await signer(), await published()], [fresh, [old, fresh].sort()]);
    assert.deepEqual(await states(), ['published', 'active']);
    nowMs += 24 * HOUR_MS - 5000;
    assert.equal(await rotation().advance(), 0);
    nowMs += 5000;
    await rotation().advance();
    assert.deepEqual([await signer(), await published()], [fresh, [fresh]]);
    assert.deepEqual(await states(), ['retired', 'active']);
  });

  test('a second rotation waits for the first, save in an emergency, which retires every other key at once', async () => {
    await rotation().rotate(HOUR_MS);
    await assert.rejects(rotation().rotate(HOUR_MS), { code: 'lti.rotation_under_way' });
    const listed = await rotation().replaceNow();
    const fresh = listed.at(-1)?.id;
    assert.deepEqual([await signer(), await published()], [fresh, [fresh]]);
    nowMs += 48 * HOUR_MS;
    assert.equal(await rotation().advance(), 0);
    assert.deepEqual([await signer(), await published()], [fresh, [fresh]]);
  });

  test('the key listed as PEM verifies what we sign: an LMS into which it was pasted accepts us', async () => {
    const { kid, privateKey } = await keys().current();
    const jwt = await new SignJWT({ sub: 'client' }).setProtectedHeader({ alg: 'RS256', kid }).sign(privateKey);
    const active = (await rotation().list()).find((key) => key.status === 'active');
    const pasted = await importSPKI(publicPemOf(active?.public_jwk ?? ''), 'RS256');
    assert.equal((await jwtVerify(jwt, pasted)).payload.sub, 'client');
  });

  test('at an LMS: a score goes through before, during and after; what the old key signs is refused once it is retired', async () => {
    const server = await createHttpServer({ log: createLog('silent'), trustProxy: false });
    await server.register(jwksRoutes({ publicSet: () => keys().publicSet() }));
    const toolUrl = await server.listen({ host: '127.0.0.1', port: 0 });
    const lms = await createPracticeLms({ port: 0, toolUrl, now: () => nowMs });
    const outbound = createGuardedFetch({ allowPrivateNetworks: true, userAgent: 'Passerelle/test' });
    try {
      const { clientId, tokenUrl } = lms.registration;
      const platform = { id: 'p1', clientId, tokenUrl, tokenAudience: null };
      const tokensOf = (current: () => ReturnType<ReturnType<typeof keys>['current']>) =>
        createAccessTokens(outbound.fetch, { current }, () => nowMs);
      const [activity] = [...lms.site.activities.values()];
      const lineItem = `${lms.url}/mod/lti/services.php/2/lineitems/${activity?.lineItemId}/lineitem?type_id=1`;
      const send = () => {
        nowMs += 2000;
        const ags = createAgsClient(
          outbound.fetch,
          tokensOf(() => keys().current()),
          () => nowMs,
        );
        return ags.postScore(platform, lineItem, { moodleUserId: '5', score: 0.5 });
      };
      const old = await keys().current();
      assert.deepEqual(await send(), { kind: 'delivered' });
      await rotation().rotate(HOUR_MS);
      assert.deepEqual(await send(), { kind: 'delivered' });
      nowMs += HOUR_MS;
      await rotation().advance();
      assert.notEqual(await signer(), old.kid);
      assert.deepEqual(await send(), { kind: 'delivered' });
      assert.equal((await tokensOf(async () => old).get(platform, SCORE)).kind, 'granted', 'overlap');
      nowMs += 24 * HOUR_MS;
      await rotation().advance();
      assert.deepEqual(await send(), { kind: 'delivered' });
      // A platform keeps a key set for some time; the practice LMS fetches it anew for a key it does not know.
      await rotation().replaceNow();
      assert.deepEqual(await send(), { kind: 'delivered' });
      assert.deepEqual(await tokensOf(async () => old).get(platform, SCORE), {
        kind: 'retry',
        code: 'token_refused',
        isPlatformWide: true,
      });
    } finally {
      await lms.close();
      await outbound.close();
      await server.close();
    }
  });
});
