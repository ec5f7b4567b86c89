import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { get as httpGet, type IncomingMessage } from 'node:http';
import { before, test } from 'node:test';
import { sql } from 'kysely';
import { type CsvDialect, csvFormOf, csvLine } from '../../src/academic/csv.ts';
import { createExportSources } from '../../src/academic/export-source.view.ts';
import { createSnapshots } from '../../src/db/snapshots.ts';
import { academicOf } from '../support/academic.ts';
import { forEachEngine } from '../support/engines.ts';
import { seedRegister } from '../support/register.ts';
import { isStorm } from '../support/storm.ts';
import { PARIS, seedInstitutions } from './paris.ts';
import { unzip } from './unzip.ts';

const MANY = isStorm() ? 20_000 : 3_000;

forEachEngine((engine) => {
  const api = academicOf(engine);
  let key = '';
  let port = 0;
  before(async () => {
    await seedInstitutions(api.database);
    await api.database.query.insertInto('tenants').values({ id: 'BIG', name: 'Big' }).execute();
    await seedRegister(api.database, {
      tenant: 'BIG',
      classes: [{ class_id: 'A' }, { class_id: 'B' }],
      students: Array.from({ length: MANY }, (_, i) => ({
        student_id: `S${i}`,
        lastname: `Nom${i % 500}`,
        class: i % 2 ? 'A' : 'B',
      })),
      themes: [{ theme_id: 'T' }],
      sessions: Array.from({ length: MANY }, (_, i) => ({
        student: `S${i}`,
        theme: 'T',
        day: '2025-11-10',
        score: 0.5,
      })),
    });
    key = (await api.current.createKey({ tenantId: PARIS })).key;
    await api.current.server.listen({ port: 0, host: '127.0.0.1' });
    port = (api.current.server.server.address() as { port: number }).port;
  });
  const get = (query: string, as = key) =>
    api.current.server.inject({ url: `/api/academic/export?${query}`, headers: { 'x-api-key': as } });
  const open = async (query: string, as: string): Promise<IncomingMessage> => {
    const request = httpGet({
      port,
      path: `/api/academic/export?${query}`,
      headers: { 'x-api-key': as },
      agent: false,
    });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return response;
  };

  test('several resources as CSV are a zip whose manifest tells the count and sha256 of each file, last', async () => {
    const answer = await get('format=csv&include=students,classes,promotions,themes,assignments,teachers,stats');
    assert.equal(answer.headers['content-type'], 'application/zip');
    assert.match(String(answer.headers['content-disposition']), /filename="export-TENANT_INST_PARIS-\d{8}\.zip"/);
    const files = unzip(answer.rawPayload);
    assert.equal([...files.keys()].at(-1), 'manifest.json');
    const manifest = JSON.parse(files.get('manifest.json')?.toString() ?? '');
    const json = (await get('include=students,classes,promotions,themes,assignments,teachers,stats')).json();
    assert.equal(manifest.files.length, 7);
    for (const { name, records, sha256 } of manifest.files) {
      const file = files.get(name) ?? Buffer.alloc(0);
      assert.equal(createHash('sha256').update(file).digest('hex'), sha256, name);
      const resource = name.replace('.csv', '');
      assert.equal(records, json[resource].length, name);
      assert.equal(file.toString().split('\r\n')[0], Object.keys(json[resource][0]).join(','));
    }
    assert.match(files.get('assignments.csv')?.toString() ?? '', /class:CLASS_PARIS_L1_A/);
    assert.ok(!answer.rawPayload.includes('SECRET-LYON') && !JSON.stringify(json).includes('SECRET-LYON'));
  });

  test('a text that a spreadsheet would run as a formula is neutralised, numbers and dates are not', async () => {
    const formula = `=HYPERLINK("http://evil";"x")`;
    await sql`update students set firstname = ${formula}, lastname = '-1;"a"' where tenant_id = ${PARIS} and student_id = 'STU_BARE'`.execute(
      api.database.query,
    );
    const lineOf = async (query: string) =>
      (await get(`format=csv&include=students${query}`)).body.split('\r\n').find((line) => line.startsWith('STU_BARE'));
    assert.match((await lineOf('')) ?? '', /^STU_BARE,,,"'=HYPERLINK\(""http:\/\/evil"";""x""\)","'-1;""a""",,,false,/);
    assert.match((await lineOf('&csv_escape=off')) ?? '', /^STU_BARE,,,"=HYPERLINK/);
    assert.match((await lineOf('&csv_dialect=excel-fr')) ?? '', /^STU_BARE;;;"'=HYPERLINK\(.*;"'-1;""a""";;;false;/);
  });

  test('a cell stays one cell wherever the file is opened: what holds either separator is quoted, numbers as they are', () => {
    const record = { a: 'x;=1+1', b: 'y,=1+1', n: 0.5 };
    const line = (dialect: CsvDialect) => csvLine(['a', 'b', 'n'], record, csvFormOf(dialect, true));
    assert.equal(line('rfc4180'), '"x;=1+1","y,=1+1",0.5\r\n');
    assert.equal(line('excel-fr'), '"x;=1+1";"y,=1+1";0,5\r\n');
  });

  test('excel-fr has semicolons, decimal commas and the mark by which a spreadsheet knows UTF-8', async () => {
    const { body } = await get('format=csv&include=stats&csv_dialect=excel-fr');
    assert.ok(body.startsWith('\uFEFFstudent_id;theme_id;attempts;score;mastery;time_spent;last_activity_at\r\n'));
    assert.match(body, /STU_ZOE;THEME_SQL;2;85;0,5;2700;2025-11-13T10:15:00Z\r\n/);
  });

  test('updated_since gives what has changed and what was deleted, and the next token', async () => {
    const first = (await get('')).json();
    const since = new Date(Date.now() - 1).toISOString();
    await new Promise((resolve) => setTimeout(resolve, 20));
    await sql`update students set status = 'withdrawn' where tenant_id = ${PARIS} and student_id = 'STU_BARE'`.execute(
      api.database.query,
    );
    await sql`delete from themes where tenant_id = ${PARIS} and theme_id = 'THEME_DRAFT'`.execute(api.database.query);
    const changed = (await get(`updated_since=${encodeURIComponent(since)}`)).json();
    assert.deepEqual(
      changed.students.map((one: { id: string; status: string }) => [one.id, one.status]),
      [['STU_BARE', 'withdrawn']],
    );
    assert.deepEqual([changed.classes, changed.themes], [[], []]);
    assert.deepEqual(
      changed.deleted.map(({ resource, id }: { resource: string; id: string }) => [resource, id]),
      [['themes', 'THEME_DRAFT']],
    );
    assert.ok(Date.parse(first.meta.sync_token) <= Date.parse(first.exported_at) - 59_000);
    const zip = unzip((await get(`format=csv&include=themes&updated_since=${encodeURIComponent(since)}`)).rawPayload);
    assert.match(zip.get('deleted.csv')?.toString() ?? '', /^resource,id,deleted_at\r\nthemes,THEME_DRAFT,/);
    assert.deepEqual((await get(`include=students&updated_since=${encodeURIComponent(since)}`)).json().deleted, []);
  });

  test('nothing written during an export shows in it: counts and sums stand as they stood at its beginning', async () => {
    const snapshots = createSnapshots(api.url);
    const source = await createExportSources(snapshots)('BIG');
    const plan = {
      tenantId: 'BIG',
      include: ['classes', 'students', 'stats'] as const,
      activeOnly: true,
      startDate: undefined,
      endDate: undefined,
      updatedSince: undefined,
    };
    const classIds = async () =>
      new Map(
        (
          await api.database.query
            .selectFrom('classes')
            .select(['id', 'class_id'])
            .where('tenant_id', '=', 'BIG')
            .execute()
        ).map((row) => [row.class_id, row.id]),
      );
    const keys = await classIds();
    let step = 0;
    /** A writer that moves students, adds some and removes others between the steps of the export. */
    const write = async () => {
      step += 1;
      const [from, to] = step % 2 ? ['A', 'B'] : ['B', 'A'];
      await sql`update students set class_pk = ${keys.get(to ?? '')} where tenant_id = 'BIG' and class_pk = ${keys.get(from ?? '')}
        and student_id like ${`S${step}%`}`.execute(api.database.query);
      await sql`delete from students where tenant_id = 'BIG' and student_id = ${`S${MANY - step}`}`.execute(
        api.database.query,
      );
      await seedRegister(api.database, { tenant: 'BIG', students: [{ student_id: `NEW${step}` }] });
    };
    const inClass = { A: 0, B: 0, none: 0 };
    const told: Record<string, number> = {};
    let attempts = 0;
    for await (const batch of source.records(plan, 'classes')) {
      for (const one of batch) told[String(one.id)] = Number(one.student_count);
      await write();
    }
    for await (const batch of source.records(plan, 'students')) {
      for (const one of batch) inClass[(one.class_id as 'A' | 'B' | null) ?? 'none'] += 1;
      await write();
    }
    for await (const batch of source.records(plan, 'stats')) {
      for (const one of batch) attempts += Number(one.attempts);
      await write();
    }
    await source.end();
    await snapshots.close();
    assert.ok(step >= 6, 'the writer wrote between the steps');
    assert.deepEqual(inClass, { A: MANY / 2, B: MANY / 2, none: 0 });
    assert.deepEqual(told, { A: MANY / 2, B: MANY / 2 });
    assert.equal(attempts, MANY);
  });

  test('statistics are the same in both orders of reading them: students by students, and all days at once', async () => {
    const snapshots = createSnapshots(api.url);
    const read = async (tenantId: string, fewDays: number) => {
      const source = await createExportSources(snapshots, fewDays)(tenantId);
      const plan = { tenantId, include: ['stats'] as const, activeOnly: true, updatedSince: undefined };
      const all: unknown[] = [];
      for await (const batch of source.records({ ...plan, startDate: undefined, endDate: '2025-11-30' }, 'stats')) {
        all.push(...batch);
      }
      await source.end();
      return all;
    };
    for (const tenantId of ['BIG', PARIS]) {
      const byStudents = await read(tenantId, -1);
      assert.ok(byStudents.length > 0);
      assert.deepEqual(await read(tenantId, 1_000_000), byStudents);
    }
    await snapshots.close();
  });

  test('one export at a time per key, two per institution, and the place is free again afterwards', async () => {
    const made = await Promise.all([1, 2].map(() => api.current.createKey({ tenantId: 'BIG' })));
    const [first, second] = made as [(typeof made)[0], (typeof made)[0]];
    const { places } = api.current;
    const endFirst = places.take(`key:${first.id}`, 'BIG');
    const again = await get('', first.key);
    assert.deepEqual([again.statusCode, again.json().error], [429, 'export_in_progress']);
    assert.ok(again.headers['retry-after']);
    assert.equal((await get('include=themes', second.key)).statusCode, 200, 'a second one of the institution');
    const endOther = places.take('key:other', 'BIG');
    assert.equal((await get('include=themes', second.key)).statusCode, 429, 'and no third');
    assert.equal((await get('include=themes')).statusCode, 200, 'another institution exports meanwhile');
    endFirst?.();
    endOther?.();
    assert.equal((await get('', first.key)).statusCode, 200);
    assert.equal((await get('', first.key)).statusCode, 200, 'at once after the end of the one before');
  });

  test('a caller who leaves in the middle frees its place and its snapshot; the journal calls it an error', async () => {
    const made = await api.current.createKey({ tenantId: 'BIG' });
    for (const query of ['', 'format=csv', 'format=csv&include=students']) {
      const response = await open(query, made.key);
      response.destroy();
      for (let tries = 0; ; tries++) {
        const next = await get('include=themes', made.key);
        if (next.statusCode === 200) break;
        assert.ok(tries < 500, 'the place is free again');
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    }
    await api.current.journal.flush();
    const rows = await api.database.query
      .selectFrom('sync_logs')
      .select(['status', 'metadata'])
      .where('tenant_id', '=', 'BIG')
      .execute();
    const broken = rows.filter(
      ({ status, metadata }) => status === 'error' && JSON.parse(metadata).status_code === 200,
    );
    // A small export may be over before its caller is gone.
    if (engine.name !== 'sqlite') assert.ok(broken.length > 0, `${rows.length} rows`);
  });

  test('HEAD of an export tells its headers and reads nothing', async () => {
    const answer = await api.current.server.inject({
      method: 'HEAD',
      url: '/api/academic/export?format=csv',
      headers: { 'x-api-key': key },
    });
    assert.deepEqual([answer.statusCode, answer.headers['content-type'], answer.body], [200, 'application/zip', '']);
  });
});
