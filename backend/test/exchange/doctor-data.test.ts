import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { isDocumentationHash } from '../../src/api-keys/key-hash.ts';
import { isScope } from '../../src/api-keys/scopes.ts';
import type { Database } from '../../src/db/connection.ts';
import { examine, type Line } from '../../src/exchange/doctor.ts';
import { dataChecks } from '../../src/exchange/doctor-data.ts';
import { createDataReadings } from '../../src/exchange/doctor-data.view.ts';
import { newId } from '../../src/ids/ids.ts';
import { createOutboxFigures } from '../../src/passback/outbox-figures.view.ts';
import { databaseOf } from '../support/database.ts';
import { forEachEngine } from '../support/engines.ts';
import { type SeededCourse, seedCourse, seedLearners, seedLink } from '../support/progress-course.ts';

const hours = (n: number): Date => new Date(Date.now() - n * 3600_000);
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** As somebody does who restores a table by hand, or deletes on SQLite with foreign keys off. */
async function withoutForeignKeys(database: Database, statement: string): Promise<void> {
  const { driver } = database;
  if (driver.engine === 'sqlite') {
    driver.connection.pragma('foreign_keys = off');
    driver.connection.exec(statement);
    driver.connection.pragma('foreign_keys = on');
  } else if (driver.engine === 'postgres') {
    const client = await driver.pool.connect();
    await client.query("set session_replication_role = 'replica'");
    await client.query(statement);
    await client.query("set session_replication_role = 'origin'");
    client.release();
  } else {
    const connection = await driver.pool.promise().getConnection();
    await connection.query('set foreign_key_checks = 0');
    await connection.query(statement);
    await connection.query('set foreign_key_checks = 1');
    connection.release();
  }
}

forEachEngine((engine) => {
  describe('the rows', () => {
    const opened = databaseOf(engine);
    let course: SeededCourse;
    let learner: string;
    const look = async (): Promise<Line[]> =>
      examine(
        dataChecks(
          createDataReadings(opened.current, {
            isDocumentationHash,
            areScopes: (scopes) => scopes.every(isScope),
            outboxFigures: createOutboxFigures(opened.current),
            now: () => new Date(),
          }),
        ),
      );
    const of = async (name: string): Promise<Line> => {
      const line = (await look()).find(({ check }) => check === name);
      assert.ok(line, name);
      return line;
    };

    test('healthy rows have nothing to say', async () => {
      course = await seedCourse(opened.current);
      [learner = ''] = await seedLearners(opened.current, course, 1);
      assert.deepEqual(
        (await look()).filter(({ level }) => level !== 'ok'),
        [],
      );
    });

    test('values that no form accepts are told by column: a negative score, an unknown scope or state', async () => {
      const { query } = opened.current;
      const id = newId();
      const place = { tenant_id: course.tenantId, user_id: learner, grain_id: 'grain1', module_id: 'module1' };
      await query
        .insertInto('progress')
        .values({ id, ...place, score: -0.5, time_spent_seconds: -1 })
        .execute();
      const key = { tenant_id: course.tenantId, owner: 'ENT', key_hash: sha256('impossible') };
      await query
        .insertInto('api_keys')
        .values({ ...key, id: 'impossible', scopes: '["academic:all"]', quota_daily: -1 })
        .execute();
      const line = await of('rows.impossible');
      assert.equal(line.level, 'warn');
      for (const column of ['progress.score', 'progress.time_spent_seconds', 'api_keys.quota_*', 'api_keys.scopes']) {
        assert.ok(line.says.en.includes(`${column} (1)`), line.says.en);
      }
      await query.deleteFrom('progress').where('id', '=', id).execute();
      await query.deleteFrom('api_keys').where('id', '=', 'impossible').execute();
      assert.equal((await of('rows.impossible')).level, 'ok');
    });

    test('the oldest unsent grade is told by its age, since it began to fail; grades given up by their reasons', async () => {
      const link = await seedLink(opened.current, course, 'course');
      const row = {
        tenant_id: course.tenantId,
        platform_id: course.platformId,
        resource_link_id: link,
        user_id: learner,
      };
      const failing = { state: 'due' as const, attempts: 5, due_at: hours(-1), failing_since_at: hours(30) };
      await opened.current.query
        .insertInto('grade_outbox')
        .values({ id: 'a', ...row, ...failing })
        .execute();
      const unsent = await of('grades.unsent');
      assert.equal(unsent.level, 'fail');
      assert.match(unsent.says.en, /1 grade\(s\) waiting, the oldest for 30 h/);
      await opened.current.query.updateTable('grade_outbox').set({ state: 'dead', reason: 'line_item_gone' }).execute();
      const dead = await of('grades.given-up');
      assert.match(`${dead.level} ${dead.says.en}`, /^warn 1 grade.*line_item_gone: 1/);
    });

    test('a finished grain that the catalogue has never had is named; a retired one is none', async () => {
      const row = { tenant_id: course.tenantId, user_id: learner, module_id: 'm1' };
      await opened.current.query
        .insertInto('progress')
        .values([
          { id: newId(), ...row, grain_id: 'g1' },
          { id: newId(), ...row, grain_id: 'grian1' },
        ])
        .execute();
      await opened.current.query
        .updateTable('grains')
        .set({ retired_at: new Date() })
        .where('grain_id', '=', 'g1')
        .execute();
      const line = await of('catalogue.unknown-grains');
      assert.match(`${line.level} ${line.says.en}`, /^warn .*T1\/grian1$/);
    });

    test('rows whose learner or institution is gone are counted by table and column', async () => {
      await withoutForeignKeys(opened.current, `delete from users where id = '${learner}'`);
      const line = await of('rows.orphans');
      assert.equal(line.level, 'fail');
      assert.match(line.says.en, /progress\.user_id \(2\)/);
    });

    test('keys of the documentation, and rows that can be no key, are named', async () => {
      const key = { tenant_id: course.tenantId, owner: 'ENT', scopes: '["academic:read"]', status: 'active' as const };
      await opened.current.query
        .insertInto('api_keys')
        .values([
          { ...key, id: 'from-the-docs', key_hash: sha256('sk_live_YOUR_SECRET_KEY') },
          { ...key, id: 'also-from-the-docs', key_hash: sha256('sk_live_abc123') },
          { ...key, id: 'in-the-clear', key_hash: 'sk_live_in_the_clear' },
          { ...key, id: 'comma', key_hash: sha256('x'), scopes: 'academic:read' },
          { ...key, id: 'revoked', key_hash: sha256('YOUR_API_KEY'), status: 'revoked' },
        ])
        .execute();
      const lines = (await look()).filter(({ check }) => check === 'api-keys.weak');
      assert.deepEqual(
        lines.map(({ level }) => level),
        ['fail', 'warn'],
      );
      assert.match(lines[0]?.says.en ?? '', /from-the-docs/);
      assert.match(lines[0]?.says.en ?? '', /also-from-the-docs/);
      assert.match(lines[1]?.says.en ?? '', /in-the-clear, comma/);
      assert.doesNotMatch(JSON.stringify(lines), /revoked"/);
    });
  });
});
