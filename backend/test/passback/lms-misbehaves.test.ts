// An LMS that refuses, fails, is slow or has changed its mind, and several of them side by side.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOutboxDesk } from '../../src/passback/outbox-desk.store.ts';
import { useDueGrades } from './due-grades.ts';
import { finish, raise } from './grade-course.ts';
import { scoresOf, senderOn, until } from './grade-stage.ts';

const { opened, staged } = useDueGrades();

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
