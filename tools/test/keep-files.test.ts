import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const root = path.resolve(import.meta.dirname, '../..');
const licence = readFileSync(path.join(root, 'LICENSE'), 'utf8');

test('a generated file that is current passes the drift check', () => {
  assert.equal(check({ LICENSE: licence }).status, 0);
});

test('a generated file that differs fails the drift check and shows the difference', () => {
  const { status, stderr } = check({ LICENSE: `${licence}one more line\n` });
  assert.equal(status, 1);
  assert.match(stderr, /^\+one more line$/m);
  assert.equal(readFileSync(path.join(root, 'LICENSE'), 'utf8'), licence);
});

test('a generated file that was never committed fails the drift check', () => {
  assert.equal(check({ 'docs/nobody-wrote-this.md': 'text\n' }).status, 1);
});

function check(files: Record<string, string>): { status: number | null; stderr: string } {
  const keepFiles = JSON.stringify(path.join(root, 'tools/keep-files.ts'));
  const script = `import { keepFiles } from ${keepFiles}; await keepFiles(${JSON.stringify(files)});`;
  const args = ['--input-type=module', '-e', script, '--', '--check'];
  return spawnSync(process.execPath, args, { encoding: 'utf8' });
}
