import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { databaseOf } from '../support/database.ts';
import { forEachEngine } from '../support/engines.ts';
import { seedRegister } from '../support/register.ts';

const run = promisify(execFile);
const cli = path.resolve(import.meta.dirname, '../../bin/passerelle.js');

forEachEngine((engine) => {
  const database = databaseOf(engine);

  test('passerelle register rebuild-stats mends sums that somebody has spoilt', async () => {
    const { query } = database.current;
    await query.insertInto('tenants').values({ id: 'TENANT_A', name: 'A' }).execute();
    await seedRegister(database.current, {
      tenant: 'TENANT_A',
      students: [{ student_id: 'S1' }, { student_id: 'S2' }],
      sessions: ['S1', 'S2', 'S1'].map((student) => ({ student, day: '2026-03-02', seconds: 100 })),
    });
    const rebuild = async () => {
      const env = { ...process.env, DATABASE_URL: database.url, NODE_ENV: 'test' };
      const { stdout } = await run(process.execPath, [cli, 'register', 'rebuild-stats', '--json'], { env });
      return JSON.parse(stdout) as unknown;
    };
    const seconds = async () => {
      const { rows } = await sql<{ sum: number }>`select sum(time_spent_seconds) as sum from study_days`.execute(query);
      return Number(rows[0]?.sum);
    };
    assert.deepEqual(await rebuild(), { students: 2, sessions_rolled_up: 3 });
    assert.equal(await seconds(), 300);
    await query.updateTable('study_days').set({ time_spent_seconds: 1 }).execute();
    assert.deepEqual(await rebuild(), { students: 2, sessions_rolled_up: 0 });
    assert.equal(await seconds(), 300);
  });
});
