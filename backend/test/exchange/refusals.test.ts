import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { copyFile, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import { sql } from 'kysely';
import { explain } from '../../src/app/run-command.ts';
import { openDatabase } from '../../src/db/connection.ts';
import { copyBase, exportBase, importFile, verifyBases } from '../../src/exchange/exchange.ts';
import { moveLive } from '../../src/exchange/move.ts';
import { openBase, prepareBase } from '../../src/exchange/open-base.store.ts';
import { createSigningKeyStore } from '../../src/lti/signing-keys.store.ts';
import { createSigningKeys } from '../../src/lti/signing-keys.ts';
import { forEachEngine } from '../support/engines.ts';
import { emptyBases, moving, ports, SECRET_KEY, silent, unwatched } from './bases.ts';
import { plantSqlite } from './plant.ts';

const PLAN = { learners: 30, grainsEach: 5, others: 6 };

async function change(url: string, ...statements: string[]): Promise<void> {
  const database = openDatabase(url, 2);
  for (const statement of statements) await sql.raw(statement).execute(database.query);
  await database.close();
}

async function rowsIn(url: string): Promise<number> {
  const base = await openBase(url, { readonly: true });
  let rows = 0;
  for (const shape of await base.shapes()) rows += await base.count(shape);
  await base.close();
  return rows;
}

describe('an exported file', () => {
  const empty = emptyBases();
  let from: string;
  let folder: string;
  let place: string;
  const passphrase = 'correct horse battery staple';
  before(async () => {
    from = await empty('sqlite');
    folder = path.dirname(from.slice('sqlite:'.length));
    await plantSqlite(from, PLAN);
    place = path.join(folder, 'whole.zip');
    await exportBase(ports, { from, out: place }, unwatched);
    await exportBase(ports, { from, out: path.join(folder, 'sealed.zip'), passphrase }, unwatched);
  });

  test('is never written over an older one, and leaves nothing when it fails', async () => {
    await assert.rejects(exportBase(ports, { from, out: place }, unwatched), { code: 'exchange.file_exists' });
    const out = path.join(folder, 'failed.zip');
    const broken = await empty('sqlite');
    await plantSqlite(broken, PLAN);
    await change(broken, "update progress set completed_at = 'yesterday'");
    await assert.rejects(exportBase(ports, { from: broken, out }, unwatched), { code: 'exchange.value_refused' });
    await assert.rejects(readFile(out));
    await assert.rejects(readFile(`${out}.part`));
  });

  test('that is not there, and a disk that is full, are told as such; the database is blamed for its own failures only', async () => {
    const told = (work: Promise<unknown>) => work.then(() => 'done', explain);
    const nowhere = path.join(folder, 'no-folder', 'x.zip');
    const sentence = `There is no ${nowhere}: check the name, and that its folder is there. / ${nowhere} n’existe pas : vérifiez le nom, et que son dossier existe.`;
    const to = await empty('sqlite');
    assert.equal(await told(importFile(ports, { file: nowhere, to }, unwatched)), sentence);
    assert.match(await told(exportBase(ports, { from, out: nowhere }, unwatched)), /^There is no .*x\.zip/);
    const out = path.join(folder, 'full.zip');
    await symlink('/dev/full', `${out}.part`);
    const full = await told(exportBase(ports, { from, out }, unwatched));
    assert.match(full, /^There is no room left on the disk .* \/ Il n’y a plus de place sur le disque/);
    const socket = `postgresql://u:p@/base?host=${encodeURIComponent(path.join(folder, 'no-folder'))}`;
    assert.match(await told(openBase(socket, { readonly: true })), /^The database does not answer/);
    const refused = Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
    assert.match(await told(Promise.reject(refused)), /^The database takes no writes/);
  });

  for (const [kind, key] of [
    ['whole.zip', undefined],
    ['sealed.zip', passphrase],
  ] as const) {
    test(`${kind}: cut off anywhere, it is refused before anything is written`, async () => {
      const bytes = await readFile(path.join(folder, kind));
      const to = await empty('sqlite');
      const copy = path.join(folder, `cut-${kind}`);
      for (const length of [0, 10, 60, 65_536 + 52, bytes.length >> 1, bytes.length - 1]) {
        await writeFile(copy, bytes);
        await truncate(copy, Math.min(length, bytes.length - 1));
        await assert.rejects(importFile(ports, { file: copy, to, passphrase: key }, unwatched), isRefusal);
      }
      assert.equal(await tablesIn(to), 0);
    });

    test(`${kind}: with one bit changed, it is refused before anything is written`, async () => {
      const bytes = await readFile(path.join(folder, kind));
      const to = await empty('sqlite');
      const copy = path.join(folder, `flipped-${kind}`);
      await copyFile(path.join(folder, `${kind}.sha256`), `${copy}.sha256`);
      const turns = key === undefined ? 40 : 8;
      for (let turn = 0; turn < turns; turn++) {
        const changed = Buffer.from(bytes);
        const at = turn < 4 ? turn * 9 : Math.floor((turn / turns) * (bytes.length - 1));
        changed[at] = (changed[at] ?? 0) ^ (1 << (turn % 8));
        await writeFile(copy, changed);
        await assert.rejects(
          importFile(ports, { file: copy, to, passphrase: key }, unwatched),
          isRefusal,
          `bit ${turn} at ${at}`,
        );
      }
      assert.equal(await tablesIn(to), 0);
    });
  }

  test('without its checksum beside it, a changed bit is refused too, or has changed no row', async () => {
    const bytes = await readFile(place);
    const copy = path.join(folder, 'alone.zip');
    const to = await empty('sqlite');
    let refused = 0;
    for (let turn = 0; turn < 15; turn++) {
      const changed = Buffer.from(bytes);
      const at = Math.floor((turn / 15) * bytes.length);
      changed[at] = (changed[at] ?? 0) ^ (1 << (turn % 8));
      await writeFile(copy, changed);
      const outcome = await importFile(ports, { file: copy, to }, unwatched).catch(isRefusal);
      if (outcome === true) refused++;
      else {
        assert.deepEqual((await verifyBases(ports, { from, to }, unwatched)).differences, []);
        await rm(to.slice('sqlite:'.length));
      }
    }
    assert.ok(refused > 10, `${refused} of 15`);
  });

  test('that is encrypted shows nothing of its content and opens with its passphrase only', async () => {
    const file = path.join(folder, 'sealed.zip');
    assert.ok(!(await readFile(file)).includes('progress'));
    const to = await empty('sqlite');
    await assert.rejects(importFile(ports, { file, to }, unwatched), { code: 'exchange.passphrase_wanted' });
    await assert.rejects(importFile(ports, { file, to, passphrase: 'another passphrase' }, unwatched), {
      code: 'cli.wrong_passphrase',
    });
    assert.equal(await tablesIn(to), 0);
    await importFile(ports, { file, to, passphrase }, unwatched);
    assert.deepEqual((await verifyBases(ports, { from, to }, unwatched)).differences, []);
  });

  test('of one institution holds its rows and nobody else’s, and no signing key', async () => {
    const database = openDatabase(from, 2);
    const [tenant] = await database.query.selectFrom('tenants').select('id').orderBy('id').execute();
    await database.close();
    const out = path.join(folder, 'one.zip');
    await exportBase(ports, { from, out, tenant: tenant?.id }, unwatched);
    const to = await empty('sqlite');
    await importFile(ports, { file: out, to }, unwatched);
    const moved = openDatabase(to, 2);
    assert.deepEqual(await moved.query.selectFrom('tenants').select('id').execute(), [tenant]);
    const users = await moved.query.selectFrom('users').select('tenant_id').execute();
    assert.deepEqual(new Set(users.map((user) => user.tenant_id)), new Set([tenant?.id]));
    assert.equal(users.length, PLAN.learners / 2);
    assert.deepEqual(await moved.query.selectFrom('signing_keys').select('id').execute(), []);
    assert.ok((await moved.query.selectFrom('platform_jwks').select('id').execute()).length > 0);
    await moved.close();
    await assert.rejects(exportBase(ports, { from, out: `${out}2`, tenant: 'NOBODY' }, unwatched), {
      code: 'exchange.unknown_tenant',
    });
  });

  test('with secrets is refused under another SECRET_KEY before anything moves', async () => {
    const source = await empty('sqlite');
    await prepareBase(source);
    const database = openDatabase(source, 2);
    await createSigningKeys(createSigningKeyStore(database), SECRET_KEY).current();
    await database.close();
    const other = { ...ports, secretKey: 'another secret key of thirty-two characters' };
    const out = path.join(folder, 'secrets.zip');
    const to = await empty('sqlite');
    const mismatch = { code: 'exchange.secret_key_mismatch' };
    await assert.rejects(exportBase(other, { from: source, out }, unwatched), mismatch);
    assert.equal((await exportBase(ports, { from: source, out }, unwatched)).secrets, 1);
    await assert.rejects(importFile(other, { file: out, to }, unwatched), mismatch);
    await assert.rejects(copyBase(other, { from: source, to }, unwatched), mismatch);
    assert.equal(await tablesIn(to), 0);
    await importFile(ports, { file: out, to }, unwatched);
    const moved = openDatabase(to, 2);
    await createSigningKeys(createSigningKeyStore(moved), SECRET_KEY).current();
    await moved.close();
  });
});

forEachEngine((engine) => {
  const empty = emptyBases();

  test('a table or column that only one side has is named; where both have it, it is moved and compared like the others', async () => {
    const [from, to] = [await empty(engine.name), await empty('sqlite')];
    for (const url of [from, to]) await prepareBase(url);
    const planted = [
      'create table planted (id varchar(36) primary key not null, grade double precision)',
      'alter table users add column nickname varchar(20)',
    ];
    await change(from, ...planted, "insert into planted (id, grade) values ('a', 0.1)");
    await assert.rejects(copyBase(ports, { from, to }, unwatched), (error: Error & { code?: string }) => {
      assert.equal(error.code, 'exchange.schema_differs');
      assert.match(error.message, /the table planted is not in the target/);
      assert.match(error.message, /the column users\.nickname is not in the target/);
      return true;
    });
    assert.equal(await rowsIn(to), 0);
    await change(to, ...planted);
    const { sums } = await copyBase(ports, { from, to }, unwatched);
    assert.equal(sums.find((sum) => sum.table === 'planted')?.rows, 1);
    await change(to, 'update planted set grade = 0.2');
    const { differences } = await verifyBases(ports, { from, to }, unwatched);
    assert.deepEqual(
      differences.map(({ table, examples }) => [table, examples]),
      [['planted', [{ key: 'a', what: 'different' }]]],
    );
  });

  test('a read that is left half-way holds nothing up: many differences, a full disk and an error in the middle of a move are told', async () => {
    const [from, to] = [await empty(engine.name), await empty('sqlite')];
    for (const url of [from, to]) {
      await prepareBase(url);
      await change(url, 'create table planted (id varchar(36) primary key not null, note varchar(1000))');
    }
    // More than the buffers between a server and its reader hold.
    const rows = Array.from({ length: 4000 }, () => `'${randomBytes(450).toString('hex')}'`);
    for (let at = 0; at < rows.length; at += 500) {
      const values = rows.slice(at, at + 500).map((note, offset) => `('${at + offset}', ${note})`);
      await change(from, `insert into planted (id, note) values ${values.join(', ')}`);
    }
    const { differences } = await verifyBases(ports, { from, to }, unwatched);
    assert.deepEqual(
      differences.map(({ table, examples }) => [table, examples.length]),
      [['planted', 10]],
    );
    const out = path.join(tmpdir(), `passerelle-full-${randomBytes(8).toString('hex')}.zip`);
    await symlink('/dev/full', `${out}.part`);
    await assert.rejects(exportBase(ports, { from, out }, unwatched), { code: 'ENOSPC' });
    const failing = () => () => {
      throw new Error('in the middle of the copy');
    };
    const move = moveLive(moving, { from, to }, { ...silent, bar: failing });
    await assert.rejects(move, { message: 'in the middle of the copy' });
    const again = await openBase(from, { readonly: false });
    assert.equal(await again.claim(), true, 'the base is free for the next move');
    await again.close();
  });

  test('a text with NUL moves where it can be stored, is refused in a sentence where it cannot; a filled base is not filled again', async () => {
    const [from, to] = [await empty('sqlite'), await empty(engine.name)];
    await plantSqlite(from, PLAN);
    await change(from, "update users set firstname = 'Zoe' || char(0) || 'e'");
    if (engine.name === 'postgres') {
      await assert.rejects(copyBase(ports, { from, to }, unwatched), (error: Error & { code?: string }) => {
        assert.equal(error.code, 'exchange.value_refused');
        assert.match(error.message, /users\.firstname.*NUL/);
        return true;
      });
      assert.equal(await rowsIn(to), 0);
      await change(from, "update users set firstname = 'Zoe'");
    }
    assert.deepEqual((await copyBase(ports, { from, to }, unwatched)).differences, []);
    const rows = await rowsIn(to);
    await assert.rejects(copyBase(ports, { from, to }, unwatched), { code: 'exchange.not_empty' });
    assert.equal(await rowsIn(to), rows);

    const keys = await keysOf(from, 'modules');
    await change(
      to,
      `delete from modules where id = '${keys[0]}'`,
      `update modules set title = 'é' where id = '${keys[1]}'`,
    );
    await change(from, `delete from modules where id = '${keys[2]}'`);
    const { differences } = await verifyBases(ports, { from, to }, unwatched);
    assert.deepEqual(differences.find((one) => one.table === 'modules')?.examples, [
      { key: keys[0], what: 'only in the source' },
      { key: keys[1], what: 'different' },
      { key: keys[2], what: 'only in the target' },
    ]);
  });
});

async function keysOf(url: string, name: string): Promise<string[]> {
  const base = await openBase(url, { readonly: true });
  const keys: string[] = [];
  for (const table of (await base.shapes()).filter((shape) => shape.name === name)) {
    const at = table.columns.findIndex((column) => column.name === table.key);
    for await (const rows of base.read(table)) keys.push(...rows.map((row) => String(row[at])));
  }
  await base.close();
  return keys;
}

async function tablesIn(url: string): Promise<number> {
  const base = await openBase(url, { readonly: false });
  const { length } = await base.migrations();
  await base.close();
  return length;
}

function isRefusal(error: Error & { code?: string }): true {
  assert.match(
    error.code ?? error.message,
    /^(exchange\.file_damaged|exchange\.file_unknown|cli\.wrong_passphrase|cli\.file_cut_off|exchange\.passphrase_wanted|exchange\.schema_differs)$/,
  );
  return true;
}
