import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createApiKeyStore } from '../../src/api-keys/api-key.store.ts';
import { retireDemonstrationKeys, setUpDemonstrationKey } from '../../src/api-keys/demonstration-key.ts';
import { formOf } from '../../src/api-keys/key-format.ts';
import { academicOf, SECRET_KEY } from '../support/academic.ts';
import { sqliteEngine } from '../support/database.ts';

const TENANT = 'TENANT_INST_PARIS';

describe('the key of the demonstration', () => {
  const api = academicOf(sqliteEngine(), { cacheSeconds: 0 });
  const statusWith = async (key = '') =>
    (await api.current.server.inject({ url: '/api/academic/export', headers: { 'x-api-key': key } })).statusCode;

  test('is the same at every start, opens lists and export, and is not kept in the clear', async () => {
    await api.database.query.insertInto('tenants').values({ id: TENANT, name: 'Paris' }).execute();
    const ports = { store: createApiKeyStore(api.database), secretKey: SECRET_KEY, pepper: undefined };
    const key = await setUpDemonstrationKey(ports, TENANT);
    assert.equal(formOf(key ?? ''), 'ours');
    assert.equal(await setUpDemonstrationKey(ports, TENANT), key);
    assert.notEqual(
      await setUpDemonstrationKey({ ...ports, secretKey: 'another secret of another place' }, TENANT),
      key,
    );
    assert.equal(await statusWith(key), 200);
    const rows = await api.database.query.selectFrom('api_keys').selectAll().execute();
    assert.equal(rows.length, 2);
    assert.ok(!JSON.stringify(rows).includes(key ?? ''));
  });

  test('opens nothing once a server has started in production, and is not shown any more', async () => {
    const store = createApiKeyStore(api.database);
    const ports = { store, secretKey: SECRET_KEY, pepper: undefined };
    const key = await setUpDemonstrationKey(ports, TENANT);
    const other = await api.current.createKey({ tenantId: TENANT });
    await retireDemonstrationKeys(store, new Date());
    assert.deepEqual([await statusWith(key), await statusWith(other.key)], [401, 200]);
    assert.equal(await setUpDemonstrationKey(ports, TENANT), undefined);
  });
});
