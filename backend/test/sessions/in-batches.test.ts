import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inBatches } from '../../src/sessions/in-batches.ts';

test('what is asked for at once is read at once, each key one time', async () => {
  const readings: string[][] = [];
  const read = inBatches(async (keys) => {
    readings.push([...keys]);
    return new Map(keys.map((key) => [key, key.toUpperCase()]));
  });
  assert.deepEqual(await Promise.all([read('a'), read('b'), read('a')]), ['A', 'B', 'A']);
  assert.deepEqual(readings, [['a', 'b']]);
});

test('what is asked for while a reading is under way is read after it', async () => {
  const readings: string[][] = [];
  const underWay: Promise<unknown>[] = [];
  const read = inBatches<string>(async (keys) => {
    readings.push([...keys]);
    if (readings.length === 1) underWay.push(read('b'), read('c'));
    return new Map(keys.map((key) => [key, key]));
  });
  assert.equal(await read('a'), 'a');
  assert.deepEqual(await Promise.all(underWay), ['b', 'c']);
  assert.deepEqual(readings, [['a'], ['b', 'c']]);
});

test('a key that is not found is answered with nothing', async () => {
  assert.equal(await inBatches(async () => new Map())('a'), undefined);
});

test('a reading that fails fails for all who asked, and the next one is made anew', async () => {
  let isAway = true;
  const read = inBatches(async (keys) => {
    if (isAway) throw new Error('away');
    return new Map(keys.map((key) => [key, key]));
  });
  const failed = await Promise.allSettled([read('a'), read('b'), read('a')]);
  assert.deepEqual(
    failed.map(({ status }) => status),
    ['rejected', 'rejected', 'rejected'],
  );
  isAway = false;
  assert.equal(await read('a'), 'a');
});
