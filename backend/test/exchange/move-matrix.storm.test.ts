import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { openDatabase } from '../../src/db/connection.ts';
import { copyBase, verifyBases } from '../../src/exchange/exchange.ts';
import type { Filled } from '../../src/exchange/fill.ts';
import type { TableSum } from '../../src/exchange/fingerprint.ts';
import { openBase, prepareBase } from '../../src/exchange/open-base.store.ts';
import type { EngineName } from '../support/engines.ts';
import { isStorm, stormLearners } from '../support/storm.ts';
import { emptyBases, engineMissing, ports, SECRET_KEY, unwatched } from './bases.ts';
import { plantSqlite } from './plant.ts';

const cli = path.resolve(import.meta.dirname, '../../bin/passerelle.js');
/** Two million progress rows in the long run. */
const PLAN = isStorm()
  ? { learners: stormLearners(), grainsEach: 20, others: 400 }
  : { learners: 150, grainsEach: 20, others: 40 };
const MOST_MEMORY_MB = 200;

/** A walk through all nine pairs that ends where it began. */
const WALK: EngineName[] = [
  'sqlite',
  'postgres',
  'postgres',
  'mariadb',
  'sqlite',
  'sqlite',
  'mariadb',
  'mariadb',
  'postgres',
  'sqlite',
];

describe('a base moves from any engine to any engine', { skip: engineMissing ?? false }, () => {
  const empty = emptyBases();
  let first: string;
  let last: string;
  let sums: TableSum[];
  const filled = new Map<EngineName, string>();
  before(async () => {
    first = await empty('sqlite');
    await plantSqlite(first, PLAN);
    last = first;
  });

  for (const [at, name] of WALK.entries()) {
    if (at === 0) continue;
    test(`${WALK[at - 1]} to ${name}: every row of every table, to the last byte`, async (t) => {
      const to = await empty(name);
      const copied = await (isStorm() ? copyByCommand : copyHere)(last, to, (figures) =>
        t.diagnostic(`${WALK[at - 1]} to ${name}: ${figures}`),
      );
      assert.deepEqual(copied.differences, []);
      sums ??= copied.sums;
      assert.deepEqual(copied.sums, sums);
      last = to;
      filled.set(name, to);
    });
  }

  test('back where it began, it is what it was', async () => {
    const { differences } = await verifyBases(ports, { from: first, to: last }, unwatched);
    assert.deepEqual(differences, []);
  });

  test('the triggers, indexes and foreign keys that rested are there again, the same ones', async () => {
    for (const [name, moved] of filled) {
      const made = await empty(name);
      await prepareBase(made);
      assert.deepEqual(await restingOf(moved), await restingOf(made), name);
      assert.ok((await restingOf(moved)).length > 10);
    }
  });

  test('values are where the application reads them', async () => {
    const database = openDatabase(last, 2);
    const users = await database.query.selectFrom('users').select(['firstname', 'created_at']).execute();
    await database.close();
    const names = new Set(users.map((user) => user.firstname));
    for (const name of [
      'Zoé Lefèvre',
      'zoé lefèvre',
      'Zoe Lefevre',
      'trailing   ',
      '\\N',
      '',
      null,
      'emoji 👩‍🔬 🧪 𝔘',
    ]) {
      assert.ok(names.has(name), `${name}`);
    }
    const years = new Set(users.map((user) => user.created_at.getUTCFullYear()));
    assert.ok(years.has(1900) && years.has(9999));
  });
});

type Tell = (figures: string) => void;

function copyHere(from: string, to: string): Promise<Filled> {
  return copyBase(ports, { from, to }, unwatched);
}

/** As an operator does it: the memory of a process of its own, beside what is copied. */
async function copyByCommand(from: string, to: string, tell: Tell): Promise<Filled> {
  const env = { ...process.env, NODE_ENV: 'test', SECRET_KEY, DATABASE_URL: from };
  const { stdout } = await promisify(execFile)(process.execPath, [cli, 'copy', '--to', to, '--json'], { env });
  const { rows, seconds, peak_memory_mb, tables, differences } = JSON.parse(stdout) as {
    rows: number;
    seconds: number;
    peak_memory_mb: number;
    tables: TableSum[];
    differences: Filled['differences'];
  };
  const progress = tables.find(({ table }) => table === 'progress');
  tell(
    `${rows} rows, ${seconds} s, ${peak_memory_mb} MB; progress ${progress?.rows} ${progress?.fingerprint.slice(0, 16)}`,
  );
  assert.ok(peak_memory_mb < MOST_MEMORY_MB, `${peak_memory_mb} MB`);
  return { sums: tables, differences };
}

async function restingOf(url: string): Promise<string[]> {
  const base = await openBase(url, { readonly: true });
  await base.close();
  const database = openDatabase(url, 2);
  const text = {
    sqlite: "select name, sql as body from sqlite_schema where type = 'trigger'",
    postgres: `select tgname as name, pg_get_triggerdef(oid) || tgenabled::text as body from pg_trigger where not tgisinternal
       union all select conname, conrelid::regclass || pg_get_constraintdef(oid) from pg_constraint
         where connamespace = current_schema()::regnamespace
       union all select indexname, indexdef from pg_indexes where schemaname = current_schema()`,
    mysql:
      'select trigger_name as name, concat(action_timing, event_manipulation, event_object_table, action_statement) as body from information_schema.triggers where trigger_schema = database()',
  }[database.engine];
  const { rows } = await sql.raw<{ name: string; body: string }>(text).execute(database.query);
  await database.close();
  return rows.map(({ name, body }) => `${name}: ${body}`).sort();
}
