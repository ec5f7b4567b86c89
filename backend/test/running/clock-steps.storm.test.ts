import assert from 'node:assert/strict';
import { globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type Database, openDatabase } from '../../src/db/connection.ts';
import { migrate } from '../../src/db/migrate.ts';
import { type FreshDatabase, forEachEngine } from '../support/engines.ts';
import { LONG_MS, nothingLost, onlyHonestAnswers } from '../support/honest-answers.ts';
import { type RunningPasserelle, startPasserelle } from '../support/passerelle.ts';
import { type Crowd, seedCrowd, startLearners } from '../support/steady-learners.ts';
import { isStorm } from '../support/storm.ts';

const CONNECTIONS = 8;
const STEPS = isStorm() ? ['+2h', '-2h', '+0', '-2h', '+2h', '+0'] : ['+2h', '-2h'];
const GRAINS_PER_STEP = isStorm() ? 400 : 60;

forEachEngine((engine) => {
  if (engine.name !== 'postgres' && !isStorm()) return;

  describe('two replicas, one of which has its clock set', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'passerelle-test-clock-'));
    const clock = path.join(folder, 'clock');
    let fresh: FreshDatabase;
    let database: Database;
    let crowd: Crowd;
    let replicas: RunningPasserelle[] = [];
    let turn = 0;
    before(async () => {
      const [library] = globSync('/usr/lib/*/faketime/libfaketime.so.1');
      assert.ok(library !== undefined, 'the package faketime is missing: apt-get install faketime');
      writeFileSync(clock, '+0');
      fresh = await engine.freshDatabaseUrl();
      database = openDatabase(fresh.url, 2);
      await migrate(database);
      crowd = await seedCrowd(database, 40);
      const faked = { LD_PRELOAD: library, FAKETIME_TIMESTAMP_FILE: clock, FAKETIME_NO_CACHE: '1' };
      const settings = { ...faked, FAKETIME_DONT_FAKE_MONOTONIC: '1', DONT_FAKE_MONOTONIC: '1' };
      // A file has one server.
      const environments = engine.name === 'sqlite' ? [settings] : [settings, {}];
      replicas = await Promise.all(environments.map((environment) => startPasserelle(fresh.url, environment)));
    });
    after(async () => {
      await Promise.all(replicas.map((replica) => replica.kill()));
      await database?.close();
      await fresh?.drop();
      rmSync(folder, { recursive: true, force: true });
    });

    test(`${STEPS.join(', ')}: every grain is recorded, none is lost or doubled`, async (t) => {
      const learners = startLearners(() => replicas[turn++ % replicas.length]?.url ?? '', crowd, CONNECTIONS);
      t.after(() => learners.stop());
      for (const step of STEPS) {
        await learners.acknowledgedMore(GRAINS_PER_STEP, LONG_MS);
        writeFileSync(clock, step);
      }
      await learners.acknowledgedMore(GRAINS_PER_STEP, LONG_MS);
      onlyHonestAnswers(learners);
      await nothingLost(t, learners, database);
    });

    test('the times in the base show that the clock was set', async () => {
      const { earliest, latest } = await database.query
        .selectFrom('progress')
        .select((eb) => [eb.fn.min('completed_at').as('earliest'), eb.fn.max('completed_at').as('latest')])
        .executeTakeFirstOrThrow();
      const apart = new Date(latest).getTime() - new Date(earliest).getTime();
      assert.ok(apart > 3600_000, `${apart} ms between the first and the last`);
    });
  });
});
