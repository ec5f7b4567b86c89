import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AppError } from '../../src/errors/app-error.ts';
import type { Completion, Failure, ProgressStore } from '../../src/progress/completion.ts';
import { createRecorder } from '../../src/progress/recorder.ts';

const NOW = new Date('2026-11-20T22:10:04.000Z');

class Failed extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure);
    this.failure = failure;
  }
}

/** A store in memory that notes its groups; `before` may throw. */
function storeThat(before: (group: readonly Completion[]) => void = () => undefined) {
  const rows = new Set<string>();
  const groups: string[][] = [];
  let inFlight = 0;
  const store: ProgressStore = {
    failureOf: (error) => (error instanceof Failed ? error.failure : 'lasting'),
    async record(completions, doneWanted) {
      assert.equal(++inFlight, 1, 'two groups at once');
      groups.push(completions.map(({ userId, grainId }) => `${userId} ${grainId}`));
      await new Promise((resolve) => setImmediate(resolve));
      inFlight -= 1;
      before(completions);
      const outcomes = completions.map(({ userId, grainId, moduleId, sequenceId, completedAt }) => {
        const isNew = !rows.has(`${userId} ${grainId}`);
        rows.add(`${userId} ${grainId}`);
        return { kind: isNew ? ('recorded' as const) : ('already' as const), moduleId, sequenceId, completedAt };
      });
      return { outcomes, doneGrains: new Map([...doneWanted].map((id) => [id, ['g']])) };
    },
  };
  return { store, groups, rows };
}

function completion(userId: string, grainId: string): Completion {
  const module = { moduleId: 'm1', sequenceId: null };
  return { id: 'x', tenantId: 'T1', userId, grainId, ...module, completedAt: NOW, score: null, timeSpentSeconds: null };
}

const clock = { now: () => NOW };
const wanted = { wantsDone: false };

describe('a commit group', () => {
  test('takes what arrives together, sorted by learner and grain, each pair once', async () => {
    const { store, groups } = storeThat();
    const recorder = createRecorder(store, { clock });
    const pairs = [
      ['b', '2'],
      ['a', '9'],
      ['b', '1'],
      ['a', '9'],
    ] as const;
    const answers = await Promise.all(pairs.map(([user, grain]) => recorder.record(completion(user, grain), wanted)));
    assert.deepEqual(groups, [['a 9', 'b 1', 'b 2']]);
    assert.deepEqual(
      answers.map(({ outcome }) => outcome.kind),
      ['recorded', 'recorded', 'recorded', 'already'],
    );
  });

  test('is followed by one of all that arrived meanwhile, no larger than allowed, never two at once', async () => {
    const { store, groups } = storeThat();
    const recorder = createRecorder(store, { clock, maxGroup: 10 });
    const first = recorder.record(completion('a', '0'), wanted);
    await new Promise((resolve) => setImmediate(resolve));
    const others = Array.from({ length: 25 }, (_, index) => recorder.record(completion('b', `${index}`), wanted));
    await Promise.all([first, ...others]);
    assert.deepEqual(
      groups.map((group) => group.length),
      [1, 10, 10, 5],
    );
  });

  test('is tried again when it lost a deadlock', async () => {
    let left = 2;
    const { store, groups } = storeThat(() => {
      if (left-- > 0) throw new Failed('passing');
    });
    const { outcome } = await createRecorder(store, { clock }).record(completion('a', '1'), wanted);
    assert.equal(outcome.kind, 'recorded');
    assert.equal(groups.length, 3);
  });

  test('answers unavailable to everyone when the database is away, and records again when it is back', async () => {
    let away = true;
    const { store, groups } = storeThat(() => {
      if (away) throw new Failed('away');
    });
    const recorder = createRecorder(store, { clock });
    const results = await Promise.allSettled(
      ['1', '2'].map((grain) => recorder.record(completion('a', grain), wanted)),
    );
    for (const result of results) {
      assert.equal(result.status, 'rejected');
      assert.ok(result.reason instanceof AppError);
      assert.equal(result.reason.code, 'progress.service_unavailable');
      assert.equal(result.reason.kind, 'unavailable');
      assert.equal(result.reason.retryAfterSeconds, 5);
    }
    assert.equal(groups.length, 1, 'no item is tried alone against a database that is away');
    away = false;
    assert.equal((await recorder.record(completion('a', '1'), wanted)).outcome.kind, 'recorded');
  });

  test('fails only the item that cannot be stored', async () => {
    const { store } = storeThat((group) => {
      if (group.some(({ grainId }) => grainId === 'bad')) throw new Failed('lasting');
    });
    const recorder = createRecorder(store, { clock });
    const results = await Promise.allSettled(
      ['1', 'bad', '2'].map((grain) => recorder.record(completion('a', grain), wanted)),
    );
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
  });
});
