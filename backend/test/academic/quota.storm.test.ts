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
const minuteOf = (at: number) => Math.floor(at / 60_000);

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
      const key = await keyFor(first, '--per-minute', String(QUOTA));
      // The storm waits for the end of a minute, so that there is a change in the middle of its calls.
      if (isStorm()) await new Promise((next) => setTimeout(next, 59_500 - (Date.now() % 60_000)));
      const begin = minuteOf(Date.now());
      const answers = await crowd([first.url, second.url], key, CALLS);
      const admitted = answers.filter(({ status }) => status === 200).length;
      // Each call is told the end of the minute in which it was counted.
      const attempts = Map.groupBy(answers, ({ headers }) => headers.get('x-ratelimit-reset'));
      assert.ok(attempts.size <= minuteOf(Date.now()) - begin + 1);
      if (isStorm()) assert.equal(attempts.size, 2, 'the calls lie on both sides of a change of minute');
      const expected = [...attempts.values()].map((ones) => Math.min(QUOTA, ones.length));
      const sum = expected.reduce((total, one) => total + one, 0);
      assert.equal(admitted, sum, `${[...attempts.values()].map((ones) => ones.length)} calls`);
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

    test('a database that is cut off in the middle of a crowd lets nobody through beyond the quota', async () => {
      const fresh = await engine.freshDatabaseUrl();
      const { hostname, port } = new URL(fresh.url);
      const proxy = await startTcpProxy({ host: hostname, port: Number(port) });
      const first = await startPasserelle(throughProxy(fresh.url, proxy));
      const second = await startPasserelle(throughProxy(fresh.url, proxy));
      try {
        await first.command('tenants', 'add', '--id', TENANT, '--name', 'Paris');
        const key = await keyFor(first, '--per-minute', String(CALLS * 2), '--per-hour', String(QUOTA));
        const hour = Math.floor(Date.now() / 3_600_000);
        const answers: Response[] = [];
        const part = async (calls: number) => {
          answers.push(...(await crowd([first.url, second.url], key, calls)));
        };
        await part(QUOTA / 2);
        const inTheMiddle = part(CALLS - QUOTA);
        await new Promise((next) => setTimeout(next, 20));
        await proxy.cut();
        await inTheMiddle;
        await proxy.mend();
        await part(QUOTA / 2);
        const counts = tally(answers);
        assert.equal(answers.length, CALLS);
        assert.ok((counts[503] ?? 0) > 0, JSON.stringify(counts));
        assert.deepEqual(
          Object.keys(counts).filter((status) => !['200', '429', '503'].includes(status)),
          [],
        );
        const database = openDatabase(fresh.url, 1);
        const { hour_count: counted } = await database.query
          .selectFrom('api_quotas')
          .select('hour_count')
          .executeTakeFirstOrThrow()
          .finally(() => database.close());
        // What the cut took away after it was counted is lost to the caller: fewer pass, never more.
        if (Math.floor(Date.now() / 3_600_000) === hour) {
          assert.ok((counts[200] ?? 0) <= counted && counted <= QUOTA, `${JSON.stringify(counts)}, ${counted} counted`);
        }
      } finally {
        await first.stop();
        await second.stop();
        await proxy.close();
        await fresh.drop();
      }
    });
  }
});
