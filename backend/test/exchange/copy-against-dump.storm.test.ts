import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { debianPostgres, type FreshDatabase } from '../support/engines.ts';
import { isStorm, stormLearners } from '../support/storm.ts';
import { SECRET_KEY } from './bases.ts';
import { plantHouse } from './live-move.ts';

const run = promisify(execFile);
const cli = path.resolve(import.meta.dirname, '../../bin/passerelle.js');
/** Two million rows in the long run. */
const HOUSE = isStorm() ? { others: stormLearners(), grainsEach: 20 } : { others: 1000, grainsEach: 20 };
const MOST_MEMORY_MB = 200;
/** A copy reads everything twice, to compare; a dump does not. */
const MOST_TIMES_A_DUMP = 3;

describe('a copy from PostgreSQL to PostgreSQL', { skip: debianPostgres.missing ?? false }, () => {
  const bases: FreshDatabase[] = [];
  const fresh = async (): Promise<string> => {
    const base = await debianPostgres.freshDatabaseUrl();
    bases.push(base);
    return base.url;
  };
  let old: string;
  before(async () => {
    old = await fresh();
    await plantHouse(old, HOUSE);
  });
  after(async () => {
    for (const base of bases) await base.drop();
  });

  test('takes little memory, and not much longer than a dump and its restore', async (t) => {
    const dumped = await fresh();
    const dumpMs = await measured('bash', [
      '-euo',
      'pipefail',
      '-c',
      `pg_dump -Fc '${old}' | pg_restore -d '${dumped}'`,
    ]);
    const copied = await fresh();
    const env = { ...process.env, NODE_ENV: 'test', SECRET_KEY, DATABASE_URL: old };
    const started = performance.now();
    const { stdout } = await run(process.execPath, [cli, 'copy', '--to', copied, '--json'], { env });
    const copyMs = performance.now() - started;
    const { rows, peak_memory_mb, same } = JSON.parse(stdout) as {
      rows: number;
      peak_memory_mb: number;
      same: boolean;
    };
    const times = copyMs / dumpMs;
    t.diagnostic(
      `${rows} rows: copy ${(copyMs / 1000).toFixed(1)} s and ${peak_memory_mb} MB, pg_dump -Fc | pg_restore ${(dumpMs / 1000).toFixed(1)} s: ${times.toFixed(2)} times`,
    );
    assert.equal(same, true);
    assert.ok(peak_memory_mb < MOST_MEMORY_MB, `${peak_memory_mb} MB`);
    // With few rows it is the start of the programs that is measured.
    if (isStorm()) assert.ok(times <= MOST_TIMES_A_DUMP, `${times} times a dump`);
  });
});

async function measured(program: string, args: string[]): Promise<number> {
  const started = performance.now();
  await run(program, args);
  return performance.now() - started;
}
