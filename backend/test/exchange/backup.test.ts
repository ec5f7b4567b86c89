import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import { backUp } from '../../src/exchange/backup.ts';
import { lastBackupIn, openBackupFolder } from '../../src/exchange/backup-folder.store.ts';
import { createTargetNote } from '../../src/exchange/change-log.store.ts';
import { importFile, verifyBases } from '../../src/exchange/exchange.ts';
import { openBase } from '../../src/exchange/open-base.store.ts';
import { forEachEngine } from '../support/engines.ts';
import { emptyBases, ports, unwatched } from './bases.ts';
import { plantSqlite } from './plant.ts';

describe('backups', () => {
  const empty = emptyBases();
  let from: string;
  let folder: string;
  before(async () => {
    from = await empty('sqlite');
    folder = path.join(path.dirname(from.slice('sqlite:'.length)), 'backups');
    await plantSqlite(from, { learners: 20, grainsEach: 5, others: 4 });
  });
  const at = (hour: number) => new Date(Date.UTC(2026, 10, 20, hour));
  const passphrase = 'correct horse battery staple';

  test('each is restored for a test; the oldest go once there are more than --keep, and other files stay', async () => {
    await openBackupFolder(folder).list();
    await writeFile(path.join(folder, 'notes.txt'), 'mine');
    const ofDead = path.join(tmpdir(), `passerelle-restore-test-${deadProcess()}-left`);
    await mkdir(ofDead);
    for (const left of [
      '.restore-test-left',
      'passerelle-20261101T010000Z.zip.part',
      'passerelle-20261101T010000Z.zip.untested',
    ]) {
      await writeFile(path.join(folder, left), 'by one that died');
      await utimes(path.join(folder, left), at(-48), at(-48));
    }
    for (const hour of [1, 2, 3]) {
      const request = { from, keep: 2, passphrase, now: at(hour) };
      const done = await backUp(ports, openBackupFolder(folder), request, unwatched);
      assert.deepEqual(done.removed, hour === 3 ? ['passerelle-20261120T010000Z.zip'] : []);
    }
    await assert.rejects(readdir(ofDead), { code: 'ENOENT' });
    const names = ['passerelle-20261120T020000Z.zip', 'passerelle-20261120T030000Z.zip'];
    assert.deepEqual((await readdir(folder)).sort(), [
      'notes.txt',
      ...names.flatMap((name) => [name, `${name}.sha256`]),
    ]);
    const to = await empty('sqlite');
    await importFile(ports, { file: path.join(folder, names[1] ?? ''), to, passphrase }, unwatched);
    assert.deepEqual((await verifyBases(ports, { from, to }, unwatched)).differences, []);
  });

  test('two that begin in one second are two', async () => {
    const backUpNow = () =>
      backUp(ports, openBackupFolder(folder), { from, keep: 99, passphrase, now: at(0) }, unwatched);
    const made = [...(await Promise.all([backUpNow(), backUpNow()])), await backUpNow()];
    const names = [
      'passerelle-20261120T000000Z.zip',
      'passerelle-20261120T000001Z.zip',
      'passerelle-20261120T000002Z.zip',
    ];
    assert.deepEqual(made.map(({ file }) => file).sort(), names);
    const left = await readdir(folder);
    for (const { file, sha256 } of made) {
      assert.ok((await readFile(path.join(folder, `${file}.sha256`), 'utf8')).startsWith(sha256));
      assert.equal(
        createHash('sha256')
          .update(await readFile(path.join(folder, file)))
          .digest('hex'),
        sha256,
      );
      for (const end of ['', '.sha256']) await rm(path.join(folder, `${file}${end}`));
    }
    assert.ok(!left.some((name) => name.includes('untested')), `nothing is left over: ${left}`);
  });

  test('one that does not restore is said so, and the older ones stay', async () => {
    const before = await readdir(folder);
    const broken = {
      ...ports,
      async openExport(place: string, key?: string) {
        const bytes = await readFile(place);
        bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
        await writeFile(place, bytes);
        return ports.openExport(place, key);
      },
    };
    const request = { from, keep: 1, now: at(4) };
    await assert.rejects(backUp(broken, openBackupFolder(folder), request, unwatched), {
      code: 'exchange.file_damaged',
    });
    const after = await readdir(folder);
    for (const name of before) assert.ok(after.includes(name), name);
    assert.ok(!after.includes('passerelle-20261120T040000Z.zip'), 'only what was restored has the name of a backup');
    await writeFile(path.join(folder, 'passerelle-20261120T050000Z.zip.part'), 'half');
    assert.deepEqual(await lastBackupIn(folder), at(3), 'doctor is told of the last that was proved');
    assert.equal(await lastBackupIn(path.join(folder, 'nowhere')), undefined);
  });

  test('the rows of the restore test lie outside the folder of the backups, where nobody else reads them, and are gone afterwards', async () => {
    const seen: { place: string; mode: number }[] = [];
    const watching = {
      ...ports,
      async prepareBase(url: string, upTo?: string) {
        const place = path.dirname(url.slice('sqlite:'.length));
        seen.push({ place, mode: (await stat(place)).mode & 0o777 });
        await ports.prepareBase(url, upTo);
      },
    };
    await backUp(watching, openBackupFolder(folder), { from, keep: 9, passphrase, now: at(6) }, unwatched);
    assert.ok(seen.length > 0);
    for (const { place, mode } of seen) {
      assert.ok(!place.startsWith(folder), place);
      assert.equal(mode, 0o700);
      await assert.rejects(stat(place), { code: 'ENOENT' });
    }
    const sum = await readFile(path.join(folder, 'passerelle-20261120T060000Z.zip.sha256'), 'utf8');
    assert.match(sum, /^[0-9a-f]{64} {2}passerelle-20261120T060000Z\.zip\n$/);
  });
});

/** The id of a process that has ended. */
function deadProcess(): number {
  return spawnSync('true').pid;
}

forEachEngine((engine) => {
  const empty = emptyBases();

  test('a scratch base given for the restore test is empty again afterwards, and can be used again', async () => {
    const from = await empty('sqlite');
    const folder = path.join(path.dirname(from.slice('sqlite:'.length)), 'backups');
    await plantSqlite(from, { learners: 20, grainsEach: 5, others: 4 });
    const scratch = await empty(engine.name);
    const died = await openBase(scratch, { readonly: false });
    await createTargetNote(died).begin('scratch');
    await died.ask('create table left_by_one_that_died (id integer primary key)');
    await died.close();
    for (const minute of [1, 2]) {
      const now = new Date(Date.UTC(2026, 10, 20, 0, minute));
      await backUp(ports, openBackupFolder(folder), { from, keep: 9, scratch, now }, unwatched);
      const base = await openBase(scratch, { readonly: false });
      assert.deepEqual([await base.migrations(), await base.shapes()], [[], []]);
      await base.close();
    }
  });
});
