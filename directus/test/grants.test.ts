import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import { type Database, openDatabase } from '../../backend/src/db/connection.ts';
import { migrate } from '../../backend/src/db/migrate.ts';
import { dumpSchema } from '../../backend/src/db/schema-dump.ts';
import { createGrantsRunner } from '../../backend/src/directus/grants.store.ts';
import { grantStatements } from '../../backend/src/directus/grants.ts';
import { type GradeCourse, gradeCourse } from '../../backend/test/passback/grade-course.ts';
import { engines } from '../../backend/test/support/engines.ts';
import { bootstrapDirectus, type RunningDirectus, startDirectus } from './support/directus.ts';
import { apply } from './support/stage.ts';

const postgres = engines.find(({ name }) => name === 'postgres');

describe('Directus with a PostgreSQL role of its own', { skip: postgres?.missing ?? false }, () => {
  const role = `directus_${randomBytes(4).toString('hex')}`;
  let database: Database;
  let directus: RunningDirectus;
  let course: GradeCourse;
  let drop: () => Promise<void>;
  before(async () => {
    const fresh = await postgres?.freshDatabaseUrl();
    if (fresh === undefined) throw new Error('no PostgreSQL');
    database = openDatabase(fresh.url, 5);
    await migrate(database);
    // An installation whose Directus has used our own role so far.
    await bootstrapDirectus({ databaseUrl: fresh.url });
    await createGrantsRunner(database).run(grantStatements(role));
    await createGrantsRunner(database).run(grantStatements(role));
    await sql.raw(`alter role ${role} password 'for-tests'`).execute(database.query);
    const url = new URL(fresh.url);
    url.username = role;
    url.password = 'for-tests';
    course = await gradeCourse(database, 2);
    directus = await startDirectus({ databaseUrl: url.href });
    drop = fresh.drop;
  });
  after(async () => {
    await directus?.stop();
    await sql
      .raw(`reassign owned by ${role} to current_user; drop owned by ${role}; drop role ${role}`)
      .execute(database.query);
    await database?.close();
    await drop?.();
  });

  test('is set up, reads and edits rows, and what triggers write is written', async () => {
    await apply(directus);
    const learner = course.learners[0];
    assert.equal((await directus.call('PATCH', `/items/users/${learner}`, { firstname: 'Zoé' })).status, 200);
    const row = { tenant_id: course.tenantId, class_id: 'C1', name: 'Seconde A' };
    const made = await directus.call<{ id: string }>('POST', '/items/classes', row);
    assert.equal(made.status, 200, JSON.stringify(made.errors));
    const student = { tenant_id: course.tenantId, student_id: 'S1', class_pk: made.data.id };
    const enrolled = await directus.call<{ id: string }>('POST', '/items/students', student);
    assert.equal(enrolled.status, 200, JSON.stringify(enrolled.errors));
    assert.equal((await database.query.selectFrom('enrolments').selectAll().execute()).length, 1);
    const gone = await directus.call('DELETE', `/items/students/${enrolled.data.id}`);
    assert.equal(gone.status, 204, JSON.stringify(gone.errors));
    assert.equal((await database.query.selectFrom('deleted_records').selectAll().execute()).length, 1);
    // Deleting a learner takes along what Directus itself may not touch.
    assert.equal((await directus.call('DELETE', `/items/users/${course.learners[1]}`)).status, 204);
  });

  test('cannot drop a table, drop a column, add one or change a type: each try fails, and nothing is changed', async () => {
    const dump = await dumpSchema(database);
    const tries = [
      await directus.call('DELETE', '/collections/progress'),
      await directus.call('DELETE', '/fields/progress/score'),
      await directus.call('POST', '/fields/progress', { field: 'mine', type: 'string', meta: {}, schema: {} }),
      await directus.call('PATCH', '/fields/progress/score', { schema: { is_nullable: false } }),
      await directus.call('DELETE', '/relations/progress/user_id'),
      await directus.call('DELETE', '/collections/signing_keys'),
    ];
    for (const { status, errors } of tries) {
      assert.ok(status >= 400, JSON.stringify({ status, errors }));
    }
    assert.equal(await dumpSchema(database), dump);
    const still = await directus.call<unknown[]>('GET', '/items/progress?limit=1');
    assert.equal(still.status, 200, 'Directus goes on working');
    const second = await apply(directus);
    assert.deepEqual([second.made, second.changed], [[], []], 'its own metadata is as it was');
  });

  test('reads no table that it was not given', async () => {
    for (const table of ['signing_keys', 'platform_secrets', 'sessions', 'jwt_issuers']) {
      const rows = sql.raw(`set local role ${role}; select * from ${table}`);
      await assert.rejects(
        database.query.transaction().execute((trx) => rows.execute(trx)),
        /permission denied/,
      );
    }
  });
});
