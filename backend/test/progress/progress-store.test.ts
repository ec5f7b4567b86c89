import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { type Database, openDatabase, sqlOf } from '../../src/db/connection.ts';
import { migrate } from '../../src/db/migrate.ts';
import { newId } from '../../src/ids/ids.ts';
import { createGradeEnqueue } from '../../src/passback/enqueue.store.ts';
import type { Completion } from '../../src/progress/completion.ts';
import { createProgressStore } from '../../src/progress/progress.store.ts';
import { createRecorder, type Recorder } from '../../src/progress/recorder.ts';
import { createStudyLog } from '../../src/register/study-log.store.ts';
import { type FreshDatabase, forEachEngine } from '../support/engines.ts';
import {
  PROFILE_CREATED_AT,
  type SeededCourse,
  seedCourse,
  seedLearners,
  seedLink,
} from '../support/progress-course.ts';

const MINUTE_MS = 60_000;

forEachEngine((engine) => {
  let fresh: FreshDatabase;
  let database: Database;
  let course: SeededCourse;
  let learner: string;
  let now = new Date('2026-11-20T22:10:04.123Z');
  let recorder: Recorder;

  const open = (url = fresh.url) => openDatabase(url);
  const recorderOn = (db: Database) =>
    createRecorder(createProgressStore(db, [createGradeEnqueue(db), createStudyLog(db)]), {
      clock: { now: () => now },
    });

  before(async () => {
    fresh = await engine.freshDatabaseUrl();
    database = open();
    await migrate(database);
    course = await seedCourse(database);
    recorder = recorderOn(database);
  });
  after(async () => {
    await database.close();
    await fresh.drop();
  });
  beforeEach(async () => {
    now = new Date('2026-11-20T22:10:04.123Z');
    await database.query.deleteFrom('resource_links').execute();
    [learner = ''] = await seedLearners(database, course, 1);
  });

  const completion = (grainId: string, more: Partial<Completion> = {}): Completion => {
    const index = course.grains.indexOf(grainId);
    return {
      id: newId(),
      tenantId: course.tenantId,
      userId: learner,
      grainId,
      moduleId: `m${Math.floor(index / 6) + 1}`,
      sequenceId: `s${Math.floor(index / 3) + 1}`,
      completedAt: now,
      score: null,
      timeSpentSeconds: null,
      ...more,
    };
  };
  const record = async (one: Completion, by = recorder) => (await by.record(one, { wantsDone: true })).outcome;
  const rowsOf = (userId = learner) =>
    database.query.selectFrom('progress').selectAll().where('user_id', '=', userId).orderBy('grain_id').execute();
  const outboxOf = (userId = learner) =>
    database.query.selectFrom('grade_outbox').selectAll().where('user_id', '=', userId).orderBy('id').execute();
  const studyOf = (userId = learner) =>
    database.query
      .selectFrom('study_sessions')
      .selectAll()
      .where('user_id', '=', userId)
      .orderBy('started_at')
      .execute();

  describe('progress', () => {
    test('keeps the first completion, to the millisecond, and a replay changes nothing', async () => {
      await seedLink(database, course, 'all');
      const first = await record(completion('g1', { score: 0.75, timeSpentSeconds: 95 }));
      const stored = await rowsOf();
      const raised = await outboxOf();
      const studied = await studyOf();
      now = new Date(now.getTime() + 5 * MINUTE_MS);
      const second = await record(completion('g1', { score: 1, timeSpentSeconds: 1 }));
      assert.equal(first.kind, 'recorded');
      assert.deepEqual(second, { ...first, kind: 'already' });
      assert.equal(stored[0]?.completed_at.toISOString(), '2026-11-20T22:10:04.123Z');
      assert.equal(stored[0]?.score, 0.75);
      assert.equal(stored[0]?.time_spent_seconds, 95);
      assert.deepEqual(await rowsOf(), stored);
      assert.deepEqual(await outboxOf(), raised);
      assert.deepEqual(await studyOf(), studied);
    });

    test('makes one row of 50 concurrent writes of one grain, and says recorded once', async () => {
      await seedLink(database, course, 'all');
      const outcomes = await Promise.all(Array.from({ length: 50 }, () => record(completion('g1'))));
      assert.equal(outcomes.filter(({ kind }) => kind === 'recorded').length, 1);
      assert.equal(outcomes.filter(({ kind }) => kind === 'already').length, 49);
      assert.equal((await rowsOf()).length, 1);
      assert.deepEqual(
        (await outboxOf()).map(({ seq }) => seq),
        [1],
      );
    });

    test('answers each request of a group with its own learner and grain, and with all the learner has finished', async () => {
      const learners = await seedLearners(database, course, 10);
      const wanted = learners.flatMap((userId) => ['g3', 'g1', 'g8'].map((grain) => completion(grain, { userId })));
      const answers = await Promise.all(wanted.toReversed().map((one) => recorder.record(one, { wantsDone: true })));
      answers.toReversed().forEach(({ outcome }, index) => {
        assert.equal(outcome.kind, 'recorded');
        assert.equal(outcome.kind === 'recorded' && outcome.sequenceId, wanted[index]?.sequenceId);
      });
      const last = await recorder.record(completion('g2', { userId: learners[4] ?? '' }), { wantsDone: true });
      assert.deepEqual(last.doneGrains.toSorted(), ['g1', 'g2', 'g3', 'g8']);
    });

    test('never lets a grain be finished before its learner existed', async () => {
      const outcome = await record(completion('g1', { completedAt: new Date('2020-01-01T00:00:00Z') }));
      assert.equal(outcome.kind === 'recorded' && outcome.completedAt.getTime(), PROFILE_CREATED_AT.getTime());
      assert.equal((await rowsOf())[0]?.completed_at.getTime(), PROFILE_CREATED_AT.getTime());
    });

    test('answers learner_gone for a profile that was erased, and records the rest of the group', async () => {
      const [gone, here] = await Promise.all([record(completion('g1', { userId: newId() })), record(completion('g1'))]);
      assert.deepEqual([gone?.kind, here?.kind], ['learner_gone', 'recorded']);
    });

    test('records the others of a group in which one item cannot be stored', async () => {
      const learners = await seedLearners(database, course, 4);
      const poisoned = completion('g1', { userId: learners[1] ?? '', id: 'not a key, and too long for one'.repeat(4) });
      const poison = engine.name === 'sqlite' ? { ...poisoned, moduleId: null as unknown as string } : poisoned;
      const results = await Promise.allSettled(
        learners.map((userId, index) => record(index === 1 ? poison : completion('g1', { userId }))),
      );
      assert.deepEqual(
        results.map(({ status }) => status),
        ['fulfilled', 'rejected', 'fulfilled', 'fulfilled'],
      );
      for (const [index, userId] of learners.entries())
        assert.equal((await rowsOf(userId)).length, index === 1 ? 0 : 1);
    });

    if (engine.name !== 'sqlite') {
      test('records the others of a group in which somebody holds one learner’s row, and tells that one soon', async () => {
        const learners = await seedLearners(database, course, 3);
        const [held = '', ...others] = learners;
        let letGo = () => {};
        const holding = new Promise<void>((resolve) => {
          letGo = resolve;
        });
        let isHeld = () => {};
        const taken = new Promise<void>((resolve) => {
          isHeld = resolve;
        });
        const holder = database.write(async (transaction) => {
          await sqlOf(transaction).updateTable('users').set({ locale: 'fr' }).where('id', '=', held).execute();
          isHeld();
          await holding;
        });
        await taken;
        const begun = Date.now();
        const late = new Date(now.getTime() - 10 * MINUTE_MS);
        const wanted = [['g1'], ['g1', 'g2'], ['g3']].flatMap((grains, turn) =>
          learners.flatMap((userId) =>
            grains.map((grain) => completion(grain, { userId, ...(turn === 2 && { completedAt: late }) })),
          ),
        );
        const results = await Promise.allSettled(wanted.map((one) => record(one)));
        const tookMs = Date.now() - begun;
        letGo();
        await holder;
        for (const [index, one] of wanted.entries()) {
          const result = results[index];
          assert.equal(result?.status, one.userId === held ? 'rejected' : 'fulfilled');
          if (result?.status === 'rejected')
            assert.deepEqual(
              [result.reason.code, result.reason.retryAfterSeconds],
              ['progress.service_unavailable', 5],
            );
        }
        assert.ok(tookMs < 9000, `${tookMs} ms`);
        for (const userId of others) assert.equal((await rowsOf(userId)).length, 3);
        assert.equal((await record(completion('g1', { userId: held }))).kind, 'recorded');
      });
    }

    test('leaves nothing behind when a part of the transaction fails', async () => {
      await seedLink(database, course, 'all');
      const ctes = 'failing as (insert into tenants (id) select null from fresh)';
      const failing = {
        sqlite: () => () => assert.fail('out of order'),
        postgres: { columns: {}, values: () => ({}), ctes, single: { ctes: () => ctes } },
        mysql: { write: () => [{ text: 'insert into tenants (id) values (null)', values: [] }] },
        stepwise: () => Promise.reject(new Error('out of order')),
      };
      const store = createProgressStore(database, [createGradeEnqueue(database), createStudyLog(database), failing]);
      const late = completion('g2', { completedAt: new Date(now.getTime() - 10 * MINUTE_MS) });
      for (const group of [[completion('g1')], [completion('g1'), completion('g2')], [late]])
        await assert.rejects(store.record(group, new Set(), now));
      assert.deepEqual([await rowsOf(), await outboxOf(), await studyOf()], [[], [], []]);
    });

    test('does not mix with transactions that wait in the middle', async () => {
      const learners = await seedLearners(database, course, 20);
      const slow = learners.map((userId) =>
        database
          .write(async (transaction) => {
            await sqlOf(transaction).updateTable('users').set({ locale: 'fr' }).where('id', '=', userId).execute();
            await new Promise((resolve) => setTimeout(resolve, 2));
            throw new Error('given up');
          })
          .catch(() => undefined),
      );
      const written = learners.map((userId) => record(completion('g1', { userId })));
      await Promise.all([...slow, ...written]);
      const changed = await database.query
        .selectFrom('users')
        .select('id')
        .where('id', 'in', learners)
        .where('locale', '=', 'fr')
        .execute();
      assert.deepEqual(changed, []);
      for (const userId of learners) assert.equal((await rowsOf(userId)).length, 1);
    });
  });

  describe('grades', () => {
    test('raises every activity whose scope covers the grain, and no other', async () => {
      const links = {
        course: await seedLink(database, course, 'course'),
        module: await seedLink(database, course, 'module', { module_id: 'm1' }),
        sequence: await seedLink(database, course, 'sequence', { module_id: 'm1', sequence_id: 's1' }),
        grain: await seedLink(database, course, 'grain', { module_id: 'm1', sequence_id: 's1', grain_id: 'g1' }),
      };
      await seedLink(database, course, 'other module', { module_id: 'm2' });
      await seedLink(database, course, 'other sequence', { module_id: 'm1', sequence_id: 's2' });
      await seedLink(database, course, 'other grain', { module_id: 'm1', sequence_id: 's1', grain_id: 'g2' });
      await seedLink(database, course, 'no grade', { passback: 'none' });
      await record(completion('g1'));
      const rows = await outboxOf();
      assert.deepEqual(
        rows.map((row) => row.resource_link_id),
        Object.values(links).sort(),
      );
      for (const row of rows) {
        assert.equal(row.id, `${row.resource_link_id}:${learner}`);
        assert.deepEqual([row.seq, row.sent_seq, row.state, row.attempts], [1, 0, 'due', 0]);
        assert.equal(row.due_at.getTime(), now.getTime());
        assert.equal(row.platform_id, course.platformId);
      }
    });

    test('raises nothing for a teacher or a learner who left the course', async () => {
      await seedLink(database, course, 'course');
      const [teacher = ''] = await seedLearners(database, course, 1, 'instructor');
      const [left = ''] = await seedLearners(database, course, 1);
      await database.query
        .updateTable('context_memberships')
        .set({ status: 'removed' })
        .where('user_id', '=', left)
        .execute();
      for (const userId of [teacher, left]) {
        assert.equal((await record(completion('g1', { userId }))).kind, 'recorded');
        assert.deepEqual(await outboxOf(userId), []);
      }
    });

    test('makes a sent row due again at once, gives a dead one a new chance, and respects a retry that waits', async () => {
      const link = await seedLink(database, course, 'course');
      const id = `${link}:${learner}`;
      const late = (grain: string) => completion(grain, { completedAt: new Date(now.getTime() - 10 * MINUTE_MS) });
      const later = new Date(now.getTime() + MINUTE_MS);
      const set = (values: object) =>
        database.query.updateTable('grade_outbox').set(values).where('id', '=', id).execute();
      const told = async () => {
        const [row] = await outboxOf();
        assert.ok(row !== undefined);
        const { seq, state, attempts, due_at, reason, lease_owner } = row;
        return { seq, state, attempts, due_at: due_at.getTime(), reason, lease_owner };
      };
      const [at, lease_owner] = [now.getTime(), 'sender'];
      for (const [given, expected] of [
        [
          { state: 'done', attempts: 3, due_at: later, reason: null },
          { attempts: 0, due_at: at, reason: null },
        ],
        [
          { state: 'dead', attempts: 9, due_at: later, reason: 'gone' },
          { attempts: 0, due_at: at, reason: null },
        ],
        [
          { state: 'due', attempts: 2, due_at: later, reason: 'slow' },
          { attempts: 2, due_at: later.getTime(), reason: 'slow' },
        ],
      ] as const) {
        await record(completion('g1'));
        for (const next of [completion('g2'), late('g3')]) {
          await set({ ...given, lease_owner });
          const { seq } = await told();
          assert.equal((await record(next)).kind, 'recorded');
          assert.deepEqual(await told(), { ...expected, seq: seq + 1, state: 'due', lease_owner });
        }
        await database.query.deleteFrom('progress').where('user_id', '=', learner).execute();
      }
    });
  });

  describe('study sessions', () => {
    test('opens one session per module, extends it, and begins another after 30 minutes of pause', async () => {
      await record(completion('g1', { score: 0.5, timeSpentSeconds: 60 }));
      const started = now;
      now = new Date(now.getTime() + 30 * MINUTE_MS);
      await record(completion('g2', { score: 1 }));
      await record(completion('g7', { timeSpentSeconds: 5 }));
      const second = now;
      now = new Date(now.getTime() + 30 * MINUTE_MS + 1);
      await record(completion('g3'));
      const seen = (await studyOf()).map((one) => ({
        module: one.module_id,
        from: one.started_at.getTime() - started.getTime(),
        to: one.last_activity_at.getTime() - started.getTime(),
        counts: [one.grains_completed, one.score_sum, one.score_count, one.time_spent_seconds],
        open: one.open_slot === `${learner}:${one.module_id}`,
        closed: one.open_slot === null,
      }));
      const [pause, end] = [second.getTime() - started.getTime(), now.getTime() - started.getTime()];
      assert.deepEqual(seen, [
        { module: 'm1', from: 0, to: pause, counts: [2, 1.5, 2, 60], open: false, closed: true },
        { module: 'm2', from: pause, to: pause, counts: [1, 0, 0, 5], open: true, closed: false },
        { module: 'm1', from: end, to: end, counts: [1, 0, 0, 0], open: true, closed: false },
      ]);
    });

    test('counts several grains of one request into one session', async () => {
      await Promise.all(['g1', 'g2', 'g3'].map((grain) => record(completion(grain, { score: 0.5 }))));
      const [session, ...more] = await studyOf();
      assert.deepEqual([session?.grains_completed, session?.score_sum, more.length], [3, 1.5, 0]);
    });

    test('gives events of the past the session of their own time', async () => {
      const ago = (minutes: number) => new Date(now.getTime() - minutes * MINUTE_MS);
      await record(completion('g1'));
      await Promise.all([
        record(completion('g2', { completedAt: ago(200) })),
        record(completion('g3', { completedAt: ago(180) })),
        record(completion('g4', { completedAt: ago(20) })),
      ]);
      await record(completion('g5', { completedAt: ago(165) }));
      const seen = (await studyOf()).map((one) => [
        Math.round((now.getTime() - one.started_at.getTime()) / MINUTE_MS),
        Math.round((now.getTime() - one.last_activity_at.getTime()) / MINUTE_MS),
        one.grains_completed,
        one.open_slot !== null,
      ]);
      assert.deepEqual(seen, [
        [200, 165, 3, false],
        [20, 0, 2, true],
      ]);
    });

    test("takes the day in the tenant's zone, winter and summer", async () => {
      for (const [at, day] of [
        ['2026-11-20T22:59:59.999Z', '2026-11-20'],
        ['2026-11-20T23:00:00.000Z', '2026-11-21'],
        ['2026-07-14T21:59:59.999Z', '2026-07-14'],
        ['2026-07-14T22:00:00.000Z', '2026-07-15'],
        ['2026-03-28T23:30:00.000Z', '2026-03-29'],
        ['2026-10-25T22:30:00.000Z', '2026-10-25'],
        ['2026-10-25T23:00:00.000Z', '2026-10-26'],
      ] as const) {
        const [userId = ''] = await seedLearners(database, course, 1);
        now = new Date(at);
        await record(completion('g1', { userId }));
        assert.deepEqual(
          (await studyOf(userId)).map((one) => one.day),
          [day],
          at,
        );
      }
    });
  });

  test('two servers writing for the same learners count everything exactly once', async () => {
    const other = open();
    try {
      await seedLink(database, course, 'course');
      const learners = await seedLearners(database, course, 12);
      const recorders = [recorder, recorderOn(other)];
      const writes = learners.flatMap((userId) =>
        course.grains.flatMap((grain, index) =>
          recorders.map((by) => {
            const late = index % 6 === 5 ? { completedAt: new Date(now.getTime() - 5 * MINUTE_MS) } : {};
            return record(completion(grain, { userId, score: 1, ...late }), by);
          }),
        ),
      );
      const outcomes = await Promise.all(writes);
      assert.equal(outcomes.filter(({ kind }) => kind === 'recorded').length, learners.length * course.grains.length);
      for (const userId of learners) {
        assert.equal((await rowsOf(userId)).length, course.grains.length);
        const sessions = await studyOf(userId);
        assert.deepEqual(
          sessions.map((one) => [one.grains_completed, one.score_count, one.score_sum]),
          [
            [6, 6, 6],
            [6, 6, 6],
          ],
        );
        const [raised, ...more] = await outboxOf(userId);
        assert.equal(more.length, 0);
        assert.ok((raised?.seq ?? 0) >= 1 && (raised?.seq ?? 0) <= course.grains.length);
      }
    } finally {
      await other.close();
    }
  });
});
