import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import { createPlatformSecrets } from '../../src/lti/platform-secrets.store.ts';
import { databaseOf, sqliteEngine } from '../support/database.ts';
import { seedCourse, seedLink } from '../support/progress-course.ts';

const cli = path.resolve(import.meta.dirname, '../../bin/passerelle.js');
const SECRET_KEY = 'a secret key that is only for tests';

describe('platforms without LTI 1.3 on the command line', () => {
  const database = databaseOf(sqliteEngine());
  let linkId = '';
  let platformId = '';
  before(async () => {
    const course = await seedCourse(database.current, 'T1');
    platformId = course.platformId;
    linkId = await seedLink(database.current, course, '4', { passback: 'none' });
  });
  const run = (...args: string[]): Promise<{ code: number; out: string; error: string }> =>
    new Promise((resolve) => {
      const api = { DATABASE_URL: database.url, API_URL: 'https://passerelle.exemple', SECRET_KEY };
      const env = { ...process.env, NODE_ENV: 'test', ...api };
      execFile(process.execPath, [cli, ...args], { env }, (error, out, text) =>
        resolve({ code: error === null ? 0 : Number(error.code), out, error: text }),
      );
    });
  const answer = async (...args: string[]) => {
    const { code, out, error } = await run(...args, '--json');
    assert.equal(code, 0, error);
    return JSON.parse(out) as Record<string, unknown>;
  };
  const secrets = () => createPlatformSecrets(database.current, SECRET_KEY);
  const place = ['--tenant', 'T1', '--name', 'Ancien'];

  test('add-1p1 makes a secret, shows it once and keeps it encrypted', async () => {
    const added = await answer('platforms', 'add-1p1', ...place, '--key', 'cle');
    assert.equal(added.launch_url, 'https://passerelle.exemple/lti/1.1/launch');
    assert.equal(String(added.secret).length, 43);
    assert.equal((await secrets().find(String(added.id), 'lti1p1'))?.secret, added.secret);
    const listed = await run('platforms', 'list', '--json');
    assert.equal(listed.out.includes(String(added.secret)), false);
    const twice = await run('platforms', 'add-1p1', ...place, '--key', 'cle');
    assert.equal(twice.code, 1);
    assert.match(twice.error, /platform_exists/);
  });

  test('add-1p1 takes a given secret and does not repeat it', async () => {
    const { out } = await run('platforms', 'add-1p1', ...place, '--key', 'deux', '--secret', 'lab-secret-é&1');
    assert.doesNotMatch(out, /lab-secret/);
  });

  test('add-token: a short secret, and a secret beside keys, are refused; keys need none', async () => {
    const short = await run('platforms', 'add-token', ...place, '--secret', 'too short');
    assert.match(short.error, /32 bytes or more/);
    const both = await run(
      'platforms',
      'add-token',
      ...place,
      '--secret',
      'x'.repeat(32),
      '--jwks-url',
      'https://a.fr/j',
    );
    assert.match(both.error, /secret_or_keys/);
    const keys = await answer('platforms', 'add-token', ...place, '--jwks-url', 'https://ent.exemple/jwks.json');
    assert.equal(keys.secret, undefined);
    assert.equal(await secrets().find(String(keys.id), 'token_launch'), undefined);
    const made = await answer('platforms', 'add-token', ...place);
    assert.equal(made.aud, 'https://passerelle.exemple');
    assert.equal((await secrets().find(String(made.id), 'token_launch'))?.secret, made.secret);
  });

  test('services turns activities without an LTI grade service to web services, and back', async () => {
    const passback = async () =>
      (
        await database.current.query
          .selectFrom('resource_links')
          .select('passback')
          .where('id', '=', linkId)
          .executeTakeFirst()
      )?.passback;
    const incomplete = await run('platforms', 'services', '--id', platformId);
    assert.match(incomplete.error, /services_incomplete/);
    await answer('platforms', 'services', '--id', platformId, '--url', 'https://moodle.exemple/', '--token', 'abc');
    assert.equal(await passback(), 'moodle_ws');
    assert.deepEqual(await secrets().find(platformId, 'moodle_services'), {
      secret: 'abc',
      url: 'https://moodle.exemple',
    });
    await answer('platforms', 'services', '--id', platformId, '--remove');
    assert.equal(await passback(), 'none');
    assert.equal(await secrets().find(platformId, 'moodle_services'), undefined);
    const nobody = await run('platforms', 'services', '--id', linkId, '--remove');
    assert.match(nobody.error, /platform_unknown/);
  });

  test('activities are listed and set; what cannot be set is said', async () => {
    const listed = (await answer('activities', 'list', '--tenant', 'T1')) as unknown as { id: string }[];
    assert.deepEqual(
      listed.map((row) => row.id),
      [linkId],
    );
    const set = await answer('activities', 'set', '--id', linkId, '--policy', 'on_completion', '--cmid', '7');
    assert.deepEqual([set.grade_policy, set.moodle_cmid], ['on_completion', '7']);
    assert.match((await run('activities', 'set', '--id', linkId)).error, /nothing_to_set/);
    assert.match((await run('activities', 'set', '--id', linkId, '--cmid', 'x')).error, /bad_cmid/);
    assert.match((await run('activities', 'set', '--id', platformId, '--cmid', '7')).error, /activity_unknown/);
    assert.notEqual((await run('activities', 'set', '--id', linkId, '--policy', 'sometimes')).code, 0);
    assert.match((await run('activities', 'list')).out, /on_completion/);
  });
});
