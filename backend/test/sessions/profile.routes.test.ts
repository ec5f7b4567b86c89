import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createHttpServer, type HttpServer } from '../../src/http/server.ts';
import { createLog } from '../../src/log/log.ts';
import { refuseOutsideDevelopment } from '../../src/sessions/development-sign-in.ts';
import { type ProfilePorts, profileRoutes } from '../../src/sessions/profile.routes.ts';
import type { LaunchGrant } from '../../src/sessions/session.ts';

const now = new Date('2026-01-05T08:00:00.000Z');
const grant: LaunchGrant = {
  tenantId: 'T',
  platformId: 'p',
  userId: 'u1',
  resourceLinkId: null,
  role: 'learner',
  targetUrl: 'https://site.example/pages/a.html',
  launchedAt: now,
};
const profile = {
  id: 'u1',
  moodleUserId: '42',
  email: null,
  firstname: 'Zoé',
  lastname: 'Lefèvre',
  locale: 'fr',
  createdAt: now,
};

async function serverWith(
  ports: Partial<ProfilePorts> = {},
): Promise<{ server: HttpServer; opened: (string | null)[] }> {
  const opened: (string | null)[] = [];
  const codes = new Set(['good']);
  const server = await createHttpServer({ log: createLog('silent'), trustProxy: false });
  await server.register(
    profileRoutes({
      sessions: { find: async () => undefined },
      codes: { redeem: async (code) => (codes.delete(code) ? grant : undefined) },
      openSession: async (_grant, origin) => {
        opened.push(origin);
        return { bearer: 'bearer', expiresAt: now };
      },
      isBearerUsed: async () => false,
      findProfile: async () => profile,
      openToken: async () => assert.fail('no token is expected'),
      signInByMoodleUserId: async () => ({ ...grant, targetUrl: '' }),
      clock: { now: () => now },
      ...ports,
    }),
  );
  return { server, opened };
}

const ask = (server: HttpServer, payload: unknown, headers: Record<string, string> = {}, url = '/api/auth/profile') =>
  server.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'text/plain', ...headers },
    payload: JSON.stringify(payload),
  });

describe('201', () => {
  test('a code gives the profile as the contract writes it, and a bearer', async () => {
    const { server, opened } = await serverWith();
    const answer = await ask(server, { code: 'good' }, { origin: 'https://site.example' });
    assert.equal(answer.statusCode, 201);
    assert.deepEqual(answer.json(), {
      token: 'bearer',
      expires_at: now.toISOString(),
      created: true,
      profile: { id: 'u1', moodle_user_id: '42', email: null, firstname: 'Zoé', lastname: 'Lefèvre', locale: 'fr' },
    });
    assert.deepEqual(opened, ['https://site.example']);
    assert.equal(answer.headers['cache-control'], 'no-store');
  });
});

describe('200', () => {
  test('a learner who came before is not created again', async () => {
    const { server } = await serverWith({ findProfile: async () => ({ ...profile, createdAt: new Date(0) }) });
    const answer = await ask(server, { code: 'good' });
    assert.equal(answer.statusCode, 200);
    assert.equal(answer.json().created, false);
  });

  test('in development a Moodle id is taken from the body, the query or the header', async () => {
    const asked: string[] = [];
    const { server } = await serverWith({
      openToken: async () => assert.fail('no token is expected'),
      signInByMoodleUserId: async (id) => {
        asked.push(id);
        return { ...grant, targetUrl: '' };
      },
    });
    await ask(server, { moodle_user_id: 42 });
    await ask(server, {}, {}, '/api/auth/profile?moodle_user_id=43');
    await ask(server, {}, { 'x-moodle-user-id': '44' });
    assert.deepEqual(asked, ['42', '43', '44']);
  });
});

describe('a lost answer', () => {
  const bearer = 'b'.repeat(43);

  test('a secret that another sign-in has used is refused before the proof is spent', async () => {
    let isUsed = true;
    const { server } = await serverWith({ isBearerUsed: async () => isUsed });
    const refused = await ask(server, { code: 'good', bearer });
    assert.deepEqual([refused.statusCode, refused.json().error], [400, 'invalid_request']);
    isUsed = false;
    assert.equal((await ask(server, { code: 'good', bearer })).statusCode, 201);
  });

  test('the same code with the same browser-made secret opens the same session again', async () => {
    const open = new Set<string>();
    const { server } = await serverWith({
      openSession: async (_grant, _origin, _now, chosen = '') => {
        open.add(chosen);
        return { bearer: chosen, expiresAt: now };
      },
      sessions: {
        find: async (asked) =>
          open.has(asked) ? { ...grant, siteOrigin: 'https://site.example', expiresAt: now } : undefined,
      },
    });
    const first = await ask(server, { code: 'good', bearer }, { origin: 'https://site.example' });
    const again = await ask(server, { code: 'good', bearer }, { origin: 'https://site.example' });
    assert.equal(first.json().token, bearer);
    assert.equal(again.statusCode, 200);
    assert.equal(again.json().token, bearer);
    assert.equal(again.json().profile.id, 'u1');
    const thief = await ask(server, { code: 'good', bearer: 'c'.repeat(43) }, { origin: 'https://site.example' });
    assert.equal(thief.json().error, 'invalid_code');
    const elsewhere = await ask(server, { code: 'good', bearer }, { origin: 'https://thief.example' });
    assert.equal(elsewhere.json().error, 'invalid_code');
  });

  test('refuses a secret that is too short to be one', async () => {
    const { server } = await serverWith();
    assert.equal((await ask(server, { code: 'good', bearer: 'short' })).json().error, 'invalid_request');
  });
});

describe('400', () => {
  for (const [what, payload] of Object.entries({
    'an empty body': {},
    'two proofs at once': { code: 'good', moodle_user_id: '1' },
    'a code that is no text': { code: 12 },
    'an identifier with a space at its edge': { moodle_user_id: ' 42' },
    'a body that is a list': [],
  })) {
    test(`refuses ${what} and opens nothing`, async () => {
      const { server, opened } = await serverWith();
      const answer = await ask(server, payload);
      assert.equal(answer.statusCode, 400);
      assert.equal(answer.json().error, 'invalid_request');
      assert.match(answer.json().message, /\w/);
      assert.deepEqual(opened, []);
    });
  }

  test('refuses a body that is not JSON', async () => {
    const { server } = await serverWith();
    const answer = await server.inject({
      method: 'POST',
      url: '/api/auth/profile',
      headers: { 'content-type': 'text/plain' },
      payload: '{',
    });
    assert.equal(answer.statusCode, 400);
    assert.equal(answer.json().error, 'malformed_json');
  });
});

describe('401', () => {
  test('refuses a code that was used', async () => {
    const { server } = await serverWith();
    await ask(server, { code: 'good' });
    const answer = await ask(server, { code: 'good' });
    assert.equal(answer.statusCode, 401);
    assert.equal(answer.json().error, 'invalid_code');
  });

  test('refuses a code that another site sends, and the code is spent', async () => {
    const { server, opened } = await serverWith();
    const answer = await ask(server, { code: 'good' }, { origin: 'https://thief.example' });
    assert.equal(answer.statusCode, 401);
    assert.equal((await ask(server, { code: 'good' }, { origin: 'https://site.example' })).statusCode, 401);
    assert.deepEqual(opened, []);
  });
});

describe('403', () => {
  test('signing in by Moodle id exists only in development and test, and only on loopback', () => {
    const refused = (env: string, host: string) => {
      try {
        refuseOutsideDevelopment(env, host);
        return false;
      } catch (error) {
        return (error as { code: string }).code === 'sessions.development_only';
      }
    };
    assert.equal(refused('development', '127.0.0.1'), false);
    assert.equal(refused('test', 'localhost'), false);
    for (const env of ['production', 'Development', 'dev', '', 'staging'])
      assert.equal(refused(env, '127.0.0.1'), true, env);
    for (const host of ['0.0.0.0', '::', '192.168.1.2', 'example.org'])
      assert.equal(refused('development', host), true, host);
  });
});

test('an instructor’s session is a preview, a learner’s is not', async () => {
  for (const [role, preview] of [
    ['instructor', true],
    ['learner', undefined],
    ['other', undefined],
  ] as const) {
    const { server } = await serverWith({ codes: { redeem: async () => ({ ...grant, role }) } });
    const answer = await ask(server, { code: 'good' }, { origin: 'https://site.example' });
    assert.equal((answer.json() as { preview?: boolean }).preview, preview, role);
  }
});
