import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type FreshDatabase, forEachEngine } from '../support/engines.ts';
import { type Stage, setStage } from '../support/practice.ts';
import { startTcpProxy, type TcpProxy, throughProxy } from '../support/tcp-proxy.ts';

const ask = (url: string, init: RequestInit = {}) =>
  fetch(url, { redirect: 'manual', ...init, signal: AbortSignal.timeout(20_000) });

forEachEngine((engine) => {
  if (engine.name === 'sqlite') return;

  describe('the database goes away and comes back', () => {
    let fresh: FreshDatabase;
    let proxy: TcpProxy;
    let stage: Stage;
    let bearer: string;
    before(async () => {
      fresh = await engine.freshDatabaseUrl();
      const { hostname, port } = new URL(fresh.url);
      proxy = await startTcpProxy({ host: hostname, port: Number(port) });
      stage = await setStage(throughProxy(fresh.url, proxy));
      bearer = await signIn();
    });
    after(async () => {
      await stage?.close();
      await proxy?.close();
      await fresh?.drop();
    });

    const signIn = async (): Promise<string> => {
      const body = JSON.stringify({ moodle_user_id: '42' });
      const answer = await ask(`${stage.passerelle.url}/api/auth/profile`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json' },
      });
      assert.ok(answer.ok, await answer.clone().text());
      return ((await answer.json()) as { token: string }).token;
    };
    const read = () => ask(`${stage.passerelle.url}/api/progress`, { headers: { authorization: `Bearer ${bearer}` } });
    const record = (grain: string) =>
      ask(`${stage.passerelle.url}/api/progress`, {
        method: 'POST',
        headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
        body: JSON.stringify({ grain_id: grain, module_id: 'module1', sequence_id: 'sequence1' }),
      });
    const login = () => {
      const { issuer, clientId } = stage.lms.registration;
      const query = new URLSearchParams({
        iss: issuer,
        client_id: clientId,
        login_hint: '5',
        target_link_uri: `${stage.passerelle.url}/lti/launch`,
      });
      return ask(`${stage.passerelle.url}/lti/login?${query}`);
    };

    test('answers 503 with Retry-After while it is away, and works again by itself', async () => {
      assert.equal((await record('grain1')).status, 201);
      assert.equal((await login()).status, 303);
      await proxy.cut();
      const answers = [await record('grain2'), await read()];
      for (const answer of answers) {
        assert.equal(answer.status, 503);
        assert.equal(((await answer.json()) as { error: string }).error, 'service_unavailable');
        assert.ok(Number(answer.headers.get('retry-after')) > 0);
      }
      await proxy.mend();
      assert.equal((await record('grain2')).status, 201, 'the refused write was not half done');
      const progress = (await (await read()).json()) as { completed: { grain_id: string }[] };
      assert.deepEqual(
        progress.completed.map((one) => one.grain_id),
        ['grain1', 'grain2'],
      );
      assert.equal((await login()).status, 303);
    });
  });
});
