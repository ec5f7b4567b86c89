import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { every } from '../../src/time/every.ts';

test('work is repeated, a failed turn is told and does not end it, and stopping ends it', async (t) => {
  t.after(() => mock.timers.reset());
  mock.timers.enable({ apis: ['setTimeout'] });
  const errors: unknown[] = [];
  let turns = 0;
  const stop = every(
    1000,
    async () => {
      turns += 1;
      if (turns === 1) throw new Error('first');
    },
    (error) => errors.push(error),
  );
  const pass = async (ms: number): Promise<void> => {
    mock.timers.tick(ms);
    for (let i = 0; i < 5; i++) await Promise.resolve();
  };
  await pass(200);
  assert.deepEqual([turns, errors.length], [1, 1]);
  await pass(1200);
  await pass(1200);
  assert.equal(turns, 3);
  stop();
  await pass(5000);
  assert.equal(turns, 3);
});
