import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import path from 'node:path';
import { test } from 'node:test';
import { databaseOf, sqliteEngine } from '../support/database.ts';

const cli = path.resolve(import.meta.dirname, '../../bin/passerelle.js');
const opened = databaseOf(sqliteEngine());

function passerelle(args: string[], more: Record<string, string> = {}) {
  const settings = { DATABASE_URL: opened.url, NODE_ENV: 'test', SECRET_KEY: 'a secret key that is only for tests' };
  const env = { ...process.env, DIRECTUS_URL: '', DIRECTUS_TOKEN: '', ...settings, ...more };
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, [cli, ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

test('what is missing or wrong fails with a sentence and a code', async () => {
  const nothing = await passerelle(['directus', 'apply']);
  assert.deepEqual([nothing.code, /directus\.connection_missing/.test(nothing.stderr)], [1, true], nothing.stderr);
  const closed = createServer().listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const { port } = closed.address() as { port: number };
  closed.close();
  await once(closed, 'close');
  const down = await passerelle([
    'directus',
    'apply',
    '--url',
    `http://127.0.0.1:${port}`,
    '--token',
    'a-secret-token',
  ]);
  assert.match(down.stderr, /directus\.unreachable/);
  assert.doesNotMatch(down.stderr, /a-secret-token/);
  const role = await passerelle(['directus', 'grants', '--role', 'x; drop table users']);
  assert.match(role.stderr, /directus\.bad_role/);
  const sqlite = await passerelle(['directus', 'grants', '--apply']);
  assert.match(sqlite.stderr, /directus\.grants_need_postgres/);
});

test('the SQL of the grants names every table that Directus shows, and no secret one', async () => {
  const { stdout } = await passerelle(['directus', 'grants', '--role', 'directus_app']);
  assert.match(stdout, /grant select, insert, update, delete on users, progress, .* to directus_app;/);
  assert.doesNotMatch(stdout, /signing_keys|platform_secrets|sessions,? launches/);
});

test('migrate tells Directus where its address is set, and says so where it is not', async () => {
  const asked: string[] = [];
  const directus = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    response.writeHead(200).end();
  }).listen(0, '127.0.0.1');
  await once(directus, 'listening');
  const { port } = directus.address() as { port: number };
  const silent = await passerelle(['migrate']);
  assert.match(silent.stdout, /DIRECTUS_URL and DIRECTUS_TOKEN are not set/);
  const told = await passerelle(['migrate'], { DIRECTUS_URL: `http://127.0.0.1:${port}`, DIRECTUS_TOKEN: 'token' });
  assert.match(told.stdout, /Directus reads the tables anew/);
  assert.deepEqual(asked, ['POST /utils/cache/clear?system Bearer token']);
  directus.close();
  const down = await passerelle(['migrate'], { DIRECTUS_URL: `http://127.0.0.1:${port}`, DIRECTUS_TOKEN: 'token' });
  assert.deepEqual([down.code, /could not be told/.test(down.stdout)], [0, true], 'the migration counts all the same');
});
