import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { createCatalogueStore } from '../../src/catalogue/catalogue.store.ts';
import type { Catalogue } from '../../src/catalogue/catalogue.ts';
import { createCatalogueReader } from '../../src/catalogue/catalogue.view.ts';
import type { AppError } from '../../src/errors/app-error.ts';
import { newId } from '../../src/ids/ids.ts';
import { databaseOf, plantTenantAndPlatform, TENANT } from '../support/database.ts';
import { forEachEngine } from '../support/engines.ts';

const grain = (grainId: string) => ({
  grainId,
  moduleId: 'm1',
  sequenceId: 's1',
  title: `Grain ${grainId}`,
  url: `pages/${grainId}.html`,
  minutes: 4,
});
const catalogue = (...ids: string[]): Catalogue => ({
  courseUrl: null,
  modules: [{ moduleId: 'm1', title: 'Un', url: 'pages/sommaire.html' }],
  sequences: [{ sequenceId: 's1', moduleId: 'm1', title: 'S' }],
  grains: ids.map(grain),
});
const now = new Date('2026-01-05T08:00:00.000Z');

forEachEngine((engine) => {
  const database = databaseOf(engine);
  before(() => plantTenantAndPlatform(database.current, newId()));

  test('a scan that finds the same pages again changes nothing', async () => {
    const store = createCatalogueStore(database.current);
    const first = await store.replace(TENANT, catalogue('g2', 'g1'), now);
    assert.deepEqual(first.added, ['m1', 's1', 'g2', 'g1']);
    assert.deepEqual(await store.replace(TENANT, catalogue('g2', 'g1'), now), { added: [], changed: [], retired: [] });
    assert.deepEqual(await createCatalogueReader(database.current).of(TENANT), catalogue('g2', 'g1'));
  });

  test('a page that is gone is retired, and comes back as the same row', async () => {
    const store = createCatalogueStore(database.current);
    await store.replace(TENANT, catalogue('g2', 'g1'), now);
    const before = await database.current.query
      .selectFrom('grains')
      .select(['id', 'grain_id'])
      .orderBy('grain_id')
      .execute();
    assert.deepEqual((await store.replace(TENANT, catalogue('g2'), now)).retired, ['g1']);
    assert.deepEqual(
      (await createCatalogueReader(database.current).of(TENANT)).grains.map((one) => one.grainId),
      ['g2'],
    );
    await store.replace(TENANT, catalogue('g2', 'g1'), now);
    const after = await database.current.query
      .selectFrom('grains')
      .select(['id', 'grain_id'])
      .orderBy('grain_id')
      .execute();
    assert.deepEqual(after, before);
  });

  test('refuses an institution that nobody has added, and says how to add it', async () => {
    const store = createCatalogueStore(database.current);
    for (const dryRun of [false, true]) {
      await assert.rejects(
        store.replace('NOBODY', catalogue('g1'), now, { dryRun }),
        (error: AppError) => error.code === 'tenants.unknown_tenant' && /passerelle tenants add/.test(error.message),
      );
    }
  });

  test('a scan that finds no grain where there were some is refused, unless that is allowed', async () => {
    const store = createCatalogueStore(database.current);
    await store.replace(TENANT, catalogue('g2', 'g1'), now);
    const nothing: Catalogue = { courseUrl: null, modules: [], sequences: [], grains: [] };
    for (const dryRun of [false, true])
      await assert.rejects(store.replace(TENANT, nothing, now, { dryRun }), { code: 'catalogue.no_grain' });
    assert.deepEqual(await createCatalogueReader(database.current).of(TENANT), catalogue('g2', 'g1'));
    const change = await store.replace(TENANT, nothing, now, { allowEmpty: true });
    assert.deepEqual(change.retired, ['m1', 's1', 'g1', 'g2']);
    assert.deepEqual(await store.replace(TENANT, nothing, now), { added: [], changed: [], retired: [] });
  });

  test('a dry run tells what would change and writes nothing', async () => {
    const store = createCatalogueStore(database.current);
    await store.replace(TENANT, catalogue('g2', 'g1'), now);
    const change = await store.replace(TENANT, catalogue('g3'), now, { dryRun: true });
    assert.deepEqual(change, { added: ['g3'], changed: [], retired: ['g1', 'g2'].sort() });
    assert.equal((await createCatalogueReader(database.current).of(TENANT)).grains.length, 2);
  });
});
