import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { createAcademicReads } from '../../src/academic/academic-reads.view.ts';
import type { Page, PageRequest } from '../../src/academic/page.ts';
import type { Student } from '../../src/academic/records.ts';
import { databaseOf } from '../support/database.ts';
import { forEachEngine } from '../support/engines.ts';
import { seedRegister } from '../support/register.ts';

const TENANT = 'T';
const STUDENTS = 1200;
const CLASSES = 1010;
const WHOLE = Number.MAX_SAFE_INTEGER - 1;
const request = (more: Partial<PageRequest> = {}): PageRequest => ({
  limit: WHOLE,
  offset: 0,
  after: undefined,
  knownTotal: undefined,
  ...more,
});

forEachEngine((engine) => {
  const opened = databaseOf(engine);
  const reads = () => createAcademicReads(opened.current);
  before(async () => {
    await opened.current.query.insertInto('tenants').values({ id: TENANT, name: 'T' }).execute();
    const at = (hours: number) => new Date(Date.parse('2026-01-05T00:00:00Z') + hours * 3600_000);
    await seedRegister(opened.current, {
      tenant: TENANT,
      classes: Array.from({ length: CLASSES }, (_, i) => ({ class_id: `C${i}`, name: `Classe ${i % 7}` })),
      students: Array.from({ length: STUDENTS }, (_, i) => ({
        student_id: `S${i}`,
        lastname: `Nom${i % 50}`,
        class: `C${i % 400}`,
        classes: i % 3 === 0 ? ['C900'] : [],
        status: i % 10 === 0 ? ('withdrawn' as const) : ('active' as const),
      })),
      // Many of one date, some of none, some made in the same moment.
      assignments: Array.from({ length: 60 }, (_, i) => ({
        assignment_id: `A${i}`,
        due_at: i % 4 === 0 ? null : at(i % 3),
        created_at: at(i % 5),
        targets: [{ class: `C${i}` }, { student: `S${i}` }],
      })),
    });
  });

  const walk = async <Row>(read: (request: PageRequest) => Promise<Page<Row>>, limit: number): Promise<Row[]> => {
    const rows: Row[] = [];
    for (let after: PageRequest['after']; ; ) {
      const page = await read(request({ limit, after }));
      rows.push(...page.rows);
      if (!page.hasMore) return rows;
      after = page.last;
    }
  };

  test('assignments come by date, the latest first, those without one last, in pages of any size', async () => {
    const read = (wanted: PageRequest) => reads().assignments(TENANT, {}, wanted);
    const { rows, total } = await read(request());
    assert.equal(total, 60);
    const order = rows.map((one) => [one.due_at ?? '', one.created_at, one.id] as const);
    const expected = order.toSorted((a, b) => compare(b[0], a[0]) || compare(b[1], a[1]) || compare(a[2], b[2]));
    assert.deepEqual(order, expected);
    assert.equal(order.filter(([due]) => due === '').length, 15);
    for (const limit of [1, 2, 7, 14, 59]) assert.deepEqual(await walk(read, limit), rows, `pages of ${limit}`);
    const first = rows.find(({ id }) => id === 'A1');
    assert.deepEqual(first?.targets, [
      { target_type: 'class', target_id: 'C1' },
      { target_type: 'student', target_id: 'S1' },
    ]);
  });

  test('a page far down by offset is the page by cursor, and beyond the end there is none', async () => {
    for (const filter of [{}, { status: 'active' }]) {
      const read = (wanted: PageRequest) => reads().students(TENANT, filter, wanted);
      const all = await walk(read, 500);
      for (const offset of [999, 1000, 1001, 1050, 1079]) {
        const page = await read(request({ limit: 20, offset }));
        assert.deepEqual(page.rows, all.slice(offset, offset + 20), `from ${offset}`);
        assert.deepEqual([page.total, page.hasMore], [all.length, offset + 20 < all.length]);
      }
      const beyond = await read(request({ limit: 20, offset: 5000 }));
      assert.deepEqual(beyond, { rows: [], total: all.length, hasMore: false, last: undefined });
    }
  });

  test('a name comes as it is stored, whatever JSON has to write otherwise in it', async () => {
    const tenant = 'ODD';
    const odd = ['"', '\\', ',\n "', '\u0001\u001f\u007f', '\u2028é😀', 'null', '', "', \t\r\b\f"];
    await opened.current.query.insertInto('tenants').values({ id: tenant, name: tenant }).execute();
    await seedRegister(opened.current, {
      tenant,
      classes: odd.map((name, i) => ({ class_id: `C"${i}`, name })),
      students: odd.map((lastname, i) => ({
        student_id: `S${i}`,
        firstname: `\\${lastname}`,
        lastname,
        class: `C"${i}`,
      })),
    });
    const { rows } = await reads().students(tenant, {}, request());
    const students = rows.map((row) => JSON.parse(row) as Student).toSorted((a, b) => compare(a.id, b.id));
    assert.deepEqual(
      students.map(({ firstname, lastname, class_id, class_name }) => [firstname, lastname, class_id, class_name]),
      odd.map((name, i) => [`\\${name}`, name, `C"${i}`, name]),
    );
    assert.deepEqual(
      rows,
      rows.map((row) => JSON.stringify(JSON.parse(row))),
    );
  });

  test('a class has the same number of students in a page as in the list of all classes', async () => {
    const read = (wanted: PageRequest) => reads().classes(TENANT, {}, wanted);
    const { rows } = await read(request());
    assert.equal(rows.length, CLASSES);
    assert.deepEqual(await walk(read, 300), rows);
    const count = (id: string) => rows.find((one) => one.id === id)?.student_count;
    assert.deepEqual([count('C0'), count('C1'), count('C900'), count('C901')], [0, 3, 360, 0]);
  });
});

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
