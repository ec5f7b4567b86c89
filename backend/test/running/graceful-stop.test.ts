import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDatabase } from '../../src/db/connection.ts';
import { migrate } from '../../src/db/migrate.ts';
import { forEachEngine } from '../support/engines.ts';
import { startHealthProxy } from '../support/health-proxy.ts';
import { startPasserelle } from '../support/passerelle.ts';
import { outcomesOf, seedCrowd, startLearners } from '../support/steady-learners.ts';
import { isStorm } from '../support/storm.ts';

/** Restarts of one replica or the other, one after the other. */
const RESTARTS = isStorm() ? 50 : 2;
const CONNECTIONS = 8;
/** Enough that none of them runs out of grains: what is recorded already is answered with 200, and writes nothing. */
const LEARNERS = isStorm() ? 200 : 20;
/** Longer than the proxy's health interval, by far. */
const DRAIN_SECONDS = '4';
const STOP_WITHIN_MS = 20_000;

forEachEngine((engine) => {
  // Which of the two servers it is changes nothing about stopping: one in the short run.
  if (engine.name === 'sqlite' || (engine.name === 'mariadb' && !isStorm())) return;

  test(`${RESTARTS} times SIGTERM under load, two replicas behind a proxy that repeats nothing: no 5xx, no reset, nothing lost`, async (t) => {
    const fresh = await engine.freshDatabaseUrl();
    const database = openDatabase(fresh.url, 2);
    await migrate(database);
    const crowd = await seedCrowd(database, LEARNERS);
    const environment = { DRAIN_SECONDS, LOG_LEVEL: 'info', DATABASE_POOL_SIZE: '5' };
    const replicas = [await startPasserelle(fresh.url, environment), await startPasserelle(fresh.url, environment)];
    const proxy = await startHealthProxy(replicas.map(({ port }) => port));
    const learners = startLearners(() => proxy.url, crowd, CONNECTIONS, 2);
    const stops: number[] = [];
    try {
      for (let restart = 0; restart < RESTARTS; restart++) {
        const replica = replicas[restart % 2];
        if (replica === undefined) continue;
        await learners.acknowledgedMore(20, 120_000);
        const startedAt = performance.now();
        assert.equal(await replica.stop(), 0, 'it ends by itself, with 0');
        stops.push(performance.now() - startedAt);
        await replica.start();
        for (let waits = 0; !proxy.isUp(replica.port); waits++) {
          assert.ok(waits < 2400, 'the proxy sees it come back');
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      }
      await learners.acknowledgedMore(20, 120_000);
      await learners.stop();
      assert.deepEqual(Object.keys(outcomesOf(learners.tries)), ['201'], JSON.stringify(outcomesOf(learners.tries)));
      assert.ok(Math.max(...stops) < STOP_WITHIN_MS, `a stop took ${Math.max(...stops)} ms`);
      const { lost, doubled, stored } = await learners.verify(database);
      assert.deepEqual([lost.length, doubled], [0, 0]);
      t.diagnostic(`${stored} grains, ${RESTARTS} stops, the longest ${Math.round(Math.max(...stops))} ms`);
    } finally {
      await learners.stop();
      await proxy.close();
      await Promise.all(replicas.map((replica) => replica.stop()));
      await database.close();
      await fresh.drop();
    }
  });
});
