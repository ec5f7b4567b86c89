import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../../src/db/connection.ts';
import { readColumns, readForeignKeys } from '../../src/db/foreign-keys.ts';
import { uncovered } from '../../src/db/personal-coverage.ts';
import { personalData, personalTables } from '../../src/db/tables/personal-data.ts';
import { createPrivacyStore } from '../../src/exchange/privacy.store.ts';
import { DAY_MS, type Person, type PrivacyStore, purge } from '../../src/exchange/privacy.ts';
import { newId } from '../../src/ids/ids.ts';
import { createLaunchStore } from '../../src/lti/launch.store.ts';
import { createSessionStore } from '../../src/sessions/session.store.ts';
import { databaseOf } from '../support/database.ts';
import { forEachEngine } from '../support/engines.ts';
import { type SeededCourse, seedCourse, seedLearners, seedLink } from '../support/progress-course.ts';

const KEEP_NOTHING = { keepsRegister: false };

forEachEngine((engine) => {
  describe('coverage', () => {
    const opened = databaseOf(engine);
    const gaps = async (database: Database): Promise<string[]> =>
      uncovered({ references: await readForeignKeys(database), tables: await readColumns(database) }, personalData);
    const run = (text: string) => sql.raw(text).execute(opened.current.query as unknown as Kysely<unknown>);

    test('every table and column that the database has is annotated, and deleting what refers to a person is provided for', async () => {
      assert.deepEqual(await gaps(opened.current), []);
      const references = await readForeignKeys(opened.current);
      assert.ok(references.length > 60, `${references.length} foreign keys`);
      const toUsers = references.filter(({ target }) => target === 'users').map(({ table }) => table);
      const covered = personalTables().map(({ table }) => table as string);
      assert.deepEqual(
        toUsers.filter((table) => !covered.includes(table)),
        [],
      );
    });

    test('a new table that refers to a learner is a gap, with a foreign key or without one', async () => {
      const uuid = { sqlite: 'uuid', postgres: 'uuid', mariadb: 'char(36) character set ascii collate ascii_bin' }[
        engine.name
      ];
      await run(
        `create table badges (id ${uuid} not null primary key, holder ${uuid}, foreign key (holder) references users (id))`,
      );
      await run(`create table notes (id ${uuid} not null primary key, user_id ${uuid})`);
      const found = await gaps(opened.current);
      assert.equal(found.length, 2);
      assert.match(found.join('\n'), /^badges: .*\nnotes: /m);
      const quiet = { ...personalData, badges: { nobody: 'badges' }, notes: { nobody: 'notes' } };
      const facts = { references: await readForeignKeys(opened.current), tables: await readColumns(opened.current) };
      assert.deepEqual(
        uncovered(facts, quiet).map((gap) => gap.split(':')[0]),
        ['badges.holder', 'notes.user_id'],
        'to say that it is about nobody is not enough',
      );
    });

    test('a new column of a table about persons is a gap', async () => {
      await run('alter table users add column nickname varchar(20)');
      assert.ok((await gaps(opened.current)).includes('users.nickname: not annotated'));
    });
  });

  describe('one person', () => {
    const opened = databaseOf(engine);
    let store: PrivacyStore;
    let course: SeededCourse;
    let [zoe, ali, both]: string[] = [];
    const person = async (): Promise<Person> => {
      const found = await store.find({ learner: zoe ?? '' });
      assert.ok(found);
      return found;
    };

    test('is found by learner, by platform and Moodle id, by student; not by nonsense', async () => {
      course = await seedCourse(opened.current);
      [zoe, ali, both] = await seedLearners(opened.current, course, 3);
      store = createPrivacyStore(opened.current);
      await fill(opened.current, course, [zoe ?? '', ali ?? '']);
      await link(opened.current, zoe ?? '', 'S-ZOE');
      await link(opened.current, both ?? '', 'S-ZOE');
      const byLearner = await person();
      assert.deepEqual([...byLearner.userIds].sort(), [zoe, both].sort(), 'the same student through another door');
      const byStudent = await store.find({ tenant: course.tenantId, student: 'S-ZOE' });
      assert.deepEqual([...(byStudent?.userIds ?? [])].sort(), [...byLearner.userIds].sort());
      assert.ok(await store.find({ platform: course.platformId, moodleUserId: zoe ?? '' }));
      assert.equal(await store.find({ learner: 'nobody' }), undefined);
      assert.equal(await store.find({ learner: newId() }), undefined);
    });

    test('gets everything about herself and nothing about others, without secrets', async () => {
      const rows = await store.rowsOf(await person());
      for (const { table, fate } of personalTables()) {
        if (fate === 'deleted' && table !== 'teachers')
          assert.ok((rows[table] ?? []).length > 0, `nothing of ${table}`);
      }
      const text = JSON.stringify(rows);
      assert.ok(!text.includes(ali ?? '?'), 'another learner');
      assert.doesNotMatch(text, /secret-hash/);
      assert.equal(rows.students?.[0]?.student_id, 'S-ZOE');
    });

    test('a dry run counts what an erasure deletes, and changes nothing', async () => {
      const before = await rowsIn(opened.current);
      const counted = await store.count(await person(), KEEP_NOTHING);
      assert.deepEqual(await rowsIn(opened.current), before);
      const erased = await store.erase(await person(), KEEP_NOTHING);
      assert.deepEqual(erased, counted);
      assert.ok(
        Object.values(erased).every((rows) => rows > 0),
        JSON.stringify(erased),
      );
    });

    test('after it no row of any table holds her id, her student id, her name or her address', async () => {
      const whole = JSON.stringify(await dumpAll(opened.current));
      assert.ok(!whole.includes(zoe ?? '?') && !whole.includes(both ?? '?'));
      assert.doesNotMatch(whole, /Zoé|zoe@exemple\.fr/);
      const holders = Object.entries(await dumpAll(opened.current)).filter(([, rows]) =>
        JSON.stringify(rows).includes('S-ZOE'),
      );
      assert.deepEqual(
        holders.map(([table]) => table),
        ['deleted_records'],
        'only the record of the deletion names the student, until it is purged',
      );
      assert.ok(whole.includes(ali ?? '?'), 'the other learner is still there');
    });

    test('the journal keeps the call, without the student', async () => {
      const [row] = await opened.current.query.selectFrom('sync_logs').select('metadata').execute();
      const { params, endpoint } = JSON.parse(row?.metadata ?? '{}') as {
        params: Record<string, string>;
        endpoint: string;
      };
      assert.deepEqual([endpoint, params], ['/api/academic/stats', { student_id: '[effacé]', class_id: 'C1' }]);
    });
  });

  describe('keeping the register, withdrawing grades, purging', () => {
    const opened = databaseOf(engine);

    test('the student’s record stays when asked, and what the learner did goes', async () => {
      const course = await seedCourse(opened.current);
      const [zoe = ''] = await seedLearners(opened.current, course, 1);
      await fill(opened.current, course, [zoe]);
      await link(opened.current, zoe, 'S-KEPT');
      const store = createPrivacyStore(opened.current);
      const person = await store.find({ learner: zoe });
      assert.ok(person);
      await store.erase(person, { keepsRegister: true });
      const { users, progress, students } = await dumpAll(opened.current);
      assert.deepEqual([users?.length, progress?.length, students?.length], [0, 0, 1]);
    });

    test('grades are withdrawn by making a zero due wherever the LMS has a grade', async () => {
      const course = await seedCourse(opened.current, 'T2');
      const [ida = ''] = await seedLearners(opened.current, course, 1);
      await fill(opened.current, course, [ida]);
      const store = createPrivacyStore(opened.current);
      const person = await store.find({ learner: ida });
      assert.ok(person);
      assert.equal(await store.unsentGrades(person), 0);
      assert.equal(await store.withdrawGrades(person, new Date()), 1);
      assert.equal(await store.unsentGrades(person), 1);
      assert.equal((await store.rowsOf(person)).progress?.length, 0);
    });

    test('a purge takes those without a trace for so long, and leaves the others', async () => {
      const course = await seedCourse(opened.current, 'T3');
      const [old = '', fresh = ''] = await seedLearners(opened.current, course, 2);
      await opened.current.query
        .updateTable('users')
        .set({ created_at: new Date('2020-01-01') })
        .where('tenant_id', '=', 'T3')
        .execute();
      await opened.current.query
        .insertInto('progress')
        .values({
          id: newId(),
          tenant_id: 'T3',
          user_id: fresh,
          grain_id: 'g1',
          module_id: 'm1',
          completed_at: new Date(),
        })
        .execute();
      const store = createPrivacyStore(opened.current);
      const options = { cutoff: new Date(Date.now() - 365 * DAY_MS), tenantId: 'T3' };
      const dry = await purge(store, { ...options, isDry: true }, () => undefined);
      const done = await purge(store, { ...options, isDry: false }, () => undefined);
      assert.deepEqual([dry.people, done.people], [1, 1]);
      assert.deepEqual(done.rows.users, 1);
      const left = await opened.current.query.selectFrom('users').select('id').where('tenant_id', '=', 'T3').execute();
      assert.deepEqual(left, [{ id: fresh }]);
      assert.notEqual(old, fresh);
    });

    test('a purge leaves those who looked in two days ago, whose sessions and launches are deleted, and those on a roster', async () => {
      const { query } = opened.current;
      const course = await seedCourse(opened.current, 'T4');
      const [zoe = '', prof = '', listed = '', gone = ''] = await seedLearners(opened.current, course, 4);
      await query
        .updateTable('users')
        .set({ created_at: new Date('2020-01-01') })
        .where('tenant_id', '=', 'T4')
        .execute();
      await query.deleteFrom('context_memberships').where('user_id', '<>', listed).execute();
      const read = query.updateTable('contexts').where('id', '=', course.contextId);
      await read.set({ roster_synced_at: new Date(Date.now() - 300 * DAY_MS) }).execute();
      const at = new Date(Date.now() - 2 * DAY_MS);
      const place = { tenantId: 'T4', platformId: course.platformId, resourceLinkId: null };
      const looked = { ...place, role: 'learner' as const, targetUrl: '', launchedAt: at };
      const sessions = createSessionStore(opened.current);
      for (const bearer of ['morning of zoe', 'evening of zoe'])
        await sessions.open({ ...looked, userId: zoe }, null, at, bearer);
      const launches = createLaunchStore(opened.current);
      const opens = { ...place, role: 'instructor' as const, stage: 'redeemed' as const, targetUrl: '/' };
      await opened.current.write((transaction) =>
        launches.insert(transaction, { ...opens, id: 'prof', userId: prof, createdAt: at, expiresAt: at }),
      );
      await sessions.purge(new Date());
      await launches.purge(new Date());
      const store = createPrivacyStore(opened.current);
      const since = async (days: number) => {
        const cutoff = new Date(Date.now() - days * DAY_MS);
        return (await store.inactiveSince(cutoff, 'T4', { after: '', limit: 9 })).sort();
      };
      assert.deepEqual(await since(365), [gone]);
      assert.deepEqual(await since(30), [listed, gone].sort(), 'the roster was last read before');
      assert.deepEqual(await since(1), [zoe, prof, listed, gone].sort());
      const person = await store.find({ learner: zoe });
      assert.ok(person);
      assert.deepEqual((await store.rowsOf(person)).last_visits?.length, 1);
    });
  });
});

/** A row in every table that is about learners. */
async function fill({ query }: Database, course: SeededCourse, learners: readonly string[]): Promise<void> {
  const place = { tenant_id: course.tenantId, platform_id: course.platformId };
  const database = { query } as Database;
  const activity = await seedLink(database, course, `link ${course.tenantId}`);
  for (const user_id of learners) {
    const own = { tenant_id: course.tenantId, user_id };
    const first = learners[0] === user_id;
    await query
      .updateTable('users')
      .set({ firstname: first ? 'Zoé' : 'Ali', email: first ? 'zoe@exemple.fr' : null })
      .where('id', '=', user_id)
      .execute();
    await query
      .insertInto('progress')
      .values({ id: newId(), ...own, grain_id: 'g1', module_id: 'm1' })
      .execute();
    await query
      .insertInto('last_visits')
      .values({ id: user_id, ...own, seen_at: new Date() })
      .execute();
    await query
      .insertInto('progress_edits')
      .values({ id: newId(), ...own })
      .execute();
    await query
      .insertInto('study_sessions')
      .values({
        id: newId(),
        ...own,
        module_id: 'm1',
        started_at: new Date(),
        last_activity_at: new Date(),
        day: '2026-01-05',
        grains_completed: 1,
        score_sum: 0,
        score_count: 0,
        time_spent_seconds: 60,
      })
      .execute();
    await query
      .insertInto('grade_outbox')
      .values({
        id: `${activity}:${user_id}`,
        ...place,
        user_id,
        resource_link_id: activity,
        state: 'done',
        sent_score: 0.5,
      })
      .execute();
    await query
      .insertInto('sessions')
      .values({ id: `secret-hash-${user_id}`.slice(0, 64), ...place, user_id, role: 'learner', expires_at: new Date() })
      .execute();
    await query
      .insertInto('launches')
      .values({
        id: `secret-hash-${newId()}`.slice(0, 64),
        ...place,
        user_id,
        role: 'learner',
        stage: 'redeemed',
        target_url: 'https://cours.exemple.fr/',
        expires_at: new Date(),
      })
      .execute();
    await query
      .insertInto('former_identities')
      .values({ id: newId(), ...place, user_id, moodle_user_id: `old ${user_id}` })
      .execute();
    await query
      .insertInto('outcome_results')
      .values({
        id: newId(),
        ...own,
        resource_link_id: activity,
        sourced_id: 'secret-hash',
        service_url: 'https://m.example',
      })
      .execute();
  }
}

/** Makes a learner the student of that id, with rows in every table of the register that is about students. */
async function link({ query }: Database, userId: string, studentId: string): Promise<void> {
  const { tenant_id } = await query
    .selectFrom('users')
    .select('tenant_id')
    .where('id', '=', userId)
    .executeTakeFirstOrThrow();
  await query.updateTable('users').set({ student_id: studentId }).where('id', '=', userId).execute();
  const known = await query.selectFrom('students').select('id').where('student_id', '=', studentId).executeTakeFirst();
  if (known !== undefined) return;
  const [student_pk, class_pk, assignment_pk] = [newId(), newId(), newId()];
  await query.insertInto('classes').values({ id: class_pk, tenant_id, class_id: 'C1', name: 'L1' }).execute();
  await query
    .insertInto('students')
    .values({ id: student_pk, tenant_id, student_id: studentId, firstname: 'Zoé', class_pk })
    .execute();
  await query
    .insertInto('assignments')
    .values({ id: assignment_pk, tenant_id, assignment_id: 'A1', type: 'quiz', title: 'Quiz' })
    .execute();
  await query
    .insertInto('assignment_targets')
    .values({ id: newId(), tenant_id, assignment_pk, target_type: 'student', student_pk })
    .execute();
  const sums = {
    sessions: 1,
    scored_sessions: 0,
    score_sum: 0,
    mastery_sessions: 0,
    mastery_sum: 0,
    grains_completed: 1,
    time_spent_seconds: 60,
  };
  await query
    .insertInto('study_days')
    .values({ id: newId(), tenant_id, student_pk, day: '2026-01-05', last_activity_at: new Date(), ...sums })
    .execute();
  const params = { student_id: studentId, class_id: 'C1' };
  const metadata = JSON.stringify({ endpoint: '/api/academic/stats', params });
  await query
    .insertInto('sync_logs')
    .values({ id: newId(), tenant_id, direction: 'pull', type: 'academic_api', status: 'ok', metadata })
    .execute();
}

async function dumpAll(database: Database): Promise<Record<string, Record<string, unknown>[]>> {
  const all: Record<string, Record<string, unknown>[]> = {};
  for (const { table } of await readColumns(database)) {
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(table)}`.execute(
      database.query as unknown as Kysely<unknown>,
    );
    all[table] = rows;
  }
  return all;
}

async function rowsIn(database: Database): Promise<Record<string, number>> {
  return Object.fromEntries(Object.entries(await dumpAll(database)).map(([table, rows]) => [table, rows.length]));
}
