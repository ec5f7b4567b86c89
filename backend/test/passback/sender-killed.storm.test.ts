import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { databaseOf } from '../support/database.ts';
import { forEachEngine } from '../support/engines.ts';
import { isStorm } from '../support/storm.ts';
import { finish, raise, rowOf } from './grade-course.ts';
import { type GradeStage, gradeStage, senderOn, until } from './grade-stage.ts';

const KILLS = isStorm() ? 20 : 2;
const program = new URL('./killed-sender.ts', import.meta.url);

/** Runs a sender and kills it: before it hears that the LMS took the grade, or after, before it writes that down. */
async function sendAndDie(url: string, { lms }: GradeStage, beforeItHears: boolean): Promise<void> {
  const child = fork(program, [url], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const ended = once(child, 'exit');
  if (beforeItHears) {
    lms.onScore = async (when, posted) => {
      if (when !== 'after' || posted.status !== 200) return;
      child.kill('SIGKILL');
      await ended;
    };
  } else {
    child.once('message', () => child.kill('SIGKILL'));
  }
  const [, signal] = (await ended) as [number | null, string | null];
  lms.onScore = undefined;
  assert.equal(signal, 'SIGKILL');
}

forEachEngine((engine) => {
  const opened = databaseOf(engine);

  test(`a sender killed ${KILLS} times between the LMS's yes and our own leaves the right grade, and nothing more to send`, async () => {
    const stage = await gradeStage(opened.current, 1, KILLS + 1);
    const { course, lms } = stage;
    const [zoe = ''] = course.learners;
    try {
      const names = course.grains;
      let id = '';
      for (let kills = 0; kills < KILLS; kills++) {
        await finish(opened.current, course, zoe, [names[kills] ?? '']);
        id = await raise(opened.current, course, zoe);
        await sendAndDie(opened.url, stage, kills % 2 === 1);
        const row = await rowOf(opened.current, id);
        assert.deepEqual([row.state, row.sent_seq], ['due', 0], 'nobody wrote down that it was sent');
        const points = stage.pointsOf(zoe) ?? 0;
        assert.ok(Math.abs(points - (20 * (kills + 1)) / names.length) < 1e-4, `the gradebook says ${points}`);
      }
      await finish(opened.current, course, zoe, names.slice(KILLS));
      await raise(opened.current, course, zoe);
      const survivor = senderOn(opened.current);
      survivor.sender.start();
      await until('the row rests', async () => (await rowOf(opened.current, id)).state === 'done');
      const posted = lms.scoreLog.length;
      survivor.sender.wake();
      await survivor.close();
      const last = senderOn(opened.current);
      assert.equal(await last.sender.drainOnce(), 0);
      await last.close();
      assert.equal(lms.scoreLog.length, posted, 'nothing more is sent');
      assert.equal(stage.pointsOf(zoe), 20);
      const given = lms.scoreLog
        .filter((one) => one.status === 200)
        .map((one) => (one.body as { scoreGiven: number }).scoreGiven);
      assert.deepEqual(
        given,
        given.toSorted((a, b) => a - b),
        'the grade never went back',
      );
    } finally {
      await stage.close();
    }
  });
});
