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

test('a reading that does not end holds nobody else up', async () => {
  const { promise: never } = Promise.withResolvers<ReadonlyMap<string, string>>();
  const read = inBatches((keys) => (keys.includes('silent') ? never : Promise.resolve(new Map([['a', 'A']]))));
  read('silent').catch(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(await read('a'), 'A');
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
