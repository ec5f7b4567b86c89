import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { databaseOf, TENANT } from '../support/database.ts';
import { forEachEngine } from '../support/engines.ts';
import { createLaunchWorld, type LaunchWorld } from '../support/launches.ts';
import { claim } from '../support/moodle-platform.ts';

const LIS = 'https://purl.imsglobal.org/spec/lti/claim/lis';

forEachEngine((engine) => {
  const opened = databaseOf(engine);
  let world: LaunchWorld;

  before(async () => {
    world = await createLaunchWorld(opened.current);
  });

  test('a launch from Moodle makes a student under Moodle’s ID number in the class of the course', async () => {
    const claims = { [LIS]: { person_sourcedid: 'E1234', course_section_sourcedid: 'CHIMIE-L1' } };
    const answer = await world.launch({ claims });
    assert.equal(answer.statusCode, 303);
    const rows = await opened.current.query
      .selectFrom('students as s')
      .innerJoin('classes as c', 'c.id', 's.class_pk')
      .innerJoin('users as u', (on) =>
        on.onRef('u.student_id', '=', 's.student_id').onRef('u.tenant_id', '=', 's.tenant_id'),
      )
      .innerJoin('enrolments as e', (on) => on.onRef('e.student_pk', '=', 's.id').onRef('e.class_pk', '=', 'c.id'))
      .select(['s.student_id', 's.source', 'c.class_id'])
      .where('s.tenant_id', '=', TENANT)
      .execute();
    assert.deepEqual(rows, [{ student_id: 'E1234', source: 'lti', class_id: 'CHIMIE-L1' }]);
  });

  test('the next launch of the same person has nothing to write but itself', async () => {
    const claims = { [LIS]: { person_sourcedid: 'E1234', course_section_sourcedid: 'CHIMIE-L1' } };
    const updatedAt = async () => {
      const users = opened.current.query.selectFrom('users').select('updated_at');
      return (await users.where('student_id', '=', 'E1234').executeTakeFirstOrThrow()).updated_at;
    };
    const then = await updatedAt();
    assert.equal((await world.launch({ claims })).statusCode, 303);
    assert.deepEqual(await updatedAt(), then);
    const assignments = await opened.current.query.selectFrom('assignments').select('type').execute();
    assert.deepEqual(assignments, [{ type: 'module' }]);
  });

  test('two teachers of a platform who share an address are two teachers', async () => {
    const as = (sub: string, given_name: string) => ({
      claims: { sub, given_name, family_name: 'X', email: 'profs@ecole.fr', [claim.roles]: [claim.instructor] },
    });
    await world.launch(as('901', 'Alice'));
    await world.launch(as('902', 'Bob'));
    const { query } = opened.current;
    const teachers = await query.selectFrom('teachers').select('firstname').orderBy('firstname').execute();
    assert.deepEqual(teachers, [{ firstname: 'Alice' }, { firstname: 'Bob' }]);
  });
});
