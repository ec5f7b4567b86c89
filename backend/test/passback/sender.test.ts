import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { createGradeCatchUp } from '../../src/passback/catch-up.store.ts';
import { createOutboxDesk } from '../../src/passback/outbox-desk.store.ts';
import { systemClock } from '../../src/time/clock.ts';
import { databaseOf, sqliteEngine } from '../support/database.ts';
import { forEachEngine } from '../support/engines.ts';
import { seedLink } from '../support/progress-course.ts';
import { finish, raise, rowOf } from './grade-course.ts';
import { anotherOn, type GradeStage, gradeStage, senderOn, until } from './grade-stage.ts';

const ALL = Array.from({ length: 12 }, (_, index) => `g${index + 1}`);
const scoresOf = ({ lms }: GradeStage) =>
  lms.scoreLog.map((posted) => posted.body as { userId: string; scoreGiven: number; timestamp: string });

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

describe('an LMS that misbehaves', () => {
  const opened = databaseOf(sqliteEngine());
  const closers: (() => Promise<unknown>)[] = [];
  after(async () => {
    for (const close of closers) await close();
  });

  async function staged(learners = 1, options: Parameters<typeof senderOn>[1] = {}) {
    const stage = await gradeStage(opened.current, learners);
    const made = senderOn(opened.current, options);
    closers.unshift(
      () => made.close(),
      () => stage.close(),
    );
    const { course } = stage;
    for (const userId of course.learners) {
      await finish(opened.current, course, userId, ['g1', 'g2', 'g3', 'g4', 'g5', 'g6']);
      await raise(opened.current, course, userId);
    }
    const zoe = course.learners[0] ?? '';
    const row = () => rowOf(opened.current, `${course.linkId}:${zoe}`);
    /** The retry that waits is due now. */
    const hurry = () =>
      opened.current.query
        .updateTable('grade_outbox')
        .set({ due_at: new Date(), last_sent_at: null })
        .where('resource_link_id', '=', course.linkId)
        .where('state', '=', 'due')
        .execute();
    return { stage, lms: stage.lms, course, zoe, sender: made.sender, row, hurry };
  }

  test('a learner who is not enrolled as a student: parked with the reason, replayed when somebody says so', async () => {
    const { stage, lms, course, zoe, sender, row } = await staged();
    const moodleId = lms.site.learners()[0]?.id ?? '';
    lms.site.changePerson(moodleId, { role: 'teacher' });
    await sender.drainOnce();
    assert.deepEqual([(await row()).state, (await row()).reason], ['dead', 'not_a_student']);
    lms.site.changePerson(moodleId, { role: 'learner' });
    const id = `${course.linkId}:${zoe}`;
    assert.equal(await createOutboxDesk(opened.current).replay({ id }, new Date()), 1);
    await sender.drainOnce();
    assert.equal(stage.pointsOf(zoe), 10);
    await raise(opened.current, course, zoe);
    assert.equal(await createOutboxDesk(opened.current).replay({ id }, new Date()), 1);
  });

  test('a score that is refused as too old goes again after a second with a new timestamp', async () => {
    const { stage, lms, zoe, sender, row } = await staged();
    lms.moods.set({ conflict: 'once' });
    await sender.drainOnce();
    const waiting = await row();
    assert.deepEqual([waiting.state, waiting.reason], ['due', 'earlier_timestamp']);
    assert.ok(waiting.due_at.getTime() - Date.now() > 500);
    await until('it is taken', async () => {
      await sender.drainOnce();
      return stage.pointsOf(zoe) === 10;
    });
    const [first, second] = scoresOf(stage).map((score) => score.timestamp.slice(0, 19));
    assert.notEqual(first, second);
  });

  test('a token that ends before its time is replaced within the same try', async () => {
    const { stage, lms, zoe, sender } = await staged();
    lms.moods.set({ expiredToken: 'once' });
    await sender.drainOnce();
    assert.equal(stage.pointsOf(zoe), 10);
    assert.equal(lms.requestCount('token'), 2);
  });

  test('a locked grade is parked after several failures, while the LMS answers everything else', async () => {
    const { lms, sender, row, hurry } = await staged(1, { parkAfter: 4 });
    lms.moods.set({ lockedGrades: 'yes' });
    for (let tries = 1; tries < 4; tries++) {
      await sender.drainOnce();
      assert.deepEqual(
        [(await row()).state, (await row()).reason, (await row()).attempts],
        ['due', 'grade_failing', tries],
      );
      await hurry();
    }
    await sender.drainOnce();
    assert.deepEqual([(await row()).state, (await row()).reason], ['dead', 'locked_or_failing']);
  });

  test('an LMS that fails on everything, is down or cuts connections never makes a grade dead', async () => {
    const { stage, lms, zoe, sender, row, hurry } = await staged(1, { parkAfter: 2 });
    const down = [{ failing: 'yes' }, { failing: 'no', down: '503' }, { down: 'cut' }] as const;
    for (const mood of down) {
      lms.moods.set(mood);
      for (let tries = 0; tries < 5; tries++) {
        await sender.drainOnce();
        await hurry();
        assert.equal((await row()).state, 'due');
        assert.match((await row()).reason ?? '', /^lms_/);
      }
    }
    lms.moods.calm();
    await until(
      'it is sent',
      async () => {
        await hurry();
        await sender.drainOnce();
        return stage.pointsOf(zoe) === 10;
      },
      30_000,
    );
    assert.equal((await row()).reason, null);
  });

  test('after an outage that many grades waited through, the gradebook is right within seconds', async () => {
    const { stage, lms, course, sender } = await staged(12);
    await lms.pause();
    sender.start();
    await until('the sender noticed', async () => {
      const rows = await opened.current.query
        .selectFrom('grade_outbox')
        .select('reason')
        .where('resource_link_id', '=', course.linkId)
        .execute();
      return rows.some((row) => row.reason === 'lms_unreachable');
    });
    await lms.resume();
    await until('everybody has 10 points', () => course.learners.every((id) => stage.pointsOf(id) === 10), 30_000);
    await sender.stop();
    assert.ok(lms.scoreLog.length <= 24, 'no storm of repetitions');
  });

  test('after thirty days without success a grade is given up', async () => {
    const { lms, course, sender, row } = await staged();
    lms.moods.set({ down: '503' });
    await opened.current.query
      .updateTable('grade_outbox')
      .set({ attempts: 700, failing_since_at: new Date(Date.now() - 30.1 * 86_400_000) })
      .where('resource_link_id', '=', course.linkId)
      .execute();
    await sender.drainOnce();
    assert.deepEqual([(await row()).state, (await row()).reason], ['dead', 'too_old']);
  });

  test('S5.3 a column that the teacher deleted is not made again; a new one is taken', async () => {
    const { stage, lms, zoe, course, sender, row } = await staged();
    const itemId = lms.site.activities.get('4')?.lineItemId ?? '';
    lms.site.removeLineItem(itemId);
    await sender.drainOnce();
    assert.deepEqual([(await row()).state, (await row()).reason], ['dead', 'line_item_gone']);
    assert.equal([...lms.site.lineItems.values()].filter((item) => item.resourceLinkId === '4').length, 0);
    lms.site.addLineItem({ label: 'again', scoreMaximum: 20, resourceLinkId: '4' });
    await raise(opened.current, course, zoe);
    await until('it is in the new column', async () => {
      await sender.drainOnce();
      return stage.pointsOf(zoe) === 10;
    });
  });

  test('an activity without a column gets one, and a column of ours that was deleted is made again for everybody', async () => {
    const { stage, lms, course, sender } = await staged(3);
    lms.site.removeLineItem(lms.site.activities.get('4')?.lineItemId ?? '');
    await opened.current.query
      .updateTable('resource_links')
      .set({ lineitem_url: null, lineitem_origin: null })
      .where('id', '=', course.linkId)
      .execute();
    const columns = () => [...lms.site.lineItems.values()].filter((item) => item.resourceLinkId === '4');
    await sender.drainOnce();
    assert.equal(columns().length, 1);
    assert.ok(course.learners.every((id) => stage.pointsOf(id) === 50));
    const [first] = columns();
    lms.site.removeLineItem(first?.id ?? '');
    await finish(opened.current, course, course.learners[0] ?? '', ['g7']);
    await raise(opened.current, course, course.learners[0] ?? '');
    await until('everybody has a grade again', async () => {
      await sender.drainOnce();
      return columns().length > 0 && course.learners.every((id) => stage.pointsOf(id) !== null);
    });
    assert.equal(columns().length, 1);
    assert.notEqual(columns()[0]?.id, first?.id);
  });

  test('a registration without the score service: parked with a reason that says what to change', async () => {
    const { lms, sender, row } = await staged();
    lms.allowScopes(['https://purl.imsglobal.org/spec/lti-ags/scope/lineitem']);
    await sender.drainOnce();
    assert.deepEqual([(await row()).state, (await row()).reason], ['dead', 'score_scope_missing']);
  });

  test('a grade that a change of the catalogue would lower stays; deleted progress lowers it', async () => {
    const { stage, course, zoe, sender, row } = await staged();
    await sender.drainOnce();
    const { query } = opened.current;
    await query
      .insertInto('grains')
      .values({ id: crypto.randomUUID(), tenant_id: course.tenantId, grain_id: 'new', module_id: 'm1', title: 'new' })
      .execute();
    await raise(opened.current, course, zoe);
    await until('it was looked at', async () => {
      await sender.drainOnce();
      return (await row()).state === 'done';
    });
    assert.equal(stage.pointsOf(zoe), 10);
    assert.deepEqual([(await row()).state, stage.lms.scoreLog.length], ['done', 1]);
    await query.deleteFrom('progress').where('user_id', '=', zoe).where('grain_id', '=', 'g1').execute();
    await raise(opened.current, course, zoe);
    await until('it is sent', async () => {
      await sender.drainOnce();
      return stage.lms.scoreLog.length === 2;
    });
    assert.ok((stage.pointsOf(zoe) ?? 20) < 10);
  });

  test('a grade stays when a finished grain moves on to a third module; deleted progress still lowers it', async () => {
    const { stage, course, zoe, sender, row, hurry } = await staged();
    const { query } = opened.current;
    const move = (moduleId: string, ...grains: string[]) =>
      query
        .updateTable('grains')
        .set({ module_id: moduleId, sequence_id: null })
        .where('tenant_id', '=', course.tenantId)
        .where('grain_id', 'in', grains)
        .execute();
    const sendAgain = async () => {
      await raise(opened.current, course, zoe);
      await until('it was dealt with', async () => {
        await hurry();
        await sender.drainOnce();
        return (await row()).state === 'done';
      });
      return stage.pointsOf(zoe);
    };
    await query.updateTable('resource_links').set({ module_id: 'm9' }).where('id', '=', course.linkId).execute();
    await move('m9', 'g1', 'g2', 'g7');
    await sender.drainOnce();
    assert.equal(stage.pointsOf(zoe), 13.33333, 'two of three');
    await move('m8', 'g1');
    assert.equal(await sendAgain(), 13.33333);
    await query.deleteFrom('progress').where('user_id', '=', zoe).where('grain_id', '=', 'g2').execute();
    assert.equal(await sendAgain(), 0);
  });

  test('a grade that is sent once more at somebody’s wish is not lowered by a change of the catalogue either', async () => {
    const { stage, lms, course, zoe, sender, row, hurry } = await staged();
    await sender.drainOnce();
    assert.equal(stage.pointsOf(zoe), 10);
    const grain = {
      id: crypto.randomUUID(),
      tenant_id: course.tenantId,
      grain_id: 'new',
      module_id: 'm1',
      title: 'new',
    };
    await opened.current.query.insertInto('grains').values(grain).execute();
    assert.equal(await createOutboxDesk(opened.current).replay({ id: `${course.linkId}:${zoe}` }, new Date()), 1);
    await until('it was sent', async () => {
      await hurry();
      await sender.drainOnce();
      return (await row()).state === 'done';
    });
    assert.equal(stage.pointsOf(zoe), 10);
    assert.equal(
      lms.scoreLog.filter(({ status }) => status === 200).length,
      2,
      'what the LMS may have lost, it has again',
    );
  });

  test('a column that takes the place of another gets the grade that was sent, though the course has grown since', async () => {
    const { lms, course, zoe, sender, row, hurry } = await staged();
    const { query } = opened.current;
    const link = query.updateTable('resource_links').where('id', '=', course.linkId);
    await link.set({ grade_policy: 'on_completion', lineitem_origin: 'passerelle' }).execute();
    await finish(opened.current, course, zoe, ALL.slice(6));
    await sender.drainOnce();
    const column = () => [...lms.site.lineItems.values()].find((item) => item.resourceLinkId === '4');
    const moodleId = lms.site.learners()[0]?.id ?? '';
    const share = (item = column()) =>
      (lms.site.grade(item?.id ?? '', moodleId).finalGrade ?? 0) / (item?.scoreMaximum ?? 1);
    const first = column()?.id;
    assert.equal(share(), 1);
    const grain = {
      id: crypto.randomUUID(),
      tenant_id: course.tenantId,
      grain_id: 'new',
      module_id: 'm1',
      title: 'new',
    };
    await query.insertInto('grains').values(grain).execute();
    lms.site.removeLineItem(first ?? '');
    await link.set({ lineitem_url: null, lineitem_origin: null }).execute();
    await raise(opened.current, course, zoe);
    await until('it was dealt with', async () => {
      await hurry();
      await sender.drainOnce();
      return (await row()).state === 'done';
    });
    assert.notEqual(column()?.id, first);
    assert.equal(share(), 1);
  });

  test('one slow LMS does not hold up another', async () => {
    const slow = await staged(12, { timeoutMs: 10_000 });
    const quick = await staged(3);
    slow.lms.moods.set({ slowSeconds: 4 });
    slow.sender.start();
    await until('the quick one is done', () => quick.course.learners.every((id) => quick.stage.pointsOf(id) === 10));
    assert.ok(slow.course.learners.every((id) => slow.stage.pointsOf(id) === null));
    slow.lms.moods.calm();
    await slow.sender.stop();
  });

  test('platforms that share few places all get their turn', async () => {
    const stages = [await staged(5), await staged(5), await staged(5)];
    const { sender } = senderOn(opened.current, { total: 2, perPlatform: 2 });
    await sender.drainOnce();
    for (const { stage, course } of stages) {
      assert.ok(course.learners.every((id) => stage.pointsOf(id) === 10));
    }
    await sender.stop();
  });

  test('a sender that stops gives back what it had not begun', async () => {
    const { lms, course, sender } = await staged(12);
    lms.moods.set({ slowSeconds: 1 });
    sender.start();
    await until('some are under way', () => lms.requestCount('token') > 0);
    await sender.stop();
    const leased = await opened.current.query
      .selectFrom('grade_outbox')
      .select('id')
      .where('resource_link_id', '=', course.linkId)
      .where('lease_owner', 'is not', null)
      .execute();
    assert.deepEqual(leased, []);
    lms.moods.calm();
  });
});
