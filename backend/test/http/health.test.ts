import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Database, openDatabase } from '../../src/db/connection.ts';
import { probeWrite } from '../../src/db/write-probe.ts';
import { isRefusingWrites } from '../../src/errors/database-unavailable.ts';
import { healthRoutes } from '../../src/http/health.ts';
import { createHttpServer, type HttpServer } from '../../src/http/server.ts';
import { watchFailures, watchWrites } from '../../src/http/write-watch.ts';
import { newId } from '../../src/ids/ids.ts';
import { createLog } from '../../src/log/log.ts';
import { databaseOf } from '../support/database.ts';
import { type EngineName, forEachEngine } from '../support/engines.ts';

/** What makes one connection refuse writes as a full disk or a replica does, and what ends that. */
const BREAK: Record<EngineName, [string, string]> = {
  sqlite: ['pragma query_only = on', 'pragma query_only = off'],
  postgres: [
    'set session characteristics as transaction read only',
    'set session characteristics as transaction read write',
  ],
  mariadb: ['set session transaction read only', 'set session transaction read write'],
};

async function run({ driver }: Database, text: string): Promise<void> {
  if (driver.engine === 'sqlite') driver.connection.exec(text);
  else if (driver.engine === 'postgres') await driver.pool.query(text);
  else await driver.pool.promise().query(text);
}

forEachEngine((engine) => {
  describe('/readyz', () => {
    const opened = databaseOf(engine);
    let database: Database;
    let server: HttpServer;
    let probes = 0;
    let now = 0;
    before(async () => {
      database = openDatabase(opened.url, 1);
      server = await createHttpServer({ log: createLog('silent'), trustProxy: false });
      const writes = watchWrites(
        () => {
          probes++;
          return probeWrite(database);
        },
        () => now,
      );
      watchFailures(server, writes);
      const ports = { ping: () => database.ping(), isLeaving: () => false, areWritesRefused: writes.areRefused };
      await server.register(healthRoutes(ports));
      server.post('/write', async () => {
        // A text of its own size needs room of its own.
        await database.query
          .insertInto('tenants')
          .values({ id: newId(), name: 'n'.repeat(200_000) })
          .execute();
        return 'written';
      });
    });
    after(async () => {
      await server?.close();
      await database?.close();
    });
    const ready = async () => (await server.inject('/readyz')).statusCode;
    const write = async () => (await server.inject({ method: 'POST', url: '/write' })).statusCode;

    test('says 503 from the first refused write until one goes through, trying every three seconds, and never while all is well', async () => {
      assert.deepEqual([await ready(), await ready(), await write(), await ready()], [200, 200, 200, 200]);
      assert.equal(probes, 1, 'the first look alone');
      await run(database, BREAK[engine.name][0]);
      assert.equal(await ready(), 200, 'nothing has failed yet');
      assert.equal(await write(), 503);
      const refused = await server.inject('/readyz');
      assert.deepEqual([refused.statusCode, refused.json()], [503, { status: 'no-writes' }]);
      assert.equal((await server.inject('/livez')).statusCode, 200);
      assert.equal(probes, 1);
      now += 3000;
      assert.deepEqual(await Promise.all([ready(), ready()]), [503, 503]);
      assert.equal(await ready(), 503);
      assert.equal(probes, 2, 'one for all who ask');
      await run(database, BREAK[engine.name][1]);
      assert.equal(await ready(), 503);
      now += 3000;
      assert.deepEqual([await ready(), await write(), await ready()], [200, 200, 200]);
      assert.equal(probes, 3);
      const { rows } = await database.query
        .selectFrom('sync_logs')
        .select(({ fn }) => fn.countAll<number>().as('rows'))
        .executeTakeFirstOrThrow();
      assert.equal(Number(rows), 0, 'nothing of it stays');
    });

    test('is not ready from its first look on where the base takes no writes', async () => {
      await run(database, BREAK[engine.name][0]);
      const fresh = watchWrites(() => probeWrite(database));
      assert.equal(await fresh.areRefused(), true);
      await run(database, BREAK[engine.name][1]);
    });
  });
});

test('a base that is closed on purpose, and what else may fail, do not count as refusing writes', () => {
  const error = (message: string, code: string) => Object.assign(new Error(message), { code });
  assert.equal(isRefusingWrites(error('refused: maintenance, this base is being moved', '25006')), false);
  assert.equal(isRefusingWrites(error('duplicate key', '23505')), false);
  assert.equal(isRefusingWrites(new Error('group', { cause: error('could not extend file', '53100') })), true);
});
