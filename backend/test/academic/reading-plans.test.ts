import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { sql } from 'kysely';
import type { AcademicReads } from '../../src/academic/academic-reads.ts';
import { createAcademicReads } from '../../src/academic/academic-reads.view.ts';
import type { Page, PageRequest } from '../../src/academic/page.ts';
import type { Student } from '../../src/academic/records.ts';
import type { Database } from '../../src/db/connection.ts';
import { createStudyDays } from '../../src/register/study-days.store.ts';
import { databaseOf } from '../support/database.ts';
import { type EngineName, forEachEngine } from '../support/engines.ts';
import { fillLargeRegister } from '../support/large-register.ts';
import { seedRegister } from '../support/register.ts';
import { plansOf, type StatementPlan } from '../support/statement-plans.ts';

const TENANT = 'BIG';
const LAST_DAY = '2026-11-27';
const MONTH = { startDate: '2026-10-28', endDate: LAST_DAY };
const PAGE = 500;
/** Rows of the list's own table that a page may look at. */
const MOST = 600;
/** Small enough here for a planner to read them whole. */
const SMALL = [
  'tenants',
  'promotions',
  'themes',
  'teachers',
  'classes',
  'assignment_targets',
  't',
  'p',
  'h',
  'c',
  'g',
  'w',
];

const request = (more: Partial<PageRequest> = {}): PageRequest => ({
  limit: PAGE,
  offset: 0,
  after: undefined,
  knownTotal: 100_000,
  ...more,
});

forEachEngine((engine) => {
  const opened = databaseOf(engine);
  let reads: AcademicReads;
  before(async () => {
    await fill(engine.name, opened.current, opened.url);
    reads = createAcademicReads(opened.current);
  });

  /** No statement goes through a large table, and together they look at few rows of one. */
  const isSparing = (what: string, plans: readonly StatementPlan[], table: string, most: number): void => {
    // SQLite's are prepared once and seen then.
    assert.ok(plans.length > 0 || engine.name === 'sqlite', `${what}: statements were seen`);
    const whole = plans.flatMap(({ wholeTables }) => wholeTables).filter((name) => !SMALL.includes(name));
    const accounts = plans.map(({ account }) => account).join('\n--\n');
    assert.deepEqual(whole, [], `${what}:\n${accounts}`);
    const read = plans.reduce((sum, { rows }) => sum + rowsOf(rows, table), 0);
    assert.ok(read <= most, `${what}: ${read} rows of ${table}\n${accounts}`);
  };

  /** Pages from the beginning, the middle and near the end. */
  const walk = async (
    what: string,
    table: string,
    read: (request: PageRequest) => Promise<Page<unknown>>,
    most = MOST,
  ): Promise<void> => {
    let after: PageRequest['after'];
    for (let nth = 0; nth < 4; nth++) {
      const wanted = request({ after });
      isSparing(`${what}, page ${nth}`, await plansOf(opened.current, () => read(wanted)), table, most);
      const page = await read(wanted);
      if (!page.hasMore) return;
      after = page.last;
    }
  };

  test('a page of students by cursor looks at a page of students, whatever the filter', async () => {
    const filters = [
      {},
      { status: 'active' },
      { status: 'withdrawn' },
      { promoId: 'PROMO_3' },
      { promoId: 'PROMO_3', status: 'withdrawn' },
      { classId: 'CLASS_4' },
      { classId: 'CLASS_4', status: 'active' },
    ];
    for (const filter of filters) {
      await walk(`students ${JSON.stringify(filter)}`, 'students', (wanted) => reads.students(TENANT, filter, wanted));
    }
  });

  test('a page of students with the names of their classes, read this half minute, looks at no other rows than its own', async () => {
    let after = (await reads.students(TENANT, {}, request())).last;
    for (let nth = 1; nth < 4; nth++) {
      const wanted = request({ after });
      const plans = await plansOf(opened.current, () => reads.students(TENANT, {}, wanted));
      const read = plans.flatMap(({ rows }) => [...rows.values()]).reduce((sum, rows) => sum + rows, 0);
      assert.ok(read <= MOST, `${read} rows, page ${nth}:\n${plans.map(({ account }) => account).join('\n--\n')}`);
      const page = await reads.students(TENANT, {}, wanted);
      assert.ok(
        page.rows
          .map((row) => JSON.parse(row) as Student)
          .every(({ class_id, class_name, promo_id, promo_name }) => class_id && class_name && promo_id && promo_name),
      );
      after = page.last;
    }
  });

  test('a page of students far down by offset reads what is skipped from an index alone', async () => {
    const plans = await plansOf(opened.current, () => reads.students(TENANT, {}, request({ offset: 2000 })));
    isSparing('students, offset', plans.slice(1), 'students', MOST);
    if (engine.name === 'postgres') assert.match(plans[0]?.account ?? '', /^Index Only Scan students 2000$/);
    if (engine.name === 'sqlite') assert.match(plans[0]?.account ?? '', /COVERING INDEX/);
  });

  test('a page of assignments by cursor looks at a page of assignments, whatever the filter', async () => {
    for (const filter of [{}, { status: 'pushed' }, { classId: 'CLASS_4' }, { teacherId: 'TEACHER_2' }]) {
      const name = `assignments ${JSON.stringify(filter)}`;
      await walk(name, 'assignments', (wanted) => reads.assignments(TENANT, filter, wanted));
    }
  });

  test('a page of classes counts the students of its own classes', async () => {
    const page = await reads.classes(TENANT, { status: 'active' }, request({ limit: 10 }));
    const plans = await plansOf(opened.current, () =>
      reads.classes(TENANT, { status: 'active' }, request({ limit: 10, after: page.last })),
    );
    isSparing('classes', plans, 'students', 10 * 30);
  });

  test('statistics of a class or a student look at their days alone', async () => {
    const { count } = await opened.current.query
      .selectFrom('study_days')
      .innerJoin('classes', 'classes.id', 'study_days.class_pk')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('classes.tenant_id', '=', TENANT)
      .where('class_id', '=', 'CLASS_4')
      .where('day', '>=', MONTH.startDate)
      .where('day', '<=', MONTH.endDate)
      .executeTakeFirstOrThrow();
    assert.ok(Number(count) > 0);
    const small = request({ limit: 100, knownTotal: undefined });
    const ofClass = await plansOf(opened.current, () => reads.stats(TENANT, { ...MONTH, classId: 'CLASS_4' }, small));
    // Once for the sums, once for the rows.
    isSparing('statistics of a class', ofClass, 'study_days', 2 * Number(count));
    const ofOne = await plansOf(opened.current, () => reads.stats(TENANT, { ...MONTH, studentId: 'STU_5' }, small));
    isSparing('statistics of a student', ofOne, 'study_days', 2 * 31);
  });

  test('statistics far down by offset are what stands there in the whole', async () => {
    const all = (await reads.stats(TENANT, MONTH, request({ limit: 5000 }))).rows;
    assert.ok(all.length > 1300);
    for (const offset of [999, 1000, 1001, 1250, all.length - 3, all.length]) {
      const page = await reads.stats(TENANT, MONTH, request({ limit: 50, offset }));
      assert.deepEqual(page.rows, all.slice(offset, offset + 50), `from ${offset}`);
      assert.equal(page.hasMore, offset + 50 < all.length);
    }
  });

  test('statistics of everybody are summed from the days of study, and their sessions are not looked at', async () => {
    const plans = await plansOf(opened.current, () => reads.stats(TENANT, MONTH, request({ limit: 100 })));
    const sessions = plans.reduce((sum, { rows }) => sum + rowsOf(rows, 'study_sessions'), 0);
    assert.equal(sessions, 0);
    if (engine.name === 'postgres') {
      assert.match(plans.map(({ account }) => account).join('\n'), /Index Only Scan study_days/);
    }
  });
});

/** Of the table itself, and under the short names that the views give it. */
function rowsOf(rows: ReadonlyMap<string, number>, table: string): number {
  const short: Record<string, string[]> = { students: ['students', 'n', 'k'], assignments: ['assignments'] };
  return (short[table] ?? [table]).reduce((sum, name) => sum + (rows.get(name) ?? 0), 0);
}

async function fill(engine: EngineName, database: Database, url: string): Promise<void> {
  if (engine === 'postgres') {
    const size = { classSize: 30, sessionsPerStudent: 10, lastDay: LAST_DAY };
    await fillLargeRegister(url, { ...size, tenant: TENANT, students: 6000, number: 1 });
    await fillLargeRegister(url, { ...size, tenant: 'NEIGHBOUR', students: 3000, number: 2 });
  } else {
    for (const [tenant, students] of [
      [TENANT, 3000],
      ['NEIGHBOUR', 990],
    ] as const) {
      await database.query.insertInto('tenants').values({ id: tenant, name: tenant }).execute();
      await seedSmaller(database, tenant, students);
    }
  }
  await createStudyDays(database).rebuild(undefined);
  if (engine === 'mariadb') {
    await sql`analyze table students, enrolments, classes, assignments, assignment_targets, study_days`.execute(
      database.query,
    );
  } else await sql.raw(engine === 'postgres' ? 'vacuum analyze' : 'analyze').execute(database.query);
}

/** The same institution in small, for the engines that make no million rows in a moment. */
async function seedSmaller(database: Database, tenant: string, students: number): Promise<void> {
  const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
  const classes = students / 30;
  await seedRegister(database, {
    tenant,
    promotions: upTo(8).map((i) => ({ promo_id: `PROMO_${i}` })),
    teachers: upTo(10).map((i) => ({ teacher_id: `TEACHER_${i}` })),
    classes: upTo(classes).map((i) => ({ class_id: `CLASS_${i}`, name: `Classe ${i}`, promo: `PROMO_${(i % 8) + 1}` })),
    students: upTo(students).map((i) => ({
      student_id: `STU_${i}`,
      lastname: `Nom${(i * 7919) % 10_007}`,
      class: `CLASS_${Math.ceil(i / 30)}`,
      promo: `PROMO_${(Math.ceil(i / 30) % 8) + 1}`,
      status: i % 50 === 0 ? ('withdrawn' as const) : ('active' as const),
    })),
    themes: upTo(20).map((i) => ({ theme_id: `THEME_${i}` })),
    assignments: upTo(students).map((i) => ({
      assignment_id: `ASG_${i}`,
      theme: `THEME_${(i % 20) + 1}`,
      teacher: `TEACHER_${i % 100 === 0 ? 2 : 1}`,
      status: (['draft', 'queued', 'pushed', 'ack'] as const)[i % 4] ?? 'draft',
      due_at: i % 5 === 0 ? null : new Date(Date.parse(LAST_DAY) - (i % 200) * 86_400_000),
      targets: [{ class: `CLASS_${(i % classes) + 1}` }],
    })),
    sessions: upTo(students).map((i) => ({
      student: `STU_${i}`,
      theme: `THEME_${(i % 20) + 1}`,
      class: `CLASS_${Math.ceil(i / 30)}`,
      day: new Date(Date.parse(LAST_DAY) - (i % 60) * 86_400_000).toISOString().slice(0, 10),
      score: 0.5,
    })),
  });
  // As the roll-up leaves them.
  await sql`update study_sessions set rolled_at = last_activity_at where tenant_id = ${tenant}`.execute(database.query);
}
