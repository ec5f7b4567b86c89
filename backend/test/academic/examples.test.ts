import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { SignJWT } from 'jose';
import { sql } from 'kysely';
import { createIssuerStore } from '../../src/api-keys/issuer.store.ts';
import { hashesOf } from '../../src/api-keys/key-hash.ts';
import { newId } from '../../src/ids/ids.ts';
import { seal } from '../../src/lti/signing-keys-seal.ts';
import { API_URL, academicOf, SECRET_KEY } from '../support/academic.ts';
import { forEachEngine } from '../support/engines.ts';
import { LYON, NOW, PARIS, seedInstitutions } from './paris.ts';

/** The commands of the public documentation, character by character. */
const COMMANDS = {
  apiKey: `curl -H "X-API-Key: YOUR_API_KEY" \\
     -H "X-Orchestrator-Id: YOUR_TENANT_ID" \\
     https://smso.mehdydriouech.fr/api/academic/students`,
  bearer: `curl -H "Authorization: Bearer YOUR_JWT_TOKEN" \\
     -H "X-Orchestrator-Id: YOUR_TENANT_ID" \\
     https://smso.mehdydriouech.fr/api/academic/students`,
  studentsOfAClass: `curl -H "X-API-Key: sk_live_abc123" \\
     -H "X-Orchestrator-Id: TENANT_INST_PARIS" \\
     "https://smso.mehdydriouech.fr/api/academic/students?class_id=CLASS_PARIS_L1_A&limit=50"`,
  aWeekOfAClass: `curl -H "X-API-Key: sk_live_abc123" \\
     -H "X-Orchestrator-Id: TENANT_INST_PARIS" \\
     "https://smso.mehdydriouech.fr/api/academic/stats?class_id=CLASS_PARIS_L1_A&start_date=2025-11-06&end_date=2025-11-13"`,
  exportForAnEnt: `curl -H "X-API-Key: sk_live_abc123" \\
     -H "X-Orchestrator-Id: TENANT_INST_PARIS" \\
     "https://smso.mehdydriouech.fr/api/academic/export?include=students,classes,stats&format=json" \\
     > export-ent-$(date +%Y%m%d).json`,
  advancedThemes: `curl -H "X-API-Key: sk_live_abc123" \\
     -H "X-Orchestrator-Id: TENANT_INST_PARIS" \\
     "https://smso.mehdydriouech.fr/api/academic/themes?difficulty=advanced&status=active"`,
};

const ISSUER = 'https://sso.exemple.fr';
const SHARED = 'a shared secret of more than thirty-two bytes';

forEachEngine((engine) => {
  const api = academicOf(engine, { clock: { now: () => NOW } });
  before(async () => {
    await seedInstitutions(api.database);
    await api.database.query.insertInto('tenants').values({ id: 'YOUR_TENANT_ID', name: 'Yours' }).execute();
    await insertKey('YOUR_API_KEY', 'YOUR_TENANT_ID', ['academic:read']);
    await insertKey('sk_live_abc123', PARIS, ['academic:read', 'academic:export']);
  });

  /** A row as somebody writes it by SQL: ten columns, and quotas where they are wanted. */
  async function insertKey(
    key: string,
    tenantId: string,
    scopes: readonly string[],
    quotas: readonly (number | null)[] = [10_000, 1000, 60],
  ): Promise<string> {
    const [hash] = hashesOf(key, undefined);
    const [daily, perHour, perMinute] = quotas;
    await sql`insert into api_keys (id, tenant_id, owner, key_hash, scopes, quota_daily, quota_per_hour, quota_per_minute,
      status, expires_at) values (${`APIKEY_${key}`}, ${tenantId}, 'ENT Integration', ${hash}, ${JSON.stringify(scopes)},
      ${daily}, ${perHour}, ${perMinute}, 'active', null)`.execute(api.database.query);
    return key;
  }

  const get = (path: string, headers: Record<string, string>) =>
    api.current.server.inject({ url: `/api/academic/${path}`, headers });

  /** What curl would send, to the server of this test. */
  async function run(command: string) {
    const headers = Object.fromEntries(
      [...command.matchAll(/-H "([^:]+): ([^"]+)"/g)].map(([, name, value]) => [name, value]),
    );
    const address = new URL(/https:[^\s"]+/.exec(command)?.[0] ?? '');
    const answer = await api.current.server.inject({ url: address.pathname + address.search, headers });
    assert.equal(answer.statusCode, 200, answer.body);
    return answer.json();
  }

  describe('the documented commands', () => {
    test('the call with a key, word for word', async () => {
      const { data, meta } = await run(COMMANDS.apiKey);
      assert.deepEqual([data, meta.tenant_id], [[], 'YOUR_TENANT_ID']);
    });

    test('the call with a JWT, whose institution the header or the token names', async () => {
      const id = newId();
      await createIssuerStore(api.database).add({
        ...{ id, tenant_id: 'YOUR_TENANT_ID', issuer: ISSUER, scopes: '["academic:read"]', status: 'active' },
        ...{ quota_per_minute: 60, quota_per_hour: 1000, quota_daily: 10_000, jwks_url: null },
        secret: seal(SHARED, SECRET_KEY, id),
      });
      const tokenFor = (claims: object) =>
        new SignJWT({ scope: 'academic:read', ...claims })
          .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
          .setIssuer(ISSUER)
          .setAudience(API_URL)
          .setSubject('ent')
          .setExpirationTime(new Date(NOW.getTime() + 600_000))
          .sign(new TextEncoder().encode(SHARED));
      const token = await tokenFor({ tenant_id: 'YOUR_TENANT_ID' });
      const { meta } = await run(COMMANDS.bearer.replace('YOUR_JWT_TOKEN', token));
      assert.equal(meta.tenant_id, 'YOUR_TENANT_ID');
      const authorization = `Bearer ${await tokenFor({})}`;
      const unnamed = await get('students', { authorization });
      assert.deepEqual([unnamed.statusCode, unnamed.json().error], [400, 'missing_tenant_id']);
      const other = await get('students', { authorization: `Bearer ${token}`, 'x-orchestrator-id': PARIS });
      assert.deepEqual([other.statusCode, other.json().error], [403, 'invalid_tenant']);
    });

    test('1: the students of a class', async () => {
      const { data, pagination } = await run(COMMANDS.studentsOfAClass);
      assert.deepEqual(
        data.map((one: { id: string }) => one.id),
        ['STU_ALI', 'STU_ZOE', 'STU_BEA'],
      );
      assert.equal(pagination.limit, 50);
    });

    test('2: the statistics of a class over seven days and the first', async () => {
      const { aggregates, filters } = await run(COMMANDS.aWeekOfAClass);
      assert.deepEqual(Object.keys(aggregates), ['total_sessions', 'avg_score', 'avg_mastery', 'total_time_hours']);
      assert.deepEqual([aggregates.total_sessions, aggregates.avg_score], [3, 85]);
      assert.deepEqual([filters.start_date, filters.end_date], ['2025-11-06', '2025-11-13']);
    });

    test('3: the whole export for an ENT', async () => {
      const { students, classes, stats, themes } = await run(COMMANDS.exportForAnEnt);
      assert.deepEqual([students.length, classes.length, stats.length, themes], [4, 2, 3, undefined]);
    });

    test('4: the themes of a difficulty', async () => {
      const { data } = await run(COMMANDS.advancedThemes);
      assert.deepEqual(
        data.map((one: { id: string }) => one.id),
        ['THEME_SQL'],
      );
    });
  });

  test('offset is 0 where it is left out and skips so many rows, in each list that has one', async () => {
    const headers = { 'x-api-key': 'sk_live_abc123' };
    for (const resource of ['students', 'themes', 'assignments']) {
      const whole = (await get(resource, headers)).json();
      const rest = (await get(`${resource}?offset=1`, headers)).json();
      assert.deepEqual([whole.pagination.offset, rest.pagination.offset], [0, 1]);
      assert.ok(whole.data.length > 1);
      assert.deepEqual(rest.data, whole.data.slice(1));
    }
  });

  test('a key without quotas of its own has the documented ones, and higher ones where it may export', async () => {
    const reader = await insertKey('reader', PARIS, ['academic:read'], [null, null, null]);
    const exporter = await insertKey('exporter', PARIS, ['academic:export'], [null, null, null]);
    const limitsOf = async (key: string, path: string) => {
      const { headers } = await get(path, { 'x-api-key': key });
      return ['', '-hour', '-day'].map((window) => Number(headers[`x-ratelimit-limit${window}`]));
    };
    assert.deepEqual(await limitsOf(reader, 'themes'), [60, 1000, 10_000]);
    assert.deepEqual(await limitsOf(exporter, 'export?include=themes'), [300, 5000, 50_000]);
  });

  test('a call past its quota is in the journal as one of its key', async () => {
    const key = await insertKey('spent', LYON, ['academic:read'], [10_000, 1000, 0]);
    assert.equal((await get('students', { 'x-api-key': key })).statusCode, 429);
    await api.current.journal.flush();
    const rows = await api.database.query.selectFrom('sync_logs').selectAll().where('tenant_id', '=', LYON).execute();
    const [{ status, metadata } = { status: '', metadata: '{}' }, ...more] = rows;
    const { status_code, api_key_id, tenant_id } = JSON.parse(metadata);
    assert.deepEqual([status, status_code, api_key_id, tenant_id, more], ['error', 429, 'APIKEY_spent', LYON, []]);
  });

  test('a record of which nothing is known has every field, null; times are UTC in whole seconds', async () => {
    const { data } = (await get('students', { 'x-api-key': 'sk_live_abc123' })).json();
    const { created_at, updated_at, ...bare } = data.find((one: { id: string }) => one.id === 'STU_BARE');
    for (const at of [created_at, updated_at]) assert.match(at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    const unknown = ['uuid_scolaire', 'email_scolaire', 'firstname', 'lastname', 'class_id', 'promo_id'];
    assert.deepEqual(bare, {
      ...{ id: 'STU_BARE', consent_sharing: false, status: 'active' },
      ...Object.fromEntries([...unknown, 'class_name', 'promo_name'].map((name) => [name, null])),
    });
  });

  test('addresses in answers are ours, whatever Host the caller sends', async () => {
    const { headers } = await get('students?limit=1', { 'x-api-key': 'sk_live_abc123', host: 'evil.example' });
    assert.match(String(headers.link), /^<https:\/\/api\.exemple\.fr\/api\/academic\/students\?/);
  });

  test('today is the institution’s, not the server’s', async () => {
    const until = async (timezone: string) => {
      await api.database.query.updateTable('tenants').set({ timezone }).where('id', '=', PARIS).execute();
      return (await get('stats', { 'x-api-key': 'sk_live_abc123' })).json().filters;
    };
    // It is 10:14 in the morning of the 13th in UTC.
    const shown = await until('Pacific/Kiritimati');
    assert.deepEqual([shown.start_date, shown.end_date], ['2025-10-15', '2025-11-14']);
    assert.equal((await until('Europe/Paris')).end_date, '2025-11-13');
  });

  test('a failure of ours says a stable code and the request’s id, and nothing of its cause', async () => {
    await sql`alter table promotions rename to hidden`.execute(api.database.query);
    try {
      const answer = await get('promotions', { 'x-api-key': 'sk_live_abc123' });
      const { request_id, message, ...body } = answer.json();
      assert.deepEqual([answer.statusCode, body], [500, { error: 'internal_error' }]);
      assert.equal(request_id, answer.headers['x-request-id']);
      assert.doesNotMatch(message, /promotions|table|sql/i);
    } finally {
      await sql`alter table hidden rename to promotions`.execute(api.database.query);
    }
  });

  test('the OpenAPI document is at its documented address, of version 1.0, the same in JSON', async () => {
    const read = (extension: string) =>
      api.current.server.inject(`/orchestrator/docs/openapi-orchestrator.${extension}`);
    const [yaml, json] = [await read('yaml'), await read('json')];
    assert.deepEqual([yaml.statusCode, yaml.headers['content-type']], [200, 'application/yaml; charset=utf-8']);
    const { parse } = await import('yaml');
    assert.deepEqual(parse(yaml.body), json.json());
    const { info, paths } = json.json();
    assert.equal(info.version, '1.0');
    for (const resource of ['students', 'classes', 'promotions', 'themes', 'assignments', 'stats', 'export']) {
      assert.ok(`/api/academic/${resource}` in paths, resource);
    }
  });

  describe('STRICT_QUERY=false', () => {
    const lenient = academicOf(engine, { strictQuery: false });
    test('lets a parameter that is unknown pass, and nothing else', async () => {
      await lenient.database.query.insertInto('tenants').values({ id: PARIS, name: 'Paris' }).execute();
      const { key } = await lenient.current.createKey({ tenantId: PARIS });
      const status = async (query: string) => {
        const url = `/api/academic/students?${query}`;
        return (await lenient.current.server.inject({ url, headers: { 'x-api-key': key } })).statusCode;
      };
      assert.deepEqual(
        [await status('classid=x'), await status('class_id='), await status('limit=0')],
        [200, 400, 400],
      );
    });
  });
});
