import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createLog } from '../../src/log/log.ts';
import { AGS_SCOPES } from '../../src/lti/ags.ts';
import { createActivityDesk } from '../../src/passback/activities.store.ts';
import { createReconciler, type Reconciler } from '../../src/passback/reconcile.ts';
import { systemClock } from '../../src/time/clock.ts';
import { databaseOf } from '../support/database.ts';
import { forEachEngine } from '../support/engines.ts';
import { seedLink } from '../support/progress-course.ts';
import { finish, raise, rowOf } from './grade-course.ts';
import { type GradeStage, gradeStage, reconcilerOn, senderOn, until } from './grade-stage.ts';

const ALL = Array.from({ length: 12 }, (_, index) => `g${index + 1}`);

forEachEngine((engine) => {
  const opened = databaseOf(engine);
  const closers: (() => Promise<unknown>)[] = [];
  after(async () => {
    for (const close of closers) await close();
  });

  async function staged(
    learners = 1,
  ): Promise<GradeStage & { send(): Promise<void>; drain(): Promise<unknown>; reconciler: Reconciler; zoe: string }> {
    const stage = await gradeStage(opened.current, learners);
    const made = senderOn(opened.current);
    const { reconciler, close } = reconcilerOn(opened.current, made.sender);
    closers.unshift(
      () => made.close(),
      () => close(),
      () => stage.close(),
    );
    const send = async (): Promise<void> => {
      // A second post within a second is for later.
      await opened.current.query.updateTable('grade_outbox').set({ last_sent_at: null }).execute();
      await made.sender.drainOnce();
    };
    const drain = () => made.sender.drainOnce();
    return { ...stage, send, drain, reconciler, zoe: stage.course.learners[0] ?? '' };
  }

  /** A learner who has finished everything and whose grade is due; answers the row's id. */
  async function raiseFinished({ course, zoe }: { course: GradeStage['course']; zoe: string }): Promise<string> {
    await finish(opened.current, course, zoe, ALL);
    return raise(opened.current, course, zoe);
  }

  test('an activity that the LMS does not grade leaves nothing refused; once it does, every grade arrives', async () => {
    const stage = await staged(3);
    const { course, lms, send, reconciler } = stage;
    const { query } = opened.current;
    lms.site.removeLineItem(lms.site.activities.get('4')?.lineItemId ?? '');
    const mayOnlyFind = { lineitem_url: null, lineitem_origin: null };
    const scopes = [AGS_SCOPES.score, AGS_SCOPES.lineItemReadonly].join(' ');
    await query
      .updateTable('resource_links')
      .set({ ...mayOnlyFind, ags_scopes: scopes })
      .where('id', '=', course.linkId)
      .execute();
    const ids: string[] = [];
    for (const learner of course.learners) {
      await finish(opened.current, course, learner, ALL);
      ids.push(await raise(opened.current, course, learner));
    }
    const states = async () => {
      const rows = await Promise.all(ids.map((id) => rowOf(opened.current, id)));
      return rows.map(({ state, reason, sent_score }) => [state, reason, sent_score]);
    };
    await send();
    assert.deepEqual(await states(), Array(3).fill(['done', 'no_line_item', null]));

    assert.equal(await reconciler.runOnce({ full: false }), 0, 'nobody is asked again and again');
    assert.equal(await reconciler.runOnce({ full: true }), 0);
    const due = await query.selectFrom('grade_outbox').select('id').where('state', '=', 'due').execute();
    assert.equal(due.length, 1, 'one of them asks, for all');
    await send();
    assert.deepEqual(await states(), Array(3).fill(['done', 'no_line_item', null]));

    lms.site.addLineItem({ label: 'graded now', scoreMaximum: 20, resourceLinkId: '4' });
    await reconciler.runOnce({ full: true });
    await until('everybody has the grade', async () => {
      await send();
      return (await states()).every(([state, reason]) => state === 'done' && reason === null);
    });
    assert.ok(course.learners.every((learner) => stage.pointsOf(learner) === 20));
  });

  test('a progress row deleted by hand lowers the grade at the LMS', async () => {
    const stage = await staged();
    const { course, zoe, send, reconciler } = stage;
    await finish(opened.current, course, zoe, ALL);
    await raise(opened.current, course, zoe);
    await send();
    assert.equal(stage.pointsOf(zoe), 20);
    assert.equal(await reconciler.runOnce({ full: false }), 0, 'nothing to repair');
    await opened.current.query.deleteFrom('progress').where('user_id', '=', zoe).where('grain_id', '=', 'g1').execute();
    assert.equal(await reconciler.runOnce({ full: false }), 1);
    await until('the gradebook follows', async () => {
      await send();
      return stage.pointsOf(zoe) === 18.33333;
    });
    assert.equal(await reconciler.runOnce({ full: true }), 0, 'and rests');
  });

  test('a score or a row edited by hand is found by the full look', async () => {
    const stage = await staged();
    const { course, zoe, send, reconciler } = stage;
    await finish(opened.current, course, zoe, ALL.slice(0, 6));
    await raise(opened.current, course, zoe);
    await send();
    assert.equal(stage.pointsOf(zoe), 10);
    await finish(opened.current, course, zoe, ['g7', 'g8', 'g9']);
    assert.equal(await reconciler.runOnce({ full: false }), 1);
    await until('more is done', async () => {
      await send();
      return stage.pointsOf(zoe) === 15;
    });
    await opened.current.query.deleteFrom('grade_outbox').where('user_id', '=', zoe).execute();
    assert.equal(await reconciler.runOnce({ full: true }), 1, 'a row that is missing is made');
  });

  test('who becomes a learner of the course gets the grade that was refused, and the ones that were missing', async () => {
    const stage = await staged();
    const { course, zoe, send, reconciler, lms } = stage;
    const { query } = opened.current;
    const moodleId = lms.site.learners()[0]?.id ?? '';
    lms.site.changePerson(moodleId, { role: 'teacher' });
    await finish(opened.current, course, zoe, ALL);
    const id = await raise(opened.current, course, zoe);
    await send();
    assert.equal((await rowOf(opened.current, id)).reason, 'not_a_student');
    assert.equal(await reconciler.runOnce({ full: false }), 0);
    lms.site.changePerson(moodleId, { role: 'learner' });
    await query
      .updateTable('context_memberships')
      .set({ updated_at: new Date(Date.now() + 1000) })
      .where('user_id', '=', zoe)
      .execute();
    const other = await seedLink(opened.current, course, '5', { module_id: 'm1' });
    assert.equal(await reconciler.runOnce({ full: false }), 2);
    await send();
    assert.equal(stage.pointsOf(zoe), 20);
    assert.equal((await rowOf(opened.current, `${other}:${zoe}`)).user_id, zoe);
  });

  test('a column that was deleted at the LMS is made again, and everybody’s grades go there', async () => {
    const stage = await staged(2);
    const { course, send, reconciler, lms } = stage;
    await opened.current.query
      .updateTable('resource_links')
      .set({ lineitem_origin: 'passerelle' })
      .where('id', '=', course.linkId)
      .execute();
    for (const userId of course.learners) {
      await finish(opened.current, course, userId, ALL);
      await raise(opened.current, course, userId);
    }
    await send();
    const column = [...lms.site.lineItems.values()].find((one) => one.resourceLinkId === '4');
    lms.site.removeLineItem(column?.id ?? '');
    assert.equal(await reconciler.runOnce({ full: false }), 0, 'columns are asked for by the full look only');
    assert.ok((await reconciler.runOnce({ full: true })) >= 1);
    await until('all have 20 points of the new column', async () => {
      await send();
      return lms.gradebook().filter((row) => row.resourceLinkId === '4' && row.finalGrade === row.maximum).length === 2;
    });
  });

  test('an activity graded on completion sends nothing before all is done, and all that waited when it is loosened', async () => {
    const stage = await staged(2);
    const { course, send, reconciler, lms } = stage;
    const [zoe = '', tom = ''] = course.learners;
    const desk = createActivityDesk(opened.current);
    const changed = await desk.change(course.linkId, { policy: 'on_completion' }, new Date());
    assert.equal(changed?.grade_policy, 'on_completion');
    await finish(opened.current, course, zoe, ALL.slice(0, 11));
    await raise(opened.current, course, zoe);
    await finish(opened.current, course, tom, ALL);
    await raise(opened.current, course, tom);
    await send();
    assert.deepEqual([stage.pointsOf(zoe), stage.pointsOf(tom)], [null, 20]);
    assert.equal(lms.scoreLog.length, 1);
    assert.equal(await reconciler.runOnce({ full: true }), 0, 'what waits for completion is no fault');
    await finish(opened.current, course, zoe, ['g12']);
    assert.equal(await reconciler.runOnce({ full: false }), 1);
    await send();
    assert.equal(stage.pointsOf(zoe), 20);
    await opened.current.query
      .deleteFrom('progress')
      .where('user_id', '=', tom)
      .where('grain_id', '<>', 'g1')
      .execute();
    await desk.change(course.linkId, { policy: 'progressive' }, new Date());
    await until('the policy is the other one', async () => {
      await send();
      return stage.pointsOf(tom) === 1.66667;
    });
  });

  test('what was written while a clock was two hours ahead is sent at the next look, not two hours later', async () => {
    const stage = await staged();
    const { reconciler, zoe } = stage;
    const id = await raiseFinished(stage);
    const ahead = new Date(Date.now() + 2 * 3600_000);
    await opened.current.query
      .updateTable('grade_outbox')
      .set({ due_at: ahead, last_sent_at: ahead, lease_owner: 'gone', lease_until: ahead })
      .where('id', '=', id)
      .execute();
    assert.equal(await reconciler.runOnce({ full: false }), 1);
    await until('the grade is sent', async () => {
      await stage.drain();
      return (await rowOf(opened.current, id)).state === 'done';
    });
    assert.equal(stage.pointsOf(zoe), 20);
  });

  test('what waits for an hour, as it may, goes on waiting', async () => {
    const stage = await staged();
    const id = await raiseFinished(stage);
    const later = new Date(Date.now() + 3600_000);
    await opened.current.query.updateTable('grade_outbox').set({ due_at: later }).where('id', '=', id).execute();
    assert.equal(await stage.reconciler.runOnce({ full: false }), 0);
    assert.deepEqual((await rowOf(opened.current, id)).due_at, later);
  });

  test('an activity that does not exist is not changed', async () => {
    const desk = createActivityDesk(opened.current);
    const nobody = '01930000-0000-7000-8000-0000000000ff';
    assert.equal(await desk.change(nobody, { policy: 'on_completion' }, new Date()), undefined);
  });
});

test('the job runs by itself every so often, and stops', async () => {
  let looks = 0;
  const nothing = async () => [];
  const reconciler = createReconciler(
    {
      store: {
        hastenImpossible: async () => 0,
        edits: async () => {
          looks++;
          return [];
        },
        forgetEdits: async () => undefined,
        sendAgain: async () => undefined,
        countEntered: async () => 0,
        learnersOfEntered: nothing,
        mendEntered: async () => undefined,
        changedActivities: nothing,
        hasCatalogueChanged: async () => false,
        restingRows: nothing,
        onePerActivity: nothing,
        raise: async () => 0,
        contexts: nothing,
        addMissing: async () => 0,
        reviveEnrolled: async () => 0,
      },
      read: nothing,
      channels: {} as never,
      outbox: { placeChanged: async () => undefined },
      wake: () => undefined,
      clock: systemClock,
      log: createLog('silent'),
    },
    { everyMs: 10 },
  );
  reconciler.start();
  await until('it looked three times', () => looks >= 3);
  await reconciler.stop();
  const then = looks;
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(looks, then);
});
