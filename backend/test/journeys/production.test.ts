import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sqliteEngine } from '../support/database.ts';
import type { FreshDatabase } from '../support/engines.ts';
import { freePort, type RunningPasserelle, startPasserelle } from '../support/passerelle.ts';

describe('a server with NODE_ENV=production', () => {
  let fresh: FreshDatabase;
  let passerelle: RunningPasserelle;
  let practicePort: number;
  before(async () => {
    fresh = await sqliteEngine().freshDatabaseUrl();
    practicePort = await freePort();
    passerelle = await startPasserelle(fresh.url, {
      NODE_ENV: 'production',
      API_URL: 'https://api.exemple.fr',
      PRACTICE_LMS_PORT: String(practicePort),
    });
  });
  after(async () => {
    await passerelle?.stop();
    await fresh?.drop();
  });

  test('refuses to sign anybody in by a Moodle id, wherever it stands', async () => {
    const ask = (query: string, headers: Record<string, string>, body: object) =>
      fetch(`http://127.0.0.1:${passerelle.port}/api/auth/profile${query}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      });
    for (const answer of [
      await ask('', {}, { moodle_user_id: '42' }),
      await ask('?moodle_user_id=42', {}, {}),
      await ask('', { 'x-moodle-user-id': '42' }, {}),
    ]) {
      assert.equal(answer.status, 403);
      assert.equal(((await answer.json()) as { error: string }).error, 'development_only');
    }
  });

  test('starts nothing of the demonstration and creates nothing of it', async () => {
    await assert.rejects(fetch(`http://localhost:${practicePort}/`), TypeError);
    assert.deepEqual(await passerelle.command('tenants', 'list'), []);
    assert.deepEqual(await passerelle.command('platforms', 'list'), []);
  });

  test('stops within its time when it is told to, with exit code 0', async () => {
    assert.equal(await passerelle.stop(), 0);
  });
});

test('a production server without its settings does not start and says all that is missing', async () => {
  const fresh = await sqliteEngine().freshDatabaseUrl();
  const start = startPasserelle(fresh.url, {
    NODE_ENV: 'production',
    SECRET_KEY: 'short',
    API_URL: 'http://api.exemple.fr',
  });
  await assert.rejects(start, (error: Error) => /SECRET_KEY/.test(error.message) && /API_URL/.test(error.message));
  await fresh.drop();
});
