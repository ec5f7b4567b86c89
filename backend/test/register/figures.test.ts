import assert from 'node:assert/strict';
import { test } from 'node:test';
import { figuresOf, meanOf } from '../../src/register/figures.ts';

const NOTHING = {
  sessions: 0,
  scored_sessions: 0,
  score_sum: 0,
  mastery_sessions: 0,
  mastery_sum: 0,
  time_spent_seconds: 0,
};

test('where there is nothing, means are null and sums are zero', () => {
  assert.deepEqual(figuresOf(NOTHING), { total_sessions: 0, avg_score: null, avg_mastery: null, total_time_hours: 0 });
});

test('a session without a score counts as a session and not in the mean', () => {
  const sums = { ...NOTHING, sessions: 3, scored_sessions: 2, score_sum: 1.5, mastery_sessions: 3, mastery_sum: 1 };
  assert.deepEqual(figuresOf({ ...sums, time_spent_seconds: 5400 }), {
    total_sessions: 3,
    avg_score: 75,
    avg_mastery: 0.33,
    total_time_hours: 1.5,
  });
});

test('means have two decimals, half up, whatever binary fractions do', () => {
  assert.equal(meanOf(1.005, 1), 1.01);
  assert.equal(meanOf(8.345 * 2, 2), 8.35);
  assert.equal(meanOf(2, 3), 0.67);
});
