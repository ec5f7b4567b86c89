import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { createApiKeyStore } from '../../src/api-keys/api-key.store.ts';
import { whyUnusable } from '../../src/api-keys/api-key.ts';
import { hashesOf } from '../../src/api-keys/key-hash.ts';
import { databaseOf } from '../support/database.ts';
import { forEachEngine } from '../support/engines.ts';

/** The statement of the public documentation, character by character. */
const INSERT_EXAMPLE = `-- Exemple pour créer une clé API avec scope academic:read
INSERT INTO api_keys (
  id,
  tenant_id,
  owner,
  key_hash,
  scopes,
  quota_daily,
  quota_per_hour,
  quota_per_minute,
  status,
  expires_at
) VALUES (
  'APIKEY_ENT_001',
  'TENANT_INST_PARIS',
  'ENT Integration',
  SHA2('sk_live_YOUR_SECRET_KEY', 256),
  '["academic:read"]',
  10000,
  1000,
  60,
  'active',
  '2026-12-31 23:59:59'
);`;

forEachEngine((engine) => {
  const opened = databaseOf(engine);
  /** SQLite has no SHA2: the line with it is replaced by the output of `printf %s KEY | sha256sum`, as documented. */
  const statement = (id: string, expiresAt: string): string => {
    const text = INSERT_EXAMPLE.replace('APIKEY_ENT_001', id).replace('2026-12-31 23:59:59', expiresAt);
    const own = text.replace('sk_live_YOUR_SECRET_KEY', `key of ${id}`);
    const [hash] = hashesOf(`key of ${id}`, undefined);
    return engine.name === 'sqlite' ? own.replace(/SHA2\(.*\)/, `'${hash}'`) : own;
  };
  const run = (text: string) => sql.raw(text).execute(opened.current.query);
  const tenant = async () => {
    const { query } = opened.current;
    const known = await query
      .selectFrom('tenants')
      .select('id')
      .where('id', '=', 'TENANT_INST_PARIS')
      .executeTakeFirst();
    if (known === undefined)
      await query.insertInto('tenants').values({ id: 'TENANT_INST_PARIS', name: 'Paris' }).execute();
  };

  test('a key whose institution does not exist is refused by the database', async () => {
    await assert.rejects(run(statement('APIKEY_ORPHAN', '2026-12-31 23:59:59')));
  });

  test('the INSERT of the documentation makes a key that works until its date, in UTC', async () => {
    await tenant();
    const [hash] = hashesOf('sk_live_YOUR_SECRET_KEY', undefined);
    await run(engine.name === 'sqlite' ? INSERT_EXAMPLE.replace(/SHA2\(.*\)/, `'${hash}'`) : INSERT_EXAMPLE);
    const key = await createApiKeyStore(opened.current).findByHash(hashesOf('sk_live_YOUR_SECRET_KEY', undefined));
    assert.equal(key?.id, 'APIKEY_ENT_001');
    assert.equal(key.expires_at?.toISOString(), '2026-12-31T23:59:59.000Z');
    assert.equal(whyUnusable(key, new Date('2026-12-31T23:59:58Z')), undefined);
    assert.equal(whyUnusable(key, new Date('2026-12-31T23:59:59Z')), 'expired');
    assert.ok(key.created_at instanceof Date, 'what the statement leaves out is filled');
  });

  test('an expired key inserted by SQL is refused', async () => {
    await tenant();
    await run(statement('APIKEY_OLD', '2020-01-01 00:00:00'));
    const key = await createApiKeyStore(opened.current).findById('APIKEY_OLD');
    assert.ok(key !== undefined);
    assert.equal(whyUnusable(key, new Date('2026-01-05T08:00:00Z')), 'expired');
  });

  test('what is no date is refused, at the insert and at an edit', async () => {
    await tenant();
    await assert.rejects(run(statement('APIKEY_BAD', 'the day after tomorrow')));
    await run(statement('APIKEY_EDITED', '2030-01-01 00:00:00'));
    await assert.rejects(run("update api_keys set expires_at = 'never' where id = 'APIKEY_EDITED'"));
    await run("update api_keys set expires_at = '2021-01-01 00:00:00' where id = 'APIKEY_EDITED'");
    const key = await createApiKeyStore(opened.current).findById('APIKEY_EDITED');
    assert.equal(key?.expires_at?.toISOString(), '2021-01-01T00:00:00.000Z');
  });

  test('two keys with the same secret are refused', async () => {
    await tenant();
    await run(statement('APIKEY_ONE', '2030-01-01 00:00:00'));
    await assert.rejects(run(statement('APIKEY_ONE', '2030-01-01 00:00:00').replace("'APIKEY_ONE'", "'APIKEY_TWO'")));
  });
});
