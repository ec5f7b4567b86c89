import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createKnownTotals } from '../../src/academic/known-totals.ts';

test('a total of 50,000 and more is remembered for thirty seconds, a smaller one is counted each time', () => {
  let now = 0;
  const totals = createKnownTotals(() => now);
  totals.set('large', 50_000);
  totals.set('small', 49_999);
  now = 29_999;
  assert.deepEqual([totals.get('large'), totals.get('small')], [50_000, undefined]);
  now = 30_000;
  assert.equal(totals.get('large'), undefined);
});
