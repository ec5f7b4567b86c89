import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import { databaseOf, plantTenantAndPlatform, sqliteEngine } from '../support/database.ts';

const cli = path.resolve(import.meta.dirname, '../../bin/passerelle.js');
const OTHER = '01930000-0000-7000-8000-0000000000bb';

describe('tenants and platforms on the command line', () => {
  const database = databaseOf(sqliteEngine());
  const run = (...args: string[]): Promise<{ code: number; out: string; error: string }> =>
    new Promise((resolve) => {
      const env = {
        ...process.env,
        NODE_ENV: 'test',
        DATABASE_URL: database.url,
        API_URL: 'https://passerelle.exemple:8443',
      };
      execFile(process.execPath, [cli, ...args], { env }, (error, out, text) =>
        resolve({ code: error === null ? 0 : Number(error.code), out, error: text }),
      );
    });
  const add = (...more: string[]) =>
    run(
      ...['platforms', 'add', '--tenant', 'T1', '--name', 'Moodle', '--issuer', 'https://moodle.exemple'],
      ...[
        '--client-id',
        'abc',
        '--auth-url',
        'https://moodle.exemple/auth',
        '--token-url',
        'https://moodle.exemple/token',
      ],
      ...['--jwks-url', 'https://moodle.exemple/jwks', ...more],
    );
  let id: string;

  before(async () => {
    await plantTenantAndPlatform(database.current, OTHER);
    await database.current.query
      .insertInto('users')
      .values({ id: OTHER, tenant_id: 'TENANT_TEST', platform_id: OTHER, moodle_user_id: '1' })
      .execute();
  });

  test('an institution is added once, and listed', async () => {
    const added = await run(
      'tenants',
      'add',
      '--id',
      'T1',
      '--name',
      'Un',
      '--site-url',
      'https://cours.exemple/',
      '--json',
    );
    assert.deepEqual([added.code, JSON.parse(added.out).site_url], [0, 'https://cours.exemple']);
    const again = await run('tenants', 'add', '--id', 'T1', '--name', 'Un');
    assert.equal(again.code, 1);
    assert.match(again.error, /tenants\.already_exists/);
    assert.equal(JSON.parse((await run('tenants', 'list', '--json')).out).length, 2);
  });

  for (const [name, args] of [
    ['a site address that is none', ['--id', 'T2', '--name', 'x', '--site-url', 'cours.exemple']],
    ['an id of 65 characters', ['--id', 'x'.repeat(65), '--name', 'x']],
    ['an unknown time zone', ['--id', 'T2', '--name', 'x', '--timezone', 'Europe/Nowhere']],
  ] as const)
    test(`${name} is refused`, async () => {
      const answer = await run('tenants', 'add', ...args);
      assert.equal(answer.code, 1);
      assert.match(answer.error, /tenants\.invalid_option/);
    });

  test('what Moodle’s administrator needs first is printed in both languages, the hint about ports included', async () => {
    const { code, out } = await run('platforms', 'urls');
    assert.equal(code, 0);
    for (const text of [
      'https://passerelle.exemple:8443/lti/launch',
      'https://passerelle.exemple:8443/lti/login',
      'https://passerelle.exemple:8443/lti/jwks',
      'URIs de redirection / Redirection URI(s)',
      'Utilisation de la configuration de l’outil / Tool configuration usage',
      'cURL allowed ports list',
      'lti-keys list --pem',
      '8443)',
    ])
      assert.ok(out.includes(text), text);
  });

  test('a platform is added with its deployments and policies, and the page to paste', async () => {
    const json = JSON.parse(
      (await add('--deployment-id', '1', '--deployment-id', '2', '--deployments', 'pending', '--json')).out,
    );
    id = json.id;
    assert.equal(json.issuer, 'https://moodle.exemple');
    assert.equal(json.deployment_policy, 'pending');
    assert.equal(json.tool_jwks_url, 'https://passerelle.exemple:8443/lti/jwks');
    assert.deepEqual(json.deployments, [
      { deployment_id: '1', status: 'active' },
      { deployment_id: '2', status: 'active' },
    ]);
  });

  test('the same issuer and client twice is refused', async () => {
    const answer = await add();
    assert.equal(answer.code, 1);
    assert.match(answer.error, /lti\.platform_exists/);
  });

  for (const [name, args, says] of [
    ['an unknown institution', ['--tenant', 'nobody', '--client-id', 'x'], /tenants\.unknown_tenant/],
    ['an address that is none', ['--auth-url', 'moodle'], /Expected an address/],
    ['an unknown policy', ['--deployments', 'maybe'], /Allowed choices are reject, pending, auto-add/],
  ] as const)
    test(`${name} is refused with a sentence`, async () => {
      const answer = await add(...args);
      assert.notEqual(answer.code, 0);
      assert.match(answer.error, says);
    });

  test('a platform is disabled and enabled, its deployments listed and approved', async () => {
    assert.equal((await run('platforms', 'disable', '--id', id)).code, 0);
    const listed = JSON.parse((await run('platforms', 'list', '--json')).out) as { id: string; status: string }[];
    assert.equal(listed.find((one) => one.id === id)?.status, 'disabled');
    assert.equal(JSON.parse((await run('platforms', 'enable', '--id', id, '--json')).out).status, 'active');
    const deployments = JSON.parse((await run('platforms', 'deployments', '--id', id, '--approve', '3', '--json')).out);
    assert.deepEqual(deployments.at(-1), { deployment_id: '3', status: 'active' });
  });

  test('a platform that nobody used is removed, one that learners came through is not', async () => {
    assert.equal((await run('platforms', 'remove', '--id', id)).code, 0);
    const kept = await run('platforms', 'remove', '--id', OTHER);
    assert.equal(kept.code, 1);
    assert.match(kept.error, /lti\.platform_in_use/);
  });

  test('an unknown platform is said so, whatever its id looks like', async () => {
    for (const verb of ['enable', 'disable', 'remove', 'deployments'])
      for (const unknown of ['x', '01930000-0000-7000-8000-0000000000ff']) {
        const answer = await run('platforms', verb, '--id', unknown);
        assert.equal(answer.code, 1);
        assert.match(answer.error, /lti\.platform_unknown/);
      }
  });

  test('every command explains itself with an example', async () => {
    for (const verb of ['urls', 'add', 'list', 'enable', 'disable', 'remove', 'deployments'])
      assert.match((await run('platforms', verb, '--help')).out, /Examples:\n {2}\$ passerelle platforms/);
  });
});
