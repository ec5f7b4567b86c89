import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { wholeCourse } from '../../src/catalogue/scope.ts';
import { GIVE_UP_AFTER_MS, POST_GAP_MS, retryDelayMs } from '../../src/passback/backoff.ts';
import { PlatformGate } from '../../src/passback/platform-gate.ts';
import { decide, type FinishedGrain, gradeOf, sentGradeOf, targetOf } from '../../src/passback/score.ts';

const grains = ['g1', 'g2', 'g3', 'g4'].map((grainId, at) => ({
  grainId,
  moduleId: at < 3 ? 'm1' : 'm2',
  sequenceId: at < 2 ? 's1' : at < 3 ? 's2' : null,
}));
const done = (grainId: string, score: number | null = null, place: Partial<FinishedGrain> = {}): FinishedGrain => ({
  grainId,
  moduleId: 'm1',
  sequenceId: null,
  score,
  ...place,
});
const scope = (part: Partial<typeof wholeCourse>) => ({ ...wholeCourse, ...part });

test('a grade is the share of finished grains, of the most specific scope that is set', () => {
  const finished = [done('g1'), done('g3')];
  assert.deepEqual(gradeOf(wholeCourse, grains, finished), { score: 0.5, done: 2, isComplete: false });
  assert.deepEqual(gradeOf(scope({ moduleId: 'm1' }), grains, finished), {
    score: 0.6666667,
    done: 2,
    isComplete: false,
  });
  assert.deepEqual(gradeOf(scope({ moduleId: 'm1', sequenceId: 's1' }), grains, finished), {
    score: 0.5,
    done: 1,
    isComplete: false,
  });
  assert.deepEqual(gradeOf(scope({ moduleId: 'm1', grainId: 'g3' }), grains, finished), {
    score: 1,
    done: 1,
    isComplete: true,
  });
  assert.deepEqual(gradeOf(scope({ moduleId: 'm2' }), grains, finished), { score: 0, done: 0, isComplete: false });
  assert.equal(gradeOf(scope({ moduleId: 'nowhere' }), grains, finished), undefined);
});

test('a grain that carries a score counts by it', () => {
  assert.deepEqual(gradeOf(wholeCourse, grains, [done('g1', 0.5), done('g2', 0), done('g3')]), {
    score: 0.375,
    done: 3,
    isComplete: false,
  });
  assert.deepEqual(
    gradeOf(
      wholeCourse,
      grains,
      grains.map(({ grainId }) => done(grainId, 1)),
    ),
    { score: 1, done: 4, isComplete: true },
  );
});

test('a finished grain that was retired leaves the grade and stays in the count', () => {
  const retired = done('old', null, { moduleId: 'm1', sequenceId: 's1' });
  assert.deepEqual(gradeOf(scope({ sequenceId: 's1' }), grains, [done('g1'), retired]), {
    score: 0.5,
    done: 2,
    isComplete: false,
  });
});

test('a grain that moved counts where it is now', () => {
  assert.deepEqual(gradeOf(scope({ moduleId: 'm2' }), grains, [done('g4', null, { moduleId: 'm1' })]), {
    score: 1,
    done: 1,
    isComplete: true,
  });
});

test('a finished grain that moved to another module still counts among those that were finished in the old one', () => {
  const finished = [done('g1'), done('g4', null, { moduleId: 'm1' })];
  const grade = gradeOf(scope({ moduleId: 'm1' }), grains, finished);
  assert.deepEqual(grade, { score: 0.3333333, done: 2, isComplete: false });
  const sent = { score: 0.5, done: 2, meaning: 'same' as const };
  assert.equal(decide(grade, sent).kind, 'keep', 'the author moved it, nobody deleted anything');
  assert.equal(decide(gradeOf(scope({ moduleId: 'm1' }), grains, [done('g1')]), sent).kind, 'send', 'deleted');
});

test('a grade lies in 0..1, does not depend on the order of rows, and is full when all is done', () => {
  const finishedGrains = fc.uniqueArray(
    fc.record({
      grainId: fc.constantFrom('g1', 'g2', 'g3', 'g4'),
      score: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    }),
    { selector: (one) => one.grainId },
  );
  fc.assert(
    fc.property(finishedGrains, (some) => {
      const finished = some.map(({ grainId, score }) => done(grainId, score));
      const grade = gradeOf(wholeCourse, grains, finished);
      assert.ok(grade !== undefined && grade.score >= 0 && grade.score <= 1);
      assert.deepEqual(gradeOf(wholeCourse, grains, finished.toReversed()), grade);
      if (some.length === 4 && some.every((one) => one.score === null)) assert.equal(grade.score, 1);
    }),
  );
});

test('a grade that rose is sent, one that is the same is not', () => {
  assert.deepEqual(decide({ score: 0.5, done: 1 }, undefined), { kind: 'send', grade: { score: 0.5, done: 1 } });
  assert.equal(decide({ score: 0.6, done: 2 }, { score: 0.5, done: 1, meaning: 'same' }).kind, 'send');
  assert.deepEqual(decide({ score: 0.5, done: 3 }, { score: 0.5, done: 2, meaning: 'same' }), {
    kind: 'keep',
    grade: { score: 0.5, done: 3 },
  });
});

test('nothing is sent for somebody who has done nothing, unless a grade stands there', () => {
  assert.equal(decide({ score: 0, done: 0 }, undefined).kind, 'keep');
  assert.equal(decide(undefined, { score: 0.5, done: 1, meaning: 'same' }).kind, 'keep');
  assert.equal(decide({ score: 0, done: 0 }, { score: 0.5, done: 1, meaning: 'same' }).kind, 'send');
});

test('a change of the catalogue never lowers a grade; deleted progress and another scope do', () => {
  assert.equal(
    decide({ score: 0.4, done: 2 }, { score: 0.5, done: 2, meaning: 'same' }).kind,
    'keep',
    'a grain was added',
  );
  assert.equal(
    decide({ score: 0.4, done: 1 }, { score: 0.5, done: 2, meaning: 'same' }).kind,
    'send',
    'a row was deleted',
  );
  assert.equal(
    decide({ score: 0.4, done: 2 }, { score: 0.5, done: 2, meaning: 'other' }).kind,
    'send',
    'another scope',
  );
});

test('what was sent counts for its column only', () => {
  const row = { sentScore: 0.5, sentDone: 2, sentTarget: targetOf('https://m.fr/l/1?t=1', wholeCourse) };
  const sent = { score: 0.5, done: 2 };
  assert.deepEqual(sentGradeOf(row, 'https://m.fr/l/1?t=1', wholeCourse), { ...sent, meaning: 'same' });
  assert.deepEqual(sentGradeOf(row, 'https://m.fr/l/1?t=1', scope({ moduleId: 'm1' })), { ...sent, meaning: 'other' });
  assert.equal(sentGradeOf(row, 'https://m.fr/l/1?t=12', wholeCourse), undefined);
  assert.equal(sentGradeOf({ sentScore: null, sentDone: null, sentTarget: null }, 'x', wholeCourse), undefined);
});

test('tries are 1, 2, 4, 8 s … one hour apart, up to a quarter more, never less than the LMS asked for', () => {
  assert.deepEqual(
    [2, 3, 4, 5].map((n) => retryDelayMs(n, 0)),
    [2000, 4000, 8000, 16_000],
  );
  assert.equal(retryDelayMs(1, 0), POST_GAP_MS, 'a second and a little: the LMS counts whole seconds');
  assert.equal(retryDelayMs(4, 1), 10_000);
  for (const attempts of [13, 40, 5000]) assert.equal(retryDelayMs(attempts, 1), 3600_000);
  assert.equal(retryDelayMs(1, 0, 90_000), 90_000);
  assert.equal(GIVE_UP_AFTER_MS, 30 * 86_400_000);
});

test('a platform that asks for a pause of a day is asked again after an hour', (t) => {
  t.mock.timers.enable({ apis: ['Date'] });
  const gate = new PlatformGate({ opened: () => undefined, closed: () => undefined });
  gate.pauseFor(86_400_000);
  t.mock.timers.setTime(3600_000 - 1);
  assert.equal(gate.width(4), 0);
  t.mock.timers.setTime(3600_000);
  assert.equal(gate.width(4), 4);
});
