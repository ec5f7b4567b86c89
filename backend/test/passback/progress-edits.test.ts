import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { newId } from '../../src/ids/ids.ts';
import { createGradeEnqueue } from '../../src/passback/enqueue.store.ts';
import type { Reconciler } from '../../src/passback/reconcile.ts';
import { createProgressStore } from '../../src/progress/progress.store.ts';
import { createStudyLog } from '../../src/register/study-log.store.ts';
import { databaseOf } from '../support/database.ts';
import { forEachEngine } from '../support/engines.ts';
import { finish } from './grade-course.ts';
import { type GradeStage, gradeStage, reconcilerOn, senderOn, until } from './grade-stage.ts';

const ALL = Array.from({ length: 12 }, (_, index) => `g${index + 1}`);
const LONG_AGO = new Date('2026-01-06T08:00:00.000Z');

type Staged = GradeStage & { look(): Promise<number>; arrives(userId: string, points: number | null): Promise<void> };

forEachEngine((engine) => {
  const opened = databaseOf(engine);
  const closers: (() => Promise<unknown>)[] = [];
  after(async () => {
    for (const close of closers) await close();
  });

  /** A course that nobody has touched for a long time, and a reconcile job that has looked before. */
  async function staged(learners: number): Promise<Staged> {
    const stage = await gradeStage(opened.current, learners);
    const { sender, close: closeSender } = senderOn(opened.current);
    const { reconciler, close } = reconcilerOn(opened.current, sender);
    closers.unshift(closeSender, close, () => stage.close());
    const { query } = opened.current;
    for (const table of ['grains', 'resource_links', 'context_memberships'] as const)
      await query.updateTable(table).set({ updated_at: LONG_AGO }).execute();
    const look = (): ReturnType<Reconciler['runOnce']> => reconciler.runOnce({ full: false });
    await look();
    const arrives = (userId: string, points: number | null) =>
      until(`${points} points`, async () => {
        // A second post within a second is for later.
        await query.updateTable('grade_outbox').set({ last_sent_at: null }).execute();
        await sender.drainOnce();
        return stage.pointsOf(userId) === points;
      });
    return { ...stage, look, arrives };
  }

  const notes = async () => (await opened.current.query.selectFrom('progress_edits').selectAll().execute()).length;

  const removed = (userId: string, grain: string) =>
    opened.current.query.deleteFrom('progress').where('user_id', '=', userId).where('grain_id', '=', grain).execute();

  test('progress entered by hand for a learner who has no grade yet is graded at the next look', async () => {
    const { course, look, arrives } = await staged(2);
    const [zoe = '', tom = ''] = course.learners;
    assert.equal(await look(), 0);
    await finish(opened.current, course, zoe, ALL.slice(0, 6));
    assert.equal(await look(), 1);
    await arrives(zoe, 10);
    assert.equal(await look(), 0, 'and rests');
    await removed(zoe, 'g1');
    await finish(opened.current, course, tom, ['g1']);
    assert.equal(await look(), 2, 'one row deleted and another entered are as many as before');
    await arrives(zoe, 8.33333);
    await arrives(tom, 1.66667);
  });

  test('a row entered under another institution is put into that of its learner', async () => {
    const { course, look } = await staged(1);
    const [zoe = ''] = course.learners;
    const row = { user_id: zoe, grain_id: 'g1', module_id: 'm1', tenant_id: 'somewhere' };
    const id = `f${randomUUID().slice(1)}`;
    await opened.current.query
      .insertInto('progress')
      .values({ ...row, id })
      .execute();
    assert.equal(await look(), 1);
    const found = await opened.current.query
      .selectFrom('progress')
      .select('tenant_id')
      .where('id', '=', id)
      .executeTakeFirst();
    assert.equal(found?.tenant_id, course.tenantId);
  });

  test('a score edited, a row deleted and a row given to another learner change the grades of both', async () => {
    const { course, look, arrives } = await staged(2);
    const [zoe = '', tom = ''] = course.learners;
    const { query } = opened.current;
    await finish(opened.current, course, zoe, ALL);
    await query
      .updateTable('progress')
      .set({ score: 0 })
      .where('user_id', '=', zoe)
      .where('grain_id', '=', 'g1')
      .execute();
    await look();
    await arrives(zoe, 18.33333);
    const where = (grain: string) =>
      query.updateTable('progress').where('user_id', '=', zoe).where('grain_id', '=', grain);
    await where('g1').set({ score: 1 }).execute();
    assert.equal(await look(), 1);
    await arrives(zoe, 20);
    await removed(zoe, 'g2');
    assert.equal(await look(), 1);
    await arrives(zoe, 18.33333);
    await where('g3').set({ user_id: tom }).execute();
    assert.equal(await look(), 2);
    await arrives(zoe, 16.66667);
    await arrives(tom, 1.66667);
    await where('g4').set({ time_spent_seconds: 5 }).execute();
    assert.equal(await notes(), 0, 'what decides about no grade leaves no note');
  });

  test('progress deleted while its grade is on the way to the LMS lowers that grade as well', async () => {
    const { course, look, arrives } = await staged(1);
    const [zoe = ''] = course.learners;
    await finish(opened.current, course, zoe, ALL.slice(0, 6));
    assert.equal(await look(), 1);
    const { sender, close } = senderOn(opened.current, {
      // The LMS has taken the grade, our own row does not know it yet.
      afterDelivery: async () => {
        await removed(zoe, 'g1');
        await look();
      },
    });
    closers.unshift(close);
    await sender.drainOnce();
    assert.equal(await notes(), 0);
    await arrives(zoe, 8.33333);
  });

  test('another scope of an activity changes its grades', async () => {
    const { course, look, arrives } = await staged(1);
    const [zoe = ''] = course.learners;
    await finish(opened.current, course, zoe, ALL.slice(0, 6));
    await look();
    await arrives(zoe, 10);
    const links = opened.current.query.updateTable('resource_links').where('id', '=', course.linkId);
    await links.set({ module_id: 'm1' }).execute();
    assert.equal(await look(), 1);
    await arrives(zoe, 20);
  });

  test('a grain taken out of the catalogue completes an activity that is graded on completion', async () => {
    const { course, look, arrives } = await staged(1);
    const [zoe = ''] = course.learners;
    const { query } = opened.current;
    await query
      .updateTable('resource_links')
      .set({ grade_policy: 'on_completion', updated_at: LONG_AGO })
      .where('id', '=', course.linkId)
      .execute();
    await finish(opened.current, course, zoe, ALL.slice(0, 11));
    await look();
    await arrives(zoe, null);
    assert.equal(await look(), 0);
    const last = query.updateTable('grains').where('tenant_id', '=', course.tenantId).where('grain_id', '=', 'g12');
    await last.set({ retired_at: new Date() }).execute();
    assert.equal(await look(), 1);
    await arrives(zoe, 20);
  });

  test('what the application records leaves no note, and neither does the end of a learner', async () => {
    const { course, look } = await staged(1);
    const [zoe = ''] = course.learners;
    const store = createProgressStore(opened.current, [
      createGradeEnqueue(opened.current),
      createStudyLog(opened.current),
    ]);
    const place = { tenantId: course.tenantId, userId: zoe, moduleId: 'm1', sequenceId: 's1' };
    const now = new Date();
    const group = ['g1', 'g2'].map((grainId) => ({
      ...place,
      id: newId(),
      grainId,
      completedAt: now,
      score: null,
      timeSpentSeconds: null,
    }));
    await store.record(group.slice(0, 1), new Set(), now);
    await store.record(group, new Set(), now);
    assert.equal(await notes(), 0);
    await finish(opened.current, course, zoe, ['g5']);
    await removed(zoe, 'g5');
    assert.equal(await notes(), 1);
    await opened.current.query.deleteFrom('users').where('id', '=', zoe).execute();
    assert.equal(await notes(), 0);
    assert.equal(await look(), 0);
  });

  test('thousands of edits at once are looked at and forgotten', async () => {
    const { course, look } = await staged(1);
    const [zoe = ''] = course.learners;
    const place = { tenant_id: course.tenantId, user_id: zoe, module_id: 'm1' };
    const rows = Array.from({ length: 1203 }, (_, n) => ({ ...place, id: randomUUID(), grain_id: `old${n}` }));
    for (let from = 0; from < rows.length; from += 401)
      await opened.current.query
        .insertInto('progress')
        .values(rows.slice(from, from + 401))
        .execute();
    assert.equal(await look(), 1);
    await opened.current.query.deleteFrom('progress').where('user_id', '=', zoe).execute();
    assert.equal(await notes(), 1203);
    await look();
    assert.equal(await notes(), 0);
  });
});
