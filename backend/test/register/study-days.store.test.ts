import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sql } from 'kysely';
import type { Database } from '../../src/db/connection.ts';
import { newId } from '../../src/ids/ids.ts';
import { createProgressStore } from '../../src/progress/progress.store.ts';
import { createStudyDays } from '../../src/register/study-days.store.ts';
import { createStudyLog } from '../../src/register/study-log.store.ts';
import { studyWork } from '../../src/register/study-work.view.ts';
import { databaseOf } from '../support/database.ts';
import { forEachEngine } from '../support/engines.ts';
import { type SeededKeys, seedRegister } from '../support/register.ts';

const STUDENTS = ['S1', 'S2', 'S3'];
const CLASSES = ['A', 'B'];
const THEMES = ['module1', 'module2'];
const ENDED = new Date('2026-06-01T00:00:00Z');

/** A session as we remember it, independent of the database's sums. */
interface Remembered {
  student: string;
  classPk: string | null;
  theme: string;
  day: string;
  score: number | null;
  mastery: number;
  seconds: number;
}

type Step =
  | { do: 'study'; student: string; theme: string; day: number; score: number | null; mastery: number; seconds: number }
  | { do: 'move'; student: string; to: string | null }
  | { do: 'edit'; pick: number; seconds: number; day: number }
  | { do: 'delete'; pick: number }
  | { do: 'roll up' }
  | { do: 'rebuild' };

const tenths = fc.integer({ min: 0, max: 10 }).map((n) => n / 10);
const student = fc.constantFrom(...STUDENTS);
const seconds = fc.integer({ min: 0, max: 5000 });
const day = fc.integer({ min: 1, max: 4 });
const pick = fc.nat(1000);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('study' as const),
      student,
      theme: fc.constantFrom(...THEMES),
      day,
      score: fc.option(tenths),
      mastery: tenths,
      seconds,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('move' as const), student, to: fc.constantFrom(...CLASSES, null) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('edit' as const), pick, seconds, day }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('delete' as const), pick }) },
  { weight: 3, arbitrary: fc.constant({ do: 'roll up' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'rebuild' as const }) },
);

forEachEngine((engine) => {
  const database = databaseOf(engine);

  test('summed days and sessions of the last minutes together are all sessions, whatever happens in whatever order', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        run += 1;
        await play(database.current, `TENANT_${run}`, steps);
      }),
      { numRuns: 12 },
    );
  });

  test('a student’s days leave with the student, and a learner’s sessions with the learner', async () => {
    const db = database.current;
    const keys = await plant(db, 'TENANT_LEAVING');
    await study(db, 'TENANT_LEAVING', { student: 'S1' });
    await study(db, 'TENANT_LEAVING', { student: 'S2' });
    await createStudyDays(db).rollUp(ENDED, ENDED);
    await db.query
      .deleteFrom('users')
      .where('tenant_id', '=', 'TENANT_LEAVING')
      .where('student_id', '=', 'S1')
      .execute();
    assert.deepEqual(await daysOf(db, 'TENANT_LEAVING'), [keys.student.get('S2')]);
    await db.query
      .deleteFrom('students')
      .where('id', '=', keys.student.get('S2') ?? '')
      .execute();
    assert.deepEqual(await daysOf(db, 'TENANT_LEAVING'), []);
    const rest = await studyWork(db.query, db.engine, {
      tenantId: 'TENANT_LEAVING',
      startDate: '2026-01-01',
      endDate: '2026-12-31',
    }).execute();
    assert.deepEqual(rest, []);
  });

  test('a session that goes on is not summed yet, and is counted', async () => {
    const db = database.current;
    const keys = await plant(db, 'TENANT_GOING_ON');
    await study(db, 'TENANT_GOING_ON', { student: 'S1', seconds: 60 });
    await createStudyDays(db).rollUp(new Date('2026-03-01T10:00:30Z'), ENDED);
    assert.deepEqual(await daysOf(db, 'TENANT_GOING_ON'), []);
    const work = await studyWork(db.query, db.engine, {
      tenantId: 'TENANT_GOING_ON',
      startDate: '2026-03-01',
      endDate: '2026-03-01',
      classPk: keys.class.get('A') ?? '',
    }).execute();
    assert.deepEqual(
      work.map((row) => [row.student_pk, Number(row.sessions), row.time_spent_seconds]),
      [[keys.student.get('S1'), 1, 60]],
    );
  });

  test('mastery is the part of the theme’s grains finished by the end of the session, each by its score', async () => {
    const db = database.current;
    await plant(db, 'TENANT_MASTERY');
    const grains = ['g1', 'g2', 'g3', 'g4'];
    await db.query
      .insertInto('grains')
      .values(
        grains.map((grain_id) => ({
          id: newId(),
          tenant_id: 'TENANT_MASTERY',
          module_id: 'module1',
          grain_id,
          title: grain_id,
        })),
      )
      .execute();
    const user = await study(db, 'TENANT_MASTERY', { student: 'S1', seconds: 600, mastery: null });
    const done = (grain_id: string, at: string, score: number | null) => ({
      id: newId(),
      tenant_id: 'TENANT_MASTERY',
      user_id: user,
      module_id: 'module1',
      grain_id,
      completed_at: new Date(at),
      score,
    });
    await db.query
      .insertInto('progress')
      .values([
        done('g1', '2026-03-01T10:00:00Z', 0.5),
        done('g2', '2026-03-01T10:05:00Z', null),
        done('g3', '2026-03-02T10:00:00Z', 1),
      ])
      .execute();
    await createStudyDays(db).rollUp(ENDED, ENDED);
    const { mastery_sum } = await db.query
      .selectFrom('study_days')
      .select('mastery_sum')
      .where('tenant_id', '=', 'TENANT_MASTERY')
      .executeTakeFirstOrThrow();
    assert.equal(mastery_sum, 0.375);
  });

  test('work finished offline counts in the mastery of its session and of later ones, summed or not', async () => {
    const db = database.current;
    const tenantId = 'TENANT_OFFLINE';
    await plant(db, tenantId);
    const grains = ['g1', 'g2', 'g3', 'g4', 'g5', 'g6'];
    const catalogued = { tenant_id: tenantId, module_id: 'module1', title: 'g' };
    await db.query
      .insertInto('grains')
      .values(grains.map((grain_id) => ({ id: newId(), ...catalogued, grain_id })))
      .execute();
    const users = db.query.updateTable('users').where('tenant_id', '=', tenantId);
    await users.set({ created_at: new Date('2026-01-01') }).execute();
    const ofS1 = db.query.selectFrom('users').select('id').where('tenant_id', '=', tenantId);
    const { id: userId } = await ofS1.where('student_id', '=', 'S1').executeTakeFirstOrThrow();
    const store = createProgressStore(db, [createStudyLog(db)]);
    const finish = (arrives: string, ...done: [grain: string, at: string][]) => {
      const place = { tenantId, userId, moduleId: 'module1', sequenceId: null, score: null, timeSpentSeconds: 60 };
      const group = done.map(([grainId, at]) => ({ ...place, id: newId(), grainId, completedAt: new Date(at) }));
      return store.record(group, new Set(), new Date(arrives));
    };
    const days = createStudyDays(db);
    const masteries = async () => {
      const of = db.query.selectFrom('study_sessions').select('mastery').where('tenant_id', '=', tenantId);
      const rows = await of.orderBy('started_at').execute();
      return rows.map(({ mastery }) => mastery && Math.round(mastery * 6 * 1e9) / 1e9);
    };
    await finish('2026-03-01T10:00:00Z', ['g1', '2026-03-01T10:00:00Z']);
    await finish('2026-03-01T15:00:00Z', ['g2', '2026-03-01T15:00:00Z']);
    await days.rollUp(ENDED, ENDED);
    assert.deepEqual(await masteries(), [1, 2]);
    await finish('2026-03-02T08:00:00Z', ['g3', '2026-03-01T10:10:00Z'], ['g4', '2026-03-01T10:20:00Z']);
    const raw = await sumsIn(db, tenantId);
    assert.deepEqual(
      Object.values(raw).map(([sessions, , , , seconds]) => [sessions, seconds]),
      [[2, 240]],
      'nothing is counted twice meanwhile',
    );
    await days.rollUp(ENDED, ENDED);
    assert.deepEqual(await masteries(), [3, 4]);
    await finish('2026-03-02T09:00:00Z', ['g5', '2026-03-01T08:00:00Z']);
    await days.rollUp(ENDED, ENDED);
    assert.deepEqual(await masteries(), [1, 4, 5]);
    const summed = async () => {
      const of = db.query.selectFrom('study_days').select(['sessions', 'mastery_sum', 'mastery_mark']);
      const { sessions, mastery_sum, mastery_mark } = await of
        .where('tenant_id', '=', tenantId)
        .executeTakeFirstOrThrow();
      return [Number(sessions), Math.round(mastery_sum * 6), Number(mastery_mark) % 1000];
    };
    assert.deepEqual(await summed(), [3, 10, 83]);
    await db.query.updateTable('study_sessions').set({ mastery: 0.1 }).where('tenant_id', '=', tenantId).execute();
    await days.rebuild(tenantId);
    assert.deepEqual(
      [await masteries(), await summed()],
      [
        [1, 4, 5],
        [3, 10, 83],
      ],
    );
  });

  test('a student whose numbers no sum can hold stops the summing of nobody else', async () => {
    const db = database.current;
    const keys = await plant(db, 'TENANT_LARGE');
    const [most, other] = [2_147_483_647, 'TENANT_LARGE'];
    for (const student of ['S1', 'S1', 'S2']) await study(db, other, { student });
    const ours = db.query.updateTable('study_sessions').where('tenant_id', '=', other);
    await ours.set({ time_spent_seconds: most }).execute();
    const days = createStudyDays(db);
    assert.deepEqual((await days.rollUp(ENDED, ENDED)).failed, []);
    assert.deepEqual(new Set(await daysOf(db, other)), new Set(['S1', 'S2'].map((id) => keys.student.get(id))));
    // SQLite's numbers are larger.
    const fails = engine.name !== 'sqlite';
    for (let i = 0; i < 2; i++) await study(db, other, { student: 'S3', day: 3 });
    await ours.set({ grains_completed: most }).where('day', '=', dayName(3)).execute();
    await study(db, other, { student: 'S2', day: 4 });
    const { rolled, failed, last } = await days.rollUp(ENDED, ENDED);
    assert.deepEqual([rolled, failed.length], fails ? [1, 2] : [3, 0]);
    assert.equal((await days.rollUp(ENDED, ENDED, last)).last, undefined, 'it goes on behind them');
    assert.equal((await days.rollUp(ENDED, ENDED)).failed.length, fails ? 2 : 0, 'and tries them again the next time');
  });

  test('a day begins at midnight where the institution is, on the days when its clocks change too', async () => {
    const db = database.current;
    for (const [timezone, instants] of Object.entries({
      'Europe/Paris': {
        '2026-03-28T22:59:00Z': '2026-03-28',
        '2026-03-28T23:01:00Z': '2026-03-29',
        '2026-03-29T21:59:00Z': '2026-03-29',
        '2026-03-29T22:01:00Z': '2026-03-30',
        '2026-10-25T22:59:00Z': '2026-10-25',
        '2026-10-25T23:01:00Z': '2026-10-26',
      },
      'Pacific/Auckland': { '2026-04-04T10:59:00Z': '2026-04-04', '2026-04-04T11:01:00Z': '2026-04-05' },
      'America/Los_Angeles': { '2026-03-08T07:59:00Z': '2026-03-07', '2026-03-08T08:01:00Z': '2026-03-08' },
    })) {
      const tenant = `TENANT_${timezone}`;
      const keys = await plant(db, tenant);
      await db.query.updateTable('tenants').set({ timezone }).where('id', '=', tenant).execute();
      const learners = db.query.updateTable('users').set({ created_at: new Date(0) });
      await learners.where('tenant_id', '=', tenant).execute();
      const { id: userId } = await db.query
        .selectFrom('users')
        .select('id')
        .where('tenant_id', '=', tenant)
        .where('student_id', '=', 'S1')
        .executeTakeFirstOrThrow();
      const store = createProgressStore(db, [createStudyLog(db)]);
      for (const [index, instant] of Object.keys(instants).entries()) {
        const completedAt = new Date(instant);
        // Modules of their own, so that none goes on another's session.
        const names = { grainId: `g${index}`, moduleId: `m${index}`, sequenceId: null };
        const completion = { id: newId(), tenantId: tenant, userId, ...names, completedAt, score: null };
        await store.record([{ ...completion, timeSpentSeconds: 60 }], new Set(), completedAt);
      }
      await createStudyDays(db).rollUp(new Date('2027-01-01T00:00:00Z'), new Date('2027-01-01T00:00:00Z'));
      const days = await db.query
        .selectFrom('study_days')
        .select(['day', 'sessions', 'student_pk', 'class_pk'])
        .where('tenant_id', '=', tenant)
        .orderBy('last_activity_at')
        .execute();
      const expected = Map.groupBy(Object.values(instants), (one) => one);
      assert.deepEqual(
        days,
        [...expected].map(([day, sessions]) => ({
          day,
          sessions: sessions.length,
          student_pk: keys.student.get('S1'),
          class_pk: keys.class.get('A'),
        })),
      );
    }
  });

  if (engine.name !== 'sqlite') {
    test('two processes that sum at once and an edit meanwhile leave the sums right', async () => {
      const db = database.current;
      await plant(db, 'TENANT_RACE');
      for (let i = 0; i < 30; i++) await study(db, 'TENANT_RACE', { student: STUDENTS[i % 3] ?? '', day: 1 + (i % 2) });
      const days = createStudyDays(db);
      const edit = () =>
        db.query
          .updateTable('study_sessions')
          .set({ time_spent_seconds: 7 })
          .where('tenant_id', '=', 'TENANT_RACE')
          .execute();
      await Promise.allSettled([
        days.rollUp(ENDED, ENDED),
        days.rollUp(ENDED, ENDED),
        edit(),
        days.rebuild('TENANT_RACE'),
      ]);
      await days.rollUp(ENDED, ENDED);
      const { rows } = await sql<{ summed: number; raw: number }>`select
        (select sum(time_spent_seconds) from study_days where tenant_id = 'TENANT_RACE') as summed,
        (select sum(time_spent_seconds) from study_sessions where tenant_id = 'TENANT_RACE') as raw`.execute(db.query);
      assert.equal(Number(rows[0]?.summed), Number(rows[0]?.raw));
    });
  }
});

async function plant(db: Database, tenant: string): Promise<SeededKeys> {
  await db.query.insertInto('tenants').values({ id: tenant, name: tenant }).execute();
  const keys = await seedRegister(db, {
    tenant,
    classes: CLASSES.map((class_id) => ({ class_id })),
    themes: THEMES.map((theme_id) => ({ theme_id, module_id: theme_id })),
    students: STUDENTS.map((student_id) => ({ student_id, class: 'A' })),
  });
  const platform = newId();
  await db.query
    .insertInto('platforms')
    .values({
      id: platform,
      tenant_id: tenant,
      name: 'p',
      issuer: platform,
      client_id: 'c',
      auth_url: 'u',
      token_url: 'u',
      jwks_url: 'u',
    })
    .execute();
  await db.query
    .insertInto('users')
    .values(
      STUDENTS.map((id) => ({
        id: newId(),
        tenant_id: tenant,
        platform_id: platform,
        moodle_user_id: id,
        student_id: id,
      })),
    )
    .execute();
  return keys;
}

/** A session as recording progress leaves it: nobody's yet. Answers its learner. */
async function study(
  db: Database,
  tenant: string,
  {
    student,
    theme = 'module1',
    day = 1,
    score = null,
    mastery = 0.5,
    seconds = 60,
    id = newId(),
  }: {
    student: string;
    theme?: string;
    day?: number;
    score?: number | null;
    mastery?: number | null;
    seconds?: number;
    id?: string;
  },
): Promise<string> {
  const user = await db.query
    .selectFrom('users')
    .select('id')
    .where('tenant_id', '=', tenant)
    .where('student_id', '=', student)
    .executeTakeFirstOrThrow();
  const started = new Date(`${dayName(day)}T10:00:00Z`);
  await db.query
    .insertInto('study_sessions')
    .values({
      id,
      tenant_id: tenant,
      user_id: user.id,
      module_id: theme,
      started_at: started,
      last_activity_at: new Date(started.getTime() + seconds * 1000),
      day: dayName(day),
      grains_completed: 2,
      score_sum: score === null ? 0 : score * 2,
      score_count: score === null ? 0 : 2,
      time_spent_seconds: seconds,
      mastery,
    })
    .execute();
  return user.id;
}

function dayName(day: number): string {
  return `2026-03-0${day}`;
}

async function play(db: Database, tenant: string, steps: readonly Step[]): Promise<void> {
  const keys = await plant(db, tenant);
  const moves = movesOf(db, tenant, keys);
  for (const one of steps) {
    await moves[one.do](one as never);
    assert.deepEqual(await sumsIn(db, tenant), sumsOf([...moves.remembered.values()], keys));
  }
}

/** Each step done in the database, and remembered. */
function movesOf(db: Database, tenant: string, keys: SeededKeys) {
  const days = createStudyDays(db);
  const classNow = new Map<string, string | null>(STUDENTS.map((id) => [id, keys.class.get('A') ?? null]));
  const remembered = new Map<string, Remembered>();
  const picked = (n: number) => [...remembered][n % Math.max(1, remembered.size)];
  return {
    remembered,
    async study(one: Extract<Step, { do: 'study' }>) {
      const id = newId();
      await study(db, tenant, { ...one, id });
      remembered.set(id, { ...one, day: dayName(one.day), classPk: classNow.get(one.student) ?? null });
    },
    async move({ student: who, to }: Extract<Step, { do: 'move' }>) {
      const class_pk = to === null ? null : (keys.class.get(to) ?? null);
      const id = keys.student.get(who) ?? '';
      await db.query.updateTable('students').set({ class_pk }).where('id', '=', id).execute();
      classNow.set(who, class_pk);
    },
    async edit(one: Extract<Step, { do: 'edit' }>) {
      const [id, session] = picked(one.pick) ?? [];
      if (id === undefined || session === undefined) return;
      const change = { time_spent_seconds: one.seconds, day: dayName(one.day) };
      await db.query.updateTable('study_sessions').set(change).where('id', '=', id).execute();
      remembered.set(id, { ...session, seconds: one.seconds, day: dayName(one.day) });
    },
    async delete(one: Extract<Step, { do: 'delete' }>) {
      const [id] = picked(one.pick) ?? [];
      if (id === undefined) return;
      await db.query.deleteFrom('study_sessions').where('id', '=', id).execute();
      remembered.delete(id);
    },
    'roll up': () => days.rollUp(ENDED, ENDED),
    rebuild: () => days.rebuild(tenant),
  };
}

type Sums = Record<string, [sessions: number, scored: number, score: number, mastery: number, seconds: number]>;

async function sumsIn(db: Database, tenantId: string): Promise<Sums> {
  const rows = await studyWork(db.query, db.engine, {
    tenantId,
    startDate: '2026-03-01',
    endDate: '2026-03-31',
  }).execute();
  return add(
    rows.map((row) => [
      keyOf(row.student_pk, row.class_pk, row.theme_pk, row.day),
      [row.sessions, row.scored_sessions, row.score_sum, row.mastery_sum, row.time_spent_seconds],
    ]),
  );
}

function sumsOf(sessions: readonly Remembered[], keys: SeededKeys): Sums {
  return add(
    sessions.map((one) => [
      keyOf(keys.student.get(one.student) ?? '', one.classPk, keys.theme.get(one.theme) ?? '', one.day),
      [1, one.score === null ? 0 : 1, one.score ?? 0, one.mastery, one.seconds],
    ]),
  );
}

function keyOf(...parts: (string | null)[]): string {
  return parts.join('|');
}

function add(entries: readonly (readonly [string, readonly number[]])[]): Sums {
  const sums: Record<string, number[]> = {};
  for (const [key, numbers] of entries) {
    const sum = sums[key] ?? [0, 0, 0, 0, 0];
    sums[key] = sum;
    numbers.forEach((number, i) => {
      sum[i] = (sum[i] ?? 0) + Number(number);
    });
  }
  return Object.fromEntries(
    Object.entries(sums)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, numbers]) => [key, numbers.map((number) => Math.round(number * 1e9) / 1e9)]),
  ) as Sums;
}

async function daysOf(db: Database, tenant: string): Promise<(string | undefined)[]> {
  const rows = await db.query.selectFrom('study_days').select('student_pk').where('tenant_id', '=', tenant).execute();
  return rows.map((row) => row.student_pk);
}
