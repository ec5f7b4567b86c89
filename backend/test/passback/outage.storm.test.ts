import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import type { Database } from '../../src/db/connection.ts';
import { newId } from '../../src/ids/ids.ts';
import { createGradeEnqueue } from '../../src/passback/enqueue.store.ts';
import { createProgressStore } from '../../src/progress/progress.store.ts';
import { createRecorder } from '../../src/progress/recorder.ts';
import { databaseOf, sqliteEngine } from '../support/database.ts';
import { type Engine, forEachEngine } from '../support/engines.ts';
import { isStorm } from '../support/storm.ts';
import { type GradeStage, gradeStage } from './grade-stage.ts';
import { type SimulatedTime, simulatedNow } from './simulated-time.ts';

/** In the normal run a twentieth, on one engine. */
const SIZE = isStorm()
  ? { learners: 1000, changesEach: 5, kills: 20, steps: 288, leaseMs: 60_000 }
  : { learners: 50, changesEach: 5, kills: 1, steps: 24, leaseMs: 10_000 };
const HOURS_DOWN = 24;
const PER_SECOND = 20;
const DRAINED_WITHIN_MS = 5 * 60_000;
/** How long a step of the outage is left to the senders. */
const STEP_MS = 60;

const program = new URL('./outage-sender.ts', import.meta.url);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Two senders, one of which may be killed and is replaced at once; all of them live in the same simulated time. */
class Senders {
  readonly #url: string;
  readonly #children: ChildProcess[] = [];
  #time: SimulatedTime;
  kills = 0;

  constructor(url: string, time: SimulatedTime) {
    this.#url = url;
    this.#time = time;
  }

  tell(time: SimulatedTime): void {
    this.#time = time;
    for (const child of this.#children) child.send(time);
  }

  async start(): Promise<void> {
    const child = fork(program, [this.#url, String(SIZE.leaseMs)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    child.send(this.#time);
    const [ready] = (await once(child, 'message')) as [string];
    assert.equal(ready, 'ready');
    child.send(this.#time);
    this.#children.push(child);
  }

  /** Kills the one that lives longest. */
  async kill(): Promise<void> {
    const child = this.#children.shift();
    assert.ok(child);
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    const [, signal] = (await ended) as [number | null, string | null];
    assert.equal(signal, 'SIGKILL');
    this.kills++;
    await this.start();
  }

  stop(): void {
    for (const child of this.#children) child.kill('SIGKILL');
  }
}

/** The changes of a day, in the order in which they come: each learner finishes some grains, everybody others. */
function changesOf({ learners, grains }: { learners: readonly string[]; grains: readonly string[] }) {
  const all = learners.flatMap((userId, person) =>
    Array.from({ length: SIZE.changesEach }, (_, n) => ({
      userId,
      grainId: grains[(person + n * 5) % grains.length] ?? '',
      order: (person * 7919 + n * 104_729) % 100_003,
    })),
  );
  return all.toSorted((a, b) => a.order - b.order);
}

function recorderOn(database: Database, stage: GradeStage, now: () => number) {
  const store = createProgressStore(database, [createGradeEnqueue(database)]);
  const recorder = createRecorder(store, { clock: { now: () => new Date(now()) } });
  const { tenantId, grains } = stage.course;
  return ({ userId, grainId }: { userId: string; grainId: string }) => {
    const place = grains.indexOf(grainId);
    const completion = {
      ...{ id: newId(), tenantId, userId, grainId, score: null, timeSpentSeconds: null },
      moduleId: `m${Math.floor(place / 6) + 1}`,
      sequenceId: `s${Math.floor(place / 3) + 1}`,
      completedAt: new Date(now()),
    };
    return recorder.record(completion, { wantsDone: false });
  };
}

/** Takes at most so many scores in a simulated second. */
function paceOf(now: () => number, speed: () => number): (when: 'before' | 'after') => Promise<void> {
  let slot = 0;
  return async (when) => {
    if (when === 'after') return;
    slot = Math.max(slot + 1000 / PER_SECOND, now());
    await pause(Math.max(0, (slot - now()) / speed()));
  };
}

interface Post {
  userId: string;
  timestamp: string;
}

/** Every post of a learner that the LMS took, in order. */
function takenOf({ lms }: GradeStage): Map<string, Post[]> {
  const posts = lms.scoreLog.filter(({ status }) => status === 200).map(({ body }) => body as Post);
  return Map.groupBy(posts, ({ userId }) => userId);
}

/** Everybody's grade, as the finished grains give it and as the gradebook has it. */
function assertGrades(stage: GradeStage): void {
  const expected = Math.round((SIZE.changesEach / 12) * 20 * 1e5) / 1e5;
  const wrong = stage.course.learners.filter((id) => Math.abs((stage.pointsOf(id) ?? -1) - expected) > 1e-4);
  assert.deepEqual(wrong, [], `all have ${expected} points`);
}

function assertPosts(taken: Map<string, Post[]>, learners: number): void {
  assert.equal(taken.size, learners);
  for (const [userId, posts] of taken) {
    assert.ok(posts.length <= 2, `${userId}: sent ${posts.length} times`);
    const seconds = posts.map(({ timestamp }) => Math.floor(Date.parse(timestamp) / 1000));
    assert.ok(
      seconds.every((second, index) => index === 0 || second > (seconds[index - 1] ?? 0)),
      `${userId}: ${seconds}`,
    );
  }
}

async function survive(database: Database, url: string): Promise<Record<string, number>> {
  let time: SimulatedTime = { at: Date.now(), realAt: Date.now(), speed: 1 };
  const now = () => simulatedNow(time);
  const stage = await gradeStage(database, SIZE.learners, 12, { now });
  const senders = new Senders(url, time);
  try {
    await stage.lms.pause();
    await Promise.all([senders.start(), senders.start()]);
    const changes = changesOf(stage.course);
    const record = recorderOn(database, stage, now);
    const perStep = Math.ceil(changes.length / SIZE.steps);
    const killsDuring = Math.floor(SIZE.kills / 4);
    for (let step = 0; step < SIZE.steps; step++) {
      time = { at: now() + (HOURS_DOWN * 3600_000) / SIZE.steps, realAt: Date.now(), speed: 1 };
      senders.tell(time);
      await Promise.all(changes.slice(step * perStep, (step + 1) * perStep).map(record));
      if (killsDuring > 0 && step % Math.floor(SIZE.steps / killsDuring) === 10) await senders.kill();
      await pause(STEP_MS);
    }
    assert.equal(stage.lms.scoreLog.length, 0, 'nothing arrives while it is down');

    stage.lms.onScore = paceOf(now, () => time.speed);
    await stage.lms.resume();
    const backAt = now();
    const isDue = async () =>
      (await database.query.selectFrom('grade_outbox').select('id').where('state', '<>', 'done').execute()).length;
    // While grades are on their way, and before a lease of a killed sender ends: nobody is hit twice.
    while (senders.kills < SIZE.kills) {
      await pause(isStorm() ? 1500 : 300);
      await senders.kill();
    }
    const killedWithinMs = now() - backAt;
    while ((await isDue()) > 0) {
      assert.ok(now() - backAt < DRAINED_WITHIN_MS, `${await isDue()} are left after five minutes`);
      await pause(200);
    }
    const drainedMs = now() - backAt;
    assertGrades(stage);
    const taken = takenOf(stage);
    assertPosts(taken, SIZE.learners);
    const rows = await database.query
      .selectFrom('grade_outbox')
      .select(['state', 'reason', 'seq', 'sent_seq'])
      .execute();
    assert.equal(rows.length, SIZE.learners);
    assert.ok(rows.every((row) => row.state === 'done' && row.reason === null && row.seq === row.sent_seq));
    return {
      learners: SIZE.learners,
      changes: changes.length,
      kills: senders.kills,
      posts: stage.lms.scoreLog.length,
      taken: [...taken.values()].flat().length,
      twice: [...taken.values()].filter((posts) => posts.length === 2).length,
      refused409: stage.lms.scoreLog.filter(({ status }) => status === 409).length,
      killedWithinSeconds: Math.round(killedWithinMs / 1000),
      drainedAfterSeconds: Math.round(drainedMs / 1000),
    };
  } finally {
    senders.stop();
    await stage.close();
  }
}

function declare(engine: Engine): void {
  const opened = databaseOf(engine);
  test(`S5.5 an LMS that is down for ${HOURS_DOWN} hours has the grades of ${SIZE.learners} learners five minutes after, whichever senders were killed`, async (t) => {
    t.diagnostic(JSON.stringify({ engine: engine.name, ...(await survive(opened.current, opened.url)) }));
  });
}

if (isStorm()) forEachEngine(declare);
else declare(sqliteEngine());
