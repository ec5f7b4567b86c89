import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Catalogue } from '../../src/catalogue/catalogue.ts';
import { wholeCourse } from '../../src/catalogue/scope.ts';
import { percentOf, summarise } from '../../src/progress/summary.ts';

const grain = (grainId: string, moduleId: string, sequenceId: string | null) => ({
  grainId,
  moduleId,
  sequenceId,
  title: grainId,
  url: `${grainId}.html`,
  minutes: null,
});
const catalogue: Catalogue = {
  courseUrl: null,
  modules: [
    { moduleId: 'm1', title: 'Un', url: null },
    { moduleId: 'm2', title: 'Deux', url: null },
  ],
  sequences: [{ sequenceId: 's1', moduleId: 'm1', title: 'S' }],
  grains: [grain('g1', 'm1', 's1'), grain('g2', 'm1', 's1'), grain('g3', 'm1', null), grain('g4', 'm2', null)],
};

test('a percentage is the floor, never above 100, and 100 only when all are done', () => {
  fc.assert(
    fc.property(fc.nat(2000), fc.nat(2000), (a, b) => {
      const [done, total] = [Math.min(a, b), Math.max(a, b)];
      const percent = percentOf(done, total);
      assert.ok(percent >= 0 && percent <= 100);
      assert.equal(percent === 100, total > 0 && done === total);
    }),
  );
});

test('counts per sequence, module and course against the present catalogue only', () => {
  const summary = summarise(catalogue, [{ grainId: 'g1' }, { grainId: 'gone' }], wholeCourse);
  assert.deepEqual(summary.course, { done: 1, total: 4, percent: 25 });
  assert.deepEqual(summary.modules[0]?.sequences[0], { sequenceId: 's1', title: 'S', done: 1, total: 2, percent: 50 });
  assert.deepEqual(summary.resume, { grainId: 'g2', url: 'g2.html' });
});

test('the place to resume stays inside the activity’s scope', () => {
  const scope = { moduleId: 'm2', sequenceId: null, grainId: null };
  assert.deepEqual(summarise(catalogue, [], scope).resume, { grainId: 'g4', url: 'g4.html' });
  assert.equal(summarise(catalogue, [{ grainId: 'g4' }], scope).resume, null);
});
