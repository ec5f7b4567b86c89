import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const MB = 1024 * 1024;

test('a space for new objects that is small, as V8 leaves it after a rest, grows with work, and not beyond 32 MB', async () => {
  const child = fork(fileURLToPath(import.meta.resolve('./working-process.ts')));
  const [{ before, after }] = (await once(child, 'message')) as [{ before: number; after: number }];
  assert.ok(before < 8 * MB, `${before} before`);
  assert.ok(after >= 16 * MB && after <= 32 * MB, `${before} before, ${after} after`);
});

test('a server that has loaded everything has a space for new objects of at most 4 MB', async () => {
  const child = fork(fileURLToPath(import.meta.resolve('./loading-process.ts')));
  const [newSpace] = (await once(child, 'message')) as [number];
  child.disconnect();
  assert.ok(newSpace <= 4 * MB, `${newSpace}`);
});
