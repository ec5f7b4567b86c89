import { createHash, randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';
import type { Database } from '../../src/db/connection.ts';
import { seedCourse, seedLearners, seedLink } from './progress-course.ts';
import { isStorm } from './storm.ts';

/** What one POST /api/progress came to. */
export interface Try {
  /** 0 = no answer. */
  status: number;
  /** Code of a connection error, or the answer's `error`. */
  why: string;
  ms: number;
  /** When it was answered, on the clock of performance.now(). */
  at: number;
  retryAfter: string | undefined;
}

/** Learners who finish grain after grain, from several connections, never sending one twice unless it was refused. */
export interface SteadyLearners {
  readonly tries: readonly Try[];
  /** "learner grain" of every write that was acknowledged. */
  readonly acknowledged: ReadonlySet<string>;
  stop(): Promise<void>;
  /** Waits until so many more have been acknowledged. */
  acknowledgedMore(count: number, withinMs: number): Promise<void>;
  /** Acknowledged grains that the database does not have, and rows that stand twice. */
  verify(database: Database): Promise<{ lost: string[]; doubled: number; stored: number }>;
}

const GRAINS = 2000;

export interface Crowd {
  learners: readonly { id: string; bearer: string }[];
  grains: readonly string[];
  /** Grains that were sent. Who starts later goes on from there: a grain that is recorded already writes nothing. */
  sent: number;
}

/** A course with learners who are signed in for a day. */
export async function seedCrowd(database: Database, count: number): Promise<Crowd> {
  const course = await seedCourse(database, 'T1', { grainCount: GRAINS });
  await seedLink(database, course, 'course');
  const ids = await seedLearners(database, course, count);
  const learners = ids.map((id) => ({ id, bearer: randomBytes(32).toString('base64url') }));
  await database.query
    .insertInto('sessions')
    .values(
      learners.map(({ id, bearer }) => ({
        id: createHash('sha256').update(bearer).digest('hex'),
        tenant_id: course.tenantId,
        platform_id: course.platformId,
        user_id: id,
        role: 'learner' as const,
        expires_at: new Date(Date.now() + 24 * 3600_000),
      })),
    )
    .execute();
  return { learners, grains: course.grains, sent: 0 };
}

/** Between two grains of one connection: the short run leaves the processor to the tests beside it. */
const PAUSE_MS = isStorm() ? 0 : 15;

/** @param pauseMs between an answer and the next request of the same connection */
export function startLearners(
  url: () => string,
  crowd: Crowd,
  connections: number,
  pauseMs = PAUSE_MS,
): SteadyLearners {
  const tries: Try[] = [];
  const acknowledged = new Set<string>();
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  let isStopped = false;
  const work = async (): Promise<void> => {
    while (!isStopped) {
      const index = crowd.sent++;
      const learner = crowd.learners[index % crowd.learners.length];
      const grain = crowd.grains[Math.floor(index / crowd.learners.length) % crowd.grains.length];
      if (learner === undefined || grain === undefined) return;
      const body = JSON.stringify({ token: learner.bearer, grain_id: grain, module_id: 'm1' });
      for (let isDone = false; !isDone && !isStopped; ) {
        const one = await post(agent, `${url()}/api/progress`, body);
        tries.push(one);
        isDone = one.status === 201 || one.status === 200;
        if (isDone) acknowledged.add(`${learner.id} ${grain}`);
        if (pauseMs > 0 || !isDone) await new Promise((resolve) => setTimeout(resolve, isDone ? pauseMs : 50));
      }
    }
  };
  const working = Promise.all(Array.from({ length: connections }, work));
  return {
    tries,
    acknowledged,
    async stop() {
      isStopped = true;
      await working;
      agent.destroy();
    },
    async acknowledgedMore(count, withinMs) {
      const wanted = acknowledged.size + count;
      const until = Date.now() + withinMs;
      while (acknowledged.size < wanted) {
        if (Date.now() > until) {
          const outcomes = JSON.stringify(outcomesOf(tries));
          throw new Error(`only ${acknowledged.size} of ${wanted} were acknowledged in time: ${outcomes}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    async verify({ query }) {
      const ours = crowd.learners.map(({ id }) => id);
      const progress = query.selectFrom('progress').select(['user_id', 'grain_id']);
      const rows = await progress.where('user_id', 'in', ours).execute();
      const stored = rows.map((row) => `${row.user_id} ${row.grain_id}`);
      const kept = new Set(stored);
      const lost = [...acknowledged].filter((key) => !kept.has(key));
      return { lost, doubled: stored.length - kept.size, stored: stored.length };
    },
  };
}

/** Longer than any wait that the server allows itself. */
const ANSWER_WITHIN_MS = 60_000;

function post(agent: Agent, url: string, body: string): Promise<Try> {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const tell = (status: number, why: string, retryAfter?: string) =>
      resolve({ status, why, ms: performance.now() - startedAt, at: performance.now(), retryAfter });
    const headers = { 'content-type': 'text/plain', 'content-length': Buffer.byteLength(body) };
    const sent = request(url, { method: 'POST', headers, agent, timeout: ANSWER_WITHIN_MS }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        text += chunk;
      });
      answer.on('error', (error: NodeJS.ErrnoException) => tell(0, error.code ?? error.message));
      answer.on('end', () => {
        const why = /"error":"([^"]+)"/.exec(text)?.[1] ?? (answer.statusCode === 502 ? text.slice(0, 60) : '');
        tell(answer.statusCode ?? 0, why, answer.headers['retry-after']);
      });
    });
    sent.on('timeout', () => sent.destroy(Object.assign(new Error('no answer'), { code: 'TEST_TIMEOUT' })));
    sent.on('error', (error: NodeJS.ErrnoException) => tell(0, error.code ?? error.message));
    sent.end(body);
  });
}

/** How many tries had each outcome: `201`, `503 service_unavailable`, `ECONNRESET`. */
export function outcomesOf(tries: readonly Try[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status, why } of tries) {
    const name = status === 0 ? why : `${status}${why === '' ? '' : ` ${why}`}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
