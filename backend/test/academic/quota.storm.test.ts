import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import type { Database } from '../../src/db/connection.ts';
import { openDatabase } from '../../src/db/connection.ts';
import { forEachEngine } from '../support/engines.ts';
import { type RunningPasserelle, startPasserelle } from '../support/passerelle.ts';
import { isStorm } from '../support/storm.ts';
import { startTcpProxy, throughProxy } from '../support/tcp-proxy.ts';

const CALLS = isStorm() ? 1000 : 200;
const QUOTA = 60;
const AT_ONCE = 50;
const TENANT = 'TENANT_INST_PARIS';

forEachEngine((engine) => {
  const keyFor = async (passerelle: RunningPasserelle, ...quotas: string[]): Promise<string> => {
    const made = await passerelle.command<{ key: string }>(
      ...['keys', 'create', '--tenant', TENANT, '--owner', 'ENT', ...quotas],
    );
    return made.key;
  };
  /** Many calls at once, turn by turn to each server. */
  const crowd = async (urls: readonly string[], key: string, calls: number): Promise<Response[]> => {
    const answers: Response[] = [];
    let sent = 0;
    const one = async (): Promise<void> => {
      while (sent < calls) {
        const url = urls[sent++ % urls.length];
        answers.push(await fetch(`${url}/api/academic/themes`, { headers: { 'x-api-key': key } }));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, one));
    return answers;
  };
  const tally = (answers: readonly Response[]): Record<number, number> => {
    const counts: Record<number, number> = {};
    for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
    return counts;
  };

  test('two servers on one database let exactly the quota through, and the journal has every call after a stop', async () => {
    const fresh = await engine.freshDatabaseUrl();
    const first = await startPasserelle(fresh.url);
    const second = await startPasserelle(fresh.url);
    let database: Database | undefined;
    try {
      await first.command('tenants', 'add', '--id', TENANT, '--name', 'Paris');
      // The hour is the window, so that a change of minute does not open another one in the middle.
      const key = await keyFor(first, '--per-minute', String(CALLS * 2), '--per-hour', String(QUOTA));
      const hour = Math.floor(Date.now() / 3_600_000);
      const counts = tally(await crowd([first.url, second.url], key, CALLS));
      if (Math.floor(Date.now() / 3_600_000) === hour) {
        assert.deepEqual(counts, { 200: QUOTA, 429: CALLS - QUOTA });
      } else assert.ok((counts[200] ?? 0) <= 2 * QUOTA, 'an hour on each side');
      assert.deepEqual([await first.stop(), await second.stop()], [0, 0]);
      database = openDatabase(fresh.url, 1);
      const { rows } = await sql<{ n: number }>`select count(*) as n from sync_logs`.execute(database.query);
      assert.equal(Number(rows[0]?.n), CALLS);
    } finally {
      await first.stop();
      await second.stop();
      await database?.close();
      await fresh.drop();
    }
  });

  test('over a change of minute each minute has its quota, whichever server counts', async () => {
    const fresh = await engine.freshDatabaseUrl();
    const first = await startPasserelle(fresh.url);
    const second = await startPasserelle(fresh.url);
    try {
      await first.command('tenants', 'add', '--id', TENANT, '--name', 'Paris');
      const key = await keyFor(first, '--per-minute', '20');
      const minuteOf = (at: number) => Math.floor(at / 60_000);
      const begin = minuteOf(Date.now());
      const answers = await crowd([first.url, second.url], key, CALLS);
      const admitted = answers.filter(({ status }) => status === 200);
      const perReset = Map.groupBy(admitted, ({ headers }) => headers.get('x-ratelimit-reset'));
      assert.ok(perReset.size <= minuteOf(Date.now()) - begin + 1);
      for (const [reset, passed] of perReset) assert.ok(passed.length <= 20, `${passed.length} until ${reset}`);
      assert.ok(admitted.length >= 20);
    } finally {
      await first.stop();
      await second.stop();
      await fresh.drop();
    }
  });

  if (engine.name !== 'sqlite') {
    test('while the database is away calls get 503 and none is let through; afterwards the quota goes on where it stood', async () => {
      const fresh = await engine.freshDatabaseUrl();
      const { hostname, port } = new URL(fresh.url);
      const proxy = await startTcpProxy({ host: hostname, port: Number(port) });
      const passerelle = await startPasserelle(throughProxy(fresh.url, proxy));
      try {
        await passerelle.command('tenants', 'add', '--id', TENANT, '--name', 'Paris');
        const key = await keyFor(passerelle, '--per-minute', '1000', '--per-hour', '30');
        const before = tally(await crowd([passerelle.url], key, 10));
        assert.deepEqual(before, { 200: 10 });
        await proxy.cut();
        const away = await crowd([passerelle.url], key, 20);
        assert.deepEqual(tally(away), { 503: 20 });
        assert.ok(away.every(({ headers }) => headers.get('retry-after') !== null));
        await proxy.mend();
        const after = tally(await crowd([passerelle.url], key, 60));
        // What the cut took away in the middle of a call may have been counted.
        assert.ok((after[200] ?? 0) <= 20, JSON.stringify(after));
        assert.equal((after[200] ?? 0) + (after[429] ?? 0) + (after[503] ?? 0), 60);
      } finally {
        await passerelle.stop();
        await proxy.close();
        await fresh.drop();
      }
    });
  }
});
