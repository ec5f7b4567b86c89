// node tools/node24.js bench/capacity.ts: what one process and two replicas record on this machine, and what is busy meanwhile.
// The load comes from the same machine, so it and the database take their share of its cores: that is told beside the rates.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type Database, openDatabase } from '../backend/src/db/connection.ts';
import { migrate } from '../backend/src/db/migrate.ts';
import { hashOfSecret } from '../backend/src/ids/ids.ts';
import type { Engine } from '../backend/test/support/engines.ts';
import { seedCourse, seedLearners, seedLink } from '../backend/test/support/progress-course.ts';
import { provideServers } from '../tools/test-servers/for-run.ts';
import { analyse } from './analyse.ts';
import { bearerOfLearner } from './load/bearer.ts';
import type { LoadResult } from './load/progress-load.ts';

const LEARNERS = 2000;
const GRAINS = 400;
const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '5' }, connections: { type: 'string', default: '32' } },
});
const [seconds, connections] = [Number(values.seconds), Number(values.connections)];

interface Measured {
  rate: number;
  p50: number;
  p99: number;
  /** Cores in use: the servers', and everything on the machine. */
  serverCores: number;
  machineCores: number;
}

const servers = await provideServers(true);
Object.assign(process.env, servers.env);
try {
  process.stdout.write(`${availableParallelism()} cores, ${connections} connections, ${seconds} s each\n`);
  process.stdout.write('engine     replicas  grains/s   p50 ms  p99 ms  server cores  machine cores\n');
  // Which engines there are is settled when this is loaded.
  const { engines } = await import('../backend/test/support/engines.ts');
  for (const engine of engines) {
    if (engine.missing !== undefined) throw new Error(engine.missing);
    for (const replicas of engine.name === 'sqlite' ? [1] : [1, 2]) {
      const { rate, p50, p99, serverCores, machineCores } = await measure(engine, replicas);
      const cells = [rate.toFixed(0).padStart(8), p50.toFixed(1).padStart(8), p99.toFixed(1).padStart(7)];
      process.stdout.write(
        `${engine.name.padEnd(12)}${replicas}     ${cells.join(' ')} ${serverCores.toFixed(2).padStart(13)} ${machineCores.toFixed(2).padStart(14)}\n`,
      );
    }
  }
} finally {
  await servers.stop();
}

async function measure(engine: Engine, replicas: number): Promise<Measured> {
  const fresh = await engine.freshDatabaseUrl();
  const database = openDatabase(fresh.url);
  const people = await seed(database).finally(() => database.close());
  const env = { ...process.env, DATABASE_URL: fresh.url };
  const running = await Promise.all(Array.from({ length: replicas }, () => startServer(env)));
  const size = people.learners.length / replicas;
  // Each generator has learners of its own, as a proxy that keeps nobody's place would send them to either replica.
  const generators = running.map((_, index) => {
    const generator = fork(path.join(import.meta.dirname, 'load/progress-load.ts'));
    generator.send({ ...people, learners: people.learners.slice(index * size, (index + 1) * size) });
    return generator;
  });
  const load = async (ofSeconds: number) => {
    const results = await Promise.all(
      generators.map(async (generator, index) => {
        generator.send({ port: running[index]?.port, connections: connections / replicas, seconds: ofSeconds });
        const [result] = (await once(generator, 'message')) as [LoadResult];
        return result;
      }),
    );
    return results;
  };
  try {
    await load(2);
    const before = { machine: machineCpuSeconds(), server: await cpuOf(running) };
    const from = performance.now();
    const results = await load(seconds);
    const took = (performance.now() - from) / 1000;
    const others = results.reduce((sum, { others: n }) => sum + n, 0);
    if (others > 0) throw new Error(`${others} answers recorded nothing new: more grains are needed`);
    return {
      rate: results.reduce((sum, one) => sum + one.created / one.seconds, 0),
      p50: Math.max(...results.map(({ p50 }) => p50)),
      p99: Math.max(...results.map(({ p99 }) => p99)),
      serverCores: ((await cpuOf(running)) - before.server) / took,
      machineCores: (machineCpuSeconds() - before.machine) / took,
    };
  } finally {
    for (const child of [...generators, ...running.map(({ child }) => child)]) {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    }
    await fresh.drop();
  }
}

interface Running {
  child: ChildProcess;
  port: number;
}

async function startServer(env: NodeJS.ProcessEnv): Promise<Running> {
  const child = fork(path.join(import.meta.dirname, '../backend/test/support/progress-server.ts'), { env });
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return { child, port };
}

async function cpuOf(running: readonly Running[]): Promise<number> {
  let sum = 0;
  for (const { child } of running) {
    child.send('cpu');
    const [{ cpu }] = (await once(child, 'message')) as [{ cpu: NodeJS.CpuUsage }];
    sum += (cpu.user + cpu.system) / 1e6;
  }
  return sum;
}

/** Seconds of all cores that were not idle, since the machine started (Linux). */
function machineCpuSeconds(): number {
  const [, ...ticks] = (readFileSync('/proc/stat', 'utf8').split('\n', 1)[0] ?? '').trim().split(/\s+/);
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = ticks.map(Number);
  return (user + nice + system + irq + softirq) / 100;
}

async function seed(database: Database): Promise<{ learners: string[]; grains: readonly string[] }> {
  await migrate(database);
  const course = await seedCourse(database, 'T1', { grainCount: GRAINS });
  await seedLink(database, course, 'course');
  const learners = await seedLearners(database, course, LEARNERS);
  for (let from = 0; from < learners.length; from += 500) {
    await database.query
      .insertInto('sessions')
      .values(
        learners.slice(from, from + 500).map((user_id) => ({
          id: hashOfSecret(bearerOfLearner(user_id)),
          tenant_id: course.tenantId,
          platform_id: course.platformId,
          user_id,
          role: 'learner' as const,
          expires_at: new Date(Date.now() + 8 * 3600_000),
        })),
      )
      .execute();
  }
  await analyse(database);
  return { learners, grains: course.grains };
}
