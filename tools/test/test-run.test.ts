import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';

const runner = path.resolve(import.meta.dirname, '../test.ts');
const all = {
  PASSERELLE_TEST_POSTGRES: 'x',
  PASSERELLE_TEST_MARIADB: 'x',
  PASSERELLE_TEST_CHROMIUM: 'x',
  PASSERELLE_TEST_DEBIAN_POSTGRES: 'x',
};
const head = `import { describe, before, test } from 'node:test';\n`;

test('counts the tests of passing files, suites apart', () => {
  const { last, status } = runTests({
    'a.test.ts': `describe('s', () => { test('one', () => {}); test('two', () => {}); });`,
    'b.test.ts': `test('three', () => {});`,
  });
  assert.deepEqual({ last, status }, { last: '3 passed, 0 failed', status: 0 });
});

test('prints a failing test with its suites, place, message and error code, and counts it once', () => {
  const body = `throw Object.assign(new Error('no such grain'), { code: 'catalogue.unknown' });`;
  const { last, status, output } = runTests({
    'a.test.ts': `describe('s', () => { test('one', () => { ${body} }); });`,
  });
  assert.deepEqual({ last, status }, { last: '0 passed, 1 failed', status: 1 });
  for (const wanted of ['s > one', 'tools/test/a.test.ts:2', 'no such grain', "code: 'catalogue.unknown'"]) {
    assert.ok(output.includes(wanted), `${wanted} in ${output}`);
  }
});

const wholeFileFailures = {
  'a file that does not load': `import './nothing.ts';`,
  'a file with a syntax error': `const x: = 3;`,
  'a file that declares no test': ``,
  'a file that leaves before its tests ran': `test('one', () => { process.exit(0); });`,
  'a file that is killed': `test('one', async () => { process.kill(process.pid, 'SIGKILL'); await new Promise(() => {}); });`,
  'a suite whose set-up fails': `describe('s', () => { before(() => { throw new Error('set-up'); }); });`,
};
for (const [what, source] of Object.entries(wholeFileFailures)) {
  test(`counts ${what} as one failure`, () => {
    const { last, status } = runTests({ 'a.test.ts': source });
    assert.deepEqual({ last, status }, { last: '0 passed, 1 failed', status: 1 });
  });
}

test('counts a throw after the end of a test as a failure', () => {
  const late = `test('one', () => { setTimeout(() => { throw new Error('too late'); }, 20); });`;
  const rejection = `test('one', () => { setTimeout(() => { Promise.reject(new Error('too late')); }, 20); });`;
  const { last, status, output } = runTests({ 'a.test.ts': late, 'b.test.ts': rejection });
  assert.deepEqual({ last, status }, { last: '2 passed, 2 failed', status: 1 });
  assert.match(output, /too late/);
});

test('ends a file that something keeps open, and counts it as a failure', () => {
  const source = `import { createServer } from 'node:net'; test('one', () => { createServer().listen(0, '127.0.0.1'); });`;
  const { last, status } = runTests({ 'a.test.ts': source }, ['--timeout', '1.5']);
  assert.deepEqual({ last, status }, { last: '1 passed, 1 failed', status: 1 });
});

test('counts skipped tests apart, with the reason', () => {
  const { last, status, output } = runTests({ 'a.test.ts': `test('one', { skip: 'no server' }, () => {});` });
  assert.deepEqual({ last, status }, { last: '0 passed, 0 failed, 1 skipped', status: 0 });
  assert.match(output, /skipped: one \(no server\)/);
});

test('says loudly which server is missing, and fails on it and on skipped tests when everything is required', () => {
  const files = { 'a.test.ts': `test('one', () => {}); test('two', { skip: 'no server' }, () => {});` };
  const env = { ...all, PASSERELLE_TEST_MARIADB: '' };
  const tolerant = runTests(files, [], env);
  assert.deepEqual([tolerant.last, tolerant.status], ['1 passed, 0 failed, 1 skipped', 0]);
  assert.match(tolerant.output, /LEFT OUT.*MariaDB/s);
  const strict = runTests(files, [], { ...env, PASSERELLE_TEST_REQUIRE_ALL: '1' });
  assert.deepEqual([strict.last, strict.status], ['1 passed, 2 failed', 1]);
});

test('runs the files whose path contains a word, and fails when none does', () => {
  const files = { 'a.test.ts': `test('one', () => {});`, 'b.test.ts': `test('two', () => { throw new Error(); });` };
  assert.equal(runTests(files, ['a.test']).last, '1 passed, 0 failed');
  const none = runTests(files, ['nowhere']);
  assert.deepEqual([none.last, none.status], ['0 passed, 1 failed', 1]);
});

test('prints what tests tell, in long runs', () => {
  const files = { 'a.test.ts': `test('one', (t) => t.diagnostic('20 kills, none lost'));` };
  assert.match(runTests(files, ['--storm']).output, /ℹ 20 kills, none lost/);
  assert.doesNotMatch(runTests(files).output, /20 kills/);
});

test('tells storm tests that they are to be long', () => {
  const files = { 'a.test.ts': `test('one', () => { if (process.env.PASSERELLE_STORM !== '1') throw new Error(); });` };
  assert.equal(runTests(files, ['--storm']).status, 0);
  assert.equal(runTests(files).status, 1);
});

function runTests(
  files: Readonly<Record<string, string>>,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = all,
): { last: string | undefined; status: number | null; output: string } {
  const root = mkdtempSync(path.join(tmpdir(), 'passerelle-runner-'));
  try {
    mkdirSync(path.join(root, 'tools/test'), { recursive: true });
    for (const [name, source] of Object.entries(files)) {
      writeFileSync(path.join(root, 'tools/test', name), `${head}${source}\n`);
    }
    writeFileSync(path.join(root, 'package.json'), '{"type":"module"}');
    const { NODE_TEST_CONTEXT: _, PASSERELLE_STORM: _storm, PASSERELLE_TEST_REQUIRE_ALL: _all, ...clean } = process.env;
    const result = spawnSync(process.execPath, [runner, '--root', root, ...args], {
      encoding: 'utf8',
      env: { ...clean, ...env },
    });
    return { last: result.stdout.trimEnd().split('\n').at(-1), status: result.status, output: result.stdout };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
