import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { sql } from 'kysely';
import type { Scope } from '../../src/api-keys/scopes.ts';
import { academicOf } from '../support/academic.ts';
import { forEachEngine } from '../support/engines.ts';
import { LYON, NOW, PARIS, seedInstitutions } from './paris.ts';

// Each sentence and each example of the public documentation (API Académique 1.0), on the three engines.
forEachEngine((engine) => {
  const api = academicOf(engine, { clock: { now: () => NOW } });
  let key = '';
  before(async () => {
    // The suite's own hook opens the server first; this one runs inside the same suite, after it.
    await seedInstitutions(api.database);
    key = (await api.current.createKey({ tenantId: PARIS })).key;
  });
  const newKey = async (wanted: { scopes?: Scope[]; perMinute?: number; perHour?: number; perDay?: number }) =>
    (await api.current.createKey({ tenantId: PARIS, ...wanted })).key;
  const get = (path: string, headers: Record<string, string> = {}) =>
    api.current.server.inject({
      url: `/api/academic/${path}`,
      headers: { 'x-api-key': key, 'x-orchestrator-id': PARIS, ...headers },
    });
  const list = async (path: string) => {
    const answer = await get(path);
    assert.equal(answer.statusCode, 200, answer.body);
    return answer.json();
  };
  const ids = async (path: string): Promise<string[]> => (await list(path)).data.map((one: { id: string }) => one.id);

  describe('endpoints', () => {
    test('GET only: every other method is refused with the documented body and Allow', async () => {
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const) {
        const answer = await api.current.server.inject({ method, url: '/api/academic/students' });
        assert.equal(answer.statusCode, 405, method);
        assert.equal(answer.headers.allow, 'GET, HEAD');
        const { request_id, ...body } = answer.json();
        assert.ok(request_id);
        assert.deepEqual(body, {
          error: 'method_not_allowed',
          message: 'Only GET requests are allowed on academic endpoints. This is a read-only API.',
          allowed_methods: ['GET'],
        });
      }
    });

    test('students are filtered by class and promotion, a class having all who are enrolled in it', async () => {
      assert.deepEqual(await ids('students'), ['STU_BARE', 'STU_GONE', 'STU_ALI', 'STU_ZOE', 'STU_BEA']);
      assert.deepEqual(await ids('students?class_id=CLASS_PARIS_L1_A'), ['STU_ALI', 'STU_ZOE', 'STU_BEA']);
      assert.deepEqual(await ids('students?promo_id=PROMO_L1&class_id=CLASS_PARIS_L1_B'), ['STU_BEA']);
      const { data, pagination, meta } = await list('students?class_id=CLASS_PARIS_L1_A&limit=1&offset=1');
      const { created_at, updated_at, ...zoe } = data[0];
      assert.match(created_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      assert.match(updated_at, /Z$/);
      assert.deepEqual(zoe, {
        id: 'STU_ZOE',
        uuid_scolaire: 'uuid-zoe',
        email_scolaire: 'zoe@paris.example',
        firstname: 'Zoé',
        lastname: 'Lefèvre',
        class_id: 'CLASS_PARIS_L1_A',
        promo_id: 'PROMO_L1',
        class_name: 'L1 A',
        promo_name: 'Licence 1',
        consent_sharing: true,
        status: 'active',
      });
      const { next_cursor, ...page } = pagination;
      assert.ok(next_cursor);
      assert.deepEqual(page, { total: 3, limit: 1, offset: 1, has_more: true, total_is_exact: true });
      assert.deepEqual(meta, { tenant_id: PARIS, generated_at: '2025-11-13T10:14:15Z' });
    });

    test('limit is 100 where it is left out and 500 at most', async () => {
      for (const resource of ['students', 'themes', 'assignments', 'stats']) {
        assert.equal((await list(resource)).pagination.limit, 100);
        assert.equal((await list(`${resource}?limit=501`)).pagination.limit, 500);
        assert.equal((await list(`${resource}?limit=9007199254740991`)).pagination.limit, 500);
      }
    });

    test('classes carry their teacher and count active students; status is active where it is left out', async () => {
      const { data, meta } = await list('classes');
      assert.deepEqual(
        data.map((one: Record<string, unknown>) => [one.id, one.teacher_id, one.teacher_lastname, one.student_count]),
        [
          ['CLASS_PARIS_L1_A', 'TEACHER_1', 'Curie', 3],
          ['CLASS_PARIS_L1_B', null, null, 1],
        ],
      );
      assert.equal(meta.count, 2);
      assert.deepEqual(await ids('classes?status=archived'), ['CLASS_OLD']);
      assert.deepEqual(await ids('classes?promo_id=PROMO_L1&status=all'), ['CLASS_PARIS_L1_A', 'CLASS_PARIS_L1_B']);
    });

    test('promotions count classes and students', async () => {
      const { data } = await list('promotions');
      assert.deepEqual(
        data.map((one: Record<string, unknown>) => [one.id, one.class_count, one.student_count, one.year_start]),
        [['PROMO_L1', 2, 3, 2025]],
      );
      assert.deepEqual(await ids('promotions?status=archived'), ['PROMO_OLD']);
    });

    test('themes are filtered by difficulty; a draft does not show among the active ones', async () => {
      assert.deepEqual(await ids('themes'), ['THEME_HTML', 'THEME_SQL']);
      const { data } = await list('themes?difficulty=advanced&status=active');
      assert.deepEqual(data[0].tags, ['sql', 'données']);
      assert.deepEqual(await ids('themes?difficulty=advanced&status=draft'), ['THEME_DRAFT']);
    });

    test('assignments of a class are its own and its promotion’s, the latest due first', async () => {
      assert.deepEqual(await ids('assignments'), ['ASG_ONE', 'ASG_CLASS', 'ASG_PROMO']);
      assert.deepEqual(await ids('assignments?class_id=CLASS_PARIS_L1_A'), ['ASG_CLASS', 'ASG_PROMO']);
      assert.deepEqual(await ids('assignments?class_id=CLASS_PARIS_L1_B'), ['ASG_PROMO']);
      assert.deepEqual(await ids('assignments?teacher_id=TEACHER_1'), ['ASG_CLASS']);
      assert.deepEqual(await ids('assignments?status=pushed'), ['ASG_CLASS']);
      const { data } = await list('assignments?teacher_id=TEACHER_1');
      assert.deepEqual(data[0].targets, [{ target_type: 'class', target_id: 'CLASS_PARIS_L1_A' }]);
      assert.equal(data[0].due_at, '2025-12-01T10:00:00Z');
    });

    test('statistics give the four metrics over the days asked for, both included', async () => {
      const { aggregates, filters, data } = await list(
        'stats?class_id=CLASS_PARIS_L1_A&start_date=2025-11-06&end_date=2025-11-13',
      );
      assert.deepEqual(aggregates, { total_sessions: 3, avg_score: 85, avg_mastery: 0.5, total_time_hours: 0.92 });
      assert.deepEqual(filters, {
        class_id: 'CLASS_PARIS_L1_A',
        student_id: null,
        theme_id: null,
        start_date: '2025-11-06',
        end_date: '2025-11-13',
      });
      assert.deepEqual(
        data.map((one: Record<string, unknown>) => [
          one.student_id,
          one.theme_id,
          one.attempts,
          one.score,
          one.time_spent,
        ]),
        [
          ['STU_ALI', 'THEME_HTML', 1, null, 600],
          ['STU_ZOE', 'THEME_SQL', 2, 85, 2700],
        ],
      );
      const bea = await list('stats?student_id=STU_BEA&theme_id=THEME_SQL');
      assert.deepEqual([bea.filters.start_date, bea.filters.end_date], ['2025-10-14', '2025-11-13']);
      assert.deepEqual([bea.aggregates.total_sessions, bea.aggregates.avg_score], [1, 10]);
    });

    test('the export has the requested resources and no other, students, classes, themes and stats by default', async () => {
      const whole = await list('export');
      assert.deepEqual(Object.keys(whole), [
        ...['tenant_id', 'exported_at', 'format_version', 'students', 'classes', 'themes', 'stats', 'meta'],
      ]);
      assert.deepEqual(whole.meta.counts, { students: 4, classes: 2, themes: 2, stats: 3 });
      assert.ok(!('class_name' in whole.students[0]));
      const some = await list('export?include=students,classes,stats&format=json');
      assert.deepEqual(Object.keys(some).slice(3, 6), ['students', 'classes', 'stats']);
      const csv = await get('export?format=csv&include=themes');
      assert.equal(csv.headers['content-type'], 'text/csv; charset=utf-8; header=present');
      assert.match(
        csv.body,
        /^id,title,description,tags,difficulty,source,status,created_at,updated_at\r\nTHEME_HTML,/,
      );
    });
  });

  describe('authentication', () => {
    test('a key opens its own institution, with or without X-Orchestrator-Id', async () => {
      const without = await api.current.server.inject({ url: '/api/academic/students', headers: { 'x-api-key': key } });
      assert.equal(without.statusCode, 200);
      assert.equal((await get('students')).statusCode, 200);
    });

    test('a missing, unknown, mistyped, revoked, suspended or expired key gets the documented 401', async () => {
      const bad = [
        undefined,
        'sk_live_nobody',
        `${key.slice(0, -1)}${key.endsWith('a') ? 'b' : 'a'}`,
        'x'.repeat(4000),
      ];
      for (const status of ['revoked', 'suspended']) {
        const made = await api.current.createKey({ tenantId: PARIS });
        await sql`update api_keys set status = ${status} where id = ${made.id}`.execute(api.database.query);
        bad.push(made.key);
      }
      bad.push((await api.current.createKey({ tenantId: PARIS, expiresAt: NOW })).key);
      for (const one of bad) {
        const answer = await api.current.server.inject({
          url: '/api/academic/students',
          headers: one === undefined ? {} : { 'x-api-key': one },
        });
        assert.equal(answer.statusCode, 401);
        const { request_id: _, ...body } = answer.json();
        assert.deepEqual(body, { error: 'invalid_api_key', message: 'Invalid or expired API key.' });
        assert.ok(answer.headers['www-authenticate']);
        assert.equal(answer.headers['x-ratelimit-limit'], undefined);
      }
    });

    test('another institution, one that does not exist and one that is inactive are refused alike', async () => {
      const seen = new Set<string>();
      for (const tenant of [LYON, 'TENANT_NOBODY', ' ', `${PARIS}, ${LYON}`]) {
        const answer = await get('students', { 'x-orchestrator-id': tenant });
        assert.equal(answer.statusCode, 403, tenant);
        const { request_id: _, ...body } = answer.json();
        seen.add(JSON.stringify(body));
      }
      assert.deepEqual(
        [...seen],
        [JSON.stringify({ error: 'invalid_tenant', message: 'Tenant not found or inactive.' })],
      );
      await sql`update tenants set status = 'inactive' where id = ${PARIS}`.execute(api.database.query);
      assert.equal((await get('students')).statusCode, 403);
      await sql`update tenants set status = 'active' where id = ${PARIS}`.execute(api.database.query);
    });

    test('each scope opens what it names and implies nothing', async () => {
      const reader = await newKey({ scopes: ['academic:read'] });
      const exporter = await newKey({ scopes: ['academic:export'] });
      for (const resource of ['students', 'classes', 'promotions', 'themes', 'assignments', 'stats']) {
        assert.equal((await get(resource, { 'x-api-key': reader })).statusCode, 200);
        assert.equal((await get(resource, { 'x-api-key': exporter })).statusCode, 403);
      }
      assert.equal((await get('export', { 'x-api-key': exporter })).statusCode, 200);
      const { request_id: _, ...body } = (await get('export', { 'x-api-key': reader })).json();
      assert.deepEqual(body, {
        error: 'insufficient_scope',
        message: 'Your API key does not have the required scope: academic:export',
        required_scope: 'academic:export',
        your_scopes: ['academic:read'],
      });
    });
  });

  describe('rate limiting', () => {
    test('the seven headers stand on every authenticated answer, refusals included', async () => {
      const limited = await newKey({ perMinute: 60, perHour: 1000, perDay: 10_000 });
      const with60 = { 'x-api-key': limited };
      const answers = [
        await get('students', with60),
        await get('nothing', with60),
        await get('students?limit=0', with60),
        await get('students', { ...with60, 'x-orchestrator-id': LYON }),
      ];
      assert.deepEqual(
        answers.map((answer) => answer.statusCode),
        [200, 404, 400, 403],
      );
      answers.forEach(({ headers }, i) => {
        assert.equal(headers['x-ratelimit-limit'], '60');
        assert.equal(headers['x-ratelimit-remaining'], String(59 - i));
        assert.equal(headers['x-ratelimit-reset'], String(Date.parse('2025-11-13T10:15:00Z') / 1000));
        assert.equal(headers['x-ratelimit-limit-hour'], '1000');
        assert.equal(headers['x-ratelimit-remaining-hour'], String(999 - i));
        assert.equal(headers['x-ratelimit-limit-day'], '10000');
        assert.equal(headers['x-ratelimit-remaining-day'], String(9999 - i));
        assert.equal(headers['ratelimit-policy'], '"minute";q=60;w=60,"hour";q=1000;w=3600,"day";q=10000;w=86400');
        assert.equal(
          headers.ratelimit,
          `"minute";r=${59 - i};t=45,"hour";r=${999 - i};t=2745,"day";r=${9999 - i};t=49545`,
        );
      });
    });

    test('past the quota the documented 429 tells the reset, the limits and what remains', async () => {
      const limited = await newKey({ perMinute: 2, perHour: 1000, perDay: 10_000 });
      const call = () => get('students', { 'x-api-key': limited });
      assert.deepEqual([(await call()).statusCode, (await call()).statusCode], [200, 200]);
      const answer = await call();
      assert.equal(answer.statusCode, 429);
      const { request_id: _, ...body } = answer.json();
      assert.deepEqual(body, {
        error: 'rate_limit_exceeded',
        message: 'Rate limit exceeded. Please retry after the reset time.',
        retry_after: 45,
        reset_at: '2025-11-13T10:15:00Z',
        limits: { minute: 2, hour: 1000, day: 10_000 },
        remaining: { minute: 0, hour: 998, day: 9998 },
        exceeded: ['minute'],
      });
      assert.equal(answer.headers['retry-after'], '45');
      assert.equal(answer.headers['x-ratelimit-remaining'], '0');
    });

    test('when the day is spent the answer says tomorrow, not the next minute', async () => {
      const limited = await newKey({ perMinute: 5, perHour: 5, perDay: 1 });
      await get('students', { 'x-api-key': limited });
      const body = (await get('students', { 'x-api-key': limited })).json();
      assert.deepEqual([body.exceeded, body.reset_at, body.retry_after], [['day'], '2025-11-14T00:00:00Z', 49_545]);
    });
  });

  describe('errors', () => {
    test('an unknown resource gets the documented 404, whatever stands there', async () => {
      for (const [path, shown] of [
        ['unknown', 'unknown'],
        ['', 'none'],
        ['students/STU_ZOE', 'students/STU_ZOE'],
        [`${'x'.repeat(200)}`, 'x'.repeat(64)],
      ]) {
        const answer = await get(path ?? '');
        assert.equal(answer.statusCode, 404);
        const { request_id: _, ...body } = answer.json();
        assert.deepEqual(body, {
          error: 'not_found',
          message: `Academic API resource not found: ${shown}`,
          available_resources: ['students', 'classes', 'promotions', 'themes', 'assignments', 'stats', 'export'],
        });
      }
      assert.equal((await get('students/')).statusCode, 200, 'a slash at the end is no other resource');
    });
  });

  test('every call is journaled in sync_logs, found by the documented query, without key or token', async () => {
    await api.current.journal.flush();
    await sql`delete from sync_logs`.execute(api.database.query);
    // From an address that has not been refused before: refused calls have few places in the journal.
    const remoteAddress = '192.0.2.7';
    const call = (url: string, headers: Record<string, string>, method: 'GET' | 'POST' = 'GET') =>
      api.current.server.inject({ method, remoteAddress, url: `/api/academic/${url}`, headers });
    await call('students?class_id=CLASS_PARIS_L1_A&limit=2', {
      'x-api-key': key,
      'user-agent': 'ent/1.0 (sk_live_abc123)',
    });
    await call('students?api_key=sk_live_abc123', {});
    await call('unknown', { 'x-api-key': key });
    await call('students', {});
    await call('students', {}, 'POST');
    await api.current.journal.flush();
    const { rows } = await sql<Record<string, string>>`SELECT * FROM sync_logs
      WHERE type = 'academic_api'
      ORDER BY created_at DESC
      LIMIT 10`.execute(api.database.query);
    assert.equal(rows.length, 5);
    const metadata = rows.map((row) => JSON.parse(row.metadata ?? '')).sort((a, b) => a.status_code - b.status_code);
    assert.deepEqual(
      metadata.map((one) => one.status_code),
      [200, 400, 401, 404, 405],
    );
    const { api_key_id, duration_ms, ...first } = metadata[0];
    assert.match(api_key_id, /^APIKEY_/);
    assert.equal(typeof duration_ms, 'number');
    assert.deepEqual(first, {
      endpoint: '/api/academic/students',
      tenant_id: PARIS,
      status_code: 200,
      ip: '192.0.2.7',
      user_agent: 'ent/1.0 ([redacted])',
      params: { class_id: 'CLASS_PARIS_L1_A', limit: '2' },
      count: 2,
    });
    assert.deepEqual([...new Set(rows.map((row) => row.status))].sort(), ['error', 'ok']);
    assert.ok(!JSON.stringify(rows).includes('abc123'));
    assert.ok(!JSON.stringify(rows).includes(key));
  });
});
