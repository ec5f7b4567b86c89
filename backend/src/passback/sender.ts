import type { Log } from '../log/log.ts';
import type { Clock } from '../time/clock.ts';
import { GIVE_UP_AFTER_MS, retryDelayMs } from './backoff.ts';
import { attemptsAfter, type Delivery, deliver } from './delivery.ts';
import type { GradeChannels } from './grade-channel.ts';
import type { ClaimedRow, OutboxStore, PendingGrade, PendingGradeReader } from './outbox.ts';
import { PlatformGate } from './platform-gate.ts';

export interface SenderPorts {
  outbox: OutboxStore;
  read: PendingGradeReader;
  channels: GradeChannels;
  clock: Clock;
  log: Pick<Log, 'info' | 'warn' | 'error' | 'debug'>;
  /** Called when the LMS has taken a grade and our own row does not know it yet: the worst moment to die. */
  afterDelivery?: (row: ClaimedRow) => Promise<void>;
}

export interface SenderOptions {
  /** Names this process in leases; unique among all senders. */
  owner: string;
  /** A row is claimed for so long; half of it is the longest that a row may wait in this process. */
  leaseMs?: number;
  pollMs?: number;
  /** Grades under way at once, to one platform and in all. */
  perPlatform?: number;
  total?: number;
  /** A grade on which an otherwise answering LMS fails is parked after so many failures in a row. */
  parkAfter?: number;
}

/** Sends due grades, beside other senders in other processes. */
export interface Sender {
  start(): void;
  /** Something became due: looks within 50 ms instead of at the next poll. */
  wake(): void;
  /** Claims nothing more, finishes what is under way, gives back the rest. */
  stop(): Promise<void>;
  /** Sends all that is due now and answers how many rows were dealt with. For a sender that was not started. */
  drainOnce(): Promise<number>;
}

const DEFAULTS = { leaseMs: 60_000, pollMs: 1000, perPlatform: 4, total: 16, parkAfter: 8 };
/** Wishes to wake up that come together make one look. */
const WAKE_MS = 20;
const THROTTLED_PAUSE_MS = 5000;
const LATELY_MS = 60_000;

/** What one platform has under way here. */
interface Lane {
  platformId: string;
  gate: PlatformGate;
  queue: PendingGrade[];
  underWay: number;
  /** The last claim took all it was allowed to, so there may be more. */
  mayHaveMore: boolean;
  deliveredAtMs: number;
}

export function createSender(ports: SenderPorts, options: SenderOptions): Sender {
  return new OutboxSender(ports, { ...DEFAULTS, ...options });
}

class OutboxSender implements Sender {
  readonly #ports: SenderPorts;
  readonly #options: Required<SenderOptions>;
  readonly #lanes = new Map<string, Lane>();
  readonly #underWay = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #timerAt = 0;
  #round: Promise<void> | undefined;
  #isStarted = false;
  #isStopping = false;

  constructor(ports: SenderPorts, options: Required<SenderOptions>) {
    this.#ports = ports;
    this.#options = options;
  }

  start(): void {
    this.#isStarted = true;
    this.#look(0);
  }

  wake(): void {
    this.#look(WAKE_MS);
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#timer);
    await this.#round;
    await Promise.all(this.#underWay);
    for (const lane of this.#lanes.values()) await this.#giveBack(lane);
  }

  async drainOnce(): Promise<number> {
    for (let total = 0; ; ) {
      const claimed = await this.#claimAll();
      while (this.#underWay.size > 0) await Promise.all(this.#underWay);
      if (claimed === 0) return total;
      total += claimed;
    }
  }

  /** Looks after `afterMs`, unless a look is planned earlier. */
  #look(afterMs: number): void {
    const at = Date.now() + afterMs;
    if (!this.#isStarted || this.#isStopping || (this.#timer !== undefined && this.#timerAt <= at)) return;
    clearTimeout(this.#timer);
    this.#timerAt = at;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      // A look under way may have passed the row that woke us: another one follows it.
      this.#round = (this.#round ?? Promise.resolve()).then(() => this.#lookNow());
    }, afterMs);
  }

  async #lookNow(): Promise<void> {
    try {
      if (!this.#isStopping) await this.#claimAll();
    } catch (error) {
      this.#ports.log.warn({ err: error }, 'the outbox could not be read');
    }
    this.#look(this.#options.pollMs);
  }

  async #claimAll(): Promise<number> {
    const { outbox, clock } = this.#ports;
    let claimed = 0;
    for (const platformId of await outbox.duePlatforms(clock.now())) {
      claimed += await this.#fill(this.#laneOf(platformId));
    }
    await this.#pump();
    return claimed;
  }

  /** Claims as much as the platform may take, and as much again to have at hand. */
  async #fill(lane: Lane): Promise<number> {
    const { outbox, clock, read } = this.#ports;
    const { owner, leaseMs, perPlatform, total } = this.#options;
    const width = lane.gate.width(perPlatform);
    const wanted = (width > 1 ? 2 * width : width) - lane.queue.length - lane.underWay;
    if (wanted <= 0 || this.#underWay.size >= total) return 0;
    const now = clock.now();
    const until = new Date(now.getTime() + leaseMs);
    const rows = await outbox.claim(lane.platformId, wanted, { owner, now, until });
    lane.mayHaveMore = rows.length === wanted;
    const pending = await read(rows);
    lane.queue.push(...pending);
    await this.#settleOrphans(rows, pending);
    return rows.length;
  }

  /** An activity that wants no grades any more: there is nothing to send. */
  async #settleOrphans(rows: readonly ClaimedRow[], pending: readonly PendingGrade[]): Promise<void> {
    if (rows.length === pending.length) return;
    const readable = new Set(pending.map(({ row }) => row.id));
    for (const row of rows) {
      if (!readable.has(row.id)) await this.#ports.outbox.settled(row, this.#options.owner, undefined);
    }
  }

  /** Begins what may begin: what one platform has at hand may have waited for another to finish. */
  async #pump(): Promise<void> {
    for (const lane of this.#lanes.values()) await this.#pumpLane(lane);
  }

  async #pumpLane(lane: Lane): Promise<void> {
    const { perPlatform, total } = this.#options;
    while (lane.queue.length > 0 && !this.#isStopping) {
      const width = lane.gate.width(perPlatform);
      if (width === 0) return this.#giveBack(lane);
      if (lane.underWay >= width || this.#underWay.size >= total) return;
      const next = lane.queue.shift();
      if (next !== undefined) this.#begin(lane, next);
    }
  }

  #begin(lane: Lane, pending: PendingGrade): void {
    lane.underWay++;
    const work = this.#send(lane, pending)
      // The lease keeps the row from being tried again at once.
      .catch((error: unknown) => this.#ports.log.error({ err: error, row: pending.row.id }, 'a grade was not sent'))
      .then(() => {
        lane.underWay--;
        this.#underWay.delete(work);
        if (lane.mayHaveMore) this.wake();
        return this.#pump();
      })
      .catch((error: unknown) => this.#ports.log.warn({ err: error }, 'claimed rows could not be given back'));
    this.#underWay.add(work);
  }

  async #send(lane: Lane, pending: PendingGrade): Promise<void> {
    const { outbox, clock, channels } = this.#ports;
    const { owner, leaseMs } = this.#options;
    const { row } = pending;
    const leftMs = row.leaseUntil.getTime() - clock.now().getTime();
    if (leftMs < leaseMs / 2) return outbox.release([row], owner);
    const delivery = await lane.gate.run(
      () =>
        deliver(pending, {
          channels,
          placeChanged: (resourceLinkId) => outbox.placeChanged(resourceLinkId, clock.now()),
          hasDeliveredLately: () => Date.now() - lane.deliveredAtMs < LATELY_MS,
        }),
      (answer) => answer.kind === 'retry' && answer.isPlatformWide && answer.code !== 'lms_throttled',
    );
    if (delivery === undefined) return outbox.release([row], owner);
    await this.#record(lane, row, delivery);
  }

  async #record(lane: Lane, row: ClaimedRow, delivery: Delivery): Promise<void> {
    const { outbox, clock, afterDelivery } = this.#ports;
    const { owner } = this.#options;
    switch (delivery.kind) {
      case 'delivered':
        lane.deliveredAtMs = Date.now();
        await afterDelivery?.(row);
        // The LMS grades the activity now: those whose grades had no place have one.
        if (row.reason === 'no_line_item') await outbox.placeChanged(row.resourceLinkId, clock.now());
        await outbox.delivered(row, owner, delivery, clock.now());
        return;
      case 'settled':
        await outbox.settled(row, owner, delivery.grade, delivery.reason);
        return;
      case 'parked':
        await this.#park(row, delivery.code);
        return;
      case 'retry':
        if (delivery.code === 'lms_throttled') lane.gate.pauseFor(delivery.afterMs ?? THROTTLED_PAUSE_MS);
        await this.#postpone(row, delivery);
    }
  }

  async #postpone(row: ClaimedRow, delivery: Extract<Delivery, { kind: 'retry' }>): Promise<void> {
    const { outbox, clock } = this.#ports;
    const { owner, parkAfter } = this.#options;
    const { code, afterMs } = delivery;
    const now = clock.now();
    const attempts = attemptsAfter(row, code);
    const failingSinceAt = row.attempts === 0 ? now : (row.failingSinceAt ?? now);
    if (code === 'grade_failing' && attempts >= parkAfter) return this.#park(row, 'locked_or_failing');
    if (now.getTime() - failingSinceAt.getTime() > GIVE_UP_AFTER_MS) return this.#park(row, 'too_old');
    const dueAt = new Date(now.getTime() + retryDelayMs(attempts, Math.random(), afterMs));
    await outbox.postpone(row, owner, { code, dueAt, attempts, failingSinceAt });
    this.#ports.log.debug({ row: row.id, code, attempts }, 'a grade is tried again later');
  }

  async #park(row: ClaimedRow, code: Extract<Delivery, { kind: 'parked' }>['code']): Promise<void> {
    await this.#ports.outbox.park(row, this.#options.owner, code);
    this.#ports.log.warn({ row: row.id, code }, 'a grade was given up; "passerelle outbox list --state dead" shows it');
  }

  async #giveBack(lane: Lane): Promise<void> {
    const rows = lane.queue.splice(0).map(({ row }) => row);
    await this.#ports.outbox.release(rows, this.#options.owner);
  }

  #laneOf(platformId: string): Lane {
    const known = this.#lanes.get(platformId);
    if (known !== undefined) return known;
    const { log, outbox, clock } = this.#ports;
    const gate = new PlatformGate({
      opened: () => log.warn({ platform: platformId }, 'the platform does not take grades; they wait'),
      closed: () => {
        log.info({ platform: platformId }, 'the platform takes grades again');
        outbox.hasten(platformId, clock.now()).then(
          () => this.wake(),
          (error: unknown) => log.warn({ err: error }, 'waiting grades could not be brought forward'),
        );
      },
    });
    const lane = { platformId, gate, queue: [], underWay: 0, mayHaveMore: false, deliveredAtMs: 0 };
    this.#lanes.set(platformId, lane);
    return lane;
  }
}
