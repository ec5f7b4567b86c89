import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { after, before, beforeEach, test } from 'node:test';
import { ZipFile } from 'yazl';
import { newId } from '../../src/ids/ids.ts';
import { looksLikeData, readRegister } from '../../src/register/read-register.ts';
import { databaseOf, plantTenantAndPlatform } from '../support/database.ts';
import { forEachEngine } from '../support/engines.ts';
import { seedRegister } from '../support/register.ts';

const cli = path.resolve(import.meta.dirname, '../../bin/passerelle.js');

interface Report {
  outcome: string;
  counts: Record<string, { new: number; changed: number; unchanged: number }>;
  faults: { file: string; line: number; column: string | null; code: string; message: string }[];
  rows: { kind: string; id: string; file: string; line: number; what: string; columns: string[] }[];
}

const MANIFEST = 'propertyName,value\noneroster.version,1.2\nfile.users,bulk\nfile.enrollments,bulk\n';
const USERS = 'sourcedId,status,enabledUser,givenName,familyName,role\n';
const ENROLLMENTS = 'sourcedId,status,classSourcedId,userSourcedId,role,primary\n';

/** What files of these texts hold, without a database. */
function read(files: Record<string, string | Buffer>) {
  const named = Object.entries(files).map(([name, text]) => ({ name, bytes: Buffer.from(text) }));
  const { records, faults } = readRegister(named, { zone: 'Europe/Paris' });
  return {
    records: records.map(({ line, id, values }) => ({ line, id, ...values })),
    faults: faults.map(({ file, line, column, code }) => [file, line, column, code]),
    messages: faults.map(({ message }) => message).join('\n'),
  };
}

test('a file that is not read is a fault, and so are files without a row', () => {
  const etudiants = 'id;nom\nE1;X\n';
  assert.deepEqual(read({ 'classes.xlsx': 'PK' }).faults, [['classes.xlsx', 1, null, 'file_unknown']]);
  const both = read({ 'etudiants.csv': etudiants, 'rentree/classes.xlsx': 'PK' });
  assert.deepEqual(both.faults, [['rentree/classes.xlsx', 1, null, 'file_unknown']]);
  assert.match(both.messages, /as CSV.* \/ .*en CSV/);
  const roster = {
    'o/manifest.csv': MANIFEST,
    'o/users.csv': `${USERS}U1,,,A,B,student\n`,
    'o/enrollments.csv': ENROLLMENTS,
  };
  assert.deepEqual(read({ ...roster, 'o/demographics.csv': 'sourcedId\n' }).faults, []);
  assert.deepEqual(read({ ...roster, 'themes.csv': 'id;titre\nT;T\n', 'old/users.csv': USERS }).faults, [
    ['themes.csv', 1, null, 'file_unknown'],
    ['old/users.csv', 1, null, 'duplicate'],
  ]);
  assert.deepEqual(read({ 'etudiants.csv': 'id;nom\n' }).faults, [['etudiants.csv', 1, null, 'value_missing']]);
});

test('a folder or a zip is asked for what looks like data, not for what systems put beside it', () => {
  const names = ['a.csv', 'b.XLSX', 'c/d.ods', '__MACOSX/._a.csv', '.DS_Store', '~$b.xlsx', 'photo.png', '._a.csv'];
  assert.deepEqual(names.filter(looksLikeData), ['a.csv', 'b.XLSX', 'c/d.ods']);
});

test('a OneRoster row of another length, a column that lacks and one that nobody knows are faults', () => {
  const faultsOf = (users: string) =>
    read({ 'manifest.csv': MANIFEST, 'users.csv': users, 'enrollments.csv': ENROLLMENTS }).faults;
  assert.deepEqual(faultsOf(`${USERS}U1,,,Le, Fèvre,B,student\nU2,,\nU3,,,A,B,student\n`), [
    ['users.csv', 2, null, 'value_invalid'],
    ['users.csv', 3, null, 'value_invalid'],
  ]);
  assert.deepEqual(faultsOf('sourceId,givenName,familyName,role\nU1,A,B,student\n'), [
    ['users.csv', 1, 'sourceId', 'column_unknown'],
    ['users.csv', 1, 'sourcedId', 'column_missing'],
  ]);
  assert.deepEqual(faultsOf('SOURCEDID,GivenName,familyname,role,metadata.house\nU1,A,B,student,x\n'), []);
  assert.deepEqual(faultsOf('sourcedId,givenName,familyName,role,Role\nU1,A,B,student,teacher\n'), [
    ['users.csv', 1, 'Role', 'duplicate'],
  ]);
});

test('the words of OneRoster count in any case, and a column that is absent erases nothing', () => {
  const users = `${USERS}U1,Active,FAUX,A,B,Student\nU2,ToBeDeleted,1,A,B,student\nU3,active,TRUE,A,B,student\n`;
  const { records } = read({ 'manifest.csv': MANIFEST, 'users.csv': users, 'enrollments.csv': ENROLLMENTS });
  assert.deepEqual(
    records.map((one) => [one.id, 'status' in one && one.status, 'email_scolaire' in one, 'uuid_scolaire' in one]),
    [
      ['U1', 'withdrawn', false, false],
      ['U2', 'withdrawn', false, false],
      ['U3', 'active', false, false],
    ],
  );
  const { faults } = read({
    'manifest.csv': MANIFEST,
    'users.csv': `${USERS}U1,gone,,A,B,student\nU2,,peut-être,A,B,student\n`,
    'enrollments.csv': `${ENROLLMENTS}N1,,C1,U1,teacher,sometimes\n`,
  });
  assert.deepEqual(faults, [
    ['users.csv', 2, 'status', 'value_invalid'],
    ['users.csv', 3, 'enabledUser', 'value_invalid'],
    ['enrollments.csv', 2, 'primary', 'value_invalid'],
  ]);
});

test('a bad byte in a file that is UTF-8 otherwise is told with its line, and accents are never guessed', () => {
  const zoe = Buffer.from('id;nom\n1;Zoé\n');
  const bad = Buffer.from('2;Zo\xe9\n', 'latin1');
  assert.deepEqual(read({ 'etudiants.csv': Buffer.concat([zoe, bad]) }).faults, [
    ['etudiants.csv', 3, null, 'file_unreadable'],
  ]);
  const withBom = Buffer.concat([Buffer.from('\uFEFFid;nom\n'), bad]);
  assert.deepEqual(read({ 'etudiants.csv': withBom }).faults, [['etudiants.csv', 2, null, 'file_unreadable']]);
});

test('an id that Excel shortened, or with something invisible at an edge, is nobody’s', () => {
  const sheet = 'id;ine;nom\n1,23457E+12;;A\n2;2E+10;B\n\u200B3;;C\n4\u2060;;D\n5e+3x;;E\n';
  const { faults, messages, records } = read({ 'etudiants.csv': sheet });
  assert.deepEqual(faults, [
    ['etudiants.csv', 2, 'id', 'value_invalid'],
    ['etudiants.csv', 3, 'ine', 'value_invalid'],
    ['etudiants.csv', 4, 'id', 'value_invalid'],
    ['etudiants.csv', 5, 'id', 'value_invalid'],
  ]);
  assert.match(messages, /Excel .* \/ .*Excel/);
  assert.match(messages, /U\+200B\) \/ .*invisible/);
  assert.deepEqual(
    records.map(({ id }) => id),
    ['5e+3x'],
  );
  const users = `${USERS}1.5E+11,,,A,B,student\n\u200EU2,,,A,B,student\n`;
  const roster = read({ 'manifest.csv': MANIFEST, 'users.csv': users, 'enrollments.csv': ENROLLMENTS });
  assert.deepEqual(roster.faults, [
    ['users.csv', 2, 'sourcedId', 'value_invalid'],
    ['users.csv', 3, 'sourcedId', 'value_invalid'],
  ]);
});

test('an instant on a day that no calendar has is refused, not moved', () => {
  const rows = ['A;2026-02-30T10:00:00Z', 'B;2026-02-28T10:00:00+01:00', 'C;2025-02-29T10:00Z'];
  const text = ['id;type;titre;echeance', ...rows.map((row) => row.replace(';', ';quiz;t;')), ''].join('\n');
  const { faults, records } = read({ 'devoirs.csv': text });
  assert.deepEqual(faults, [
    ['devoirs.csv', 2, 'echeance', 'value_invalid'],
    ['devoirs.csv', 4, 'echeance', 'value_invalid'],
  ]);
  assert.deepEqual(
    records.map(({ id }) => id),
    ['B'],
  );
});

test('what spreadsheets leave around a table is no part of it, and lines are counted with it', () => {
  for (const start of ['', '\n\n', 'sep=;\r\n', '"sep=;"\n', ';;;\n', '\n\uFEFFsep=;\n'.slice(1)]) {
    const above = start.split('\n').length - 1;
    const { faults, records } = read({ 'etudiants.csv': `${start}id;nom;;\nE1;A, B;;\n;;;\nE2;C\n;\n` });
    assert.deepEqual(faults, []);
    assert.deepEqual(records, [
      { line: above + 2, id: 'E1', student_id: 'E1', lastname: 'A, B' },
      { line: above + 4, id: 'E2', student_id: 'E2', lastname: 'C' },
    ]);
  }
  assert.deepEqual(read({ 'etudiants.csv': '\nid;couleur;\nE1;bleu;\n' }).faults, [
    ['etudiants.csv', 2, 'couleur', 'column_unknown'],
  ]);
  assert.deepEqual(read({ 'etudiants.csv': 'id;nom;\nE1;A;rien\n' }).faults, [
    ['etudiants.csv', 2, null, 'value_invalid'],
  ]);
});

forEachEngine((engine) => {
  const database = databaseOf(engine);
  const folder = mkdtempSync(path.join(tmpdir(), 'passerelle-register-'));
  let tenant = '';
  let number = 0;

  before(() => plantTenantAndPlatform(database.current, newId(), 'TENANT_OTHER'));
  after(() => rmSync(folder, { recursive: true }));
  beforeEach(async () => {
    number += 1;
    tenant = `TENANT_${number}`;
    await database.current.query.insertInto('tenants').values({ id: tenant, name: tenant }).execute();
  });

  /** Writes files and imports them with the command; answers its `--json` and exit code. */
  async function run(
    files: Record<string, string | Buffer>,
    ...options: string[]
  ): Promise<{ report: Report; code: number }> {
    const place = mkdtempSync(path.join(folder, 'files-'));
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(place, name), text);
    return command(place, ...options);
  }

  function command(place: string, ...options: string[]): Promise<{ report: Report; code: number }> {
    const env = { ...process.env, DATABASE_URL: database.url, NODE_ENV: 'test' };
    const args = [cli, 'register', 'import', place, '--tenant', tenant, '--json', ...options];
    return new Promise((resolve, reject) => {
      execFile(process.execPath, args, { env }, (error, stdout, stderr) => {
        if (stdout === '') reject(new Error(stderr));
        else resolve({ report: JSON.parse(stdout) as Report, code: Number(error?.code ?? 0) });
      });
    });
  }

  async function zipped(files: Record<string, string>): Promise<string> {
    const zip = new ZipFile();
    for (const [name, text] of Object.entries(files)) zip.addBuffer(Buffer.from(text), name);
    zip.end();
    const place = path.join(folder, `${newId()}.zip`);
    await pipeline(zip.outputStream, createWriteStream(place));
    return place;
  }

  const students = () =>
    database.current.query
      .selectFrom('students as s')
      .leftJoin('classes as c', 'c.id', 's.class_pk')
      .leftJoin('promotions as p', 'p.id', 's.promo_pk')
      .select(['s.student_id', 's.lastname', 's.firstname', 'c.class_id', 'p.promo_id', 's.status', 's.source'])
      .where('s.tenant_id', '=', tenant)
      .orderBy('s.sort_key')
      .orderBy('s.student_id')
      .execute();

  const REGISTER = {
    'promotions.csv': 'promo_id,name,niveau,annee_debut\nL1,Licence 1,L1,2025\n',
    'enseignants.csv': 'id;prénom;nom;courriel\nT1;Marie;Curie;curie@ex.fr\n',
    'classes.csv': 'id;nom;promotion;enseignant\nCLASS_PARIS_L1_A;L1 groupe A;L1;T1\nCLASS_B;L1 groupe B;L1;\n',
    'etudiants.csv':
      '\uFEFFid;Nom;Prénom;Classe;Promotion;E-mail;Consentement;Statut\r\nE1;Lefèvre;Zoé;CLASS_PARIS_L1_A;L1;zoe@ex.fr;oui;actif\r\nE2;Élie;Noé;CLASS_B;L1;;non;diplômé\r\n',
    'inscriptions.csv': 'etudiant;classe\nE1;CLASS_B\n',
    'themes.csv': 'id,titre,mots-clés,difficulté\nATOMES,Les atomes,chimie|physique,avancé\n',
    'affectations.csv':
      'id,type,titre,thème,enseignant,classes,échéance\nA1,quiz,Devoir 1,ATOMES,T1,CLASS_PARIS_L1_A|CLASS_B,31/03/2026\n',
  };

  test('without --apply it says what would change and writes nothing', async () => {
    const { report, code } = await run(REGISTER);
    assert.equal(code, 0);
    assert.equal(report.outcome, 'would_apply');
    assert.deepEqual(report.counts.students, { new: 2, changed: 0, unchanged: 0 });
    assert.deepEqual(await students(), []);
  });

  test('French files become a register; the same files again change nothing; a change is named', async () => {
    await run(REGISTER, '--apply');
    assert.deepEqual(await students(), [
      {
        student_id: 'E2',
        lastname: 'Élie',
        firstname: 'Noé',
        class_id: 'CLASS_B',
        promo_id: 'L1',
        status: 'graduated',
        source: 'import',
      },
      {
        student_id: 'E1',
        lastname: 'Lefèvre',
        firstname: 'Zoé',
        class_id: 'CLASS_PARIS_L1_A',
        promo_id: 'L1',
        status: 'active',
        source: 'import',
      },
    ]);
    const { query } = database.current;
    const assignment = await query
      .selectFrom('assignments')
      .select(['due_at', 'type'])
      .where('tenant_id', '=', tenant)
      .executeTakeFirstOrThrow();
    assert.equal(assignment.due_at?.toISOString(), '2026-03-31T21:59:59.000Z');
    const theme = await query
      .selectFrom('themes')
      .selectAll()
      .where('tenant_id', '=', tenant)
      .executeTakeFirstOrThrow();
    assert.deepEqual([theme.difficulty, theme.tags], ['advanced', '["chimie","physique"]']);
    const enrolments = await query.selectFrom('enrolments').select('id').where('tenant_id', '=', tenant).execute();
    assert.equal(enrolments.length, 3);

    const again = await run(REGISTER, '--apply');
    assert.deepEqual(again.report.rows, []);
    const moved = await run({ 'etudiants.csv': 'id,classe\nE1,CLASS_B\nE2,CLASS_B\n' }, '--apply');
    assert.deepEqual(moved.report.rows, [
      { kind: 'students', id: 'E1', file: 'etudiants.csv', line: 2, what: 'changed', columns: ['class_id'] },
    ]);
    assert.equal((await students())[1]?.lastname, 'Lefèvre');
  });

  test('a fault in the last line changes nothing and names that line', async () => {
    const rows = Array.from({ length: 400 }, (_, i) => `E${i};Nom ${i}`);
    const text = ['id;nom', ...rows, 'E400;Nom;de trop', ''].join('\n');
    const { report, code } = await run({ 'etudiants.csv': text }, '--apply');
    assert.equal(code, 1);
    assert.equal(report.outcome, 'refused');
    assert.deepEqual(
      report.faults.map(({ file, line, code: why }) => [file, line, why]),
      [['etudiants.csv', 402, 'value_invalid']],
    );
    assert.deepEqual(await students(), []);
  });

  test('every fault is told with its file, line and column', async () => {
    const { report } = await run(
      {
        'etudiants.csv': `id;nom;statut;classe\n;X;;\nE1;X;parti en mer;\n"E2";"deux\nlignes";;NOWHERE\nE2;X;;\n${'É'.repeat(65)};X;;\n`,
        'classes.csv': 'id,nom,couleur\nC1,X,bleu\n',
        'liste.csv': 'a,b\n',
        'themes.csv': 'titre\nX\n',
        'promotions.csv': 'id,nom\nP1,\n',
      },
      '--apply',
    );
    assert.deepEqual(
      report.faults.map(({ file, line, column, code }) => [file, line, column, code]),
      [
        ['classes.csv', 1, 'couleur', 'column_unknown'],
        ['etudiants.csv', 2, 'id', 'value_missing'],
        ['etudiants.csv', 3, 'statut', 'value_invalid'],
        ['etudiants.csv', 4, 'class_id', 'unknown_reference'],
        ['etudiants.csv', 6, null, 'duplicate'],
        ['etudiants.csv', 7, 'id', 'value_invalid'],
        ['liste.csv', 1, null, 'file_unknown'],
        ['promotions.csv', 2, 'nom', 'value_missing'],
        ['themes.csv', 1, 'theme_id', 'column_missing'],
      ],
    );
  });

  test('a file in Latin-1 keeps its accents; unknown columns may be passed over', async () => {
    const text = Buffer.from('id;nom;prénom;couleur\nE1;Lefèvre;Zoé;bleu\n', 'latin1');
    const { report } = await run({ 'etudiants.csv': text }, '--apply', '--ignore-unknown-columns');
    assert.equal(report.outcome, 'applied');
    assert.equal((await students())[0]?.lastname, 'Lefèvre');
  });

  test('another institution’s rows are neither found nor touched', async () => {
    const theirs = tenant;
    await run({ 'classes.csv': 'id,nom\nC1,Une\n' }, '--apply');
    tenant = 'TENANT_OTHER';
    const refused = await run({ 'etudiants.csv': 'id,classe\nE1,C1\n' }, '--apply');
    assert.deepEqual(
      refused.report.faults.map(({ code }) => code),
      ['unknown_reference'],
    );
    await run({ 'classes.csv': 'id,nom\nC1,Autre\n' }, '--apply');
    const classes = await database.current.query
      .selectFrom('classes')
      .select(['tenant_id', 'name'])
      .where('class_id', '=', 'C1')
      .orderBy('name')
      .execute();
    assert.deepEqual(classes, [
      { tenant_id: 'TENANT_OTHER', name: 'Autre' },
      { tenant_id: theirs, name: 'Une' },
    ]);
  });

  test('a student whom a launch made gets the institution’s id by the e-mail, and readers learn that the former id is gone', async () => {
    await seedRegister(database.current, {
      tenant,
      students: [{ student_id: 'made-by-launch', email_scolaire: 'zoe@ex.fr', source: 'lti', lastname: 'Z.' }],
    });
    await run({ 'etudiants.csv': 'id,nom,email\nE1,Lefèvre,zoe@ex.fr\n' }, '--apply');
    assert.deepEqual(
      (await students()).map((row) => [row.student_id, row.lastname, row.source]),
      [['E1', 'Lefèvre', 'import']],
    );
    const gone = await database.current.query
      .selectFrom('deleted_records')
      .select(['resource', 'record_id'])
      .where('tenant_id', '=', tenant)
      .execute();
    assert.deepEqual(gone, [{ resource: 'students', record_id: 'made-by-launch' }]);
  });

  const ONEROSTER = {
    'manifest.csv':
      'propertyName,value\nmanifest.version,1.0\noneroster.version,1.2\nfile.users,bulk\nfile.classes,bulk\nfile.demographics,absent\n',
    'orgs.csv': 'sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\nO1,,,Institut,school,,\n',
    'academicSessions.csv':
      'sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear\nY1,,,Licence 1,schoolYear,2025-09-01,2026-06-30,,2026\nS1,,,Semestre 1,semester,2025-09-01,2026-01-31,Y1,2026\n',
    'courses.csv':
      'sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes\nCO1,,,,Chimie,CHI,,O1,,\n',
    'classes.csv':
      'sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods\nK1,,,Groupe A,,CO1,,scheduled,,O1,S1,,,\nK2,tobedeleted,,Groupe B,,CO1,,scheduled,,O1,S1,,,\n',
    'users.csv':
      'sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password,userMasterIdentifier\nU1,,,true,zoe,,Zoé,Lefèvre,,,zoe@ex.fr,,,,,,uuid-1\nU2,,,false,noe,,Noé,Élie,,,,,,,,,\nU3,,,true,curie,,Marie,Curie,,,,,,,,,\nU4,,,true,parent,,Un,Parent,,,,,,,,,\n',
    'roles.csv':
      'sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId\nR1,,,U1,primary,student,,,O1,\nR2,,,U2,primary,student,,,O1,\nR3,,,U3,primary,teacher,,,O1,\nR4,,,U4,primary,parent,,,O1,\n',
    'enrollments.csv':
      'sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate\nN1,,,K1,O1,U1,student,,,\nN2,,,K1,O1,U3,teacher,true,,\nN3,,,K1,O1,U2,student,,,\n',
  };

  test('a OneRoster 1.2 zip becomes a register', async () => {
    const place = await zipped(ONEROSTER);
    const { report } = await command(place, '--apply');
    assert.deepEqual(report.faults, []);
    assert.deepEqual(
      (await students()).map((row) => [row.student_id, row.class_id, row.status]),
      [
        ['U2', 'K1', 'withdrawn'],
        ['U1', 'K1', 'active'],
      ],
    );
    const classes = await database.current.query
      .selectFrom('classes as c')
      .leftJoin('promotions as p', 'p.id', 'c.promo_pk')
      .leftJoin('teachers as t', 't.id', 'c.teacher_pk')
      .select(['c.class_id', 'c.status', 'p.name', 'p.year_start', 't.lastname'])
      .where('c.tenant_id', '=', tenant)
      .orderBy('c.class_id')
      .execute();
    assert.deepEqual(classes, [
      { class_id: 'K1', status: 'active', name: 'Licence 1', year_start: 2025, lastname: 'Curie' },
      { class_id: 'K2', status: 'archived', name: 'Licence 1', year_start: 2025, lastname: null },
    ]);
    assert.deepEqual((await command(place, '--apply')).report.rows, []);
  });

  test('a OneRoster zip whose last line is at fault changes nothing and names it', async () => {
    const place = await zipped({
      ...ONEROSTER,
      'enrollments.csv': `${ONEROSTER['enrollments.csv']}N4,,,NOWHERE,O1,U1,student,,,\n`,
    });
    const { report, code } = await command(place, '--apply');
    assert.equal(code, 1);
    assert.deepEqual(
      report.faults.map(({ file, line, code: why }) => [file, line, why]),
      [['enrollments.csv', 5, 'unknown_reference']],
    );
    assert.deepEqual(await students(), []);
  });
});
