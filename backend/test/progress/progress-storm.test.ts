import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { test } from 'node:test';
import { type Database, openDatabase } from '../../src/db/connection.ts';
import { migrate } from '../../src/db/migrate.ts';
import { hashOfSecret, newSecret } from '../../src/ids/ids.ts';
import { forEachEngine } from '../support/engines.ts';
import { seedCourse, seedLearners, seedLink } from '../support/progress-course.ts';

/** `npm run test:storm` kills a hundred times. */
const KILLS = process.env.PASSERELLE_STORM === '1' ? 100 : 5;
const WRITERS = 16;
const LEARNERS = 40;
const GRAINS = 600;
const REPLAYS = 0.1;
const server = path.resolve(import.meta.dirname, '../support/progress-server.ts');

forEachEngine((engine) => {
  test(`${KILLS} kills of the server during writes lose no acknowledged grain, double none, and forget no grade`, async (t) => {
    const fresh = await engine.freshDatabaseUrl();
    const database = openDatabase(fresh.url);
    try {
      const storm = await prepare(database);
      for (let kill = 0; kill < KILLS; kill++) await writeUntilKilled(fresh.url, storm);
      await settle(database);
      await verify(database, storm);
      t.diagnostic(`${storm.acknowledged.size} grains acknowledged, ${storm.replays} repetitions, ${KILLS} kills`);
      assert.ok(storm.acknowledged.size > KILLS && storm.replays > 0);
    } finally {
      await database.close();
      await fresh.drop();
    }
  });
});

interface Storm {
  bearers: Map<string, string>;
  learners: string[];
  grains: readonly string[];
  /** "learner grain" of every write that was answered with 201 or 200. */
  acknowledged: Set<string>;
  sent: string[];
  next: number;
  replays: number;
}

async function prepare(database: Database): Promise<Storm> {
  await migrate(database);
  const course = await seedCourse(database, 'T1', { grainCount: GRAINS });
  await seedLink(database, course, 'course');
  await seedLink(database, course, 'first module', { module_id: 'm1' });
  const learners = await seedLearners(database, course, LEARNERS);
  const bearers = new Map(learners.map((id) => [id, newSecret()]));
  await database.query
    .insertInto('sessions')
    .values(
      [...bearers].map(([user_id, bearer]) => ({
        id: hashOfSecret(bearer),
        tenant_id: course.tenantId,
        platform_id: course.platformId,
        user_id,
        role: 'learner' as const,
        expires_at: new Date(Date.now() + 8 * 3600_000),
      })),
    )
    .execute();
  return { bearers, learners, grains: course.grains, acknowledged: new Set(), sent: [], next: 0, replays: 0 };
}

/** Starts a server, writes to it from many sides, and ends it without warning after a random number of answers. */
async function writeUntilKilled(url: string, storm: Storm): Promise<void> {
  const child = fork(server, { env: { ...process.env, DATABASE_URL: url } });
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  let left = 20 + Math.floor(Math.random() * 150);
  const answered = () => {
    left -= 1;
    if (left === 0) child.kill('SIGKILL');
  };
  const gone = once(child, 'exit');
  await Promise.all(Array.from({ length: WRITERS }, () => write(`http://127.0.0.1:${port}`, storm, child, answered)));
  await gone;
}

async function write(origin: string, storm: Storm, child: ChildProcess, answered: () => void): Promise<void> {
  while (child.signalCode === null && child.exitCode === null) {
    const key = nextKey(storm);
    const [learner = '', grain_id] = key.split(' ');
    const event = { token: storm.bearers.get(learner), grain_id, module_id: 'm1', score: 0.5, time_spent_seconds: 1 };
    try {
      const answer = await fetch(`${origin}/api/progress`, { method: 'POST', body: JSON.stringify(event) });
      assert.ok(answer.status === 201 || answer.status === 200, `status ${answer.status}`);
      assert.equal(((await answer.json()) as { recorded: boolean }).recorded, true);
      storm.acknowledged.add(key);
      answered();
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

function nextKey(storm: Storm): string {
  if (storm.sent.length > 0 && Math.random() < REPLAYS) {
    storm.replays += 1;
    return storm.sent[Math.floor(Math.random() * storm.sent.length)] ?? '';
  }
  const index = storm.next++;
  const key = `${storm.learners[index % LEARNERS]} ${storm.grains[Math.floor(index / LEARNERS) % GRAINS]}`;
  storm.sent.push(key);
  return key;
}

/** A transaction of the killed server that the database is still finishing holds its rows: wait until it does not. */
async function settle({ query }: Database): Promise<void> {
  await query.updateTable('users').set({ locale: 'fr' }).execute();
}

async function verify({ query }: Database, { acknowledged, learners }: Storm): Promise<void> {
  const progress = await query.selectFrom('progress').select(['user_id', 'grain_id', 'module_id']).execute();
  const stored = progress.map((row) => `${row.user_id} ${row.grain_id}`);
  assert.equal(new Set(stored).size, stored.length, 'a grain stands twice');
  const kept = new Set(stored);
  const lost = [...acknowledged].filter((key) => !kept.has(key));
  assert.equal(lost.length, 0, 'an acknowledged grain is lost');
  const outbox = await query
    .selectFrom('grade_outbox')
    .select(['user_id', 'resource_link_id', 'seq', 'state'])
    .execute();
  const sessions = await query.selectFrom('study_sessions').selectAll().execute();
  for (const learner of learners) {
    const own = progress.filter((row) => row.user_id === learner);
    const expected = own.length === 0 ? 0 : own.some((row) => row.module_id === 'm1') ? 2 : 1;
    const raised = outbox.filter((row) => row.user_id === learner);
    assert.equal(raised.length, expected, 'an outbox row is missing');
    assert.ok(raised.every((row) => row.state === 'due' && row.seq >= 1));
    const studied = sessions.filter((row) => row.user_id === learner);
    const sum = studied.reduce((total, row) => total + row.grains_completed, 0);
    assert.equal(sum, own.length, 'a study session has lost or doubled a grain');
    assert.equal(studied.length, new Set(own.map((row) => row.module_id)).size, 'a module has two sessions');
  }
}
