import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type ActivityScope, wholeCourse } from '../../src/catalogue/scope.ts';
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
/** A grade computed now, for somebody who has finished its grains or more. */
const now = (score: number, covered: string[], finished = covered) => ({
  ...{ score, grains: covered, isComplete: false },
  finished: new Set(finished),
});
const sent = (score: number, covered: string[]) => ({
  ...{ score, grains: covered, done: covered.length },
  ...{ meaning: 'same' as const, isHere: true, mayBeLost: false },
});
const partsOf = (of: ActivityScope, finished: FinishedGrain[]) => {
  const grade = gradeOf(of, grains, finished);
  return grade && { score: grade.score, grains: grade.grains, isComplete: grade.isComplete };
};
const scope = (part: Partial<typeof wholeCourse>) => ({ ...wholeCourse, ...part });

test('a grade is the share of finished grains, of the most specific scope that is set', () => {
  const finished = [done('g1'), done('g3')];
  assert.deepEqual(partsOf(wholeCourse, finished), { score: 0.5, grains: ['g1', 'g3'], isComplete: false });
  assert.deepEqual(partsOf(scope({ moduleId: 'm1' }), finished), {
    score: 0.6666667,
    grains: ['g1', 'g3'],
    isComplete: false,
  });
  const sequence = scope({ moduleId: 'm1', sequenceId: 's1' });
  assert.deepEqual(partsOf(sequence, finished), { score: 0.5, grains: ['g1'], isComplete: false });
  const grain = scope({ moduleId: 'm1', grainId: 'g3' });
  assert.deepEqual(partsOf(grain, finished), { score: 1, grains: ['g3'], isComplete: true });
  assert.deepEqual(partsOf(scope({ moduleId: 'm2' }), finished), { score: 0, grains: [], isComplete: false });
  assert.equal(gradeOf(scope({ moduleId: 'nowhere' }), grains, finished), undefined);
});

test('a grain that carries a score counts by it', () => {
  const some = [done('g1', 0.5), done('g2', 0), done('g3')];
  assert.deepEqual(partsOf(wholeCourse, some), { score: 0.375, grains: ['g1', 'g2', 'g3'], isComplete: false });
  const all = grains.map(({ grainId }) => done(grainId, 1));
  assert.deepEqual(partsOf(wholeCourse, all), { score: 1, grains: ['g1', 'g2', 'g3', 'g4'], isComplete: true });
});

test('a finished grain that was retired leaves the grade and stays among those it stands for', () => {
  const retired = done('old', null, { moduleId: 'm1', sequenceId: 's1' });
  assert.deepEqual(partsOf(scope({ sequenceId: 's1' }), [done('g1'), retired]), {
    score: 0.5,
    grains: ['g1', 'old'],
    isComplete: false,
  });
});

test('a grain that moved counts where it is now', () => {
  assert.deepEqual(partsOf(scope({ moduleId: 'm2' }), [done('g4', null, { moduleId: 'm1' })]), {
    score: 1,
    grains: ['g4'],
    isComplete: true,
  });
});

test('a finished grain that moved to another module still counts among those that were finished in the old one', () => {
  const finished = [done('g1'), done('g4', null, { moduleId: 'm1' })];
  const grade = gradeOf(scope({ moduleId: 'm1' }), grains, finished);
  assert.deepEqual([grade?.score, grade?.grains], [0.3333333, ['g1', 'g4']]);
  const before = sent(0.5, ['g1', 'g4']);
  assert.equal(decide(grade, before).kind, 'keep', 'the author moved it, nobody deleted anything');
  assert.equal(decide(gradeOf(scope({ moduleId: 'm1' }), grains, [done('g1')]), before).kind, 'send', 'deleted');
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
  assert.deepEqual(decide(now(0.5, ['a']), undefined), { kind: 'send', grade: { score: 0.5, grains: ['a'] } });
  assert.equal(decide(now(0.6, ['a', 'b']), sent(0.5, ['a'])).kind, 'send');
  const same = now(0.5, ['a', 'b']);
  assert.deepEqual(decide(same, sent(0.5, ['a'])), { kind: 'keep', grade: same });
});

test('nothing is sent for somebody who has done nothing, unless a grade stands there', () => {
  assert.equal(decide(now(0, []), undefined).kind, 'keep');
  assert.equal(decide(undefined, sent(0.5, ['a'])).kind, 'keep');
  assert.equal(decide(now(0, []), sent(0.5, ['a'])).kind, 'send');
});

test('a change of the catalogue never lowers a grade; deleted progress and another scope do', () => {
  const before = sent(0.5, ['a', 'b']);
  assert.equal(decide(now(0.4, ['a', 'b']), before).kind, 'keep', 'a grain was added');
  assert.equal(decide(now(0.4, ['a'], ['a', 'b']), before).kind, 'keep', 'b was finished elsewhere and has left again');
  assert.equal(decide(now(0.4, ['a']), before).kind, 'send', 'a row was deleted');
  assert.equal(decide(now(0.4, ['a', 'c']), before).kind, 'send', 'and another came instead');
  assert.equal(decide(now(0.4, ['a', 'b']), { ...before, meaning: 'other' }).kind, 'send', 'another scope');
});

test('where only the number of grains was noted, a smaller number lowers a grade', () => {
  const before = { ...sent(0.5, ['a', 'b']), grains: null };
  assert.equal(decide(now(0.4, ['a', 'b']), before).kind, 'keep');
  assert.equal(decide(now(0.4, ['a']), before).kind, 'send');
});

test('a grade that may be lost is sent as it was, or higher', () => {
  const before = { ...sent(0.5, ['a', 'b']), mayBeLost: true };
  const again = { kind: 'send', grade: { score: 0.5, grains: ['a', 'b'] } };
  assert.deepEqual(decide(now(0.5, ['a', 'b']), before), again);
  assert.deepEqual(decide(now(0.4, ['a', 'b']), before), again, 'a grain was added');
  assert.deepEqual(decide(now(0.6, ['a', 'b', 'c']), before), {
    kind: 'send',
    grade: { score: 0.6, grains: ['a', 'b', 'c'] },
  });
  assert.deepEqual(decide(now(0.4, ['a']), before), { kind: 'send', grade: { score: 0.4, grains: ['a'] } }, 'deleted');
});

test('a column that takes the place of another is owed the grade that stood there, but no zero', () => {
  const before = { ...sent(0.5, ['a', 'b']), isHere: false, mayBeLost: true };
  assert.deepEqual(decide(now(0.4, ['a', 'b']), before), { kind: 'send', grade: { score: 0.5, grains: ['a', 'b'] } });
  assert.equal(decide(now(0.4, ['a']), before).kind, 'send', 'progress was deleted: less, but something');
  assert.equal(decide(now(0, []), before).kind, 'keep', 'all of it was deleted');
});

test('what was sent counts for its column, and for one that takes its place', () => {
  const sentTarget = targetOf('https://m.fr/l/1?t=1', wholeCourse);
  const row = { sentScore: 0.5, sentDone: 2, sentGrains: 'a\nb', sentSeq: 3, sentTarget };
  const same = sent(0.5, ['a', 'b']);
  assert.deepEqual(sentGradeOf(row, 'https://m.fr/l/1?t=1', wholeCourse), same);
  assert.deepEqual(sentGradeOf({ ...row, sentSeq: 0 }, 'https://m.fr/l/1?t=1', wholeCourse), {
    ...same,
    mayBeLost: true,
  });
  const other = sentGradeOf(row, 'https://m.fr/l/1?t=1', scope({ moduleId: 'm1' }));
  assert.deepEqual(other, { ...same, meaning: 'other' });
  const elsewhere = 'https://m.fr/l/1?t=12';
  assert.deepEqual(sentGradeOf(row, elsewhere, wholeCourse), { ...same, isHere: false, mayBeLost: true });
  assert.equal(sentGradeOf(row, elsewhere, scope({ moduleId: 'm1' })), undefined);
  assert.equal(sentGradeOf({ ...row, sentScore: null, sentTarget: null }, 'x', wholeCourse), undefined);
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
