import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { followMaintenance } from '../../src/app/maintenance.ts';
import { openStores } from '../../src/app/stores.ts';
import { type Database, openDatabase } from '../../src/db/connection.ts';
import { createChangeLog } from '../../src/exchange/change-log.store.ts';
import { moveLive } from '../../src/exchange/move.ts';
import { prepareBase } from '../../src/exchange/open-base.store.ts';
import { allowSites } from '../../src/http/cors.ts';
import { createHttpServer, type HttpServer } from '../../src/http/server.ts';
import { createLog } from '../../src/log/log.ts';
import { databaseOf } from '../support/database.ts';
import { forEachEngine } from '../support/engines.ts';
import { emptyBases, moving, silent } from './bases.ts';

const SITE = 'https://site.exemple';
/** Far beyond the second or two that it takes. */
const SEEN_WITHIN_MS = 30_000;

/** A server of its own connections, with one route of each kind. */
async function replica(database: Database): Promise<{ server: HttpServer; isPaused: () => Promise<boolean> }> {
  const server = await createHttpServer({ log: createLog('silent'), trustProxy: false });
  const isPaused = followMaintenance(server, openStores(database));
  server.get('/readyz', async () => 'read');
  server.get('/lti/jwks', async () => 'read');
  server.get('/launch', async () => 'opened');
  server.post('/lti/launch', async () => 'opened');
  server.post('/oauth/token', async () => 'token');
  await server.register(async (site) => {
    await allowSites(site as unknown as HttpServer, async () => true);
    site.get('/api/progress', async () => 'read');
    site.post('/api/progress', async () => 'written');
  });
  return { server, isPaused };
}

forEachEngine((engine) => {
  const database = databaseOf(engine);
  let second: Database;
  let replicas: Awaited<ReturnType<typeof replica>>[] = [];
  before(async () => {
    second = openDatabase(database.url, 2);
    replicas = [await replica(database.current), await replica(second)];
  });
  after(() => second.close());
  const everywhere = (method: 'GET' | 'POST', url: string) =>
    Promise.all(replicas.map(({ server }) => server.inject({ method, url, headers: { origin: SITE } })));
  const statuses = async (method: 'GET' | 'POST', url: string) =>
    (await everywhere(method, url)).map(({ statusCode }) => statusCode);

  const untilStatuses = async (wanted: number[]): Promise<void> => {
    const until = Date.now() + SEEN_WITHIN_MS;
    while ((await statuses('POST', '/api/progress')).join() !== wanted.join()) {
      assert.ok(Date.now() < until, `not ${wanted} in time`);
      await pause(50);
    }
  };

  test('on: every replica refuses writes with 503 and Retry-After and goes on reading; off: they are accepted again', async () => {
    const { maintenance } = openStores(database.current);
    assert.deepEqual(await statuses('POST', '/api/progress'), [200, 200]);
    await maintenance.begin(7, new Date());
    await untilStatuses([503, 503]);
    for (const answer of await everywhere('POST', '/api/progress')) {
      assert.deepEqual([answer.statusCode, answer.headers['retry-after']], [503, '7']);
      assert.equal(answer.headers['access-control-allow-origin'], SITE, 'a site’s script may read the answer');
      assert.equal(answer.json().error, 'maintenance');
    }
    for (const [method, url] of [
      ['POST', '/lti/launch'],
      ['GET', '/launch?token=x'],
      ['GET', '/launch/?token=x'],
      ['GET', '/%6caunch?token=x'],
    ] as const) {
      for (const answer of await everywhere(method, url)) {
        assert.deepEqual([answer.statusCode, answer.headers['retry-after']], [503, '7']);
        assert.match(answer.body, /maintenance en cours/);
      }
    }
    for (const url of ['/api/progress', '/readyz', '/lti/jwks', '/lti/%6awks']) {
      assert.deepEqual(await statuses('GET', url), [200, 200], url);
    }
    assert.deepEqual(await statuses('POST', '/oauth/token'), [200, 200]);
    assert.deepEqual(await Promise.all(replicas.map(({ isPaused }) => isPaused())), [true, true]);
    assert.equal((await maintenance.find())?.retryAfterSeconds, 7);
    assert.equal(await maintenance.end(), true);
    assert.equal(await maintenance.end(), false);
    await untilStatuses([200, 200]);
    assert.deepEqual(await Promise.all(replicas.map(({ isPaused }) => isPaused())), [false, false]);
  });
});

describe('a move that cannot close its source', () => {
  const empty = emptyBases();

  test('ends the maintenance that it has begun itself, and leaves on what the operator had switched on', async () => {
    const [from, to] = [await empty('sqlite'), await empty('sqlite')];
    await prepareBase(from);
    const database = openDatabase(from, 1);
    const { maintenance } = openStores(database);
    const failing: typeof moving = {
      ...moving,
      changeLogOf: (base) => ({
        ...createChangeLog(base),
        async noteComplete() {
          throw new Error('no longer there');
        },
      }),
    };
    try {
      await assert.rejects(moveLive(failing, { from, to }, silent), { message: 'no longer there' });
      assert.equal(await maintenance.find(), undefined);
      const sinceAt = new Date('2026-03-01T12:00:00Z');
      await maintenance.begin(60, sinceAt);
      await assert.rejects(moveLive(failing, { from, to }, silent), { message: 'no longer there' });
      assert.deepEqual(await maintenance.find(), { sinceAt, retryAfterSeconds: 60, fencedAt: null });
    } finally {
      await database.close();
    }
  });
});
