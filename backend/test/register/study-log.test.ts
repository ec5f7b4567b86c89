import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Completion } from '../../src/progress/completion.ts';
import { dayIn, openSlotOf, planStudy, SESSION_GAP_MS, type StudySession } from '../../src/register/study-log.ts';

const START = Date.parse('2026-11-20T08:00:00Z');
const MINUTE_MS = 60_000;

function completionAt(minute: number, more: Partial<Completion> = {}): Completion {
  return {
    id: `c${minute}`,
    tenantId: 'T1',
    userId: 'u1',
    grainId: `g${minute}`,
    moduleId: 'm1',
    sequenceId: null,
    completedAt: new Date(START + minute * MINUTE_MS),
    score: null,
    timeSpentSeconds: null,
    ...more,
  };
}

const plan = (known: readonly StudySession[], fresh: readonly Completion[]) =>
  planStudy(known, fresh, (_tenant, at) => dayIn('Europe/Paris', at));

/** What the database holds after a plan was written over it. */
function written(known: readonly StudySession[], changed: readonly StudySession[]): StudySession[] {
  const rows = new Map(known.map((one) => [one.id, one]));
  for (const one of changed) rows.set(one.id, one);
  return [...rows.values()];
}

describe('study sessions', () => {
  test('end after 30 minutes without a grain, not at 30 minutes', () => {
    const first = plan([], [completionAt(0)]);
    assert.deepEqual(
      plan(first, [completionAt(30)]).map((one) => [one.grainsCompleted, one.isOpen]),
      [[2, true]],
    );
    assert.deepEqual(
      plan(first, [completionAt(30.001)]).map((one) => [one.grainsCompleted, one.isOpen]),
      [
        [1, false],
        [1, true],
      ],
    );
  });

  test('sum scores and time of what has them', () => {
    const [session] = plan(
      [],
      [
        completionAt(0, { score: 0.5, timeSpentSeconds: 60 }),
        completionAt(1, { score: 0 }),
        completionAt(2, { timeSpentSeconds: 5 }),
      ],
    );
    assert.deepEqual([session?.scoreSum, session?.scoreCount, session?.timeSpentSeconds], [0.5, 2, 65]);
  });

  test('are one per module and learner', () => {
    const sessions = plan(
      [],
      [completionAt(0), completionAt(0, { moduleId: 'm2' }), completionAt(0, { userId: 'u2' })],
    );
    assert.deepEqual(sessions.map(openSlotOf), ['u1:m1', 'u1:m2', 'u2:m1']);
  });

  test('of the past stay closed beside the open one', () => {
    const open = plan([], [completionAt(600)]);
    const [past, ...more] = plan(open, [completionAt(0)]);
    assert.deepEqual([past?.isOpen, past?.grainsCompleted, more.length], [false, 1, 0]);
  });

  test('whatever the order and the grouping: count every grain once, at most one open, no pause beyond 30 minutes', () => {
    const minutes = fc.uniqueArray(fc.integer({ min: 0, max: 600 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(minutes, fc.integer({ min: 1, max: 5 }), (when, size) => {
        let rows: StudySession[] = [];
        for (let from = 0; from < when.length; from += size)
          rows = written(
            rows,
            plan(
              rows,
              when.slice(from, from + size).map((minute) => completionAt(minute)),
            ),
          );
        assert.equal(
          rows.reduce((sum, one) => sum + one.grainsCompleted, 0),
          when.length,
        );
        assert.ok(rows.filter((one) => one.isOpen).length <= 1);
        for (const { startedAt, lastActivityAt } of rows) {
          const inside = when
            .map((minute) => START + minute * MINUTE_MS)
            .filter((at) => at >= startedAt.getTime() && at <= lastActivityAt.getTime())
            .sort((a, b) => a - b);
          assert.equal(inside[0], startedAt.getTime());
          assert.equal(inside.at(-1), lastActivityAt.getTime());
          for (const [index, at] of inside.entries()) assert.ok(at - (inside[index - 1] ?? at) <= SESSION_GAP_MS);
        }
      }),
    );
  });
});

describe('the day of an instant', () => {
  test("is the tenant's, through both changes of the clock", () => {
    for (const [at, day] of [
      ['2026-03-29T00:59:59Z', '2026-03-29'],
      ['2026-03-28T22:59:59Z', '2026-03-28'],
      ['2026-03-29T22:00:00Z', '2026-03-30'],
      ['2026-10-24T22:00:00Z', '2026-10-25'],
      ['2026-10-25T22:59:59Z', '2026-10-25'],
      ['2026-10-25T23:00:00Z', '2026-10-26'],
      ['2026-10-25T22:59:59.999Z', '2026-10-25'],
    ] as const)
      assert.equal(dayIn('Europe/Paris', new Date(at)), day);
    assert.equal(dayIn('Pacific/Auckland', new Date('2026-11-20T12:00:00Z')), '2026-11-21');
  });

  test('is that of UTC where the zone is unknown', () => {
    assert.equal(dayIn('Europe/Nowhere', new Date('2026-11-20T23:30:00Z')), '2026-11-20');
  });
});
