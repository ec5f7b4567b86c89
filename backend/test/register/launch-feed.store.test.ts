import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Database } from '../../src/db/connection.ts';
import { newId } from '../../src/ids/ids.ts';
import type { LaunchForRegister } from '../../src/lti/register-feed.ts';
import { createLaunchFeed } from '../../src/register/launch-feed.store.ts';
import { createThemeSync } from '../../src/register/themes.store.ts';
import { databaseOf, plantTenantAndPlatform, TENANT } from '../support/database.ts';
import { forEachEngine } from '../support/engines.ts';
import { seedRegister } from '../support/register.ts';

forEachEngine((engine) => {
  const database = databaseOf(engine);
  const platformId = newId();
  const deploymentId = newId();

  before(async () => {
    const { query } = database.current;
    await plantTenantAndPlatform(database.current, platformId);
    await query
      .insertInto('deployments')
      .values({ id: deploymentId, tenant_id: TENANT, platform_id: platformId, deployment_id: '1' })
      .execute();
    await query
      .insertInto('modules')
      .values({ id: newId(), tenant_id: TENANT, module_id: 'module1', title: 'L’atome' })
      .execute();
  });

  /** A person, a course and an activity as a launch has just written them. */
  async function launched(
    person: Partial<{ email: string; firstname: string; lastname: string; full_name: string; userId: string }>,
    changes: Partial<LaunchForRegister & { title: string; module: string | null }> = {},
  ): Promise<LaunchForRegister> {
    const { query } = database.current;
    const { title = 'Chimie', module = 'module1', ...launch } = changes;
    const { userId = newId(), ...columns } = person;
    const contextId = launch.contextId ?? newId();
    const resourceLinkId = launch.resourceLinkId ?? newId();
    const keys = { tenant_id: TENANT, platform_id: platformId };
    if (person.userId === undefined) {
      await query
        .insertInto('users')
        .values({ id: userId, ...keys, moodle_user_id: userId, ...columns })
        .execute();
    }
    if (launch.contextId === undefined) {
      await query
        .insertInto('contexts')
        .values({ id: contextId, ...keys, deployment_id: deploymentId, lti_context_id: contextId, title })
        .execute();
    }
    if (launch.resourceLinkId === undefined) {
      const link = { id: resourceLinkId, ...keys, deployment_id: deploymentId, context_id: contextId };
      await query
        .insertInto('resource_links')
        .values({ ...link, lti_resource_link_id: resourceLinkId, title: 'Activité', module_id: module })
        .execute();
    }
    const ids = { tenantId: TENANT, platformId, userId, contextId, resourceLinkId };
    return { ...ids, role: 'learner', personSourcedId: null, courseSourcedId: null, ...launch };
  }

  const feed = (launch: LaunchForRegister) =>
    database.current.write((transaction) => createLaunchFeed(database.current).afterLaunch(transaction, launch));

  test('a learner becomes a student of the class that the course is, with an assignment on the module’s theme', async () => {
    const launch = await launched({ firstname: 'Zoé', lastname: 'Lefèvre', email: 'zoe@ex.fr' });
    const userUpdatedAt = await feed(launch);
    const { query } = database.current;
    const user = await query.selectFrom('users').selectAll().where('id', '=', launch.userId).executeTakeFirstOrThrow();
    assert.deepEqual(userUpdatedAt, user.updated_at);
    const student = await studentOf(database.current, launch);
    assert.deepEqual(
      [student.firstname, student.lastname, student.email_scolaire, student.sort_key, student.source],
      ['Zoé', 'Lefèvre', 'zoe@ex.fr', 'lefevre zoe', 'lti'],
    );
    const inClass = await query
      .selectFrom('classes')
      .selectAll()
      .where('context_id', '=', launch.contextId)
      .executeTakeFirstOrThrow();
    assert.equal(inClass.name, 'Chimie');
    assert.equal(student.class_pk, inClass.id);
    assert.deepEqual(await enrolmentsOf(database.current, student.id), [[inClass.id, 'active']]);
    const assignment = await query
      .selectFrom('assignments as a')
      .innerJoin('themes as t', 't.id', 'a.theme_pk')
      .innerJoin('assignment_targets as g', 'g.assignment_pk', 'a.id')
      .select(['a.type', 'a.title', 't.theme_id', 't.title as theme', 't.source', 'g.target_type', 'g.class_pk'])
      .where('a.resource_link_id', '=', launch.resourceLinkId)
      .execute();
    assert.deepEqual(assignment, [
      {
        type: 'module',
        title: 'Activité',
        theme_id: 'module1',
        theme: 'L’atome',
        source: 'module',
        target_type: 'class',
        class_pk: inClass.id,
      },
    ]);
  });

  test('the same launch again writes nothing, and a second course is an enrolment, not another main class', async () => {
    const first = await launched({ lastname: 'Martin' });
    await feed(first);
    const student = await studentOf(database.current, first);
    assert.equal(await feed(first), undefined);
    assert.deepEqual(await studentOf(database.current, first), student);
    const second = await launched({ userId: first.userId });
    await feed(second);
    const after = await studentOf(database.current, second);
    assert.equal(after.class_pk, student.class_pk);
    assert.equal((await enrolmentsOf(database.current, student.id)).length, 2);
  });

  test('names follow the profile as long as nobody imported the student', async () => {
    const launch = await launched({ full_name: 'Ana Lima' });
    await feed(launch);
    assert.equal((await studentOf(database.current, launch)).lastname, 'Ana Lima');
    await database.current.query
      .updateTable('users')
      .set({ firstname: 'Ana', lastname: 'de Lima' })
      .where('id', '=', launch.userId)
      .execute();
    await feed(launch);
    const student = await studentOf(database.current, launch);
    assert.deepEqual([student.firstname, student.lastname, student.sort_key], ['Ana', 'de Lima', 'de lima ana']);
  });

  test('an imported student is recognised by the institution’s id or a unique e-mail, and keeps name and main class', async () => {
    await seedRegister(database.current, {
      tenant: TENANT,
      classes: [{ class_id: 'L1_A' }],
      students: [
        { student_id: 'E100', lastname: 'Roux', class: 'L1_A', source: 'import' },
        { student_id: 'E101', uuid_scolaire: 'uuid-101', lastname: 'Blanc', class: 'L1_A', source: 'import' },
        { student_id: 'E102', email_scolaire: 'noir@ex.fr', lastname: 'Noir', class: 'L1_A', source: 'import' },
      ],
    });
    for (const [person, sourcedId, studentId] of [
      [{ lastname: 'R.' }, 'E100', 'E100'],
      [{ lastname: 'B.' }, 'uuid-101', 'E101'],
      [{ lastname: 'N.', email: 'noir@ex.fr' }, null, 'E102'],
    ] as const) {
      const launch = await launched(person, { personSourcedId: sourcedId });
      await feed(launch);
      const student = await studentOf(database.current, launch);
      assert.equal(student.student_id, studentId);
      assert.equal(student.source, 'import');
      assert.notEqual(student.lastname, person.lastname);
      const enrolments = await enrolmentsOf(database.current, student.id);
      assert.equal(enrolments.length, 2);
      assert.ok(enrolments.some(([classPk]) => classPk === student.class_pk));
    }
  });

  test('an e-mail that two students have, or that another account of the platform stands for, recognises nobody', async () => {
    await seedRegister(database.current, {
      tenant: TENANT,
      students: [
        { student_id: 'E200', email_scolaire: 'deux@ex.fr' },
        { student_id: 'E201', email_scolaire: 'deux@ex.fr' },
        { student_id: 'E202', email_scolaire: 'un@ex.fr' },
      ],
    });
    const twins = await launched({ email: 'deux@ex.fr' });
    await feed(twins);
    assert.equal((await studentOf(database.current, twins)).student_id, twins.userId);
    const first = await launched({ email: 'un@ex.fr' });
    const second = await launched({ email: 'un@ex.fr' });
    await feed(first);
    await feed(second);
    assert.equal((await studentOf(database.current, first)).student_id, 'E202');
    assert.equal((await studentOf(database.current, second)).student_id, second.userId);
  });

  test('an instructor becomes the teacher of the class; somebody else becomes nobody', async () => {
    const launch = await launched({ lastname: 'Curie', email: 'curie@ex.fr' }, { role: 'instructor' });
    await feed(launch);
    const inClass = await database.current.query
      .selectFrom('classes as c')
      .innerJoin('teachers as t', 't.id', 'c.teacher_pk')
      .select(['t.lastname', 't.email', 't.teacher_id'])
      .where('c.context_id', '=', launch.contextId)
      .executeTakeFirstOrThrow();
    assert.deepEqual(inClass, { lastname: 'Curie', email: 'curie@ex.fr', teacher_id: launch.userId });
    const other = await launched({ lastname: 'Admin' }, { role: 'other' });
    assert.equal(await feed(other), undefined);
    const user = await database.current.query
      .selectFrom('users')
      .select(['student_id', 'teacher_id'])
      .where('id', '=', other.userId)
      .executeTakeFirstOrThrow();
    assert.deepEqual(user, { student_id: null, teacher_id: null });
  });

  test('a course that carries the id of an imported class is that class', async () => {
    const keys = await seedRegister(database.current, {
      tenant: TENANT,
      classes: [{ class_id: 'CLASS_PARIS_L1_A', name: 'L1 groupe A' }],
    });
    const launch = await launched({}, { courseSourcedId: 'CLASS_PARIS_L1_A' });
    await feed(launch);
    const student = await studentOf(database.current, launch);
    assert.equal(student.class_pk, keys.class.get('CLASS_PARIS_L1_A'));
  });

  test('a crowd’s first launches in one new course make one class and a student each', async () => {
    const first = await launched({ lastname: 'Un' });
    const launches = [first];
    for (let i = 0; i < 7; i++) {
      launches.push(
        await launched({ lastname: `P${i}` }, { contextId: first.contextId, resourceLinkId: first.resourceLinkId }),
      );
    }
    const tries = async (launch: LaunchForRegister): Promise<void> => {
      for (let left = 4; ; left--) {
        try {
          await feed(launch);
          return;
        } catch (error) {
          if (left === 0 || !['40P01', 'ER_LOCK_DEADLOCK'].includes((error as { code: string }).code)) throw error;
        }
      }
    };
    await Promise.all(launches.map(tries));
    const classes = await database.current.query
      .selectFrom('classes as c')
      .innerJoin('enrolments as e', 'e.class_pk', 'c.id')
      .select(['c.id', 'e.student_pk'])
      .where('c.context_id', '=', first.contextId)
      .execute();
    assert.equal(new Set(classes.map((row) => row.id)).size, 1);
    assert.equal(classes.length, 8);
  });

  test('themes follow the catalogue: new ones appear, retired ones are archived, titles change', async () => {
    const { query } = database.current;
    const row = { id: newId(), tenant_id: TENANT, module_id: 'module9', title: 'Neuf' };
    await query.insertInto('modules').values(row).execute();
    const sync = createThemeSync(database.current);
    const theme = async () => {
      await sync.follow();
      const themes = query.selectFrom('themes').select(['title', 'status', 'sort_key']);
      return themes.where('tenant_id', '=', TENANT).where('module_id', '=', 'module9').executeTakeFirst();
    };
    assert.deepEqual(await theme(), { title: 'Neuf', status: 'active', sort_key: 'neuf' });
    await query.updateTable('modules').set({ title: 'Été', retired_at: new Date() }).where('id', '=', row.id).execute();
    assert.deepEqual(await theme(), { title: 'Été', status: 'archived', sort_key: 'ete' });
  });
});

async function studentOf({ query }: Database, launch: LaunchForRegister) {
  return query
    .selectFrom('students as s')
    .innerJoin('users as u', (on) =>
      on.onRef('u.tenant_id', '=', 's.tenant_id').onRef('u.student_id', '=', 's.student_id'),
    )
    .selectAll('s')
    .where('u.id', '=', launch.userId)
    .executeTakeFirstOrThrow();
}

async function enrolmentsOf({ query }: Database, studentPk: string): Promise<string[][]> {
  const rows = await query
    .selectFrom('enrolments')
    .select(['class_pk', 'status'])
    .where('student_pk', '=', studentPk)
    .execute();
  return rows.map((row) => [row.class_pk, row.status]);
}
