import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Grade, type LineItem, NO_GRADE, overrideGrade, type Score, storeScore } from '../src/site/grades.ts';

const ITEM: LineItem = {
  id: '17',
  label: 'Module',
  scoreMaximum: 20,
  passGrade: 10,
  resourceId: '',
  tag: '',
  resourceLinkId: '4',
  coupled: true,
  locked: false,
};
const NOON = 1_795_200_000;

function score(given: number | null, timestampSeconds: number, maximum = 20): Score {
  return { given, maximum, comment: null, timestampSeconds };
}

function stored(before: Grade, one: Score, nowSeconds: number, item = ITEM): Grade {
  const outcome = storeScore(item, before, one, nowSeconds * 1000);
  assert.ok(outcome.kind === 'stored', outcome.kind);
  return outcome.grade;
}

describe('a score', () => {
  test('is refused when its timestamp is not after the second in which the present grade arrived, whatever the timestamp of that grade was', () => {
    const before = stored(NO_GRADE, score(6, NOON - 3600), NOON);
    const at = (seconds: number): string => storeScore(ITEM, before, score(12, seconds), (NOON + 5) * 1000).kind;
    assert.equal(at(NOON - 1), 'earlier_timestamp');
    assert.equal(at(NOON), 'earlier_timestamp');
    assert.equal(at(NOON + 1), 'stored');
  });

  test('that erases takes grade, comment and completion away, and the next one is taken whatever its timestamp', () => {
    const before = stored(NO_GRADE, { ...score(16, NOON), comment: 'bravo' }, NOON);
    const erased = stored(before, score(null, NOON + 1), NOON + 1);
    assert.deepEqual(
      [erased.finalGrade, erased.feedback, erased.gradedAt, erased.completion?.state],
      [null, null, null, 0],
    );
    assert.equal(stored(erased, score(4, NOON - 9999), NOON + 2).finalGrade, 4);
  });

  test('is brought to the scale of the column, capped at its maximum, and never below zero; the raw value is kept', () => {
    const finalOf = (given: number, maximum: number): (number | null)[] => {
      const { finalGrade, rawGrade } = stored(NO_GRADE, score(given, NOON, maximum), NOON);
      return [finalGrade, rawGrade];
    };
    assert.deepEqual(finalOf(45, 50), [18, 18]);
    assert.deepEqual(finalOf(25, 20), [20, 25]);
    assert.deepEqual(finalOf(-1, 20), [0, -1]);
  });

  test('completes the activity: done without a pass grade, else passed or failed, and a lower one takes "passed" back', () => {
    const passed = stored(NO_GRADE, score(12, NOON), NOON);
    assert.equal(passed.completion?.state, 2);
    assert.equal(stored(passed, score(5, NOON + 1), NOON + 1).completion?.state, 3);
    assert.equal(stored(NO_GRADE, score(1, NOON), NOON, { ...ITEM, passGrade: null }).completion?.state, 1);
    assert.equal(stored(NO_GRADE, score(1, NOON), NOON, { ...ITEM, coupled: false }).completion, null);
  });

  test('is taken without a word and without effect when the teacher has overridden the grade', () => {
    const overridden = overrideGrade(ITEM, NO_GRADE, 7, NOON * 1000);
    const after = stored(overridden, score(15, NOON + 1), NOON + 1);
    assert.deepEqual([after.finalGrade, after.rawGrade], [7, 15]);
    assert.equal(overrideGrade(ITEM, after, null, NOON * 1000).finalGrade, 15);
  });

  test('fails when the grade or the column is locked', () => {
    assert.equal(storeScore(ITEM, { ...NO_GRADE, locked: true }, score(1, NOON), NOON * 1000).kind, 'failed');
    assert.equal(storeScore({ ...ITEM, locked: true }, NO_GRADE, score(1, NOON), NOON * 1000).kind, 'failed');
  });
});
