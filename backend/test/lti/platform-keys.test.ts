import assert from 'node:assert/strict';
import { before, beforeEach, describe, test } from 'node:test';
import { createLog } from '../../src/log/log.ts';
import type { PlatformKeys } from '../../src/lti/id-token.ts';
import { createPlatformStore } from '../../src/lti/platform.store.ts';
import type { Platform } from '../../src/lti/platform.ts';
import { createKeySetStore } from '../../src/lti/platform-keys.store.ts';
import { ageOf, createPlatformKeys } from '../../src/lti/platform-keys.ts';
import { databaseOf, TENANT } from '../support/database.ts';
import { forEachEngine } from '../support/engines.ts';
import { newSigningKey, type SigningKey } from '../support/moodle-platform.ts';

const MINUTE = 60_000;

describe('S4.6 the keys of platforms', () => {
  test('live as long as the platform says, between ten minutes and a day', () => {
    assert.equal(ageOf(undefined), 60 * MINUTE);
    assert.equal(ageOf('no-cache'), 60 * MINUTE);
    assert.equal(ageOf('public, max-age=5'), 10 * MINUTE);
    assert.equal(ageOf('max-age=3601'), 3601_000);
    assert.equal(ageOf('s-maxage=9, max-age=99999999'), 24 * 60 * MINUTE);
  });

  forEachEngine((engine) => {
    const database = databaseOf(engine);
    let first: SigningKey;
    let second: SigningKey;
    let now: Date;
    let published: unknown;
    let fetches: number;
    let isDown: boolean;
    let platform: Platform;
    let platforms = 0;

    before(async () => {
      first = await newSigningKey('first');
      second = await newSigningKey('second');
      await database.current.query.insertInto('tenants').values({ id: TENANT, name: 'x' }).execute();
    });
    beforeEach(async () => {
      now = new Date('2026-11-20T10:00:00Z');
      published = { keys: [first.jwk] };
      fetches = 0;
      isDown = false;
      const urls = { authUrl: 'https://m/auth', tokenUrl: 'https://m/token', jwksUrl: 'https://m/jwks' };
      const identity = { tenantId: TENANT, name: 'x', issuer: `https://m${platforms++}`, clientId: 'c' };
      platform = await createPlatformStore(database.current).add({
        ...identity,
        ...urls,
        deploymentPolicy: 'reject',
        deploymentIds: [],
      });
    });

    /** One process; several share the database. */
    const newProcess = (): PlatformKeys =>
      createPlatformKeys({
        store: createKeySetStore(database.current),
        clock: { now: () => now },
        log: createLog('silent'),
        fetch: async () => {
          fetches++;
          if (isDown) throw new Error('down');
          const text = typeof published === 'string' ? published : JSON.stringify(published);
          return { status: 200, statusText: 'OK', headers: { 'content-type': 'text/html' }, text: () => text };
        },
      });
    const pass = (ms: number): void => {
      now = new Date(now.getTime() + ms);
    };

    test('are fetched once for many launches, and not again after a restart', async () => {
      const keys = newProcess();
      await Promise.all(Array.from({ length: 20 }, () => keys.getKey(platform, 'first')));
      await newProcess().getKey(platform, 'first');
      assert.equal(fetches, 1);
    });

    test('are fetched again when they are old', async () => {
      const keys = newProcess();
      await keys.getKey(platform, 'first');
      pass(61 * MINUTE);
      await keys.getKey(platform, 'first');
      assert.equal(fetches, 2);
    });

    test('are fetched again for an unknown kid, at most every 30 seconds', async () => {
      const keys = newProcess();
      await keys.getKey(platform, 'first');
      published = { keys: [first.jwk, second.jwk] };
      await assert.rejects(keys.getKey(platform, 'second'), { code: 'lti.kid_unknown' });
      pass(29_000);
      await assert.rejects(keys.getKey(platform, 'second'), { code: 'lti.kid_unknown' });
      assert.equal(fetches, 1);
      pass(2000);
      await keys.getKey(platform, 'second');
      assert.equal(fetches, 2);
    });

    test('fetched by one process serve the others', async () => {
      const [one, other] = [newProcess(), newProcess()];
      await one.getKey(platform, 'first');
      await other.getKey(platform, 'first');
      pass(31_000);
      published = { keys: [second.jwk] };
      await one.getKey(platform, 'second');
      await other.getKey(platform, 'second');
      assert.equal(fetches, 2);
    });

    test('stay good while the platform does not answer, however old they are', async () => {
      await newProcess().getKey(platform, 'first');
      isDown = true;
      pass(10 * 24 * 60 * MINUTE);
      const keys = newProcess();
      await keys.getKey(platform, 'first');
      await keys.getKey(platform, 'first');
      assert.equal(fetches, 2);
    });

    test('that were never fetched are a passing failure that says when to come back', async () => {
      isDown = true;
      const keys = newProcess();
      const unavailable = { code: 'lti.platform_keys_unavailable', kind: 'unavailable', retryAfterSeconds: 30 };
      for (let i = 0; i < 5; i++) await assert.rejects(keys.getKey(platform, 'first'), unavailable);
      assert.equal(fetches, 1);
      isDown = false;
      pass(31_000);
      await keys.getKey(platform, 'first');
    });

    test('that cannot be used are left out: short, for encryption, of another kind, nameless', async () => {
      const { n: _dropped, ...noModulus } = first.jwk;
      published = {
        keys: [
          null,
          { ...noModulus, kid: 'no-modulus' },
          { ...first.jwk, n: 'AQAB', kid: 'short' },
          { ...first.jwk, use: 'enc', kid: 'encryption' },
          { ...first.jwk, alg: 'RS512', kid: 'other-algorithm' },
          { kty: 'oct', k: 'c2VjcmV0', kid: 'secret' },
          { ...first.jwk, kid: undefined },
          second.jwk,
        ],
      };
      const keys = newProcess();
      await keys.getKey(platform, 'second');
      for (const kid of ['no-modulus', 'short', 'encryption', 'other-algorithm', 'secret'])
        await assert.rejects(keys.getKey(platform, kid), { code: 'lti.kid_unknown' });
    });

    test('an answer that is no key set keeps the old keys', async () => {
      await newProcess().getKey(platform, 'first');
      pass(61 * MINUTE);
      for (const answer of ['<html>maintenance</html>', '{"keys":"none"}', '{"keys":[]}']) {
        published = answer;
        await newProcess().getKey(platform, 'first');
        pass(31_000);
      }
      assert.equal(fetches, 4);
    });
  });
});
