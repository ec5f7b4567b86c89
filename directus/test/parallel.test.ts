import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { gradeCourse } from '../../backend/test/passback/grade-course.ts';
import { sqliteEngine } from '../../backend/test/support/database.ts';
import { type SharedDatabase, shareDatabase } from './support/stage.ts';

const WRITERS = 20;
const ROUNDS = 15;

describe('two programs on one SQLite file', () => {
  let shared: SharedDatabase;
  before(async () => {
    shared = await shareDatabase(sqliteEngine(), 'Passerelle first');
  });
  after(() => shared?.close());

  test('twenty people saving in Directus beside our own load: every write of both succeeds, none reads SQLITE_BUSY', async () => {
    const course = await gradeCourse(shared.database, WRITERS + 1, 400);
    const [ours, ...theirs] = course.learners;
    assert.ok(ours);
    let isOver = false;
    let written = 0;
    const place = { tenant_id: course.tenantId, module_id: 'module1' };
    const load = (async () => {
      while (!isOver) {
        await shared.database.query
          .insertInto('progress')
          .values({ ...place, id: randomUUID(), user_id: ours, grain_id: `load${written}` })
          .execute();
        written++;
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    const people = theirs.map(async (user_id) => {
      const statuses: string[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const row = { ...place, id: randomUUID(), user_id, grain_id: `grain${round}` };
        const { status, errors } = await shared.directus.call('POST', '/items/progress', row);
        statuses.push(errors[0]?.message ?? String(status));
      }
      return statuses;
    });
    const answers = (await Promise.all(people)).flat();
    isOver = true;
    await load;
    assert.deepEqual([...new Set(answers)], ['200']);
    assert.equal(answers.length, WRITERS * ROUNDS);
    const rows = await shared.database.query.selectFrom('progress').select('id').execute();
    assert.equal(rows.length, written + WRITERS * ROUNDS);
    assert.ok(written > 100, `our own load wrote ${written} rows meanwhile`);
    assert.doesNotMatch(shared.directus.output(), /SQLITE_BUSY|database is locked/);
  });
});
