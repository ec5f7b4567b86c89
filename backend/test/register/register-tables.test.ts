import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '../../src/ids/ids.ts';
import { createSortKeys } from '../../src/register/sort-keys.store.ts';
import { databaseOf } from '../support/database.ts';
import { forEachEngine } from '../support/engines.ts';
import { type SeededKeys, seedRegister } from '../support/register.ts';

const LONG_AGO = new Date('2020-01-01T00:00:00Z');

forEachEngine((engine) => {
  const database = databaseOf(engine);
  let tenant = '';
  let number = 0;

  /** A tenant of its own with two classes, two students and what hangs on them. */
  async function plant(): Promise<SeededKeys> {
    number += 1;
    tenant = `TENANT_${number}`;
    await database.current.query.insertInto('tenants').values({ id: tenant, name: tenant }).execute();
    const old = { created_at: LONG_AGO, updated_at: LONG_AGO };
    return seedRegister(database.current, {
      tenant,
      promotions: [{ promo_id: 'P1', ...old }],
      teachers: [{ teacher_id: 'T1', ...old }],
      classes: [
        { class_id: 'A', promo: 'P1', teacher: 'T1', ...old },
        { class_id: 'B', promo: 'P1', ...old },
      ],
      students: [
        { student_id: 'S1', class: 'A', promo: 'P1', lastname: 'Un', ...old },
        { student_id: 'S2', lastname: 'Deux', ...old },
      ],
      themes: [{ theme_id: 'H1', ...old }],
      assignments: [
        {
          assignment_id: 'X1',
          theme: 'H1',
          teacher: 'T1',
          targets: [{ class: 'A' }, { promo: 'P1' }, { student: 'S1' }],
          ...old,
        },
      ],
    });
  }

  const query = () => database.current.query;

  test('two institutions may use the same ids, one may not use an id twice', async () => {
    await plant();
    await plant();
    const row = { id: newId(), tenant_id: tenant, class_id: 'A', name: 'Encore' };
    await assert.rejects(query().insertInto('classes').values(row).execute());
  });

  test('ids differ by case and accents', async () => {
    await plant();
    for (const class_id of ['a', 'À']) {
      await query().insertInto('classes').values({ id: newId(), tenant_id: tenant, class_id, name: 'x' }).execute();
    }
  });

  test('lists have the same order on every engine: by sort key, then id, code point by code point', async () => {
    await plant();
    const ids = ['Z', 'a', 'É', 'B', '_', '10', '9', 'é', 'Я', '😀', 'ﬀ'];
    await query()
      .insertInto('classes')
      .values(
        ids.map((class_id) => ({
          id: newId(),
          tenant_id: tenant,
          class_id: `o-${class_id}`,
          name: 'x',
          sort_key: 'x',
        })),
      )
      .execute();
    const rows = await query()
      .selectFrom('classes')
      .select('class_id')
      .where('tenant_id', '=', tenant)
      .where('sort_key', '=', 'x')
      .orderBy('sort_key')
      .orderBy('class_id')
      .execute();
    assert.deepEqual(
      rows.map((row) => row.class_id.slice(2)),
      ['10', '9', 'B', 'Z', '_', 'a', 'É', 'é', 'Я', 'ﬀ', '😀'],
    );
  });

  test('a main class is an enrolment; a student who changes class leaves the old one', async () => {
    const keys = await plant();
    const student = keys.student.get('S1') ?? '';
    const enrolments = async () => {
      const rows = await query()
        .selectFrom('enrolments as e')
        .innerJoin('classes as c', 'c.id', 'e.class_pk')
        .select(['c.class_id', 'e.status'])
        .where('e.student_pk', '=', student)
        .orderBy('c.class_id')
        .execute();
      return rows.map((row) => `${row.class_id} ${row.status}`);
    };
    const move = (to: string | null) =>
      query()
        .updateTable('students')
        .set({ class_pk: to === null ? null : (keys.class.get(to) ?? null) })
        .where('id', '=', student)
        .execute();
    assert.deepEqual(await enrolments(), ['A active']);
    await move('B');
    assert.deepEqual(await enrolments(), ['A removed', 'B active']);
    await move('A');
    assert.deepEqual(await enrolments(), ['A active', 'B removed']);
    await move(null);
    assert.deepEqual(await enrolments(), ['A removed', 'B removed']);
  });

  test('whatever is deleted leaves a trace with the institution’s id', async () => {
    const keys = await plant();
    for (const [table, kind, id] of [
      ['assignments', 'assignment', 'X1'],
      ['students', 'student', 'S1'],
      ['themes', 'theme', 'H1'],
      ['classes', 'class', 'A'],
      ['teachers', 'teacher', 'T1'],
      ['promotions', 'promo', 'P1'],
    ] as const) {
      await query()
        .deleteFrom(table)
        .where('id', '=', keys[kind].get(id) ?? '')
        .execute();
    }
    const rows = await query()
      .selectFrom('deleted_records')
      .select(['resource', 'record_id', 'deleted_at'])
      .where('tenant_id', '=', tenant)
      .execute();
    assert.deepEqual(rows.map((row) => `${row.resource} ${row.record_id}`).sort(), [
      'assignments X1',
      'classes A',
      'promotions P1',
      'students S1',
      'teachers T1',
      'themes H1',
    ]);
    for (const row of rows) assert.ok(Math.abs(row.deleted_at.getTime() - Date.now()) < 60_000);
  });

  test('what lost a class, promotion, teacher or theme by a deletion counts as changed', async () => {
    const keys = await plant();
    const isFresh = async (table: 'classes' | 'students' | 'assignments', pk: string | undefined) => {
      const row = await query()
        .selectFrom(table)
        .select('updated_at')
        .where('id', '=', pk ?? '')
        .executeTakeFirstOrThrow();
      return row.updated_at.getTime() > LONG_AGO.getTime();
    };
    const remove = (table: 'classes' | 'promotions' | 'teachers' | 'themes', pk: string | undefined) =>
      query()
        .deleteFrom(table)
        .where('id', '=', pk ?? '')
        .execute();
    // The targets were added after the assignment.
    await query().updateTable('assignments').set({ updated_at: LONG_AGO }).where('tenant_id', '=', tenant).execute();
    await remove('themes', keys.theme.get('H1'));
    assert.equal(await isFresh('assignments', keys.assignment.get('X1')), true);
    assert.equal(await isFresh('classes', keys.class.get('A')), false);
    await remove('teachers', keys.teacher.get('T1'));
    assert.equal(await isFresh('classes', keys.class.get('A')), true);
    assert.equal(await isFresh('students', keys.student.get('S1')), false);
    await query().updateTable('assignments').set({ updated_at: LONG_AGO }).where('tenant_id', '=', tenant).execute();
    await remove('classes', keys.class.get('A'));
    assert.equal(await isFresh('students', keys.student.get('S1')), true);
    assert.equal(await isFresh('assignments', keys.assignment.get('X1')), true);
    const targets = await query()
      .selectFrom('assignment_targets')
      .select('target_type')
      .where('tenant_id', '=', tenant)
      .execute();
    assert.deepEqual(targets.map((row) => row.target_type).sort(), ['promo', 'student']);
    assert.equal(await isFresh('classes', keys.class.get('B')), false);
    await remove('promotions', keys.promo.get('P1'));
    assert.equal(await isFresh('classes', keys.class.get('B')), true);
  });

  test('a name edited past the application gets its place in lists', async () => {
    const keys = await plant();
    const pk = keys.student.get('S2') ?? '';
    await query().updateTable('students').set({ lastname: 'Étienne', firstname: 'Ana' }).where('id', '=', pk).execute();
    await createSortKeys(database.current).follow(new Date(Date.now() - 60_000));
    assert.equal(await createSortKeys(database.current).follow(new Date(Date.now() - 60_000)), 0);
    const row = await query().selectFrom('students').select('sort_key').where('id', '=', pk).executeTakeFirstOrThrow();
    assert.equal(row.sort_key, 'etienne ana');
  });
});
