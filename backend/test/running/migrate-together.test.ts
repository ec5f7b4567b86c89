import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { openDatabase } from '../../src/db/connection.ts';
import { compareSchema } from '../../src/db/expected-schema.ts';
import { pendingMigrations } from '../../src/db/migrate.ts';
import { forEachEngine } from '../support/engines.ts';
import { isStorm } from '../support/storm.ts';

const cli = path.resolve(import.meta.dirname, '../../bin/passerelle.js');
const run = promisify(execFile);
const PROCESSES = 3;
const ROUNDS = isStorm() ? 10 : 1;

forEachEngine((engine) => {
  test(`${PROCESSES} processes that find an empty base at the same moment make one schema of it, and none of them fails`, async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const fresh = await engine.freshDatabaseUrl();
      try {
        const env = { ...process.env, NODE_ENV: 'test', DATABASE_URL: fresh.url };
        const migrate = () => run(process.execPath, [cli, 'migrate', '--json'], { env });
        const answers = await Promise.all(Array.from({ length: PROCESSES }, migrate));
        const applied = answers.flatMap(({ stdout }) => (JSON.parse(stdout) as { applied: string[] }).applied);
        assert.equal(new Set(applied).size, applied.length, 'a step was applied twice');
        assert.ok(applied.length > 0);
        const database = openDatabase(fresh.url, 1);
        assert.deepEqual(await pendingMigrations(database), []);
        await database.close();
      } finally {
        await fresh.drop();
      }
    }
  });

  test('a process that is killed in the midst of a migration is gone on with by the next one', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const fresh = await engine.freshDatabaseUrl();
      const database = openDatabase(fresh.url, 1);
      try {
        const env = { ...process.env, NODE_ENV: 'test', DATABASE_URL: fresh.url };
        const killed = spawn(process.execPath, [cli, 'migrate'], { env, stdio: 'ignore' });
        const tables = async () => (await database.query.introspection.getTables()).length;
        const enough = 3 + Math.random() * 20;
        while (killed.exitCode === null && (await tables()) < enough) await new Promise((soon) => setTimeout(soon, 2));
        killed.kill('SIGKILL');
        await run(process.execPath, [cli, 'migrate'], { env });
        assert.deepEqual(await pendingMigrations(database), []);
        assert.deepEqual(await compareSchema(database), { missing: [], different: [] });
        const left = (await database.query.introspection.getTables()).map(({ name }) => name);
        assert.ok(!left.some((name) => name.includes('unfinished')), 'the count of statements is still there');
      } finally {
        await database.close();
        await fresh.drop();
      }
    }
  });
});
