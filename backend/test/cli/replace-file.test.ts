import assert from 'node:assert/strict';
import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { replaceFile } from '../../src/cli/replace-file.ts';

describe('a file put in the place of another', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'passerelle-'));
  });
  after(() => rm(folder, { recursive: true }));

  test('keeps its rights, follows a link, and leaves nothing else behind', async () => {
    const file = path.join(folder, 'page.html');
    const link = path.join(folder, 'link.html');
    await writeFile(file, 'old');
    await chmod(file, 0o640);
    await symlink('page.html', link);
    await replaceFile(link, Buffer.from('old'), Buffer.from('new'));
    assert.equal(await readFile(file, 'utf8'), 'new');
    assert.equal(await readFile(link, 'utf8'), 'new');
    assert.equal((await stat(file)).mode & 0o777, 0o640);
    assert.deepEqual((await readdir(folder)).sort(), ['link.html', 'page.html']);
  });

  test('is left alone when somebody else has changed it meanwhile', async () => {
    const file = path.join(folder, 'other.html');
    await writeFile(file, 'changed');
    await assert.rejects(replaceFile(file, Buffer.from('old'), Buffer.from('new')), { code: 'cli.file_changed' });
    assert.equal(await readFile(file, 'utf8'), 'changed');
    assert.ok(!(await readdir(folder)).some((name) => name.endsWith('.tmp')));
  });
});
