import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { createOutboxStore } from '../../src/passback/outbox.store.ts';
import { databaseOf, sqliteEngine } from '../support/database.ts';
import { gradeCourse, raise, rowOf } from './grade-course.ts';

const cli = path.resolve(import.meta.dirname, '../../bin/passerelle.js');
const opened = databaseOf(sqliteEngine());

function passerelle(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = {
    ...process.env,
    DATABASE_URL: opened.url,
    NODE_ENV: 'test',
    SECRET_KEY: 'a secret key that is only for tests',
  };
  return new Promise((resolve) => {
    execFile(process.execPath, [cli, ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

test('outbox list shows why a grade was given up, and outbox replay sends it again', async () => {
  const database = opened.current;
  const course = await gradeCourse(database, 2);
  for (const userId of course.learners) await raise(database, course, userId, new Date(Date.now() - 5000));
  const store = createOutboxStore(database);
  const now = new Date();
  const [row] = await store.claim(course.platformId, 1, { owner: 'a', now, until: new Date(now.getTime() + 1000) });
  assert.ok(row !== undefined);
  await store.park(row, 'a', 'not_a_student');

  const table = await passerelle('outbox', 'list', '--state', 'dead');
  assert.equal(table.code, 0, table.stderr);
  assert.match(table.stdout, new RegExp(row.id));
  assert.match(table.stdout, /not_a_student: .*n’est pas inscrit/);

  const json = await passerelle('outbox', 'list', '--platform', course.platformId, '--json');
  const rows = JSON.parse(json.stdout) as Record<string, unknown>[];
  assert.equal(rows.length, 2);
  const dead = rows.find((one) => one.state === 'dead');
  assert.deepEqual([dead?.id, dead?.reason, dead?.attempts, dead?.sent_score], [row.id, 'not_a_student', 0, null]);

  const replay = await passerelle('outbox', 'replay', '--all-dead', '--json');
  assert.deepEqual(JSON.parse(replay.stdout), { replayed: 1 });
  assert.deepEqual([(await rowOf(database, row.id)).state, (await rowOf(database, row.id)).reason], ['due', null]);
  assert.deepEqual(JSON.parse((await passerelle('outbox', 'replay', '--id', row.id, '--json')).stdout), {
    replayed: 1,
  });
});

test('a wrong state, a row that is not there and a replay of nothing fail with a sentence and the code', async () => {
  const wrong = [
    [['outbox', 'list', '--state', 'lost'], 'passback.bad_state'],
    [['outbox', 'list', '--limit', '0'], 'passback.bad_limit'],
    [['outbox', 'list', '--platform', 'moodle'], 'passback.bad_platform'],
    [['outbox', 'replay'], 'passback.replay_what'],
    [['outbox', 'replay', '--id', 'a', '--all-dead'], 'passback.replay_what'],
    [['outbox', 'replay', '--id', 'nothing'], 'passback.no_such_row'],
  ] as const;
  for (const [args, code] of wrong) {
    const answer = await passerelle(...args);
    assert.equal(answer.code, 1, args.join(' '));
    assert.match(answer.stderr, new RegExp(code.replace('.', '\\.')));
  }
});
