import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type Database, openDatabase } from '../backend/src/db/connection.ts';
import { migrate } from '../backend/src/db/migrate.ts';
import { hashOfSecret } from '../backend/src/ids/ids.ts';
import { type Engine, type EngineName, engines, type FreshDatabase } from '../backend/test/support/engines.ts';
import { type SeededCourse, seedCourse, seedLearners, seedLink } from '../backend/test/support/progress-course.ts';
import { analyse } from './analyse.ts';
import { bearerOfLearner } from './load/bearer.ts';
import type { LoadResult } from './load/progress-load.ts';
import { medianOf, type Ratio, tableOf } from './table.ts';

export interface ProgressBenchOptions {
  engines: readonly EngineName[];
  connections: readonly number[];
  rounds: number;
  /** Length of one round of one server. */
  seconds: number;
  /** Each with a session of their own (kept 5 s by the server), in a course of {@link GRAINS} grains. */
  learnersFor(connections: number): number;
}

export const progressBenchDefaults: ProgressBenchOptions = {
  engines: ['sqlite', 'postgres', 'mariadb'],
  connections: [1, 10, 50],
  rounds: 5,
  seconds: 3,
  learnersFor: (connections) => Math.min(2000, Math.max(500, 200 * connections)),
};

const GRAINS = 96;

const MARKS: Record<EngineName, Record<number, number>> = {
  sqlite: { 1: 0.5, 50: 2 },
  postgres: { 1: 0.5, 50: 1.2 },
  mariadb: { 50: 0.7 },
};

/**
 * POST /api/progress (session, catalogue, commit group, grade outbox, study session, percentages) beside a bare server that
 * does one prepared upsert per request, on the same durable engine, round by round in turn.
 */
export async function run(options: ProgressBenchOptions = progressBenchDefaults): Promise<Ratio[]> {
  const ratios: Ratio[] = [];
  for (const engine of engines.filter(({ name }) => options.engines.includes(name)))
    for (const connections of options.connections) ratios.push(await measure(engine, options, connections));
  return ratios;
}

async function measure(engine: Engine, options: ProgressBenchOptions, connections: number): Promise<Ratio> {
  const learners = options.learnersFor(connections);
  const floor = await Server.start('floors/progress-floor.ts', engine, learners);
  const ours = await Server.start('../backend/test/support/progress-server.ts', engine, learners);
  try {
    return await compare(engine.name, ours, floor, { ...options, connections });
  } finally {
    await floor.stop();
    await ours.stop();
  }
}

interface People {
  learners: string[];
  grains: readonly string[];
}

async function seed(database: Database, count: number): Promise<People> {
  await migrate(database);
  const course = await seedCourse(database, 'T1', { grainCount: GRAINS });
  await seedLink(database, course, 'course');
  const learners = await seedLearners(database, course, count);
  for (let from = 0; from < count; from += 500)
    await database.query
      .insertInto('sessions')
      .values(learners.slice(from, from + 500).map((userId) => sessionRow(course, userId)))
      .execute();
  await analyse(database);
  return { learners, grains: course.grains };
}

function sessionRow(course: SeededCourse, userId: string) {
  return {
    id: hashOfSecret(bearerOfLearner(userId)),
    tenant_id: course.tenantId,
    platform_id: course.platformId,
    user_id: userId,
    role: 'learner' as const,
    expires_at: new Date(Date.now() + 8 * 3600_000),
  };
}

interface Rounds {
  rounds: number;
  seconds: number;
  connections: number;
}

interface Measured extends LoadResult {
  cpuMs: number;
}

async function compare(
  name: EngineName,
  ours: Server,
  floor: Server,
  { rounds, seconds, connections }: Rounds,
): Promise<Ratio> {
  // Servers are warm in the life they lead: their code is compiled, their statements are planned.
  for (const server of [floor, ours]) await server.load(50, 1);
  const ourRounds: Measured[] = [];
  const floorRounds: Measured[] = [];
  for (let round = 0; round < rounds; round++) {
    floorRounds.push(await floor.load(connections, seconds));
    ourRounds.push(await ours.load(connections, seconds));
  }
  const rate = ({ created, seconds: took }: Measured) => created / took;
  const median = (measured: Measured[], of: (one: Measured) => number) => medianOf(measured.map(of));
  return {
    name: `progress ${name}`,
    connections,
    ours: median(ourRounds, rate),
    floor: median(floorRounds, rate),
    ratio: medianOf(ourRounds.map((one, round) => rate(one) / rate(floorRounds[round] ?? one))),
    mark: MARKS[name][connections] ?? null,
    cpuMs: median(ourRounds, (one) => one.cpuMs / one.created),
    floorCpuMs: median(floorRounds, (one) => one.cpuMs / one.created),
    p50: median(ourRounds, (one) => one.p50),
    p99: median(ourRounds, (one) => one.p99),
  };
}

/** A server under test with a database and a load generator of its own; servers and generators are processes. */
class Server {
  readonly #database: FreshDatabase;
  readonly #server: ChildProcess;
  readonly #generator: ChildProcess;
  readonly #port: number;

  constructor(database: FreshDatabase, server: ChildProcess, generator: ChildProcess, port: number) {
    this.#database = database;
    this.#server = server;
    this.#generator = generator;
    this.#port = port;
  }

  static async start(file: string, engine: Engine, learners: number): Promise<Server> {
    if (engine.missing !== undefined) throw new Error(engine.missing);
    const fresh = await engine.freshDatabaseUrl();
    const database = openDatabase(fresh.url);
    const people = await seed(database, learners).finally(() => database.close());
    const env = { ...process.env, DATABASE_URL: fresh.url };
    const server = fork(path.join(import.meta.dirname, file), { env });
    const [{ port }] = (await once(server, 'message')) as [{ port: number }];
    const generator = fork(path.join(import.meta.dirname, 'load/progress-load.ts'));
    generator.send(people);
    return new Server(fresh, server, generator, port);
  }

  async load(connections: number, seconds: number): Promise<Measured> {
    const before = await this.#cpuMs();
    this.#generator.send({ port: this.#port, connections, seconds });
    const [result] = (await once(this.#generator, 'message')) as [LoadResult];
    if (result.others > 0) throw new Error(`not every request recorded something new: ${JSON.stringify(result)}`);
    return { ...result, cpuMs: (await this.#cpuMs()) - before };
  }

  async #cpuMs(): Promise<number> {
    this.#server.send('cpu');
    const [{ cpu }] = (await once(this.#server, 'message')) as [{ cpu: NodeJS.CpuUsage }];
    return (cpu.user + cpu.system) / 1000;
  }

  async stop(): Promise<void> {
    for (const child of [this.#generator, this.#server]) {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    }
    await this.#database.drop();
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      engine: { type: 'string', multiple: true },
      connections: { type: 'string', multiple: true },
      rounds: { type: 'string', default: String(progressBenchDefaults.rounds) },
      seconds: { type: 'string', default: String(progressBenchDefaults.seconds) },
      learners: { type: 'string' },
    },
  });
  const ratios = await run({
    ...progressBenchDefaults,
    engines: (values.engine as EngineName[] | undefined) ?? progressBenchDefaults.engines,
    connections: values.connections?.map(Number) ?? progressBenchDefaults.connections,
    rounds: Number(values.rounds),
    seconds: Number(values.seconds),
    ...(values.learners !== undefined && { learnersFor: () => Number(values.learners) }),
  });
  console.log(tableOf(ratios));
  process.exitCode = ratios.some(({ ratio, mark }) => mark !== null && ratio < mark) ? 1 : 0;
}
