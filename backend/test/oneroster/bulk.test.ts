import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { parse } from 'csv-parse/sync';
import { sql } from 'kysely';
import { createSnapshots } from '../../src/db/snapshots.ts';
import { createBulkSources } from '../../src/oneroster/bulk-source.view.ts';
import { createRegisterRows } from '../../src/register/import.store.ts';
import { readOneRoster } from '../../src/register/import-oneroster.ts';
import { importRegister } from '../../src/register/import-register.ts';
import { NOW, PARIS, seedInstitutions } from '../academic/paris.ts';
import { unzip } from '../academic/unzip.ts';
import { academicOf } from '../support/academic.ts';
import { forEachEngine } from '../support/engines.ts';
import { seedRegister } from '../support/register.ts';

/** The first line of each file, as the CSV binding of OneRoster 1.2.1 writes it. */
const HEADERS: Readonly<Record<string, string>> = {
  'academicSessions.csv': 'sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear',
  'categories.csv': 'sourcedId,status,dateLastModified,title,weight',
  'classes.csv':
    'sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods',
  'courses.csv':
    'sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes',
  'enrollments.csv':
    'sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate',
  'lineItems.csv':
    'sourcedId,status,dateLastModified,title,description,assignDate,dueDate,classSourcedId,categorySourcedId,academicSessionSourcedId,resultValueMin,resultValueMax,schoolSourcedId',
  'manifest.csv': 'propertyName,value',
  'orgs.csv': 'sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId',
  'results.csv':
    'sourcedId,status,dateLastModified,lineItemSourcedId,studentSourcedId,scoreStatus,score,scoreDate,comment,textScore,classSourcedId,inProgress,incomplete,late,missing',
  'roles.csv':
    'sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId',
  'users.csv':
    'sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,preferredGivenName,preferredMiddleName,preferredFamilyName,primaryOrgSourcedId,pronouns',
};

/** Cells that name a record of another file. */
const REFERENCES: Readonly<Record<string, string>> = {
  parentSourcedId: 'academicSessions.csv',
  academicSessionSourcedId: 'academicSessions.csv',
  schoolYearSourcedId: 'academicSessions.csv',
  termSourcedIds: 'academicSessions.csv',
  courseSourcedId: 'courses.csv',
  classSourcedId: 'classes.csv',
  schoolSourcedId: 'orgs.csv',
  orgSourcedId: 'orgs.csv',
  primaryOrgSourcedId: 'orgs.csv',
  userSourcedId: 'users.csv',
  studentSourcedId: 'users.csv',
  lineItemSourcedId: 'lineItems.csv',
  categorySourcedId: 'categories.csv',
};

const NO_PLACE = ['created_at', 'updated_at', 'consent_sharing', 'description', 'level'];

type Records = Record<string, string>[];

forEachEngine((engine) => {
  const api = academicOf(engine, { clock: { now: () => NOW } });
  let key = '';
  before(async () => {
    await seedInstitutions(api.database);
    key = (await api.current.createKey({ tenantId: PARIS })).key;
  });
  const get = (query: string) =>
    api.current.server.inject({ url: `/api/academic/export?${query}`, headers: { 'x-api-key': key } });
  const exported = async () => unzip((await get('format=oneroster')).rawPayload);
  const recordsOf = (files: Map<string, Buffer>, name: string): Records =>
    parse(files.get(name) ?? Buffer.alloc(0), { columns: true });

  test('the zip has the files and first lines of the standard, and its manifest tells which', async () => {
    const answer = await get('format=oneroster');
    assert.equal(answer.headers['content-type'], 'application/zip');
    const files = unzip(answer.rawPayload);
    assert.deepEqual([...files.keys()].sort(), Object.keys(HEADERS).sort());
    for (const [name, header] of Object.entries(HEADERS)) {
      const text = files.get(name)?.toString() ?? '';
      assert.equal(text.slice(0, text.indexOf('\r\n')), header, name);
    }
    const manifest = new Map(recordsOf(files, 'manifest.csv').map(({ propertyName, value }) => [propertyName, value]));
    assert.deepEqual([manifest.get('manifest.version'), manifest.get('oneroster.version')], ['1.0', '1.2']);
    const modes = [...manifest].filter(([name]) => name?.startsWith('file.'));
    assert.equal(modes.length, 21);
    for (const [name, mode] of modes) {
      assert.equal(mode, files.has(`${name?.slice('file.'.length)}.csv`) ? 'bulk' : 'absent', name);
    }
  });

  test('bulk files hold what is active, say no status, and refer to records that are there, each once', async () => {
    const files = await exported();
    for (const name of Object.keys(HEADERS).filter((one) => one !== 'manifest.csv')) {
      const records = recordsOf(files, name);
      assert.ok(records.length > 0, name);
      assert.equal(new Set(records.map(({ sourcedId }) => sourcedId)).size, records.length, name);
      for (const record of records) {
        assert.deepEqual([record.status, record.dateLastModified], ['', ''], name);
        for (const [column, target] of Object.entries(REFERENCES)) {
          const id = record[column];
          if (id === undefined || id === '' || (name === 'orgs.csv' && column === 'parentSourcedId')) continue;
          assert.ok(
            recordsOf(files, target).some(({ sourcedId }) => sourcedId === id),
            `${name}: ${column} ${id}`,
          );
        }
      }
    }
    const users = recordsOf(files, 'users.csv').map(({ sourcedId }) => sourcedId);
    assert.deepEqual(users, ['STU_ALI', 'STU_BARE', 'STU_BEA', 'STU_ZOE', 'TEACHER_1']);
    assert.ok(!files.get('users.csv')?.includes('SECRET-LYON'));
    const [result] = recordsOf(files, 'results.csv');
    assert.deepEqual([result?.studentSourcedId, result?.score, result?.scoreDate], ['STU_ZOE', '85', '2025-11-13']);
  });

  test('ids keep to the characters that strict readers take, and a course has as many codes as subjects', async () => {
    const files = await exported();
    for (const name of Object.keys(HEADERS)) {
      for (const record of recordsOf(files, name)) {
        for (const [column, id] of Object.entries(record)) {
          // CSV binding of OneRoster 1.2.1, GUID.
          if (/sourcedIds?$/i.test(column) && id !== '') assert.match(id, /^[\w./@-]{1,255}$/, `${name}: ${column}`);
        }
      }
    }
    const lengthOf = (cell: string | undefined) => (parse(cell ?? '')[0] as string[] | undefined)?.length ?? 0;
    const taught = recordsOf(files, 'courses.csv').filter(({ subjects }) => subjects !== '');
    assert.ok(taught.length > 0);
    for (const { subjects, subjectCodes } of taught) assert.equal(lengthOf(subjectCodes), lengthOf(subjects));
  });

  test('an export that is imported into another institution makes the same register', async () => {
    await sql`update students set firstname = ${'Zoé, "la" Grande'} where tenant_id = ${PARIS} and student_id = 'STU_ZOE'`.execute(
      api.database.query,
    );
    await api.database.query.insertInto('tenants').values({ id: 'T_COPY', name: 'Copy' }).execute();
    const files = await exported();
    const read = readOneRoster([...files].map(([name, bytes]) => ({ name, bytes })));
    assert.deepEqual(read.faults, []);
    const ports = { rows: createRegisterRows(api.database), transactions: api.database };
    const report = await importRegister(ports, read, { tenantId: 'T_COPY', apply: true, now: NOW });
    assert.equal(report.outcome, 'applied');
    const copy = (await api.current.createKey({ tenantId: 'T_COPY' })).key;
    const registerOf = async (as: string) => {
      const answer = await api.current.server.inject({
        url: '/api/academic/export?include=students,classes,promotions,teachers',
        headers: { 'x-api-key': as },
      });
      const { students, classes, promotions, teachers } = answer.json() as Record<string, Record<string, unknown>[]>;
      // What the standard has no place for.
      const bare = (records: Record<string, unknown>[] = [], ...more: string[]) =>
        records.map((one) =>
          Object.fromEntries(Object.entries(one).filter(([name]) => ![...NO_PLACE, ...more].includes(name))),
        );
      return [bare(students, 'promo_id'), bare(classes), bare(promotions, 'student_count'), bare(teachers)];
    };
    assert.deepEqual(await registerOf(copy), await registerOf(key));
  });

  test('it is one moment’s, holds everything, and takes no other export’s parameters', async () => {
    for (const query of ['include=students', 'updated_since=2025-01-01T00:00:00Z', 'csv_dialect=excel-fr']) {
      const answer = await get(`format=oneroster&${query}`);
      assert.deepEqual([answer.statusCode, answer.json().error], [400, 'invalid_parameter'], query);
    }
    await api.database.query.insertInto('tenants').values({ id: 'BIG', name: 'Big' }).execute();
    await seedRegister(api.database, {
      tenant: 'BIG',
      classes: [{ class_id: 'A' }],
      students: Array.from({ length: 2500 }, (_, i) => ({ student_id: `S${String(i).padStart(4, '0')}`, class: 'A' })),
    });
    const snapshots = createSnapshots(api.url);
    const source = await createBulkSources(snapshots)({ tenantId: 'BIG', startDate: undefined, endDate: undefined });
    const counts = new Map<string, number>();
    for (const { name, pieces } of source.files) {
      for await (const { records } of pieces()) {
        counts.set(name, (counts.get(name) ?? 0) + records);
        await sql`delete from students where tenant_id = 'BIG' and student_id like ${`S${counts.size}%`}`.execute(
          api.database.query,
        );
      }
    }
    await source.end();
    await snapshots.close();
    assert.deepEqual(
      [counts.get('enrollments.csv'), counts.get('users.csv'), counts.get('roles.csv')],
      [2500, 2500, 2500],
    );
  });
});
