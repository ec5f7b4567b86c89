import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { sql } from 'kysely';
import { academicOf } from '../support/academic.ts';
import { forEachEngine } from '../support/engines.ts';
import { seedRegister } from '../support/register.ts';
import { NOW, PARIS, seedInstitutions } from './paris.ts';

// What the public documentation leaves open, and how it was decided.
forEachEngine((engine) => {
  const api = academicOf(engine, { clock: { now: () => NOW } });
  let key = '';
  before(async () => {
    await seedInstitutions(api.database);
    key = (await api.current.createKey({ tenantId: PARIS })).key;
  });
  const get = (path: string, headers: Record<string, string> = {}) =>
    api.current.server.inject({ url: `/api/academic/${path}`, headers: { 'x-api-key': key, ...headers } });
  const refused = async (path: string, parameter: string) => {
    const answer = await get(path);
    assert.deepEqual([answer.statusCode, answer.json().error], [400, 'invalid_parameter'], path);
    assert.equal(answer.json().parameter, parameter);
    return answer.json();
  };

  describe('parameters', () => {
    test('limit and offset are whole numbers, once', async () => {
      for (const value of ['0', '-1', '1e3', 'abc', '1.5', '+5', '%205', '0x10', '9007199254740992', '', '01']) {
        await refused(`students?limit=${value}`, 'limit');
      }
      for (const value of ['-1', '1e3', 'abc', '9007199254740993', ''])
        await refused(`themes?offset=${value}`, 'offset');
      await refused('students?limit=1&limit=2', 'limit');
      assert.deepEqual((await get('students?offset=9007199254740991')).json().data, []);
    });

    test('an unknown parameter is refused and the known ones are named', async () => {
      const body = await refused('students?classid=CLASS_PARIS_L1_A', 'classid');
      assert.deepEqual(body.allowed_parameters, ['class_id', 'promo_id', 'limit', 'offset', 'status', 'cursor']);
      await refused('classes?class_id=x', 'class_id');
    });

    test('an empty, repeated, overlong or unprintable id is refused before the database sees it', async () => {
      for (const value of ['', 'a&class_id=b', 'x'.repeat(65), '%00', 'a%0Ab', '%20a']) {
        await refused(`students?class_id=${value}`, 'class_id');
      }
    });

    test('a status or difficulty that does not exist is refused with those that do', async () => {
      const body = await refused('themes?difficulty=hard', 'difficulty');
      assert.deepEqual(body.allowed_values, ['beginner', 'intermediate', 'advanced']);
      for (const resource of ['classes', 'promotions', 'themes', 'assignments', 'students']) {
        await refused(`${resource}?status=ACTIVE`, 'status');
        assert.equal((await get(`${resource}?status=all`)).statusCode, 200);
      }
    });

    test('an id of another institution and one of nobody find the same nothing', async () => {
      for (const [path, id] of [
        ['students?class_id=', 'CLASS_LYON'],
        ['students?promo_id=', 'PROMO_LYON'],
        ['classes?promo_id=', 'PROMO_LYON'],
        ['assignments?class_id=', 'CLASS_LYON'],
        ['assignments?teacher_id=', 'TEACHER_LYON'],
        ['stats?class_id=', 'CLASS_LYON'],
        ['stats?student_id=', 'STU_LYON'],
        ['stats?theme_id=', 'THEME_LYON'],
      ]) {
        const [theirs, nobodys] = [(await get(`${path}${id}`)).json(), (await get(`${path}NOBODY`)).json()];
        const same = (body: Record<string, unknown>) => JSON.stringify({ ...body, filters: 0, request_id: 0 });
        assert.equal(same(theirs), same(nobodys));
        assert.deepEqual(theirs.data, []);
      }
    });

    test('days exist, are in order and lie within five years', async () => {
      for (const value of ['2025-02-30', '2025-1-1', '20251113', 'today', '2025-11-13T00:00:00Z', '']) {
        await refused(`stats?start_date=${value}`, 'start_date');
      }
      await refused('stats?start_date=2025-11-14&end_date=2025-11-13', 'start_date');
      await refused('stats?start_date=2020-01-01&end_date=2025-11-13', 'start_date');
      const only = (await get('stats?end_date=2024-03-01')).json();
      assert.deepEqual([only.filters.start_date, only.filters.end_date], ['2024-01-31', '2024-03-01']);
      assert.equal((await get('stats?end_date=2026-01-01')).statusCode, 200, 'an end in the future');
    });

    test('metrics of nothing: no session, no hour, and no mean instead of a zero', async () => {
      const { aggregates, data } = (await get('stats?end_date=2024-03-01')).json();
      assert.deepEqual(aggregates, { total_sessions: 0, avg_score: null, avg_mastery: null, total_time_hours: 0 });
      assert.deepEqual(data, []);
      assert.deepEqual((await get('stats?class_id=NOBODY')).json().aggregates, aggregates);
    });

    test('group_by=none gives the metrics alone', async () => {
      const { aggregates, data, pagination } = (await get('stats?group_by=none')).json();
      assert.deepEqual([data, aggregates.total_sessions, pagination.total], [[], 4, 3]);
    });

    test('the export’s include is a list of known resources', async () => {
      for (const value of ['', 'grades', 'students,,classes', 'students,grades']) {
        await refused(`export?include=${encodeURIComponent(value)}`, 'include');
      }
      const twice = (await get('export?include=themes,%20themes')).json();
      assert.deepEqual(twice.meta.counts, { themes: 2 });
      await refused('export?format=xml', 'format');
      await refused('export?updated_since=yesterday', 'updated_since');
    });
  });

  describe('order of checks', () => {
    test('405 before 400 before 401 before 404 before 403 for the scope before 400', async () => {
      const { server } = api.current;
      const post = await server.inject({ method: 'POST', url: '/api/academic/students?api_key=x' });
      assert.equal(post.statusCode, 405);
      for (const url of [
        '/api/academic/students',
        '/api/academic',
        '/api/academic/a/b',
        '/ims/oneroster/rostering/v1p2/users',
      ]) {
        const preflight = { origin: 'https://site.exemple', 'access-control-request-method': 'GET' };
        for (const headers of [{}, preflight]) {
          const options = await server.inject({ method: 'OPTIONS', url, headers });
          assert.deepEqual([options.statusCode, options.headers.allow], [405, 'GET, HEAD'], url);
        }
      }
      const inUrl = await server.inject({ url: '/api/academic/students?api_key=x' });
      assert.deepEqual([inUrl.statusCode, inUrl.json().error], [400, 'credentials_in_url']);
      const two = await get('students', { authorization: 'Bearer x.y.z' });
      assert.deepEqual([two.statusCode, two.json().error], [400, 'ambiguous_credentials']);
      assert.equal((await server.inject({ url: '/api/academic/unknown' })).statusCode, 401);
      const exporter = await api.current.createKey({ tenantId: PARIS, scopes: ['academic:export'] });
      const headers = { 'x-api-key': exporter.key };
      assert.equal((await get('unknown?limit=0', headers)).statusCode, 404);
      assert.equal((await get('students?limit=0', headers)).statusCode, 403);
      assert.equal((await get('students?limit=0')).statusCode, 400);
      assert.equal((await get('unknown', { ...headers, 'x-orchestrator-id': 'OTHER' })).statusCode, 403);
    });

    test('a spent quota answers before the institution, the resource and the parameters are looked at', async () => {
      const spent = await api.current.createKey({ tenantId: PARIS, perMinute: 0 });
      const answer = await get('unknown', { 'x-api-key': spent.key, 'x-orchestrator-id': 'OTHER' });
      assert.deepEqual([answer.statusCode, answer.json().error], [429, 'rate_limit_exceeded']);
    });
  });

  describe('lists', () => {
    test('HEAD answers as GET, without a body, and costs one call', async () => {
      const { key: limited } = await api.current.createKey({ tenantId: PARIS, perMinute: 60 });
      for (const path of ['students', 'export', 'unknown']) {
        const head = await api.current.server.inject({
          method: 'HEAD',
          url: `/api/academic/${path}`,
          headers: { 'x-api-key': limited },
        });
        assert.deepEqual([head.statusCode, head.body], [path === 'unknown' ? 404 : 200, '']);
      }
      const after = await get('students', { 'x-api-key': limited });
      assert.equal(after.headers['x-ratelimit-remaining'], '56');
    });

    test('a list that has not changed answers 304 to its ETag, and costs one call', async () => {
      const first = await get('students');
      const { etag } = first.headers;
      assert.match(String(etag), /^W\/"/);
      assert.equal(first.headers['cache-control'], 'private, no-cache');
      const again = await get('students', { 'if-none-match': String(etag) });
      assert.deepEqual([again.statusCode, again.body, again.headers.etag], [304, '', etag]);
      assert.ok(again.headers['x-ratelimit-remaining']);
      assert.equal((await get('themes', { 'if-none-match': String(etag) })).statusCode, 200);
      await sql`update students set firstname = 'Zora' where student_id = 'STU_ZOE'`.execute(api.database.query);
      assert.equal((await get('students', { 'if-none-match': String(etag) })).statusCode, 200);
      await sql`update students set firstname = 'Zoé' where student_id = 'STU_ZOE'`.execute(api.database.query);
    });

    test('cursors walk a list from end to end, in its order, each row once', async () => {
      for (const resource of ['students', 'classes', 'themes', 'assignments', 'promotions']) {
        const whole = (await get(`${resource}?status=all&limit=500`)).json().data;
        const walked: { id: string }[] = [];
        let path = `${resource}?status=all&limit=1`;
        for (;;) {
          const answer = await get(path);
          const { data, pagination } = answer.json();
          walked.push(...data);
          assert.equal(pagination.total, whole.length);
          assert.equal(pagination.has_more, walked.length < whole.length);
          if (pagination.next_cursor === null) break;
          const link = String(answer.headers.link);
          assert.match(link, /^<https:\/\/api\.exemple\.fr\/api\/academic\/.*>; rel="next"$/);
          path = link.slice(link.indexOf('/api/academic/') + '/api/academic/'.length, link.indexOf('>'));
        }
        assert.deepEqual(walked, whole, resource);
      }
    });

    test('a cursor of another list, a broken one, and one beside offset are refused', async () => {
      const { next_cursor } = (await get('students?limit=1')).json().pagination;
      await refused(`themes?cursor=${next_cursor}`, 'cursor');
      for (const value of ['x', '', Buffer.from('["c1","students",{}]').toString('base64url')]) {
        await refused(`students?cursor=${value}`, 'cursor');
      }
      await refused(`students?cursor=${next_cursor}&offset=1`, 'offset');
      const nul = Buffer.from('["c1","students","a\\u0000b","x"]').toString('base64url');
      await refused(`students?cursor=${nul}`, 'cursor');
    });

    test('a cursor that no list has made is refused: instants that no row has, ids that are none', async () => {
      const cursorOf = (...parts: unknown[]) => Buffer.from(JSON.stringify(['c1', ...parts])).toString('base64url');
      const [at, beyond] = [NOW.getTime(), 8.64e15];
      for (const position of [
        ['x', 'y', 'z'],
        [null, 'y', 'z'],
        [null, null, 'z'],
        [-beyond, -beyond, 'z'],
        [at, beyond, 'z'],
        [1.5, at, 'z'],
        [at, at, 7],
        [at, at, null],
        [at, at, ''],
        [at, at, 'a\0'],
        [at, at, '\ud800'],
      ]) {
        await refused(`assignments?cursor=${cursorOf('assignments', ...position)}`, 'cursor');
      }
      for (const position of [
        ['a', 5],
        [5, 'a'],
        [null, 'a'],
        ['a', null],
        ['a', ''],
        ['a\ud800', 'a'],
        ['a', '\0'],
      ]) {
        await refused(`students?cursor=${cursorOf('students', ...position)}`, 'cursor');
      }
      const [first, last] = [Date.UTC(2000, 0), Date.parse('9999-12-31T23:59:59.999Z')];
      for (const due of [null, first, last, Date.parse('0001-01-01T00:00:00Z')]) {
        const answer = await get(`assignments?cursor=${cursorOf('assignments', due, due ?? at, 'z')}`);
        assert.equal(answer.statusCode, 200, `${due} ${answer.body}`);
      }
    });

    test('days at the edges of the calendar are answered on every engine', async () => {
      for (const query of ['end_date=0001-01-05', 'start_date=0001-01-01&end_date=0001-01-02', 'end_date=9999-12-31']) {
        assert.ok([200, 400].includes((await get(`stats?${query}`)).statusCode), query);
      }
    });

    test('classes and promotions come whole, and paged when a limit asks for it', async () => {
      assert.equal((await get('classes?status=all')).json().pagination, undefined);
      const paged = (await get('classes?status=all&limit=2')).json();
      assert.deepEqual([paged.data.length, paged.pagination.total, paged.meta.count], [2, 3, 2]);
    });
  });

  test('students who have not agreed leave the statistics where the institution asks for consent', async () => {
    await api.database.query
      .insertInto('tenants')
      .values({ id: 'T_CONSENT', name: 'Consent', consent_required_for_stats: 'yes' })
      .execute();
    const agreed = new Date('2025-09-01T00:00:00Z');
    const ids = ['A', 'B', 'C', 'D', 'E', 'F'];
    await seedRegister(api.database, {
      tenant: 'T_CONSENT',
      classes: [{ class_id: 'K' }],
      students: ids.map((id) => ({ student_id: id, class: 'K', consent_sharing_at: id === 'F' ? null : agreed })),
      themes: [{ theme_id: 'H' }],
      sessions: ids.map((id) => ({
        student: id,
        theme: 'H',
        class: 'K',
        day: '2025-11-10',
        score: id === 'F' ? 0 : 1,
      })),
    });
    const made = await api.current.createKey({ tenantId: 'T_CONSENT' });
    const stats = async (query = '') => (await get(`stats?${query}`, { 'x-api-key': made.key })).json();
    const { data, aggregates } = await stats();
    assert.deepEqual([data.length, aggregates.total_sessions, aggregates.avg_score], [5, 5, 100]);
    const few = await stats('student_id=A');
    assert.deepEqual([few.data.length, few.aggregates.avg_score], [1, null], 'a mean of few would tell of one');
    assert.deepEqual((await stats('student_id=F')).data, []);
    const exported = (await get('export?include=stats', { 'x-api-key': made.key })).json();
    assert.deepEqual(exported.meta.counts, { stats: 5 });
  });

  test('work counts for the class in which it was done, even when the student has moved since', async () => {
    const sessionsOf = async (id: string) =>
      (await get(`stats?class_id=${id}&start_date=2025-01-01`)).json().aggregates.total_sessions;
    assert.deepEqual([await sessionsOf('CLASS_PARIS_L1_A'), await sessionsOf('CLASS_PARIS_L1_B')], [3, 2]);
  });

  test('scopes that are no JSON array open nothing', async () => {
    const made = await api.current.createKey({ tenantId: PARIS });
    await sql`update api_keys set scopes = 'academic:read' where id = ${made.id}`.execute(api.database.query);
    const answer = await get('students', { 'x-api-key': made.key });
    assert.deepEqual([answer.statusCode, answer.json().your_scopes], [403, []]);
  });

  test('an institution’s id with accents is understood as programs send it: in UTF-8, or in Latin-1', async () => {
    await api.database.query.insertInto('tenants').values({ id: 'LYCÉE_1', name: 'Lycée' }).execute();
    const made = await api.current.createKey({ tenantId: 'LYCÉE_1' });
    for (const header of [Buffer.from('LYCÉE_1').toString('latin1'), 'LYCÉE_1']) {
      const answer = await get('students', { 'x-api-key': made.key, 'x-orchestrator-id': header });
      assert.deepEqual([answer.statusCode, answer.json().meta?.tenant_id], [200, 'LYCÉE_1']);
    }
  });

  test('a key bound to addresses opens from them only', async () => {
    const made = await api.current.createKey({ tenantId: PARIS, allowedIps: ['192.0.2.0/24', '2001:db8::1'] });
    const from = (remoteAddress: string) =>
      api.current.server.inject({ url: '/api/academic/students', headers: { 'x-api-key': made.key }, remoteAddress });
    assert.equal((await from('192.0.2.9')).statusCode, 200);
    assert.equal((await from('::ffff:192.0.2.9')).statusCode, 200);
    assert.equal((await from('2001:db8::1')).statusCode, 200);
    const answer = await from('198.51.100.1');
    assert.deepEqual([answer.statusCode, answer.json().error], [403, 'address_not_allowed']);
  });

  test('refused calls of one address take few places in the journal', async () => {
    await api.current.journal.flush();
    await sql`delete from sync_logs`.execute(api.database.query);
    for (let i = 0; i < 30; i++) {
      await api.current.server.inject({ url: '/api/academic/students', remoteAddress: '203.0.113.5' });
    }
    await api.current.journal.flush();
    const { rows } = await sql<{ n: number }>`select count(*) as n from sync_logs`.execute(api.database.query);
    assert.equal(Number(rows[0]?.n), 10);
  });
});
