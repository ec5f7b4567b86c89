import { after, before, describe, type TestContext, test } from 'node:test';
import { type Database, openDatabase } from '../../src/db/connection.ts';
import { migrate } from '../../src/db/migrate.ts';
import { type FreshDatabase, forEachEngine } from '../support/engines.ts';
import { LONG_MS, nothingLost, onlyHonestAnswers, refusedSome } from '../support/honest-answers.ts';
import { type RunningPasserelle, startPasserelle } from '../support/passerelle.ts';
import { type Crowd, type SteadyLearners, seedCrowd, startLearners } from '../support/steady-learners.ts';
import { isStorm } from '../support/storm.ts';
import { startTcpProxy, type TcpProxy, throughProxy } from '../support/tcp-proxy.ts';

const KILLS = isStorm() ? 20 : 2;
const CONNECTIONS = 8;
forEachEngine((engine) => {
  // One server in the short run; both, and longer, in the storm.
  if (engine.name === 'sqlite' || (engine.name === 'mariadb' && !isStorm())) return;

  describe('two replicas on one database', () => {
    let fresh: FreshDatabase;
    let proxy: TcpProxy;
    let database: Database;
    let crowd: Crowd;
    let replicas: RunningPasserelle[];
    let turn = 0;
    before(async () => {
      fresh = await engine.freshDatabaseUrl();
      const { hostname, port } = new URL(fresh.url);
      proxy = await startTcpProxy({ host: hostname, port: Number(port) });
      database = openDatabase(fresh.url, 2);
      await migrate(database);
      crowd = await seedCrowd(database, 40);
      const environment = { DATABASE_POOL_SIZE: '5' };
      const url = throughProxy(fresh.url, proxy);
      replicas = await Promise.all([0, 1].map(() => startPasserelle(url, environment)));
    });
    after(async () => {
      await proxy?.mend();
      await Promise.all((replicas ?? []).map((replica) => replica.kill()));
      await proxy?.close();
      await database?.close();
      await fresh?.drop();
    });

    /** They stop with the test, also where it fails. */
    const learn = (t: TestContext): SteadyLearners => {
      const learners = startLearners(() => replicas[turn++ % 2]?.url ?? '', crowd, CONNECTIONS);
      t.after(() => learners.stop());
      return learners;
    };

    test(`${KILLS} kills of one replica or the other lose nothing that was acknowledged`, async (t) => {
      const learners = learn(t);
      for (let kill = 0; kill < KILLS; kill++) {
        await learners.acknowledgedMore(20, LONG_MS);
        await replicas[kill % 2]?.kill();
        await learners.acknowledgedMore(20, LONG_MS);
        await replicas[kill % 2]?.start();
      }
      await learners.acknowledgedMore(20, LONG_MS);
      onlyHonestAnswers(learners, ['ECONNRESET', 'ECONNREFUSED', 'EPIPE']);
      await nothingLost(t, learners, database);
    });

    test('a database that is cut off: 503 with Retry-After, and on again by itself', async (t) => {
      const learners = learn(t);
      await learners.acknowledgedMore(20, LONG_MS);
      await proxy.cut();
      await refusedSome(learners);
      await proxy.mend();
      await learners.acknowledgedMore(40, LONG_MS);
      onlyHonestAnswers(learners);
      await nothingLost(t, learners, database);
    });

    test('a database that falls silent without closing anything: every wait ends, and it goes on by itself', async (t) => {
      const learners = learn(t);
      await learners.acknowledgedMore(20, LONG_MS);
      proxy.silence();
      await refusedSome(learners);
      await proxy.mend();
      await learners.acknowledgedMore(40, LONG_MS);
      onlyHonestAnswers(learners);
      await nothingLost(t, learners, database);
    });

    test('a slow network: slower answers, none lost', async (t) => {
      const learners = learn(t);
      await learners.acknowledgedMore(20, LONG_MS);
      proxy.slowDown(100);
      await learners.acknowledgedMore(20, LONG_MS);
      await proxy.mend();
      onlyHonestAnswers(learners);
      await nothingLost(t, learners, database);
    });

    test('a database that becomes read-only: 503 with Retry-After, and on again by itself', async (t) => {
      const learners = learn(t);
      await learners.acknowledgedMore(20, LONG_MS);
      await setReadOnly(database, fresh.url, true);
      await proxy.cut();
      await proxy.mend();
      await refusedSome(learners);
      await setReadOnly(database, fresh.url, false);
      await proxy.cut();
      await proxy.mend();
      await learners.acknowledgedMore(40, LONG_MS);
      onlyHonestAnswers(learners);
      await nothingLost(t, learners, database);
    });
  });
});

/** For sessions that begin from now on. */
async function setReadOnly(database: Database, url: string, isReadOnly: boolean): Promise<void> {
  const { driver } = database;
  if (driver.engine === 'postgres') {
    const name = new URL(url).pathname.slice(1);
    await driver.pool.query(`alter database ${name} set default_transaction_read_only = ${isReadOnly ? 'on' : 'off'}`);
  } else if (driver.engine === 'mysql') {
    await driver.pool
      .promise()
      .query(`set global transaction_read_only = ${isReadOnly ? 1 : 0}`)
      .catch(() => driver.pool.promise().query(`set global tx_read_only = ${isReadOnly ? 1 : 0}`));
  }
}
