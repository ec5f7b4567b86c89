import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { parseEnv, promisify } from 'node:util';
import { copyBase, verifyBases } from '../../src/exchange/exchange.ts';
import { debianPostgres, type FreshDatabase } from '../support/engines.ts';
import { emptyBases, ports, unwatched } from './bases.ts';
import { plantDirectusTables, tablesOf } from './directus-stand-in.ts';
import { plantSqlite } from './plant.ts';

const run = promisify(execFile);
const backend = path.resolve(import.meta.dirname, '../..');
const scripts = path.join(backend, 'scripts');
const PLAN = { learners: 50, grainsEach: 10, others: 8 };

describe('a PostgreSQL base under Directus moves with pg_dump', { skip: debianPostgres.missing ?? false }, () => {
  const empty = emptyBases();
  const bases: FreshDatabase[] = [];
  const fresh = async (): Promise<string> => {
    const base = await debianPostgres.freshDatabaseUrl();
    bases.push(base);
    return base.url;
  };
  const folder = mkdtempSync(path.join(tmpdir(), 'passerelle-dump-'));
  const bash = (command: string, environment: Record<string, string> = {}) =>
    run('bash', ['-c', command], { cwd: folder, env: { ...process.env, ...environment } });
  const dump = path.join(folder, 'whole.dump');
  let old: string;
  before(async () => {
    const planted = await empty('sqlite');
    await plantSqlite(planted, PLAN);
    old = await fresh();
    await copyBase(ports, { from: planted, to: old }, unwatched);
    await plantDirectusTables(old);
    await bash(`${scripts}/migrate-export.sh --out whole.dump`, { DATABASE_URL: old });
  });
  after(async () => {
    for (const base of bases) await base.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('schema.sql first and the full dump after it ends with exit code 0 and loses every progress row', async () => {
    const lost = await fresh();
    const variables = { DATABASE_URL: old, NEW_DATABASE_URL: lost };
    await bash('pg_dump $DATABASE_URL > backup_document.sql', variables);
    await bash(`psql $NEW_DATABASE_URL -f ${backend}/db/schema.sql`, variables);
    // Resolves: the exit code is 0.
    const { stderr } = await bash('psql $NEW_DATABASE_URL < backup_document.sql', variables);
    assert.match(stderr, /violates foreign key constraint "progress_user_id_fk"/);
    const [before, after] = [await tablesOf(old), await tablesOf(lost)];
    assert.equal(before.progress?.split(' ')[0], String(PLAN.learners * PLAN.grainsEach));
    assert.equal(after.progress?.split(' ')[0], '0');
  });

  for (const kind of ['', '--plain'] as const) {
    test(`migrate-export.sh ${kind} and migrate-restore.sh: every table, Directus' too, by count and hash`, async () => {
      const file = kind === '' ? 'whole.dump' : 'whole.sql';
      if (kind !== '') await bash(`${scripts}/migrate-export.sh ${kind} --out ${file} "${old}"`);
      const to = await fresh();
      await bash(`${scripts}/migrate-restore.sh ${file} "${to}"`);
      const [wanted, got] = [await tablesOf(old), await tablesOf(to)];
      assert.ok(Object.keys(wanted).length > 41);
      assert.deepEqual(got, wanted);
      assert.deepEqual((await verifyBases(ports, { from: old, to }, unwatched)).differences, []);
    });
  }

  test('without --out the file is named backup_YYYYMMDD, and DATABASE_URL decides what is dumped', async () => {
    const { stdout } = await bash(`${scripts}/migrate-export.sh --plain`, { DATABASE_URL: old });
    assert.match(stdout, /^backup_\d{8}\.sql \(\d+ octets\)\nSHA-256 [0-9a-f]{64}\n$/);
    const again = bash(`${scripts}/migrate-export.sh --plain`, { DATABASE_URL: old });
    await assert.rejects(again, ({ stderr }) => /exists already/.test(stderr));
    const mysql = bash(`${scripts}/migrate-export.sh`, { DATABASE_URL: 'mysql://a:b@127.0.0.1:1/c' });
    await assert.rejects(mysql, ({ stderr }) => /passerelle export/.test(stderr));
  });

  test('DATABASE_URL is read from backend/.env as the server reads it: quotes and comments are not part of it', async () => {
    mkdirSync(path.join(folder, 'backend/scripts'), { recursive: true });
    copyFileSync(path.join(scripts, 'migrate-export.sh'), path.join(folder, 'backend/scripts/migrate-export.sh'));
    const lines = [`"${old}"  # "ours"`, `'${old}' # it's ours`, `${old} # ours`, `${old}\r`, `\`${old}\``];
    for (const [at, line] of lines.entries()) {
      const text = `# DATABASE_URL=no\nDATABASE_URL=mysql://before\n export DATABASE_URL = ${line}\nPORT=3000\n`;
      assert.equal(parseEnv(text).DATABASE_URL?.trim(), old, line);
      writeFileSync(path.join(folder, 'backend/.env'), text);
      await bash(`backend/scripts/migrate-export.sh --out env-${at}.dump`, { DATABASE_URL: '' });
    }
  });

  test('a backup that is cut off, changed by one bit or without its checksum is refused; the base stays empty', async () => {
    const to = await fresh();
    const copy = path.join(folder, 'broken.dump');
    const { length } = readFileSync(dump);
    for (const harm of ['cut', 'bit', 'checksum']) {
      copyFileSync(dump, copy);
      copyFileSync(`${dump}.sha256`, `${copy}.sha256`);
      if (harm === 'cut') truncateSync(copy, length - 100);
      if (harm === 'checksum') rmSync(`${copy}.sha256`);
      if (harm === 'bit') {
        const bytes = readFileSync(copy);
        bytes[length >> 1] = (bytes[length >> 1] ?? 0) ^ 1;
        writeFileSync(copy, bytes);
      }
      await assert.rejects(bash(`${scripts}/migrate-restore.sh broken.dump "${to}"`), harm);
    }
    assert.deepEqual(await tablesOf(to), {});
  });

  test('a base that holds anything is not restored into, and keeps it', async () => {
    const to = await fresh();
    await bash(`psql "$TO" -qc 'create table mine (id int); insert into mine values (1)'`, { TO: to });
    const restore = bash(`${scripts}/migrate-restore.sh whole.dump "${to}"`);
    await assert.rejects(restore, ({ stderr }) => /not empty/.test(stderr));
    assert.deepEqual(Object.keys(await tablesOf(to)), ['mine']);
  });

  test('programs older than the server are refused by both', async () => {
    const old9 = path.join(folder, 'old');
    await bash(`mkdir ${old9}`);
    for (const name of ['pg_dump', 'pg_restore']) {
      writeFileSync(path.join(old9, name), `#!/bin/sh\necho "${name} (PostgreSQL) 9.6.24"\n`);
      chmodSync(path.join(old9, name), 0o755);
    }
    const PATH = `${old9}:${process.env.PATH}`;
    const to = await fresh();
    for (const command of ['migrate-export.sh --out old.dump', `migrate-restore.sh whole.dump "${to}"`]) {
      const refused = bash(`${scripts}/${command}`, { PATH, DATABASE_URL: old });
      await assert.rejects(refused, ({ stderr }) => /is version 9/.test(stderr));
    }
    assert.deepEqual(await tablesOf(to), {});
  });
});
