import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { openDatabase } from '../../src/db/connection.ts';
import { forEachEngine } from '../support/engines.ts';
import { startPasserelle } from '../support/passerelle.ts';
import { isStorm } from '../support/storm.ts';

const ROUNDS = isStorm() ? 20 : 1;
const AT_ONCE = 20;
const TENANT = 'TENANT_INST_PARIS';

forEachEngine((engine) => {
  test('a server that is told to stop in the middle of its work has every call that it answered in the journal', async () => {
    const fresh = await engine.freshDatabaseUrl();
    const passerelle = await startPasserelle(fresh.url);
    const answered = new Set<string>();
    try {
      await passerelle.command('tenants', 'add', '--id', TENANT, '--name', 'Paris');
      const quota = ['--per-minute', '1000000', '--per-hour', '1000000', '--per-day', '1000000'];
      const { key } = await passerelle.command<{ key: string }>(
        ...['keys', 'create', '--tenant', TENANT, '--owner', 'ENT', ...quota],
      );
      for (let round = 0; round < ROUNDS; round++) {
        if (round > 0) await passerelle.start();
        let isOver = false;
        const call = async (name: string): Promise<void> => {
          const headers = { 'x-api-key': key, 'user-agent': name };
          const answer = await fetch(`${passerelle.url}/api/academic/themes`, { headers });
          await answer.text();
          if (answer.status === 200) answered.add(name);
        };
        const caller = async (nth: number): Promise<void> => {
          // Until the server is gone: what it does not answer is not its.
          for (let i = 0; !isOver; i++) await call(`${round}-${nth}-${i}`).catch(() => pause(5));
        };
        const callers = Array.from({ length: AT_ONCE }, (_, nth) => caller(nth));
        await pause(200 + 50 * (round % 8));
        const until = Date.now() + 30_000;
        while (answered.size < (round + 1) * AT_ONCE && Date.now() < until) await pause(10);
        assert.equal(await passerelle.stop(), 0);
        isOver = true;
        await Promise.all(callers);
      }
      const database = openDatabase(fresh.url, 1);
      const rows = await database.query.selectFrom('sync_logs').select('metadata').execute();
      await database.close();
      const noted = rows.map(({ metadata }) => String(JSON.parse(metadata).user_agent));
      assert.equal(new Set(noted).size, noted.length, 'no call stands twice');
      const known = new Set(noted);
      const lost = [...answered].filter((name) => !known.has(name));
      assert.deepEqual(lost, [], `of ${answered.size} answered calls`);
      assert.ok(answered.size >= ROUNDS * AT_ONCE, `${answered.size} calls were answered`);
    } finally {
      await passerelle.stop();
      await fresh.drop();
    }
  });
});
