// What the catalogue or a column changes never lowers a grade that was sent; what a learner's progress loses does.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOutboxDesk } from '../../src/passback/outbox-desk.store.ts';
import { useDueGrades } from './due-grades.ts';
import { finish, raise } from './grade-course.ts';
import { until } from './grade-stage.ts';

const { opened, staged } = useDueGrades();

/** A grain more in the course, which nobody has finished. */
const growCourse = (tenantId: string) =>
  opened.current.query
    .insertInto('grains')
    .values({ id: crypto.randomUUID(), tenant_id: tenantId, grain_id: 'new', module_id: 'm1', title: 'new' })
    .execute();

test('a grade that a change of the catalogue would lower stays; deleted progress lowers it', async () => {
  const { stage, course, zoe, sender, row } = await staged();
  await sender.drainOnce();
  const { query } = opened.current;
  await growCourse(course.tenantId);
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
  await growCourse(course.tenantId);
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
  await finish(opened.current, course, zoe, ['g7', 'g8', 'g9', 'g10', 'g11', 'g12']);
  await sender.drainOnce();
  const column = () => [...lms.site.lineItems.values()].find((item) => item.resourceLinkId === '4');
  const moodleId = lms.site.learners()[0]?.id ?? '';
  const share = (item = column()) =>
    (lms.site.grade(item?.id ?? '', moodleId).finalGrade ?? 0) / (item?.scoreMaximum ?? 1);
  const first = column()?.id;
  assert.equal(share(), 1);
  await growCourse(course.tenantId);
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
