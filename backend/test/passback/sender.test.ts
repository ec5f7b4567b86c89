import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createGradeCatchUp } from '../../src/passback/catch-up.store.ts';
import { systemClock } from '../../src/time/clock.ts';
import { databaseOf } from '../support/database.ts';
import { forEachEngine } from '../support/engines.ts';
import { seedLink } from '../support/progress-course.ts';
import { finish, raise, rowOf } from './grade-course.ts';
import { anotherOn, type GradeStage, gradeStage, scoresOf, senderOn, until } from './grade-stage.ts';

const ALL = Array.from({ length: 12 }, (_, index) => `g${index + 1}`);

forEachEngine((engine) => {
  const opened = databaseOf(engine);
  const closers: (() => Promise<unknown>)[] = [];
  after(async () => {
    for (const close of closers) await close();
  });
  const stageWith = async (learners: number): Promise<GradeStage> => {
    const stage = await gradeStage(opened.current, learners);
    closers.unshift(() => stage.close());
    return stage;
  };
  const startSender = (options: Parameters<typeof senderOn>[1] = {}, database = opened.current) => {
    const made = senderOn(database, options);
    closers.unshift(() => made.close());
    return made.sender;
  };

  test('a grade that is raised reaches the gradebook, and later grains raise it', async () => {
    const stage = await stageWith(1);
    const { course } = stage;
    const [zoe = ''] = course.learners;
    const sender = startSender();
    sender.start();
    await finish(opened.current, course, zoe, ['g1', 'g2', 'g3']);
    const id = await raise(opened.current, course, zoe);
    sender.wake();
    await until('3 of 12 are 5 points of 20', () => stage.pointsOf(zoe) === 5);
    await finish(opened.current, course, zoe, ALL.slice(3));
    await raise(opened.current, course, zoe);
    sender.wake();
    await until('all is a full mark', () => stage.pointsOf(zoe) === 20);
    await until('the row rests', async () => (await rowOf(opened.current, id)).state === 'done');
    const row = await rowOf(opened.current, id);
    assert.deepEqual([row.seq, row.sent_seq, row.sent_score, row.sent_done, row.reason], [2, 2, 1, 12, null]);
    assert.equal(stage.lms.requestCount('token'), 1);
    await sender.stop();
  });

  test('S5.1 a burst of grains ends with the last grade, its posts in different seconds, none refused', async () => {
    const stage = await stageWith(1);
    const { course } = stage;
    const [zoe = ''] = course.learners;
    const sender = startSender();
    sender.start();
    for (const grain of ALL) {
      await finish(opened.current, course, zoe, [grain]);
      await raise(opened.current, course, zoe);
      sender.wake();
      await new Promise((resolve) => setTimeout(resolve, 120));
    }
    await until('all is a full mark', () => stage.pointsOf(zoe) === 20);
    const seconds = scoresOf(stage).map((score) => score.timestamp.slice(0, 19));
    assert.equal(new Set(seconds).size, seconds.length);
    assert.ok(stage.lms.scoreLog.every((posted) => posted.status === 200));
    await sender.stop();
  });

  test('several senders in several processes send each grade once', async () => {
    const stage = await stageWith(12);
    const { course } = stage;
    for (const userId of course.learners) {
      await finish(opened.current, course, userId, ['g1', 'g2', 'g3']);
      await raise(opened.current, course, userId);
    }
    const databases = [1, 2, 3].map(() => anotherOn(opened.url));
    try {
      const senders = databases.map((database) => startSender({ perPlatform: 2 }, database));
      for (const sender of senders) sender.start();
      await until('everybody has 5 points', () => course.learners.every((userId) => stage.pointsOf(userId) === 5));
      for (const sender of senders) await sender.stop();
      assert.equal(stage.lms.scoreLog.length, 12);
    } finally {
      for (const database of databases) await database.close();
    }
  });

  test('progress from before the learner came to this course is caught up at the launch', async () => {
    const stage = await stageWith(2);
    const { course } = stage;
    const [zoe = '', tom = ''] = course.learners;
    const catchUp = createGradeCatchUp(opened.current, systemClock);
    const launch = (userId: string) => ({ resourceLinkId: course.linkId, contextId: course.contextId, userId });
    await finish(opened.current, course, zoe, ['g1', 'g2', 'g3']);
    await opened.current.write((transaction) => catchUp.afterLaunch(transaction, launch(tom)));
    await startSender().drainOnce();
    assert.equal(stage.pointsOf(zoe), 5, 'the activity is new: everybody’s progress counts');
    assert.equal(stage.pointsOf(tom), null, 'who has done nothing has no grade');
    await finish(opened.current, course, zoe, ['g4', 'g5', 'g6']);
    await opened.current.write((transaction) => catchUp.afterLaunch(transaction, launch(zoe)));
    await opened.current.write((transaction) => catchUp.afterLaunch(transaction, launch(zoe)));
    assert.equal(
      (await rowOf(opened.current, `${course.linkId}:${zoe}`)).seq,
      2,
      'a row that waits is not raised again',
    );
  });

  test('progress in grains that have moved to the module of a new activity since becomes its grade at the launch', async () => {
    const { course } = await stageWith(1);
    const { query } = opened.current;
    const [zoe = ''] = course.learners;
    await finish(opened.current, course, zoe, ['g1', 'g2']);
    const moved = query.updateTable('grains').set({ module_id: 'm9', sequence_id: null });
    await moved.where('tenant_id', '=', course.tenantId).where('grain_id', 'in', ['g1', 'g2']).execute();
    const resourceLinkId = await seedLink(opened.current, course, '91', { module_id: 'm9' });
    const old = await seedLink(opened.current, course, '92', { sequence_id: 's1' });
    const catchUp = createGradeCatchUp(opened.current, systemClock);
    const launch = { resourceLinkId, contextId: course.contextId, userId: zoe };
    await opened.current.write((transaction) => catchUp.afterLaunch(transaction, launch));
    const of = query.selectFrom('grade_outbox').select('resource_link_id');
    const made = await of.where('resource_link_id', 'in', [resourceLinkId, old]).execute();
    assert.deepEqual(made, [{ resource_link_id: resourceLinkId }], 'and none where the grains are no longer');
  });

  test('an activity that got another scope or column is graded anew at the next launch', async () => {
    const stage = await stageWith(1);
    const { course } = stage;
    const [zoe = ''] = course.learners;
    await finish(opened.current, course, zoe, ['g1', 'g2', 'g3']);
    await raise(opened.current, course, zoe);
    const sender = startSender();
    await sender.drainOnce();
    assert.equal(stage.pointsOf(zoe), 5);
    await opened.current.query
      .updateTable('resource_links')
      .set({ module_id: 'm2' })
      .where('id', '=', course.linkId)
      .execute();
    const launch = {
      resourceLinkId: course.linkId,
      contextId: course.contextId,
      userId: 'f0000000-0000-7000-8000-000000000000',
    };
    const catchUp = createGradeCatchUp(opened.current, systemClock);
    await opened.current.write((transaction) => catchUp.afterLaunch(transaction, launch));
    await until('nothing of module 2 is done, so there are no points', async () => {
      await sender.drainOnce();
      return stage.pointsOf(zoe) === 0;
    });
  });
});
