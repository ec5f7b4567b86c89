import { setTimeout as pause } from 'node:timers/promises';
import { applyChanges, type FollowedBases } from './catch-up.ts';
import { type ChangeLog, isFenced, type MoveMark, type TargetNote } from './change-log.ts';
import type { Watch } from './exchange.ts';
import type { Maintenance, MaintenanceStore } from './maintenance.ts';
import type { MovableBase } from './movable-base.ts';
import { cannotCatchUp } from './move-refusals.ts';

/** What a move says while it goes on. */
export interface MoveListener {
  bar: Watch;
  resumed(mark: MoveMark): void;
  logging(): void;
  copied(rows: number): void;
  caughtUp(rows: number, ms: number): void;
  /** The target lags behind by less than two seconds; writes are refused when this ends. */
  beforeRefusing(): Promise<void>;
  refusing(): void;
  /** The target has everything and the source is closed: now the servers are switched. Writes wait until this ends. */
  switchNow(refusedMs: number): Promise<void>;
}

/** Rounds go on until one is so short: what is left for the time in which writes are refused is less than that. */
const SHORT_ROUND_MS = 2000;
const MOST_ROUNDS = 40;
/** Told to callers while writes are refused. */
export const RETRY_AFTER_SECONDS = 5;
/** Servers look whether maintenance is on every second; what they had begun before that gets this time. */
const DRAIN_MS = 1500;
const LONGEST_DRAIN_MS = 3000;

/** Both bases of a live move, and what it keeps in them. */
export interface Sides extends FollowedBases {
  /** Another connection than the one that reads snapshots. */
  writer: MovableBase;
  log: ChangeLog;
  note: TargetNote;
  maintenance: MaintenanceStore;
}

export interface Followed {
  rows: number;
  rounds: number;
}

/** @returns how many rows were taken over, and whether closed tables were among them */
async function round({ log, ...bases }: Sides, keepSnapshot = false): Promise<{ rows: number; isQuiet: boolean }> {
  const { source, tables } = bases;
  await source.beginSnapshot();
  const work = async () => {
    const { keys, spans } = await log.changes(source);
    const rows = await applyChanges(bases, keys);
    await log.forget(spans);
    return { rows, isQuiet: !tables.some((table) => isFenced(table) && keys.has(table.name)) };
  };
  const done = await work().catch(async (error: unknown) => {
    // A connection that is lost fails here, too, and would hide what came first.
    if (!keepSnapshot) await source.endSnapshot().catch(() => undefined);
    throw error;
  });
  if (!keepSnapshot) await source.endSnapshot();
  return done;
}

export async function catchUp(sides: Sides, listener: MoveListener): Promise<Followed> {
  let rows = 0;
  for (let rounds = 1; rounds <= MOST_ROUNDS; rounds++) {
    const started = performance.now();
    const done = await round(sides);
    const ms = performance.now() - started;
    rows += done.rows;
    listener.caughtUp(done.rows, ms);
    if (ms < SHORT_ROUND_MS) return { rows, rounds };
  }
  throw cannotCatchUp(MOST_ROUNDS);
}

/** Refuses writes, takes over the rest, and leaves the source closed. Where that fails, writes are accepted again. */
export async function cutOver(
  sides: Sides,
  listener: MoveListener,
): Promise<Followed & { id: string; refusedMs: number }> {
  const { log, note, maintenance, target } = sides;
  const started = performance.now();
  // Maintenance that an operator has switched on is not ours to end, whether this fails or this process dies.
  const before = await maintenance.find();
  const isOurs = before === undefined || (await log.find())?.stage === 'refusing';
  if (isOurs) await log.noteRefusing();
  await maintenance.begin(RETRY_AFTER_SECONDS, new Date());
  listener.refusing();
  try {
    let { rows, rounds } = await drain(sides, started);
    const now = new Date();
    await log.fence(now);
    await maintenance.noteFence(now);
    // Kept: the proof compares this very moment with the target.
    rows += (await round(sides, true)).rows;
    await target.endChanging();
    await log.noteComplete();
    const refusedMs = performance.now() - started;
    return { rows, rounds: rounds + 1, refusedMs, id: (await note.find()) ?? '' };
  } catch (error) {
    await log.unfence();
    if (isOurs) await maintenance.end();
    else await giveBack(maintenance, before);
    throw error;
  }
}

async function giveBack(maintenance: MaintenanceStore, before: Maintenance): Promise<void> {
  await maintenance.noteFence(before.fencedAt);
  await maintenance.begin(before.retryAfterSeconds, before.sinceAt);
}

/** For a move that died after its source was closed: what the tables that stay open have got since then. */
export async function followClosed(
  sides: Sides,
  mark: MoveMark,
): Promise<Followed & { id: string; refusedMs: number }> {
  const { rows } = await round(sides, true);
  await sides.target.endChanging();
  return { rows, rounds: 1, id: mark.id, refusedMs: Date.now() - (mark.fencedAt ?? new Date()).getTime() };
}

/** Until every server has seen that writes are refused and has ended what it had begun. */
async function drain(sides: Sides, started: number): Promise<Followed> {
  await pause(DRAIN_MS);
  const followed = { rows: 0, rounds: 0 };
  for (let isQuiet = false; !isQuiet && performance.now() - started < LONGEST_DRAIN_MS; ) {
    const done = await round(sides);
    followed.rows += done.rows;
    followed.rounds++;
    // The first one takes what came before, so it says nothing.
    isQuiet = done.isQuiet && followed.rounds > 1;
    if (!isQuiet) await pause(100);
  }
  return followed;
}
