import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import { setUpDemonstration } from '../../src/lti/demonstration.ts';
import { createTenantStore } from '../../src/tenants/tenant.store.ts';
import { databaseOf, plantTenantAndPlatform, sqliteEngine } from '../support/database.ts';
import { forEachEngine } from '../support/engines.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const cli = path.join(root, 'backend/bin/passerelle.js');
const PLATFORM = '01930000-0000-7000-8000-0000000000bb';
const PARIS = 'TENANT_INST_PARIS';

function runnerOn(database: { readonly url: string }) {
  return (...args: string[]): Promise<{ code: number; out: string; error: string }> =>
    new Promise((resolve) => {
      const env = { ...process.env, NODE_ENV: 'test', DATABASE_URL: database.url };
      execFile(process.execPath, [cli, ...args], { env, cwd: root }, (error, out, text) =>
        resolve({ code: error === null ? 0 : Number(error.code), out, error: text }),
      );
    });
}

describe('changing an institution on the command line', () => {
  const database = databaseOf(sqliteEngine());
  const run = runnerOn(database);
  const set = (...args: string[]) => run('tenants', 'set', '--id', PARIS, ...args);

  before(() => plantTenantAndPlatform(database.current, PLATFORM, PARIS));

  test('what is named changes, the rest stays, and the answer shows the whole', async () => {
    const site = await set('--site-url', 'https://prof.github.io/mon-cours/', '--json');
    const before = { name: JSON.parse(site.out).name, timezone: 'Europe/Paris', status: 'active' };
    assert.deepEqual(JSON.parse(site.out), { id: PARIS, ...before, site_url: 'https://prof.github.io/mon-cours' });
    const both = await set('--name', ' Institut de Paris ', '--timezone', 'Indian/Reunion', '--json');
    assert.deepEqual(JSON.parse(both.out), {
      ...{ id: PARIS, name: 'Institut de Paris', timezone: 'Indian/Reunion', status: 'active' },
      site_url: 'https://prof.github.io/mon-cours',
    });
    const own = await set('--no-site-url');
    assert.equal(own.code, 0);
    assert.match(own.out, /site served by Passerelle.*site servi par Passerelle/);
    assert.equal((await createTenantStore(database.current).find(PARIS))?.siteUrl, null);
  });

  for (const [name, args] of [
    ['nothing to change', []],
    ['a site address that is none', ['--site-url', 'cours.exemple']],
    ['an empty name', ['--name', ' ']],
    ['an unknown time zone', ['--timezone', 'Europe/Nowhere']],
  ] as const)
    test(`${name} is refused in both languages`, async () => {
      const answer = await set(...args);
      assert.equal(answer.code, 1);
      assert.match(answer.error, / \/ .*\(tenants\.invalid_option\)/s);
    });

  test('an institution that is not there, and one that is there already, are told what to type', async () => {
    const nobody = await run('tenants', 'set', '--id', 'NOBODY', '--name', 'x');
    assert.deepEqual([nobody.code, /tenants\.unknown_tenant/.test(nobody.error)], [1, true]);
    const again = await run('tenants', 'add', '--id', PARIS, '--name', 'x');
    assert.match(again.error, /passerelle tenants set --id TENANT_INST_PARIS.*déjà.*\(tenants\.already_exists\)/s);
  });

  test('the help has examples', async () => {
    const { out } = await run('tenants', 'set', '--help');
    assert.match(out, /\$ passerelle tenants set --id TENANT_INST_PARIS --site-url https:/);
    assert.match(out, /--json/);
  });
});

for (const name of ['README.md', 'LISEZMOI.md'])
  describe(`what ${name} says about one’s own site`, () => {
    const database = databaseOf(sqliteEngine());
    const run = runnerOn(database);
    before(() => plantTenantAndPlatform(database.current, PLATFORM, PARIS));

    test('can be typed after npm start, in its order', async () => {
      const text = readFileSync(path.join(root, name), 'utf8');
      const lines = [...text.matchAll(/^npm run passerelle -- ((?:tenants|site|platforms invite) .+)$/gm)];
      assert.ok(lines.some(([, line]) => line?.startsWith('tenants set')));
      for (const [, line = ''] of lines) {
        const words = [...line.replace('../mon-cours', '.').matchAll(/"([^"]*)"|(\S+)/g)];
        const { code, error } = await run(...words.map(([, quoted, plain]) => quoted ?? plain ?? ''));
        assert.equal(code, 0, `${line}\n${error}`);
      }
    });
  });

forEachEngine((engine) => {
  const database = databaseOf(engine);
  before(() => plantTenantAndPlatform(database.current, PLATFORM, PARIS));

  test('an institution is changed alone, even to what it is already', async () => {
    const store = createTenantStore(database.current);
    await store.add({ id: 'T2', name: 'Deux', siteUrl: null });
    const changed = await store.set(PARIS, { siteUrl: 'https://a.fr', name: 'Un' });
    assert.deepEqual(await store.set(PARIS, { name: 'Un' }), changed);
    assert.deepEqual([changed.name, changed.siteUrl], ['Un', 'https://a.fr']);
    assert.equal((await store.find('T2'))?.name, 'Deux');
    await assert.rejects(store.set('T3', { name: 'x' }), { code: 'tenants.unknown_tenant' });
  });
});

test('a later start keeps the catalogue of an example institution that was given a site of its own', async () => {
  const lms = { issuer: 'i', clientId: 'c', authUrl: '', tokenUrl: '', jwksUrl: '', deploymentIds: [] };
  const course = { courseUrl: null, modules: [], sequences: [], grains: [] };
  const replacedFor = async (siteUrl: string | null): Promise<string[]> => {
    const replaced: string[] = [];
    const tenant = { id: PARIS, name: 'x', siteUrl, timezone: 'UTC', status: 'active' as const };
    await setUpDemonstration(
      {
        tenants: { find: async () => tenant, add: async () => tenant, list: async () => [tenant] },
        platforms: { ofIssuer: async () => [{ id: 'p', clientId: 'c' }] as never, add: async () => assert.fail() },
        catalogue: { replace: async (id) => replaced.push(id) },
      },
      lms,
      course,
    );
    return replaced;
  };
  assert.deepEqual(await replacedFor(null), [PARIS]);
  assert.deepEqual(await replacedFor('https://cours.exemple.fr'), []);
});
