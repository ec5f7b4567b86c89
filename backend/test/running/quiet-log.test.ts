import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type FreshDatabase, forEachEngine } from '../support/engines.ts';
import { type Stage, setStage } from '../support/practice.ts';
import { startTcpProxy, type TcpProxy, throughProxy } from '../support/tcp-proxy.ts';

const ask = (url: string, init: RequestInit = {}) =>
  fetch(url, { redirect: 'manual', ...init, signal: AbortSignal.timeout(30_000) });

forEachEngine((engine) => {
  if (engine.name === 'sqlite') return;

  describe('the log of a whole journey, at its most talkative', () => {
    let fresh: FreshDatabase;
    let proxy: TcpProxy;
    let stage: Stage;
    /** Everything that must not be in the log, by what it is. */
    const secrets = new Map<string, string>();
    before(async () => {
      fresh = await engine.freshDatabaseUrl();
      const { hostname, port, password } = new URL(fresh.url);
      secrets.set('database password', password);
      proxy = await startTcpProxy({ host: hostname, port: Number(port) });
      stage = await setStage(throughProxy(fresh.url, proxy), { environment: { LOG_LEVEL: 'debug' } });
    });
    after(async () => {
      await stage?.close();
      await proxy?.close();
      await fresh?.drop();
    });

    const post = (path: string, body: object, headers: Record<string, string> = {}) =>
      ask(`${stage.passerelle.url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      });

    /** Login, launch, hand-over, as a browser does. @returns the bearer */
    async function launch(): Promise<string> {
      const { lms, passerelle } = stage;
      const [activity] = lms.site.activities.keys();
      const login = lms.startLogin('5', activity ?? '');
      const begun = await ask(`${login.url}?${new URLSearchParams(login.params)}`);
      const cookie = begun.headers
        .getSetCookie()
        .map((one) => one.split(';', 1)[0] ?? '')
        .join('; ');
      const answer = lms.authorize(begun.headers.get('location') ?? '', login.cookie);
      assert.ok('fields' in answer, JSON.stringify(answer));
      const { fields } = answer as { fields: Record<string, string> };
      const launched = await ask(`${passerelle.url}/lti/launch`, {
        method: 'POST',
        headers: { cookie },
        body: new URLSearchParams(fields),
      });
      const location = launched.headers.get('location') ?? '';
      const code = new URLSearchParams(new URL(location, passerelle.url).hash.slice(1)).get('lti') ?? '';
      assert.notEqual(code, '', `${launched.status} ${location}`);
      const profile = (await (await post('/api/auth/profile', { code })).json()) as { token: string };
      secrets.set('id_token', fields.id_token ?? '');
      secrets.set('state', fields.state ?? '');
      secrets.set('login cookie', cookie.split('=').slice(1).join('='));
      secrets.set('hand-over code', code);
      secrets.set('bearer', profile.token);
      return profile.token;
    }

    test('tells what happened, and holds no name, address, e-mail, token, key or password', async () => {
      const { lms, passerelle } = stage;
      for (const person of lms.site.people.values()) {
        secrets.set(`given name ${person.id}`, person.givenName);
        secrets.set(`family name ${person.id}`, person.familyName);
        secrets.set(`e-mail ${person.id}`, person.email);
      }
      const bearer = await launch();
      const event = { grain_id: 'grain1', module_id: 'module1', sequence_id: 'sequence1' };
      assert.equal((await post('/api/progress', event, { authorization: `Bearer ${bearer}` })).status, 201);
      for (let waits = 0; lms.scoreLog.length === 0; waits++) {
        assert.ok(waits < 300, 'the grade arrives');
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      const made = await passerelle.command<{ key: string }>(
        ...['keys', 'create', '--tenant', 'TENANT_TEST', '--owner', 'ENT', '--scopes', 'academic:read'],
      );
      secrets.set('API key', made.key);
      const students = await ask(`${passerelle.url}/api/academic/students`, { headers: { 'x-api-key': made.key } });
      assert.equal(students.status, 200);
      await refusals(bearer, made.key);
      await proxy.cut();
      assert.equal((await post('/api/progress', event, { authorization: `Bearer ${bearer}` })).status, 503);
      await post('/api/auth/profile', { code: 'a-code-in-bad-times' });
      await proxy.mend();
      secrets.set('client address', '203.0.113.77');
      const log = passerelle.output();
      assert.match(log, /"answered"/, 'it does tell of requests');
      assert.match(log, /"request failed"/, 'and of failures');
      assert.match(log, /"reqId":"[0-9a-f-]{36}"/, 'with the id that the caller was told');
      const found = [...secrets]
        .filter(([, secret]) => secret.length > 3 && log.includes(secret))
        .map(([what]) => what);
      assert.deepEqual(found, []);
      assert.ok(
        [...secrets.values()].every((secret) => secret !== ''),
        'each secret was seen',
      );
    });

    /** What callers do wrong, personal data and secrets in every place. */
    async function refusals(bearer: string, key: string): Promise<void> {
      const { url } = stage.passerelle;
      const forwarded = { 'x-forwarded-for': '203.0.113.77' };
      secrets.set('wrong bearer', 'wrong-bearer-of-somebody');
      secrets.set('wrong key', 'sk_live_somebodys_wrong_key');
      secrets.set('name in a path', 'Zoé-Lefèvre-in-a-path');
      const wrong = [
        await post('/api/progress', { grain_id: 'Zoé Lefèvre' }, { authorization: 'Bearer wrong-bearer-of-somebody' }),
        await post('/api/progress', { grain_id: { name: 'Zoé' } }, { authorization: `Bearer ${bearer}`, ...forwarded }),
        await ask(`${url}/api/progress`, {
          method: 'POST',
          body: `{"token":"${bearer}"`,
          headers: { 'content-type': 'text/plain' },
        }),
        await ask(`${url}/api/academic/students`, {
          headers: { 'x-api-key': 'sk_live_somebodys_wrong_key', ...forwarded },
        }),
        await ask(`${url}/api/academic/students?api_key=${key}`),
        await ask(`${url}/pages/${encodeURIComponent('Zoé-Lefèvre-in-a-path')}?token=${bearer}`),
        await ask(`${url}/launch?token=${bearer}`, { headers: forwarded }),
        await ask(`${url}/lti/launch`, { method: 'POST', body: new URLSearchParams({ id_token: bearer, state: 'x' }) }),
      ];
      for (const answer of wrong) {
        assert.ok(answer.status >= 400 && answer.status < 500, `${answer.url} ${answer.status}`);
        assert.match(answer.headers.get('x-request-id') ?? '', /^[0-9a-f-]{36}$/);
      }
    }
  });
});
