import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createOutboxDesk } from '../../src/passback/outbox-desk.store.ts';
import { databaseOf, sqliteEngine } from '../support/database.ts';
import { isStorm } from '../support/storm.ts';
import { type BadLms, type Misbehaviour, startBadLms } from './bad-lms.ts';
import { finish, raise, rowOf } from './grade-course.ts';
import { type GradeStage, gradeStage, senderOn, until } from './grade-stage.ts';

const TIMES = isStorm() ? 100 : 3;
const HALF = ['g1', 'g2', 'g3', 'g4', 'g5', 'g6'];

/** What the outbox says after one misbehaviour; `spoilt`: how many answers it takes. */
const TABLE: Record<Misbehaviour | 'TLS cut', { state: 'due' | 'dead'; reason: string; spoilt: number }> = {
  '500': { state: 'due', reason: 'grade_failing', spoilt: 1 },
  '502 with HTML': { state: 'due', reason: 'grade_failing', spoilt: 1 },
  '429': { state: 'due', reason: 'lms_throttled', spoilt: 1 },
  // One refused token is replaced within the same try.
  '401': { state: 'due', reason: 'unauthorised', spoilt: 2 },
  '404': { state: 'dead', reason: 'line_item_gone', spoilt: 1 },
  '409': { state: 'due', reason: 'earlier_timestamp', spoilt: 1 },
  'slow-loris': { state: 'due', reason: 'lms_unreachable', spoilt: 1 },
  cut: { state: 'due', reason: 'lms_unreachable', spoilt: 1 },
  'TLS cut': { state: 'due', reason: 'lms_unreachable', spoilt: 1 },
  redirect: { state: 'due', reason: 'unexpected_answer', spoilt: 1 },
  'garbage 200': { state: 'due', reason: 'grade_failing', spoilt: 1 },
  lost: { state: 'due', reason: 'lms_unreachable', spoilt: 1 },
};

for (const misbehaviour of Object.keys(TABLE) as (keyof typeof TABLE)[]) {
  const expected = TABLE[misbehaviour];

  describe(`an LMS that answers a score with: ${misbehaviour}, ${TIMES} times`, () => {
    const opened = databaseOf(sqliteEngine());
    let stage: GradeStage;
    let quiet: GradeStage;
    let bad: BadLms;
    let made: ReturnType<typeof senderOn>;
    before(async () => {
      // Pairs of a person whose score is spoilt and a bystander, and one person of another platform.
      stage = await gradeStage(opened.current, TIMES * 2);
      quiet = await gradeStage(opened.current, TIMES);
      bad = await startBadLms(stage.lms.port);
      await pointTo(bad.url);
      made = senderOn(opened.current, { timeoutMs: 400 });
    });
    after(async () => {
      await made?.close();
      bad?.close();
      await stage?.close();
      await quiet?.close();
    });

    /** The activity's column is reached through this address. */
    async function pointTo(url: string): Promise<void> {
      const { query } = opened.current;
      const link = query.selectFrom('resource_links').select('lineitem_url').where('id', '=', stage.course.linkId);
      const { lineitem_url: column } = await link.executeTakeFirstOrThrow();
      const { pathname, search } = new URL(column ?? '');
      await query
        .updateTable('resource_links')
        .set({
          lineitem_url: `${url}${pathname}${search}`,
          lineitems_url: `${bad.url}/mod/lti/services.php/2/lineitems?type_id=1`,
        })
        .where('id', '=', stage.course.linkId)
        .execute();
    }

    const moodleIdOf = async (userId: string) =>
      (
        await opened.current.query
          .selectFrom('users')
          .select('moodle_user_id')
          .where('id', '=', userId)
          .executeTakeFirstOrThrow()
      ).moodle_user_id;

    async function owe(of: GradeStage, userId: string): Promise<string> {
      await finish(opened.current, of.course, userId, HALF);
      return raise(opened.current, of.course, userId);
    }

    async function hurry(): Promise<void> {
      const now = new Date();
      await opened.current.query
        .updateTable('grade_outbox')
        .set({ due_at: now, last_sent_at: null })
        .where('state', '=', 'due')
        .execute();
    }

    test(`${expected.state} with the reason ${expected.reason}, then delivered once; nobody waits for it`, async () => {
      for (let time = 0; time < TIMES; time++) {
        const [victim = '', bystander = ''] = stage.course.learners.slice(time * 2);
        const elsewhere = quiet.course.learners[time] ?? '';
        const victimId = await moodleIdOf(victim);
        if (misbehaviour === 'TLS cut') await pointTo(bad.brokenTlsUrl);
        else bad.spoil(misbehaviour, victimId, expected.spoilt);
        const id = await owe(stage, victim);
        // Behind a connection that is cut for all there is no bystander.
        if (misbehaviour !== 'TLS cut') await owe(stage, bystander);
        await owe(quiet, elsewhere);
        const quietBefore = performance.now();
        let quietAt = 0;
        quiet.lms.onScore = (when) => {
          if (when === 'after') quietAt = performance.now();
        };
        await made.sender.drainOnce();

        const row = await rowOf(opened.current, id);
        assert.deepEqual([row.state, row.reason], [expected.state, expected.reason], `time ${time}`);
        assert.equal(quiet.pointsOf(elsewhere), 10, 'the other platform has its grade');
        if (misbehaviour === 'slow-loris') {
          await until('the slow answer ended', () => bad.lastEndedAt() > quietBefore);
          assert.ok(quietAt > quietBefore && quietAt < bad.lastEndedAt(), 'and did not wait for the slow one');
        }

        if (misbehaviour === 'TLS cut') await pointTo(bad.url);
        if (expected.state === 'dead') await createOutboxDesk(opened.current).replay({ id }, new Date());
        await until('both grades are there', async () => {
          await hurry();
          await made.sender.drainOnce();
          const isThere = misbehaviour === 'TLS cut' || stage.pointsOf(bystander) === 10;
          return isThere && stage.pointsOf(victim) === 10 && (await rowOf(opened.current, id)).state === 'done';
        });
        const taken = stage.lms.scoreLog.filter(
          ({ body, status }) => (body as { userId: string }).userId === victimId && status === 200,
        );
        assert.ok(taken.length <= (misbehaviour === 'lost' ? 2 : 1), `taken ${taken.length} times`);
        assert.equal((await rowOf(opened.current, id)).reason, null);
      }
      assert.equal(bad.strayed(), 0, 'no redirect was followed');
    });
  });
}
