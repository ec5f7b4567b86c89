import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Database } from '../../src/db/connection.ts';
import { outcomesOf, type SteadyLearners } from './steady-learners.ts';

/** How long a test waits for what must come by itself. */
export const LONG_MS = 120_000;
/** Longer than the longest wait that the server allows itself for a silent database, with a margin for a slow machine. */
const BOUND_MS = 50_000;

/** While something is broken the only answers are: recorded, recorded before, and "not now, try again in N seconds". */
export function onlyHonestAnswers({ tries }: SteadyLearners, alsoAllowed: readonly string[] = []): void {
  const allowed = new Set(['201', '200', '503 service_unavailable', ...alsoAllowed]);
  const outcomes = outcomesOf(tries);
  const others = Object.keys(outcomes).filter((name) => !allowed.has(name));
  assert.deepEqual(others, [], JSON.stringify(outcomes));
  const hasty = tries.filter(({ status, retryAfter }) => status === 503 && !(Number(retryAfter) > 0));
  assert.equal(hasty.length, 0, 'a 503 without Retry-After');
  const longest = Math.max(...tries.map(({ ms }) => ms));
  assert.ok(longest < BOUND_MS, `one answer took ${Math.round(longest)} ms`);
}

export async function nothingLost(t: TestContext, learners: SteadyLearners, database: Database): Promise<void> {
  await learners.stop();
  const { lost, doubled, stored } = await learners.verify(database);
  assert.deepEqual([lost, doubled], [[], 0]);
  assert.ok(stored >= learners.acknowledged.size);
  const longestMs = Math.round(Math.max(...learners.tries.map(({ ms }) => ms)));
  t.diagnostic(`${t.name}: ${JSON.stringify(outcomesOf(learners.tries))}, the longest answer ${longestMs} ms`);
}

/** Waits until five more writes were refused. */
export async function refusedSome(learners: SteadyLearners): Promise<void> {
  const refused = () => learners.tries.filter(({ status }) => status === 503).length;
  const before = refused();
  const until = Date.now() + LONG_MS;
  while (refused() < before + 5) {
    assert.ok(Date.now() < until, `no refusal: ${JSON.stringify(outcomesOf(learners.tries))}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
