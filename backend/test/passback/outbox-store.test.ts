import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Database, openDatabase } from '../../src/db/connection.ts';
import { createOutboxStore } from '../../src/passback/outbox.store.ts';
import type { ClaimedRow, OutboxStore } from '../../src/passback/outbox.ts';
import { createOutboxDesk } from '../../src/passback/outbox-desk.store.ts';
import { databaseOf } from '../support/database.ts';
import { forEachEngine } from '../support/engines.ts';
import { type GradeCourse, gradeCourse, raise, rowOf } from './grade-course.ts';

const T = Date.parse('2026-11-21T10:00:00.500Z');
const at = (ms: number) => new Date(T + ms);
const lease = (owner: string, ms = 0) => ({ owner, now: at(ms), until: at(ms + 60_000) });
const GRADE = { score: 0.5, grains: ['g1', 'g2', 'g3', 'g4', 'g5', 'g6'] };

forEachEngine((engine) => {
  const opened = databaseOf(engine);

  async function course(
    rows: number,
  ): Promise<{ database: Database; store: OutboxStore; course: GradeCourse; ids: string[] }> {
    const database = opened.current;
    const made = await gradeCourse(database, rows);
    const ids: string[] = [];
    for (const [index, userId] of made.learners.entries()) ids.push(await raise(database, made, userId, at(index)));
    return { database, store: createOutboxStore(database), course: made, ids };
  }
  const claimOne = async (
    store: OutboxStore,
    { platformId }: GradeCourse,
    ms: number,
    owner = 'a',
  ): Promise<ClaimedRow> => {
    const [row] = await store.claim(platformId, 1, lease(owner, ms));
    assert.ok(row !== undefined, 'a row is due');
    return row;
  };

  test('the longest waiting rows are claimed first, and each only once', async () => {
    const { store, course: c, ids } = await course(5);
    assert.deepEqual(await store.claim(c.platformId, 9, lease('a', -1)), [], 'nothing before its time');
    const first = await store.claim(c.platformId, 2, lease('a', 10));
    assert.deepEqual(
      first.map((row) => row.id),
      ids.slice(0, 2),
    );
    const rest = await store.claim(c.platformId, 9, lease('b', 10));
    assert.deepEqual(rest.map((row) => row.id).sort(), ids.slice(2).sort());
    assert.deepEqual(await store.claim(c.platformId, 9, lease('c', 10)), []);
    const [row] = first;
    assert.deepEqual([row?.seq, row?.attempts, row?.sentScore, row?.leaseUntil], [1, 0, null, at(60_010)]);
  });

  test('stores in different processes that claim at once never get the same row, and get all', async () => {
    const { course: c, ids } = await course(40);
    const databases = [1, 2, 3, 4].map(() => openDatabase(opened.url, 4));
    try {
      const claimed: string[] = [];
      const work = databases.map(async (database, n) => {
        const store = createOutboxStore(database);
        for (let empty = 0; empty < 3; ) {
          const rows = await store.claim(c.platformId, 3, lease(`o${n}`, 1000));
          claimed.push(...rows.map((row) => row.id));
          empty = rows.length === 0 ? empty + 1 : 0;
        }
      });
      await Promise.all(work);
      assert.equal(claimed.length, new Set(claimed).size);
      assert.deepEqual(claimed.toSorted(), ids.toSorted());
    } finally {
      for (const database of databases) await database.close();
    }
  });

  test('a lease that ran out lets another claim the row, and its former holder changes nothing any more', async () => {
    const { database, store, course: c, ids } = await course(1);
    const dead = await claimOne(store, c, 0, 'dead');
    assert.deepEqual(await store.claim(c.platformId, 1, lease('b', 59_999)), []);
    const alive = await claimOne(store, c, 60_000, 'b');
    const sent = { grade: GRADE, target: 'x' };
    assert.equal(await store.delivered(dead, 'dead', sent, at(60_100)), false);
    assert.equal(await store.settled(dead, 'dead', undefined), false);
    assert.equal(await store.park(dead, 'dead', 'not_a_student'), false);
    const how = { code: 'lms_failing' as const, dueAt: at(0), attempts: 9, failingSinceAt: at(0) };
    assert.equal(await store.postpone(dead, 'dead', how), false);
    await store.release([dead], 'dead');
    assert.equal((await rowOf(database, ids[0] ?? '')).lease_owner, 'b');
    assert.equal(await store.delivered(alive, 'b', sent, at(60_200)), true);
  });

  test('a delivered row is done, and remembers what the LMS has', async () => {
    const { database, store, course: c, ids } = await course(1);
    const row = await claimOne(store, c, 0);
    await store.postpone(row, 'a', { code: 'lms_failing', dueAt: at(10), attempts: 1, failingSinceAt: at(1) });
    const again = await claimOne(store, c, 10);
    assert.deepEqual([again.attempts, again.reason, again.failingSinceAt], [1, 'lms_failing', at(1)]);
    await store.delivered(again, 'a', { grade: GRADE, target: 'https://m.fr/l' }, at(20));
    const kept = await rowOf(database, ids[0] ?? '');
    assert.equal(kept.state, 'done');
    assert.deepEqual([kept.sent_seq, kept.sent_score, kept.sent_target], [1, 0.5, 'https://m.fr/l']);
    assert.deepEqual([kept.sent_done, kept.sent_grains], [6, GRADE.grains.join('\n')]);
    assert.deepEqual([kept.attempts, kept.reason, kept.failing_since_at, kept.lease_owner], [0, null, null, null]);
    assert.deepEqual(kept.last_sent_at, at(20));
  });

  test('a change that comes while the row is being sent leaves it due, whatever became of the sending', async () => {
    const { database, store, course: c, ids } = await course(3);
    const rows = await store.claim(c.platformId, 3, lease('a', 10));
    for (const userId of c.learners) await raise(database, c, userId, at(20));
    const [one, two, three] = rows as [ClaimedRow, ClaimedRow, ClaimedRow];
    await store.delivered(one, 'a', { grade: GRADE, target: 'x' }, at(30));
    await store.park(two, 'a', 'not_a_student');
    await store.settled(three, 'a', undefined);
    for (const id of ids) {
      const row = await rowOf(database, id);
      assert.deepEqual([row.state, row.seq, row.lease_owner], ['due', 2, null]);
    }
    assert.equal((await rowOf(database, one.id)).sent_seq, 1);
  });

  test('two posts for one row are more than a second apart', async () => {
    const { database, store, course: c } = await course(1);
    const row = await claimOne(store, c, 0);
    await store.delivered(row, 'a', { grade: GRADE, target: 'x' }, at(100));
    await raise(database, c, row.userId, at(150));
    assert.deepEqual(await store.claim(c.platformId, 1, lease('a', 1100)), []);
    assert.ok(!(await store.duePlatforms(at(1100))).includes(c.platformId));
    assert.ok((await store.duePlatforms(at(1200))).includes(c.platformId));
    assert.equal((await claimOne(store, c, 1200)).id, row.id);
  });

  test('rows that were given back are free at once, with their tries as before', async () => {
    const { store, course: c } = await course(2);
    const rows = await store.claim(c.platformId, 2, lease('a', 10));
    await store.release(rows, 'a');
    const again = await store.claim(c.platformId, 2, lease('b', 10));
    assert.deepEqual(
      again.map((row) => [row.id, row.attempts]),
      rows.map((row) => [row.id, 0]),
    );
  });

  test('a platform that is switched off keeps its grades waiting', async () => {
    const { database, store, course: c } = await course(1);
    const setStatus = (status: 'active' | 'disabled') =>
      database.query.updateTable('platforms').set({ status }).where('id', '=', c.platformId).execute();
    await setStatus('disabled');
    assert.ok(!(await store.duePlatforms(at(10))).includes(c.platformId));
    await setStatus('active');
    assert.ok((await store.duePlatforms(at(10))).includes(c.platformId));
  });

  test('platforms come in the order of their longest waiting row', async () => {
    const early = await course(1);
    const late = await course(1);
    await raise(early.database, early.course, early.course.learners[0] ?? '', at(-5000));
    const due = await late.store.duePlatforms(at(10));
    assert.ok(due.indexOf(early.course.platformId) < due.indexOf(late.course.platformId));
  });

  test('when the platform answers again, what waited for it is due now, and nothing else', async () => {
    const { database, store, course: c } = await course(2);
    const rows = await store.claim(c.platformId, 2, lease('a', 10));
    const [one, two] = rows as [ClaimedRow, ClaimedRow];
    const later = { dueAt: at(3600_000), attempts: 12, failingSinceAt: at(0) };
    await store.postpone(one, 'a', { code: 'lms_unreachable', ...later });
    await store.postpone(two, 'a', { code: 'grade_failing', ...later });
    await store.hasten(c.platformId, at(20));
    assert.deepEqual((await rowOf(database, one.id)).due_at, at(20));
    assert.deepEqual((await rowOf(database, two.id)).due_at, at(3600_000));
  });

  test('another column makes every grade of the activity due, those that missed the old one too', async () => {
    const { database, store, course: c } = await course(3);
    const [one, two, three] = (await store.claim(c.platformId, 3, lease('a', 10))) as [
      ClaimedRow,
      ClaimedRow,
      ClaimedRow,
    ];
    await store.delivered(one, 'a', { grade: GRADE, target: 'old' }, at(20));
    await store.park(two, 'a', 'line_item_gone');
    await store.park(three, 'a', 'not_a_student');
    await store.placeChanged(c.linkId, at(30));
    const states = await Promise.all([one, two, three].map(({ id }) => rowOf(database, id)));
    assert.deepEqual(
      states.map((row) => row.state),
      ['due', 'due', 'dead'],
    );
  });

  test('the terminal lists rows by state and platform, and replays one or all that were given up', async () => {
    const { database, store, course: c } = await course(3);
    const desk = createOutboxDesk(database);
    const [one, two] = (await store.claim(c.platformId, 2, lease('a', 10))) as [ClaimedRow, ClaimedRow];
    await store.park(one, 'a', 'not_a_student');
    await store.delivered(two, 'a', { grade: GRADE, target: 'x' }, at(20));
    const list = (state?: 'due' | 'done' | 'dead') => desk.list({ state, platformId: c.platformId, limit: 10 });
    assert.equal((await list()).length, 3);
    const [dead] = await list('dead');
    assert.deepEqual([dead?.id, dead?.reason], [one.id, 'not_a_student']);
    assert.match(dead?.reason_text ?? '', /not enrolled as a student/);
    assert.equal(await desk.replay({ id: 'nothing' }, at(50)), 0);
    assert.equal(await desk.replay({ id: two.id }, at(50)), 1);
    assert.ok((await desk.replay('all-dead', at(50))) >= 1);
    assert.deepEqual(
      (await list()).map((row) => row.state),
      ['due', 'due', 'due'],
    );
    const replayed = await rowOf(database, one.id);
    assert.deepEqual([replayed.seq, replayed.attempts, replayed.reason, replayed.due_at], [2, 0, null, at(50)]);
  });
});
