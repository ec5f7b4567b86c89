import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GroupNames } from '../../src/academic/group-names.view.ts';
import { StudentGroups } from '../../src/academic/student-groups.view.ts';
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

  test('what students say of a class is no older than the names in it, and of its own institution', async () => {
    const { query } = opened.current;
    for (const tenant of ['NICE', 'METZ']) {
      await query.insertInto('tenants').values({ id: tenant, name: tenant }).execute();
      await seedRegister(opened.current, { tenant, classes: [{ class_id: 'C1', name: `"${tenant}"` }] });
    }
    const { id: key } = await query
      .selectFrom('classes')
      .select('id')
      .where('tenant_id', '=', 'NICE')
      .executeTakeFirstOrThrow();
    let now = 0;
    const clock = () => now;
    const names = new GroupNames('classes', 30_000, clock);
    const promotions = new GroupNames('promotions', 30_000, clock);
    const groups = new StudentGroups(names, promotions, true, clock);
    const tenantOf = (id: string) => new TenantQuery(query, engine.name === 'mariadb' ? 'mysql' : engine.name, id);
    const written = async (tenant: string, pair: string, of = groups) =>
      JSON.parse(`{"id":1${(await of.of(tenantOf(tenant), [' ', pair]))[1]}}`) as Record<string, unknown>;
    const nameOf = async (tenant: string) => (await written(tenant, `${key} `)).class_name;
    await names.of(tenantOf('NICE'), [JSON.stringify(key)]);
    now = 20_000;
    assert.equal(await nameOf('NICE'), '"NICE"');
    assert.equal(await nameOf('METZ'), null);
    await query.updateTable('classes').set({ name: 'Renommée' }).where('id', '=', key).execute();
    now = 29_999;
    assert.equal(await nameOf('NICE'), '"NICE"');
    now = 30_000;
    assert.equal(await nameOf('NICE'), 'Renommée');
    const nobody = { id: 1, class_id: null, promo_id: null, class_name: null, promo_name: null };
    assert.deepEqual(await written('NICE', ' '), nobody);
    const nameless = new StudentGroups(names, promotions, false, clock);
    assert.deepEqual(await written('NICE', `${key} `, nameless), { id: 1, class_id: 'C1', promo_id: null });
  });
});

function plain(json: string | undefined): unknown {
  return json === undefined ? undefined : JSON.parse(json);
}
