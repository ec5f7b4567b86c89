import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { databaseOf, sqliteEngine } from '../support/database.ts';

const cli = path.resolve(import.meta.dirname, '../../bin/passerelle.js');
const opened = databaseOf(sqliteEngine());

interface Run {
  code: number;
  stdout: string;
  stderr: string;
}

function passerelle(args: string[], input = ''): Promise<Run> {
  const env = {
    ...process.env,
    DATABASE_URL: opened.url,
    NODE_ENV: 'test',
    SECRET_KEY: 'a secret key that is only for tests',
    API_KEY_PEPPER: 'a pepper that is only for tests',
  };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [cli, ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
    child.stdin?.end(input);
  });
}

const json = async (...args: string[]) => {
  const run = await passerelle([...args, '--json']);
  assert.equal(run.code, 0, run.stderr);
  return JSON.parse(run.stdout) as Record<string, string> & Record<string, string>[];
};

test('a key is shown once, kept as a hash, verified, listed, replaced with an overlap and revoked', async () => {
  await json('tenants', 'add', '--id', 'TENANT_INST_PARIS', '--name', 'Institut de Paris');
  const made = await json(
    'keys',
    'create',
    '--tenant',
    'TENANT_INST_PARIS',
    '--owner',
    'ENT',
    '--expires',
    '2027-12-31',
  );
  const { id = '', key = '' } = made;
  assert.match(key, /^sk_live_[0-9A-Za-z]{49}$/);
  const row = await opened.current.query
    .selectFrom('api_keys')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  assert.match(row.key_hash, /^h1\$/);
  assert.ok(!JSON.stringify(row).includes(key));
  assert.equal(row.scopes, '["academic:read"]');
  assert.equal(row.expires_at?.toISOString(), '2027-12-31T23:59:59.000Z');

  const verdict = await passerelle(['keys', 'verify', '--json'], `${key}\n`);
  assert.deepEqual([verdict.code, JSON.parse(verdict.stdout).valid, JSON.parse(verdict.stdout).id], [0, true, id]);
  const listed = await passerelle(['keys', 'list']);
  assert.match(listed.stdout, new RegExp(`${id}.*${key.slice(0, 12)}…${key.slice(-4)}`));
  assert.ok(!listed.stdout.includes(key));

  const successor = await json('keys', 'rotate', id, '--overlap', '1h');
  assert.equal(successor.rotated_from, id);
  assert.equal((await passerelle(['keys', 'verify', key])).code, 0, 'the old key still works');
  const old = await opened.current.query
    .selectFrom('api_keys')
    .select('expires_at')
    .where('id', '=', id)
    .executeTakeFirst();
  assert.ok(Math.abs((old?.expires_at?.getTime() ?? 0) - Date.now() - 3_600_000) < 60_000);

  await json('keys', 'revoke', id);
  const refused = await passerelle(['keys', 'verify', key, '--json']);
  assert.deepEqual([refused.code, JSON.parse(refused.stdout).reason], [1, 'revoked']);
  assert.match((await passerelle(['keys', 'rotate', id])).stderr, /not_usable/);
});

test('wrong options are refused with what was expected', async () => {
  const create = ['keys', 'create', '--tenant', 'TENANT_INST_PARIS', '--owner', 'ENT'];
  for (const [args, code] of [
    [['keys', 'create', '--tenant', 'NOBODY', '--owner', 'x'], 'unknown_tenant'],
    [[...create, '--scopes', 'academic:write'], 'invalid_option'],
    [[...create, '--expires', '2027-02-30'], 'invalid_option'],
    [[...create, '--per-minute', '-1'], 'invalid_option'],
    [[...create, '--allow-ip', 'everywhere'], 'invalid_option'],
    [['keys', 'revoke', 'NOBODY'], 'not_found'],
  ] as const) {
    const run = await passerelle([...args]);
    assert.equal(run.code, 1);
    assert.match(run.stderr, new RegExp(code));
  }
});

test('an issuer of tokens is added with its key set or a secret of 32 bytes, listed without it, and removed', async () => {
  const add = ['keys', 'issuers', 'add', '--tenant', 'TENANT_INST_PARIS', '--issuer', 'https://sso.example'];
  assert.match((await passerelle([...add, '--hs256-secret-file', '-'], 'too short')).stderr, /invalid_option/);
  const run = await passerelle([...add, '--hs256-secret-file', '-', '--json'], 'x'.repeat(32));
  assert.equal(run.code, 0, run.stderr);
  assert.ok(!run.stdout.includes('xxxx'));
  assert.match((await passerelle([...add, '--jwks-url', 'https://sso.example/jwks'])).stderr, /issuer_exists/);
  const [listed] = await json('keys', 'issuers', 'list');
  assert.equal(listed?.algorithm, 'HS256');
  await json('keys', 'issuers', 'remove', listed?.id ?? '');
  assert.deepEqual(await json('keys', 'issuers', 'list'), []);
});
