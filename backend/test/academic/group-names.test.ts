import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GroupNames } from '../../src/academic/group-names.view.ts';
import { TenantQuery } from '../../src/academic/tenant-query.view.ts';
import { databaseOf } from '../support/database.ts';
import { forEachEngine } from '../support/engines.ts';
import { seedRegister } from '../support/register.ts';

forEachEngine((engine) => {
  const opened = databaseOf(engine);

  test('the name of a class is remembered for thirty seconds, for its own institution only', async () => {
    const { query } = opened.current;
    for (const tenant of ['PARIS', 'LYON']) {
      await query.insertInto('tenants').values({ id: tenant, name: tenant }).execute();
      await seedRegister(opened.current, {
        tenant,
        classes: [...Array(100).keys()].map((nth) => ({ class_id: `CLASS_${nth}`, name: `${tenant} ${nth}` })),
      });
    }
    const rows = await query.selectFrom('classes').select(['id', 'name']).where('tenant_id', '=', 'PARIS').execute();
    const keys = rows.map(({ id }) => id);
    const written = keys.map((key) => JSON.stringify(key));
    const [first = '', second = ''] = keys;
    let now = 0;
    const names = new GroupNames('classes', 30_000, () => now);
    const tenantOf = (id: string) => new TenantQuery(query, engine.name === 'mariadb' ? 'mysql' : engine.name, id);
    const nameOf = async (tenant: string, key: string) =>
      plain((await names.of(tenantOf(tenant), ['null', JSON.stringify(key)]))[1]?.name);
    const before = rows[0]?.name;
    assert.equal(await nameOf('PARIS', first), before);
    assert.equal(await nameOf('LYON', first), undefined);
    const all = await names.of(tenantOf('PARIS'), written);
    assert.deepEqual(
      all.map((one) => plain(one?.name)),
      rows.map(({ name }) => name),
    );
    await query.updateTable('classes').set({ name: 'Renommée' }).where('id', 'in', [first, second]).execute();
    now = 29_999;
    assert.equal(await nameOf('PARIS', first), before);
    now = 30_000;
    assert.equal(await nameOf('PARIS', first), 'Renommée');
    assert.equal(plain((await names.of(tenantOf('PARIS'), written))[1]?.name), 'Renommée');
  });
});

function plain(json: string | undefined): unknown {
  return json === undefined ? undefined : JSON.parse(json);
}
