import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { sql } from 'kysely';
import { Compile } from 'typebox/schema';
import { ENTITIES } from '../../src/oneroster/oneroster.schema.ts';
import { LYON, NOW, PARIS, seedInstitutions } from '../academic/paris.ts';
import { API_URL, academicOf } from '../support/academic.ts';
import { forEachEngine } from '../support/engines.ts';
import { seedRegister } from '../support/register.ts';
import { GETS } from './gets-of-the-standard.ts';

const ROSTERING = '/ims/oneroster/rostering/v1p2';
const GRADEBOOK = '/ims/oneroster/gradebook/v1p2';
const V1P1 = '/ims/oneroster/v1p1';

interface Answer {
  status: number;
  headers: Record<string, unknown>;
  // biome-ignore lint/suspicious/noExplicitAny: the bodies of a foreign standard
  body: any;
}

forEachEngine((engine) => {
  const api = academicOf(engine, { clock: { now: () => NOW } });
  let key = '';
  let keyId = '';
  before(async () => {
    await seedInstitutions(api.database);
    const made = await api.current.createKey({ tenantId: PARIS });
    key = made.key;
    keyId = made.id;
  });
  const get = async (url: string, headers: Record<string, string> = { 'x-api-key': key }): Promise<Answer> => {
    const answer = await api.current.server.inject({ url, headers });
    return { status: answer.statusCode, headers: answer.headers, body: answer.body === '' ? '' : answer.json() };
  };
  const list = async (url: string, member: string): Promise<Record<string, unknown>[]> => {
    const { status, body } = await get(url);
    assert.equal(status, 200, `${url}: ${JSON.stringify(body)}`);
    return body[member];
  };
  const ids = async (url: string, member: string) => (await list(url, member)).map(({ sourcedId }) => sourcedId);

  test('every GET of rostering and gradebook 1.2 and of rostering 1.1 answers', async () => {
    for (const path of GETS.rostering) {
      for (const base of [ROSTERING, V1P1]) await answers(base, path);
    }
    for (const path of GETS.gradebook) await answers(GRADEBOOK, path);
  });

  /** With ids that exist; one record is found or is none of ours. */
  async function answers(base: string, path: string): Promise<void> {
    const filled = path
      .replace('{schoolSourcedId}', PARIS)
      .replace('{classSourcedId}', 'CLASS_PARIS_L1_A')
      .replace(/\{(student|user)SourcedId\}/, 'STU_ZOE')
      .replace('{teacherSourcedId}', 'TEACHER_1')
      .replace(/\{\w+\}/g, 'NOTHING');
    const { status, headers } = await get(base + filled);
    assert.equal(status, path.endsWith('{sourcedId}') ? 404 : 200, base + filled);
    if (status === 200) assert.match(String(headers['x-total-count']), /^\d+$/, path);
  }

  test('every record has what the standard demands, and is found again by its sourcedId', async () => {
    const collections: [string, string, string, keyof typeof ENTITIES][] = [
      [ROSTERING, 'academicSessions', 'academicSessions', 'academicSession'],
      [ROSTERING, 'terms', 'academicSessions', 'academicSession'],
      [ROSTERING, 'classes', 'classes', 'class'],
      [ROSTERING, 'courses', 'courses', 'course'],
      [ROSTERING, 'enrollments', 'enrollments', 'enrollment'],
      [ROSTERING, 'orgs', 'orgs', 'org'],
      [ROSTERING, 'schools', 'orgs', 'org'],
      [ROSTERING, 'users', 'users', 'user'],
      [ROSTERING, 'students', 'users', 'user'],
      [ROSTERING, 'teachers', 'users', 'user'],
      [GRADEBOOK, 'categories', 'categories', 'category'],
      [GRADEBOOK, 'lineItems', 'lineItems', 'lineItem'],
      [GRADEBOOK, 'results', 'results', 'result'],
      [V1P1, 'users', 'users', 'userV1p1'],
      [V1P1, 'classes', 'classes', 'class'],
    ];
    for (const [base, path, member, entity] of collections) {
      const records = await list(`${base}/${path}?limit=500`, member);
      assert.ok(records.length > 0, path);
      const check = Compile(ENTITIES[entity]);
      for (const record of records) {
        assert.ok(check.Check(record), `${path}: ${JSON.stringify(record)}`);
        const again = await get(`${base}/${path}/${encodeURIComponent(String(record.sourcedId))}`);
        assert.deepEqual(again.body, { [entity.replace('V1p1', '')]: record });
      }
    }
    assert.deepEqual(await list(`${ROSTERING}/demographics`, 'demographics'), []);
    assert.deepEqual(await list(`${GRADEBOOK}/scoreScales`, 'scoreScales'), []);
    assert.deepEqual(await list(`${ROSTERING}/gradingPeriods`, 'academicSessions'), []);
  });

  describe('what is what', () => {
    test('the institution is a school, a promotion a school year with one term, a class belongs to that term', async () => {
      assert.deepEqual(await ids(`${ROSTERING}/schools`, 'orgs'), [PARIS]);
      const sessions = await list(`${ROSTERING}/academicSessions?filter=title='Licence 1'`, 'academicSessions');
      const year = sessions.find(({ type }) => type === 'schoolYear');
      const term = sessions.find(({ type }) => type === 'term');
      assert.deepEqual(
        [year?.sourcedId, year?.startDate, year?.endDate, year?.schoolYear],
        ['PROMO_L1', '2025-09-01', '2026-08-31', '2026'],
      );
      const [found] = await list(`${ROSTERING}/classes?filter=sourcedId='CLASS_PARIS_L1_A'`, 'classes');
      const { dateLastModified, ...aClass } = found ?? {};
      assert.match(String(dateLastModified), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      const ref = (type: string, place: string, sourcedId: unknown) => ({
        href: `${API_URL}${ROSTERING}/${place}/${sourcedId}`,
        sourcedId,
        type,
      });
      assert.deepEqual(term?.parent, ref('academicSession', 'academicSessions', 'PROMO_L1'));
      assert.deepEqual(aClass, {
        sourcedId: 'CLASS_PARIS_L1_A',
        status: 'active',
        title: 'L1 A',
        classCode: 'CLASS_PARIS_L1_A',
        classType: 'scheduled',
        grades: [],
        subjects: [],
        course: ref('course', 'courses', term?.sourcedId),
        school: ref('org', 'orgs', PARIS),
        terms: [ref('academicSession', 'academicSessions', term?.sourcedId)],
      });
    });

    test('an archived promotion without years has open dates; a class without promotion a term and a course all the same', async () => {
      const [old] = await list(`${ROSTERING}/academicSessions?filter=sourcedId='PROMO_OLD'`, 'academicSessions');
      assert.deepEqual([old?.status, old?.startDate, old?.endDate], ['tobedeleted', '2000-01-01', '2099-12-31']);
      const [oldClass] = await list(`${ROSTERING}/classes?filter=sourcedId='CLASS_OLD'`, 'classes');
      const { course, terms } = oldClass as { course: { sourcedId: string }; terms: { sourcedId: string }[] };
      assert.equal((await get(`${ROSTERING}/courses/${course.sourcedId}`)).status, 200);
      assert.equal((await get(`${ROSTERING}/terms/${terms[0]?.sourcedId}`)).status, 200);
    });

    test('students and teachers are users; what is not known is left out, and a name is never empty', async () => {
      const { user } = (await get(`${ROSTERING}/users/STU_ZOE`)).body;
      assert.deepEqual(
        [user.givenName, user.familyName, user.email, user.userMasterIdentifier, user.enabledUser, user.roles[0].role],
        ['Zoé', 'Lefèvre', 'zoe@paris.example', 'uuid-zoe', 'true', 'student'],
      );
      const bare = (await get(`${ROSTERING}/students/STU_BARE`)).body.user;
      assert.deepEqual([bare.givenName, bare.familyName, 'email' in bare], ['-', '-', false]);
      const gone = (await get(`${ROSTERING}/students/STU_GONE`)).body.user;
      assert.deepEqual([gone.status, gone.enabledUser], ['tobedeleted', 'false']);
      assert.equal((await get(`${ROSTERING}/students/TEACHER_1`)).status, 404);
      assert.equal((await get(`${ROSTERING}/teachers/TEACHER_1`)).body.user.email, 'marie@paris.example');
    });

    test('the same id is one person with two roles when the name is the same, and two people when it is not', async () => {
      await api.database.query.insertInto('tenants').values({ id: 'T_TWINS', name: 'Twins' }).execute();
      await seedRegister(api.database, {
        tenant: 'T_TWINS',
        students: [
          { student_id: '1', firstname: 'Ada', lastname: 'Byron' },
          { student_id: '2', firstname: 'Élise', lastname: 'Noël' },
          { student_id: 'teacher.1', firstname: 'Grace', lastname: 'Hopper' },
        ],
        teachers: [
          { teacher_id: '1', firstname: 'Alan', lastname: 'Turing' },
          { teacher_id: '2', firstname: 'Élise', lastname: 'Noël' },
        ],
      });
      const made = await api.current.createKey({ tenantId: 'T_TWINS' });
      const { id: turing } = await api.database.query
        .selectFrom('teachers')
        .select('id')
        .where('tenant_id', '=', 'T_TWINS')
        .where('teacher_id', '=', '1')
        .executeTakeFirstOrThrow();
      const users = (await get(`${ROSTERING}/users`, { 'x-api-key': made.key })).body.users;
      assert.deepEqual(
        users.map((one: { sourcedId: string; familyName: string; roles: { role: string }[] }) => [
          one.sourcedId,
          one.familyName,
          one.roles.map(({ role }) => role).join(),
        ]),
        [
          [turing, 'Turing', 'teacher'],
          ['1', 'Byron', 'student'],
          ['2', 'Noël', 'student,teacher'],
          ['teacher.1', 'Hopper', 'student'],
        ],
      );
      const teachers = (await get(`${ROSTERING}/teachers`, { 'x-api-key': made.key })).body.users;
      assert.deepEqual(
        teachers.map((one: { sourcedId: string }) => one.sourcedId),
        [turing, '2'],
      );
      const { user } = (await get(`${ROSTERING}/users/${turing}`, { 'x-api-key': made.key })).body;
      assert.equal(user.familyName, 'Turing');
    });

    test('enrolments are students in classes and each class’ teacher, who is the primary one', async () => {
      const of = await list(`${ROSTERING}/enrollments?filter=class.sourcedId='CLASS_PARIS_L1_A'`, 'enrollments');
      assert.deepEqual(
        of
          .map((one) => [(one.user as { sourcedId: string }).sourcedId, one.role, one.primary])
          .sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1)),
        [
          ['STU_ALI', 'student', 'false'],
          ['STU_BEA', 'student', 'false'],
          ['STU_ZOE', 'student', 'false'],
          ['TEACHER_1', 'teacher', 'true'],
        ],
      );
    });

    test('an assignment is a line item in each class that has it, and a result is the mean of the work in its theme', async () => {
      const items = await list(`${GRADEBOOK}/lineItems?sort=title`, 'lineItems');
      assert.deepEqual(
        items.map(({ title, dueDate }) => [title, dueDate]),
        [['Quiz SQL', '2025-12-01T10:00:00.000Z']],
        'drafts and work for a single student are none',
      );
      const results = await list(`${GRADEBOOK}/classes/CLASS_PARIS_L1_A/results`, 'results');
      assert.deepEqual(
        results.map(({ student, score, scoreStatus, scoreDate }) => [
          (student as { sourcedId: string }).sourcedId,
          score,
          scoreStatus,
          scoreDate,
        ]),
        [['STU_ZOE', 85, 'fully graded', '2025-11-13']],
      );
      const item = encodeURIComponent(String(items[0]?.sourcedId));
      const nested = `${GRADEBOOK}/classes/CLASS_PARIS_L1_A`;
      assert.deepEqual(await list(`${nested}/lineItems/${item}/results`, 'results'), results);
      assert.deepEqual(await list(`${nested}/students/STU_ZOE/results`, 'results'), results);
      assert.deepEqual(await list(`${nested}/students/STU_ALI/results`, 'results'), []);
      assert.deepEqual(await ids(`${nested}/categories`, 'categories'), ['quiz']);
    });

    test('where consent is asked for, results are those of students who gave it', async () => {
      const results = async () => (await list(`${GRADEBOOK}/results`, 'results')).length;
      const before = await results();
      await sql`update tenants set consent_required_for_stats = 'yes' where id = ${PARIS}`.execute(api.database.query);
      await sql`update students set consent_sharing_at = null where student_id = 'STU_ZOE'`.execute(api.database.query);
      assert.deepEqual([before, await results()], [1, 0]);
      await sql`update tenants set consent_required_for_stats = 'no' where id = ${PARIS}`.execute(api.database.query);
    });

    test('what lies inside a class, course, term, student, teacher, user or school', async () => {
      const inParis = `${ROSTERING}/schools/${PARIS}`;
      assert.deepEqual(await ids(`${ROSTERING}/classes/CLASS_PARIS_L1_B/students`, 'users'), ['STU_BEA', 'STU_GONE']);
      assert.deepEqual(await ids(`${ROSTERING}/classes/CLASS_PARIS_L1_A/teachers`, 'users'), ['TEACHER_1']);
      assert.deepEqual(await ids(`${inParis}/classes/CLASS_PARIS_L1_A/students`, 'users'), [
        ...['STU_ALI', 'STU_BEA', 'STU_ZOE'],
      ]);
      assert.equal((await ids(`${inParis}/classes/CLASS_PARIS_L1_A/enrollments`, 'enrollments')).length, 4);
      assert.deepEqual(await ids(`${ROSTERING}/students/STU_BEA/classes`, 'classes'), [
        ...['CLASS_PARIS_L1_A', 'CLASS_PARIS_L1_B'],
      ]);
      for (const one of ['teachers/TEACHER_1', 'users/TEACHER_1', 'users/STU_ALI']) {
        assert.deepEqual(await ids(`${ROSTERING}/${one}/classes`, 'classes'), ['CLASS_PARIS_L1_A'], one);
      }
      const [{ sourcedId: term } = {}] = await list(`${inParis}/terms?filter=title='Licence 1'`, 'academicSessions');
      for (const one of [`terms/${term}`, `courses/${term}`]) {
        assert.deepEqual(await ids(`${ROSTERING}/${one}/classes`, 'classes'), ['CLASS_PARIS_L1_A', 'CLASS_PARIS_L1_B']);
      }
      assert.deepEqual(await ids(`${inParis}/teachers`, 'users'), ['TEACHER_1']);
      assert.equal((await ids(`${inParis}/courses`, 'courses')).length, 6);
      assert.deepEqual(await ids(`${ROSTERING}/schools/${LYON}/classes`, 'classes'), []);
      assert.deepEqual(await ids(`${ROSTERING}/classes/CLASS_LYON/students`, 'users'), []);
    });
  });

  describe('queries', () => {
    test('filters compare, find parts whatever their case, and join two comparisons', async () => {
      const users = (filter: string) => ids(`${ROSTERING}/users?filter=${encodeURIComponent(filter)}`, 'users');
      assert.deepEqual(await users("familyName='Lefèvre'"), ['STU_ZOE']);
      assert.deepEqual(await users("familyName~'LEF'"), ['STU_ZOE']);
      assert.deepEqual(await users("role='teacher'"), ['TEACHER_1']);
      assert.deepEqual(await users("roles.role!='student'"), ['TEACHER_1']);
      assert.deepEqual(await users("status='tobedeleted' OR email='zoe@paris.example'"), ['STU_GONE', 'STU_ZOE']);
      assert.deepEqual(await users("status='active' AND email!='zoe@paris.example'"), [
        ...['STU_ALI', 'STU_BARE', 'STU_BEA', 'TEACHER_1'],
      ]);
      assert.deepEqual(await users("sourcedId>='STU_GONE' AND sourcedId<'TEACHER_1'"), ['STU_GONE', 'STU_ZOE']);
      assert.deepEqual(await users("dateLastModified>'2999-01-01'"), []);
      assert.equal((await users("dateLastModified>='2020-01-01'")).length, 6);
      assert.equal((await users(`orgs.sourcedId='${PARIS}'`)).length, 6);
      assert.deepEqual(await users("familyName='O''Brien'"), []);
      for (const unlike of ["email~'%'", "email~'_'", "familyName~'!'"]) assert.deepEqual(await users(unlike), []);
      const results = await ids(
        `${GRADEBOOK}/results?filter=${encodeURIComponent("score>='85' AND score<'85.1'")}`,
        'results',
      );
      assert.equal(results.length, 1);
    });

    test('a filter that cannot be is refused as the standard says', async () => {
      for (const filter of [
        ...["nothing='x'", 'familyName=x', "familyName='x", "a='1' AND b='2' AND c='3'", "__proto__='x'", 'x'],
        ...["dateLastModified='yesterday'", "role>'a'", "familyName='\u0000'", "dateLastModified~'2025'", ' '],
      ]) {
        const { status, body } = await get(`${ROSTERING}/users?filter=${encodeURIComponent(filter)}`);
        assert.deepEqual([status, minorOf(body)], [400, 'invalid_filter_field'], filter);
      }
    });

    test('pages follow each other by Link, tell the total, and hold each record once', async () => {
      const whole = await ids(`${ROSTERING}/users?sort=familyName&orderBy=desc`, 'users');
      const walked: unknown[] = [];
      let url = `${ROSTERING}/users?sort=familyName&orderBy=desc&limit=2`;
      for (;;) {
        const { headers, body } = await get(url);
        assert.equal(headers['x-total-count'], '6');
        walked.push(...body.users.map((one: { sourcedId: string }) => one.sourcedId));
        const next = /<https:\/\/api\.exemple\.fr([^>]+)>; rel="next"/.exec(String(headers.link))?.[1];
        if (next === undefined) break;
        url = next;
      }
      assert.deepEqual(walked, whole);
      const { headers } = await get(`${ROSTERING}/users?limit=2&offset=2`);
      const relations = [...String(headers.link).matchAll(/offset=(\d+)>; rel="(\w+)"/g)].map(([, at, rel]) => [
        rel,
        at,
      ]);
      assert.deepEqual(relations, [
        ['next', '4'],
        ['prev', '0'],
        ['first', '0'],
        ['last', '4'],
      ]);
      assert.deepEqual((await get(`${ROSTERING}/users?offset=9007199254740991`)).body, { users: [] });
    });

    test('fields chooses members; one that does not exist is refused', async () => {
      const { body } = await get(`${ROSTERING}/users/STU_ZOE?fields=sourcedId,familyName`);
      assert.deepEqual(body, { user: { sourcedId: 'STU_ZOE', familyName: 'Lefèvre' } });
      const some = await get(`${ROSTERING}/classes?fields=title&fields=school.sourcedId&limit=1`);
      assert.deepEqual(Object.keys(some.body.classes[0]), ['title', 'school']);
      for (const fields of ['nothing', '', 'sourcedId,,title', '__proto__']) {
        const refused = await get(`${ROSTERING}/users?fields=${fields}`);
        assert.deepEqual([refused.status, minorOf(refused.body)], [400, 'invalid_selection_field'], fields);
      }
    });

    test('limit, offset, orderBy and unknown parameters are refused where they cannot be; an unknown sort field orders as ever', async () => {
      for (const query of ['limit=0', 'limit=5001', 'limit=-1', 'limit=1e3', 'limit=', 'limit=1&limit=2']) {
        assert.equal((await get(`${ROSTERING}/users?${query}`)).status, 400, query);
      }
      for (const query of ['offset=-1', 'orderBy=up', 'class_id=x', 'sort=a&sort=b']) {
        const { status, body } = await get(`${ROSTERING}/users?${query}`);
        assert.deepEqual([status, minorOf(body)], [400, 'invaliddata'], query);
      }
      assert.deepEqual(await ids(`${ROSTERING}/users?sort=nothing`, 'users'), await ids(`${ROSTERING}/users`, 'users'));
    });
  });

  describe('refusals', () => {
    test('every refusal is an imsx_StatusInfo with the quota’s headers', async () => {
      const limited = await api.current.createKey({ tenantId: PARIS, perMinute: 1 });
      const exporter = await api.current.createKey({ tenantId: PARIS, scopes: ['academic:export'] });
      await get(`${ROSTERING}/orgs`, { 'x-api-key': limited.key });
      const cases: [string, Record<string, string>, number, string][] = [
        ['/orgs', {}, 401, 'unauthorisedrequest'],
        ['/orgs', { 'x-api-key': limited.key }, 429, 'server_busy'],
        ['/orgs', { 'x-api-key': key, 'x-orchestrator-id': LYON }, 403, 'forbidden'],
        ['/orgs', { 'x-api-key': exporter.key }, 403, 'forbidden'],
        ['/users/NOBODY', { 'x-api-key': key }, 404, 'unknownobject'],
        ['/users/STU_LYON', { 'x-api-key': key }, 404, 'unknownobject'],
        ['/nothing', { 'x-api-key': key }, 404, 'unknownobject'],
        ['/orgs?api_key=x', {}, 400, 'invaliddata'],
      ];
      for (const [path, headers, status, minor] of cases) {
        const answer = await get(ROSTERING + path, headers);
        assert.deepEqual([answer.status, minorOf(answer.body)], [status, minor], path);
        assert.deepEqual([answer.body.imsx_codeMajor, answer.body.imsx_severity], ['failure', 'error']);
        assert.equal(answer.headers['x-ratelimit-limit'] !== undefined, headers['x-api-key'] !== undefined, path);
      }
      const post = await api.current.server.inject({ method: 'POST', url: `${ROSTERING}/users` });
      assert.deepEqual([post.statusCode, post.headers.allow], [405, 'GET, HEAD']);
      assert.equal(post.json().imsx_codeMajor, 'failure');
    });

    test('a OneRoster token opens what its scopes name, and nothing of the academic API', async () => {
      const tokenFor = async (scope: string): Promise<Record<string, string>> => {
        const answer = await api.current.server.inject({
          method: 'POST',
          url: '/oauth/token',
          headers: {
            authorization: `Basic ${Buffer.from(`${keyId}:${key}`).toString('base64')}`,
            'content-type': 'application/x-www-form-urlencoded',
          },
          payload: new URLSearchParams({ grant_type: 'client_credentials', scope }).toString(),
        });
        assert.equal(answer.statusCode, 200, answer.body);
        return { authorization: `Bearer ${answer.json().access_token}` };
      };
      const purl = 'https://purl.imsglobal.org/spec/or';
      const core = await tokenFor(`${purl}/v1p2/scope/roster-core.readonly`);
      const roster = await tokenFor(
        `${purl}/v1p2/scope/roster.readonly ${purl}/v1p2/scope/roster-demographics.readonly`,
      );
      const grades = await tokenFor(`${purl}/v1p2/scope/gradebook.readonly`);
      const old = await tokenFor(`${purl}/v1p1/scope/roster.readonly`);
      const opened = async (headers: Record<string, string>) => {
        const paths = [
          `${ROSTERING}/users`,
          `${ROSTERING}/classes/CLASS_PARIS_L1_A/students`,
          `${ROSTERING}/demographics`,
        ];
        const all = [...paths, `${GRADEBOOK}/lineItems`, `${V1P1}/users`, '/api/academic/students'];
        return Promise.all(all.map(async (url) => (await get(url, headers)).status));
      };
      assert.deepEqual(await opened(core), [200, 403, 403, 403, 403, 403]);
      assert.deepEqual(await opened(roster), [200, 200, 403, 403, 403, 403]);
      assert.deepEqual(await opened(grades), [403, 403, 403, 200, 403, 403]);
      assert.deepEqual(await opened(old), [403, 403, 403, 403, 200, 403]);
      assert.deepEqual(await opened(await tokenFor('academic:read')), [200, 200, 200, 200, 200, 200]);
    });
  });

  test('calls are journaled as oneroster, without what a filter looked for', async () => {
    await api.current.journal.flush();
    await sql`delete from sync_logs`.execute(api.database.query);
    await get(
      `${ROSTERING}/users?limit=3&filter=${encodeURIComponent("email='zoe@paris.example' AND familyName~'Lef'")}`,
    );
    await api.current.journal.flush();
    const rows = await api.database.query.selectFrom('sync_logs').selectAll().execute();
    assert.deepEqual(
      rows.map(({ type, tenant_id }) => [type, tenant_id]),
      [['oneroster', PARIS]],
    );
    const { endpoint, params, count } = JSON.parse(rows[0]?.metadata ?? '');
    assert.deepEqual(
      [endpoint, params, count],
      [`${ROSTERING}/users`, { limit: '3', filter: 'email= familyName~' }, 1],
    );
  });
});

function minorOf(body: { imsx_CodeMinor?: { imsx_codeMinorField: { imsx_codeMinorFieldValue: string }[] } }) {
  return body.imsx_CodeMinor?.imsx_codeMinorField[0]?.imsx_codeMinorFieldValue;
}
