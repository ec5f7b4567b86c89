import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import { createInvitationStore, createRegistrationStore } from '../../src/lti/registration.store.ts';
import { databaseOf, sqliteEngine, TENANT } from '../support/database.ts';

const cli = path.resolve(import.meta.dirname, '../../bin/passerelle.js');
const API_URL = 'https://passerelle.exemple';

describe('invitations and waiting registrations on the command line', () => {
  const database = databaseOf(sqliteEngine());
  before(async () => {
    await database.current.query.insertInto('tenants').values({ id: TENANT, name: 'Institut d’essai' }).execute();
  });

  function run(...args: string[]): Promise<{ code: number; out: string; error: string }> {
    const env = { ...process.env, NODE_ENV: 'test', DATABASE_URL: database.url, API_URL };
    return new Promise((resolve) => {
      execFile(process.execPath, [cli, 'platforms', ...args], { env }, (error, out, text) =>
        resolve({ code: error === null ? 0 : Number(error.code), out, error: text }),
      );
    });
  }

  test('an invitation is shown once, kept as a hash, and ends when it was told to', async () => {
    const answer = await run('invite', '--tenant', TENANT, '--name', 'Moodle', '--expires', '2d', '--json');
    const { url, expires_at: expiresAt } = JSON.parse(answer.out) as { url: string; expires_at: string };
    const token = new URL(url).searchParams.get('invite') ?? '';
    assert.ok(url.startsWith(`${API_URL}/lti/register?invite=`));
    assert.equal(Math.round((Date.parse(expiresAt) - Date.now()) / 3600_000), 48);
    const invitation = await createInvitationStore(database.current).findOpen(token, new Date());
    assert.deepEqual([invitation?.tenantId, invitation?.name], [TENANT, 'Moodle']);
    const rows = await database.current.query.selectFrom('registration_invitations').selectAll().execute();
    assert.ok(!JSON.stringify(rows).includes(token));
  });

  test('the sentences say in both languages where to paste it', async () => {
    const { out } = await run('invite', '--tenant', TENANT);
    assert.match(out, /Gérer les outils/);
    assert.match(out, /Manage tools/);
    assert.match((await run('invite', '--help')).out, /Examples:\n {2}\$ passerelle platforms invite/);
  });

  test('wrong times and unknown institutions are refused with the reason', async () => {
    for (const wrong of ['0d', '91d', '7', 'soon', '-1d']) {
      const answer = await run('invite', '--tenant', TENANT, `--expires=${wrong}`);
      assert.notEqual(answer.code, 0);
      assert.match(answer.error, /30m, 12h or 7d/);
    }
    assert.match((await run('invite', '--tenant', 'NOBODY')).error, /tenants\.unknown_tenant/);
  });

  test('a registration that waits is listed, let in with its institution, or removed', async () => {
    const store = createRegistrationStore(database.current);
    const waiting = async (clientId: string): Promise<string> => {
      const address = 'https://moodle.exemple';
      const urls = { authUrl: `${address}/auth`, tokenUrl: `${address}/token`, jwksUrl: `${address}/jwks` };
      const rest = { tokenAudience: null, productFamily: 'moodle', scopes: null, registrationClientUri: null };
      await store.keepPending({
        issuer: address,
        clientId,
        deploymentId: '1',
        name: 'moodle.exemple',
        ...urls,
        ...rest,
      });
      return (await store.pending()).find((one) => one.clientId === clientId)?.id ?? '';
    };
    const [id, other] = [await waiting('a'), await waiting('b')];
    const listed = JSON.parse((await run('list', '--json')).out) as Record<string, unknown>[];
    assert.deepEqual(
      listed.map((row) => [row.id, row.tenant_id, row.status]),
      [
        [id, null, 'pending'],
        [other, null, 'pending'],
      ],
    );
    assert.match((await run('list')).out, /pending/);
    assert.match((await run('enable', '--id', id)).error, /lti\.tenant_needed/);
    assert.match((await run('enable', '--id', id, '--tenant', 'NOBODY')).error, /tenants\.unknown_tenant/);
    assert.equal((await run('enable', '--id', id, '--tenant', TENANT)).code, 0);
    const now = JSON.parse((await run('list', '--json')).out) as Record<string, unknown>[];
    assert.deepEqual(
      now.map((row) => [row.id, row.status]),
      [
        [id, 'active'],
        [other, 'pending'],
      ],
    );
    assert.equal((await run('remove', '--id', other)).code, 0);
    assert.match((await run('remove', '--id', other)).error, /lti\.platform_unknown/);
  });
});
