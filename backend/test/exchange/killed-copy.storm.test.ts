import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { copyBase, verifyBases } from '../../src/exchange/exchange.ts';
import { openBase, prepareBase } from '../../src/exchange/open-base.store.ts';
import { forEachEngine } from '../support/engines.ts';
import { isStorm } from '../support/storm.ts';
import { emptyBases, ports, SECRET_KEY, unwatched } from './bases.ts';
import { plantSqlite } from './plant.ts';

const program = path.resolve(import.meta.dirname, '../../src/app/moving-program.ts');
const KILLS = isStorm() ? 10 : 1;
const PLAN = isStorm()
  ? { learners: 5000, grainsEach: 20, others: 200 }
  : { learners: 300, grainsEach: 20, others: 20 };

forEachEngine((engine) => {
  const empty = emptyBases();
  let from: string;
  before(async () => {
    from = await empty('sqlite');
    await plantSqlite(from, PLAN);
  });

  test(`a copy that is killed ${KILLS} times leaves all or nothing, and the next one succeeds`, async (t) => {
    let to = await empty(engine.name);
    await prepareBase(to);
    const { wholeMs, rows } = await measureOne(from, await empty(engine.name));
    const outcomes: string[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      const child = spawnCopy(from, to);
      const ended = once(child, 'exit');
      await pause(wholeMs * ((kill + 0.5) / KILLS));
      child.kill('SIGKILL');
      await ended;
      const left = await rowsLeft(to);
      outcomes.push(`${Math.round((100 * (kill + 0.5)) / KILLS)} %: ${left}`);
      assert.ok(left === 0 || left === rows, outcomes.join(', '));
      if (left === 0) continue;
      assert.deepEqual((await verifyBases(ports, { from, to }, unwatched)).differences, []);
      to = await empty(engine.name);
      await prepareBase(to);
    }
    t.diagnostic(`${rows} rows in ${wholeMs} ms; rows after a kill at ${outcomes.join(', ')}`);
    assert.deepEqual((await copyBase(ports, { from, to }, unwatched)).differences, []);
  });
});

function spawnCopy(from: string, to: string) {
  const env = { ...process.env, NODE_ENV: 'test', SECRET_KEY, DATABASE_URL: from };
  return spawn(process.execPath, [program, 'copy', '--to', to], { env, stdio: 'ignore' });
}

async function measureOne(from: string, to: string): Promise<{ wholeMs: number; rows: number }> {
  await prepareBase(to);
  const started = Date.now();
  const child = spawnCopy(from, to);
  const [code] = (await once(child, 'exit')) as [number];
  assert.equal(code, 0);
  return { wholeMs: Date.now() - started, rows: await rowsLeft(to) };
}

/** Rows of all tables. PostgreSQL ends the transaction of a client that is gone when it notices; until then nothing is seen. */
async function rowsLeft(url: string): Promise<number> {
  const base = await openBase(url, { readonly: true });
  await base.beginSnapshot();
  let rows = 0;
  for (const shape of await base.shapes()) rows += await base.count(shape);
  await base.close();
  return rows;
}
