import { type ChildProcess, fork } from 'node:child_process';
import { generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openDatabase } from '../backend/src/db/connection.ts';
import { migrate } from '../backend/src/db/migrate.ts';
import { createPlatformStore } from '../backend/src/lti/platform.store.ts';
import { createTenantStore } from '../backend/src/tenants/tenant.store.ts';
import { type Engine, type EngineName, engines } from '../backend/test/support/engines.ts';
import { medianOf, type Ratio, tableOf } from './table.ts';

export interface LaunchBenchOptions {
  engines: readonly EngineName[];
  connections: readonly number[];
  rounds: number;
  /** Launches per round and server, at more than one connection; a quarter of it at one. */
  launches: number;
}

export const launchBenchDefaults: LaunchBenchOptions = {
  engines: ['sqlite', 'postgres', 'mariadb'],
  connections: [1, 16, 50],
  rounds: 5,
  launches: 2000,
};

/** Learners who come back; all of them launched before the clock starts. */
const PEOPLE = 500;
const WARM_UP = 3000;
const API_URL = 'http://127.0.0.1:39999';
const TARGET = `${API_URL}/lti/launch`;
const CLIENT_ID = 'bench';
const MARKED: readonly EngineName[] = ['sqlite', 'postgres'];

/**
 * Login and launch, durable, with everything behind them, beside node:http and jose that keep all in memory: the same
 * launches in the same run, round by round in turn. Known learners carry the marks; newcomers (a profile is made) are shown.
 */
export async function run(options: LaunchBenchOptions = launchBenchDefaults): Promise<Ratio[]> {
  const platform = await Platform.start();
  const ratios: Ratio[] = [];
  try {
    for (const engine of engines.filter(({ name }) => options.engines.includes(name)))
      ratios.push(...(await measureEngine(engine, platform, options)));
  } finally {
    platform.stop();
  }
  return ratios;
}

async function measureEngine(engine: Engine, platform: Platform, options: LaunchBenchOptions): Promise<Ratio[]> {
  if (engine.missing !== undefined) throw new Error(engine.missing);
  const fresh = await engine.freshDatabaseUrl();
  await register(fresh.url, platform);
  const floor = await Server.start('floors/launch-floor.ts', platform, {});
  const ours = await Server.start('launch-server.ts', platform, serverSettings(fresh.url));
  const ratios: Ratio[] = [];
  try {
    // Everybody's first launch, then enough of them that neither process is still compiling its code.
    await ours.load({ connections: 4, launches: PEOPLE, people: PEOPLE });
    for (const server of [floor, ours]) await server.load({ connections: 16, launches: WARM_UP, people: PEOPLE });
    for (const connections of options.connections) {
      const launches = connections === 1 ? Math.ceil(options.launches / 4) : options.launches;
      const order = { connections, launches, people: PEOPLE };
      const mark = MARKED.includes(engine.name) ? (connections === 1 ? 0.4 : 0.5) : null;
      ratios.push(await compare(`launch ${engine.name}`, mark, { ours, floor, order, rounds: options.rounds }));
    }
    const order = { connections: 16, launches: Math.ceil(options.launches / 2), people: 0 };
    ratios.push(await compare(`first launch ${engine.name}`, null, { ours, floor, order, rounds: options.rounds }));
  } finally {
    await Promise.all([floor.stop(), ours.stop()]);
    await fresh.drop();
  }
  return ratios;
}

function serverSettings(databaseUrl: string): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    API_URL,
    NODE_ENV: 'test',
    SECRET_KEY: 'a secret key that is only for benchmarks',
    LOG_LEVEL: 'error',
  };
}

async function register(databaseUrl: string, platform: Platform): Promise<void> {
  const database = openDatabase(databaseUrl);
  await migrate(database);
  await createTenantStore(database).add({ id: 'BENCH', name: 'Bench', siteUrl: null });
  await createPlatformStore(database).add({
    tenantId: 'BENCH',
    name: 'Bench',
    issuer: platform.issuer,
    clientId: CLIENT_ID,
    authUrl: `${platform.issuer}/auth`,
    tokenUrl: `${platform.issuer}/token`,
    jwksUrl: `${platform.issuer}/jwks`,
    deploymentPolicy: 'reject',
    deploymentIds: ['1'],
  });
  await database.close();
}

interface Order {
  connections: number;
  launches: number;
  people: number;
}

interface Measured {
  requests: number;
  seconds: number;
  p50: number;
  p99: number;
  cpuMs: number;
}

async function compare(
  name: string,
  mark: number | null,
  { ours, floor, order, rounds }: { ours: Server; floor: Server; order: Order; rounds: number },
): Promise<Ratio> {
  const ourRounds: Measured[] = [];
  const floorRounds: Measured[] = [];
  for (const server of [floor, ours]) await server.load({ ...order, launches: Math.ceil(order.launches / 4) });
  for (let round = 0; round < rounds; round++) {
    floorRounds.push(await floor.load(order));
    ourRounds.push(await ours.load(order));
  }
  const rate = ({ requests, seconds }: Measured) => requests / seconds;
  const median = (measured: Measured[], of: (one: Measured) => number) => medianOf(measured.map(of));
  return {
    name,
    connections: order.connections,
    ours: median(ourRounds, rate),
    floor: median(floorRounds, rate),
    ratio: medianOf(ourRounds.map((one, round) => rate(one) / rate(floorRounds[round] ?? one))),
    mark,
    cpuMs: median(ourRounds, (one) => one.cpuMs / one.requests),
    floorCpuMs: median(floorRounds, (one) => one.cpuMs / one.requests),
    p50: median(ourRounds, (one) => one.p50),
    p99: median(ourRounds, (one) => one.p99),
  };
}

/** A platform as far as a launch needs one: its key, and the address that publishes it. */
class Platform {
  readonly issuer: string;
  readonly publicJwk: JsonWebKey;
  readonly privateJwk: JsonWebKey;
  readonly stop: () => void;

  constructor(issuer: string, keys: { publicJwk: JsonWebKey; privateJwk: JsonWebKey }, stop: () => void) {
    this.issuer = issuer;
    this.publicJwk = keys.publicJwk;
    this.privateJwk = keys.privateJwk;
    this.stop = stop;
  }

  static async start(): Promise<Platform> {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const publicJwk = { ...publicKey.export({ format: 'jwk' }), kid: 'bench', alg: 'RS256', use: 'sig' };
    const server = createServer((_request, response) => response.end(JSON.stringify({ keys: [publicJwk] })));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const keys = { publicJwk, privateJwk: privateKey.export({ format: 'jwk' }) };
    return new Platform(`http://127.0.0.1:${port}`, keys, () => server.close());
  }
}

/** A server under test and the load generator for it, each in its own process. */
class Server {
  readonly #server: ChildProcess;
  readonly #generator: ChildProcess;
  readonly #port: number;

  constructor(server: ChildProcess, generator: ChildProcess, port: number) {
    this.#server = server;
    this.#generator = generator;
    this.#port = port;
  }

  static async start(file: string, platform: Platform, environment: Record<string, string>): Promise<Server> {
    const { issuer, publicJwk, privateJwk } = platform;
    const floorSettings = {
      KEY: JSON.stringify(publicJwk),
      ISSUER: issuer,
      CLIENT_ID,
      AUTH_URL: `${issuer}/auth`,
      TARGET,
    };
    const env = { ...process.env, ...floorSettings, ...environment };
    const server = fork(path.join(import.meta.dirname, file), { env });
    const { port } = await wordOf<{ port: number }>(server);
    const generator = fork(path.join(import.meta.dirname, 'load/launch-load.ts'));
    generator.send({ privateJwk, kid: 'bench', issuer, clientId: CLIENT_ID, target: TARGET });
    return new Server(server, generator, port);
  }

  /** One round; the server's CPU time is read around its two timed parts. */
  async load(order: Order): Promise<Measured> {
    this.#generator.send({ port: this.#port, ...order });
    let cpuMs = 0;
    for (;;) {
      const message = await wordOf<{ part?: string; result?: Omit<Measured, 'cpuMs'> }>(this.#generator);
      if (message.result !== undefined) return { ...message.result, cpuMs };
      const used = await this.#cpuMs();
      cpuMs += message.part === 'begins' ? -used : used;
      this.#generator.send('go');
    }
  }

  async #cpuMs(): Promise<number> {
    this.#server.send('cpu');
    const { cpu } = await wordOf<{ cpu: NodeJS.CpuUsage }>(this.#server);
    return (cpu.user + cpu.system) / 1000;
  }

  async stop(): Promise<void> {
    for (const child of [this.#generator, this.#server]) {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    }
  }
}

/** The next message of a child; a child that ends instead ends the benchmark. */
async function wordOf<T>(child: ChildProcess): Promise<T> {
  const gone = new AbortController();
  const ended = once(child, 'exit', { signal: gone.signal }).then(([code]) => {
    throw new Error(`a process of the benchmark ended with ${code}`);
  });
  try {
    const [message] = (await Promise.race([once(child, 'message', { signal: gone.signal }), ended])) as [T];
    return message;
  } finally {
    ended.catch(() => undefined);
    gone.abort();
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      engine: { type: 'string', multiple: true },
      connections: { type: 'string', multiple: true },
      rounds: { type: 'string', default: String(launchBenchDefaults.rounds) },
      launches: { type: 'string', default: String(launchBenchDefaults.launches) },
    },
  });
  const ratios = await run({
    engines: (values.engine as EngineName[] | undefined) ?? launchBenchDefaults.engines,
    connections: values.connections?.map(Number) ?? launchBenchDefaults.connections,
    rounds: Number(values.rounds),
    launches: Number(values.launches),
  });
  process.stdout.write(`${tableOf(ratios)}\n`);
}
