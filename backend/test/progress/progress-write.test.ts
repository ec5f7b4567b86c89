import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, describe, test } from 'node:test';
import { sql } from 'kysely';
import type { Database } from '../../src/db/connection.ts';
import { createHttpServer, type HttpServer } from '../../src/http/server.ts';
import { createLog } from '../../src/log/log.ts';
import { createGradeEnqueue } from '../../src/passback/enqueue.store.ts';
import { createGrainCatalogue } from '../../src/progress/grain-catalogue.view.ts';
import { progressWriteRoutes } from '../../src/progress/progress.routes.ts';
import { createProgressStore } from '../../src/progress/progress.store.ts';
import { createRecorder } from '../../src/progress/recorder.ts';
import { createStudyLog } from '../../src/register/study-log.store.ts';
import type { Session } from '../../src/sessions/session.ts';
import { databaseOf, sqliteEngine } from '../support/database.ts';
import { type SeededCourse, seedCourse, seedLearners, seedLink } from '../support/progress-course.ts';

const NOW = new Date('2026-11-20T22:10:04.000Z');

describe('POST /api/progress', () => {
  const opened = databaseOf(sqliteEngine());
  let database: Database;
  let server: HttpServer;
  let course: SeededCourse;
  let learner: string;
  let woken = 0;

  before(async () => {
    database = opened.current;
    course = await seedCourse(database);
    await seedLink(database, course, 'course');
    server = await createHttpServer({ log: createLog('silent'), trustProxy: false });
    const clock = { now: () => NOW };
    const store = createProgressStore(database, [createGradeEnqueue(database), createStudyLog(database)]);
    const roles: Record<string, Session['role']> = { bearer: 'learner', teaching: 'instructor' };
    const sessions = {
      async find(bearer: string) {
        const role = roles[bearer];
        return role && { ...session(), role };
      },
    };
    const catalogue = createGrainCatalogue(database, () => 0);
    const recorder = createRecorder(store, { clock });
    await server.register(progressWriteRoutes({ sessions, catalogue, recorder, clock, onRecorded: () => woken++ }));
  });
  after(async () => {
    await server.close();
  });
  beforeEach(async () => {
    [learner = ''] = await seedLearners(database, course, 1);
    woken = 0;
  });

  const session = (): Session => ({
    tenantId: course.tenantId,
    platformId: course.platformId,
    userId: learner,
    resourceLinkId: null,
    role: 'learner',
    siteOrigin: null,
    expiresAt: new Date(NOW.getTime() + 3600_000),
  });
  const event = { grain_id: 'g1', module_id: 'm1', sequence_id: 's1' };
  const post = async (body: unknown, headers: Record<string, string> = { authorization: 'Bearer bearer' }) => {
    const answer = await server.inject({
      method: 'POST',
      url: '/api/progress',
      headers: { 'content-type': 'application/json', ...headers },
      payload: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: answer.statusCode, body: answer.json() };
  };
  const countRows = async () => {
    const tables = ['progress', 'grade_outbox', 'study_sessions'] as const;
    return Promise.all(
      tables.map(async (table) => {
        const { rows } = await sql<{
          n: number;
        }>`select count(*) as n from ${sql.table(table)} where user_id = ${learner}`.execute(database.query);
        return rows[0]?.n;
      }),
    );
  };

  describe('201', () => {
    test('tells the grain as it was recorded, how far the learner is, and wakes the sender', async () => {
      const { status, body } = await post({
        ...event,
        score: 0.8,
        time_spent_seconds: 95,
        event_id: randomUUID(),
        age_ms: 1200,
      });
      assert.equal(status, 201);
      assert.deepEqual(body, {
        recorded: true,
        progress: { ...event, completed_at: '2026-11-20T22:10:02.800Z' },
        percent: { sequence: 33, module: 16, course: 8 },
      });
      assert.equal(woken, 1);
      assert.deepEqual(await countRows(), [1, 1, 1]);
    });

    test('keeps a day of the time that a page has counted while nobody was there, and the grain', async () => {
      assert.equal((await post({ ...event, time_spent_seconds: 2_147_483_647 })).status, 201);
      const of = database.query.selectFrom('progress').select('time_spent_seconds');
      const stored = await of.where('user_id', '=', learner).execute();
      assert.deepEqual(stored, [{ time_spent_seconds: 86_400 }]);
    });

    test('takes JSON sent as text with the bearer in it, so that a closing tab can send', async () => {
      const { status } = await post({ ...event, token: 'bearer' }, { 'content-type': 'text/plain;charset=UTF-8' });
      assert.equal(status, 201);
    });

    test('takes a grain alone: the catalogue knows where it stands', async () => {
      const { status, body } = await post({ grain_id: 'g7' });
      assert.equal(status, 201);
      assert.deepEqual([body.progress.module_id, body.progress.sequence_id], ['m2', 's3']);
    });

    test("stores the catalogue's module and sequence when the page lags behind", async () => {
      const { status, body } = await post({ grain_id: 'g7', module_id: 'm1' });
      assert.equal(status, 201);
      assert.deepEqual([body.progress.module_id, body.progress.sequence_id], ['m2', 's3']);
    });
  });

  describe('200', () => {
    test('tells an instructor that nothing was recorded, and lets their script forget it', async () => {
      const teaching = { authorization: 'Bearer teaching' };
      assert.deepEqual(await post(event, teaching), { status: 200, body: { recorded: false, preview: true } });
      const ids = [randomUUID(), randomUUID()];
      const events = ids.map((event_id) => ({ ...event, event_id }));
      assert.deepEqual(await post({ events }, teaching), {
        status: 200,
        body: { preview: true, ack: ids, rejected: [] },
      });
      assert.equal((await post({ events: [] }, teaching)).body.error, 'invalid_body');
      assert.deepEqual([await countRows(), woken], [[0, 0, 0], 0]);
    });

    test('answers a repetition with what stands, and wakes nobody', async () => {
      const first = await post({ ...event, age_ms: 5000 });
      const again = await post({ ...event, score: 1 });
      assert.equal(again.status, 200);
      assert.deepEqual(again.body, first.body);
      assert.equal(woken, 1);
      assert.deepEqual(await countRows(), [1, 1, 1]);
    });

    test('records the good events of a batch, rejects the bad ones by their ids, and acknowledges repetitions', async () => {
      const [a, b, c, d, e] = Array.from({ length: 5 }, () => randomUUID());
      const { status, body } = await post({
        events: [
          { ...event, event_id: a },
          { grain_id: 'nowhere', module_id: 'm1', event_id: b },
          { ...event, event_id: c },
          { ...event, grain_id: 'g2', score: 2, event_id: d },
          { ...event, grain_id: 'g3', event_id: e },
          { ...event, grain_id: 'g4' },
          null,
        ],
      });
      assert.equal(status, 200);
      assert.deepEqual(body.ack, [a, c, e]);
      assert.deepEqual(
        body.rejected.map((one: { event_id: string | null; error: string }) => [one.event_id, one.error]),
        [
          [b, 'unknown_grain'],
          [d, 'invalid_event'],
          [null, 'invalid_event'],
          [null, 'invalid_event'],
        ],
      );
      assert.match(body.rejected[1].message, /score must be a number from 0 to 1/);
      assert.deepEqual(await countRows(), [2, 1, 1]);
      assert.equal(woken, 1);
    });

    test('takes a batch of 100 events', async () => {
      const events = Array.from({ length: 100 }, (_, index) => ({
        grain_id: `g${(index % 12) + 1}`,
        module_id: 'm1',
        event_id: randomUUID(),
        age_ms: index * 60_000,
      }));
      const { status, body } = await post({ events });
      assert.equal(status, 200);
      assert.equal(body.ack.length, 100);
      assert.equal((await countRows())[0], 12);
    });
  });

  describe('400', () => {
    for (const [name, body, error] of [
      ['a body that is not JSON', '{"grain_id":', 'malformed_request'],
      ['a body that is an array', [], 'invalid_body'],
      ['a body that is null', 'null', 'invalid_body'],
      ['an empty batch', { events: [] }, 'invalid_body'],
      ['a batch that is no array', { events: { 0: event } }, 'invalid_body'],
      [
        'a batch of 101',
        { events: Array.from({ length: 101 }, () => ({ ...event, event_id: randomUUID() })) },
        'invalid_body',
      ],
      ['no grain', { module_id: 'm1' }, 'invalid_event'],
      ['an empty module', { ...event, module_id: '' }, 'invalid_event'],
      ['a grain that is a number', { ...event, grain_id: 1 }, 'invalid_event'],
      ['white space at the edge of a grain', { ...event, grain_id: 'g1 ' }, 'invalid_event'],
      ['a NUL in a grain', { ...event, grain_id: 'g\u00001' }, 'invalid_event'],
      ['a lone surrogate', { ...event, grain_id: 'g\ud800' }, 'invalid_event'],
      ['a grain of 256 characters', { ...event, grain_id: 'g'.repeat(256) }, 'invalid_event'],
      ['an empty sequence', { ...event, sequence_id: '' }, 'invalid_event'],
      ['a score above 1', { ...event, score: 1.01 }, 'invalid_event'],
      ['a score below 0', { ...event, score: -0.1 }, 'invalid_event'],
      ['a score that is text', { ...event, score: '1' }, 'invalid_event'],
      ['a negative time', { ...event, time_spent_seconds: -1 }, 'invalid_event'],
      ['a time that no column holds', { ...event, time_spent_seconds: 1e12 }, 'invalid_event'],
      ['an age in the future', { ...event, age_ms: -1 }, 'invalid_event'],
      ['an age beyond all calendars', { ...event, age_ms: 1e300 }, 'invalid_event'],
      ['an event id that is no UUID', { ...event, event_id: '1; drop table' }, 'invalid_event'],
      ['a grain that the catalogue does not have', { ...event, grain_id: 'g99' }, 'unknown_grain'],
      ['a grain in another case', { ...event, grain_id: 'G1' }, 'unknown_grain'],
      ['a name of the object itself', { ...event, grain_id: '__proto__' }, 'unknown_grain'],
    ] as const) {
      test(`refuses ${name} and writes nothing`, async () => {
        const { status, body: answer } = await post(body);
        assert.equal(status, 400);
        assert.equal(answer.error, error);
        assert.ok(answer.message.length > 10);
        assert.deepEqual(await countRows(), [0, 0, 0]);
        assert.equal(woken, 0);
      });
    }
  });

  describe('401', () => {
    test('refuses a missing, unknown or malformed bearer with one code', async () => {
      for (const headers of [{}, { authorization: 'Bearer other' }, { authorization: 'Basic bearer' }]) {
        const { status, body } = await post({ ...event, token: 7 }, headers);
        assert.equal(status, 401);
        assert.equal(body.error, 'session_expired');
      }
      assert.deepEqual(await countRows(), [0, 0, 0]);
    });

    test('says that the profile is gone when it was erased during the session', async () => {
      await database.query.deleteFrom('users').where('id', '=', learner).execute();
      for (const body of [event, { events: [{ ...event, event_id: randomUUID() }] }])
        assert.deepEqual(await post(body).then((answer) => [answer.status, answer.body.error]), [401, 'learner_gone']);
    });
  });

  describe('413 and 415', () => {
    test('refuses a body that is too large or of an unknown kind', async () => {
      assert.equal((await post({ ...event, more: 'x'.repeat(200_000) })).status, 413);
      assert.equal(
        (await post('<event/>', { authorization: 'Bearer bearer', 'content-type': 'text/xml' })).status,
        415,
      );
    });
  });
});
