import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';

const main = path.resolve(import.meta.dirname, '../../src/main.ts');
const cli = path.resolve(import.meta.dirname, '../../bin/passerelle.js');
const READY_WITHIN_MS = 60_000;
const run = promisify(execFile);

/** A Passerelle in a process of its own, as an operator starts it. */
export interface RunningPasserelle {
  readonly url: string;
  readonly port: number;
  readonly environment: NodeJS.ProcessEnv;
  /** Runs a command of the command line against the same settings; answers its `--json`. */
  command<T>(...args: string[]): Promise<T>;
  /** SIGTERM, and waits for the end; answers the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL, and waits for the end. */
  kill(): Promise<void>;
  /** Starts it again on the same port and database. */
  start(): Promise<void>;
  readonly pid: number | undefined;
  /** Everything it has printed. */
  output(): string;
}

/**
 * Starts Passerelle on a free port.
 * @param environment on top of DATABASE_URL: NODE_ENV is `test` unless said otherwise
 */
export async function startPasserelle(
  databaseUrl: string,
  environment: Record<string, string> = {},
): Promise<RunningPasserelle> {
  const port = Number(environment.PORT ?? (await freePort()));
  const url = `http://127.0.0.1:${port}`;
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    NODE_ENV: 'test',
    DATABASE_URL: databaseUrl,
    API_URL: url,
    SECRET_KEY: 'a secret key that is only for tests',
    LOG_LEVEL: 'info',
    ...environment,
    PORT: String(port),
  };
  let child: ChildProcess | undefined;
  let printed = '';
  const start = async (): Promise<void> => {
    const started = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    child = started;
    let seen = '';
    const ready = new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`Passerelle did not listen in time:\n${seen}`)), READY_WITHIN_MS);
      const read = (chunk: Buffer): void => {
        seen += chunk.toString();
        printed += chunk.toString();
        if (!seen.includes('"listening"')) return;
        clearTimeout(timer);
        resolve();
      };
      started.stdout?.on('data', read);
      started.stderr?.on('data', read);
      started.once('exit', (code) => {
        clearTimeout(timer);
        reject(new Error(`Passerelle ended with ${code}:\n${seen}`));
      });
    });
    await ready;
  };
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const ended = once(child, 'exit');
    child.kill(signal);
    const [code] = (await ended) as [number | null];
    return code;
  };
  await start();
  return {
    url,
    port,
    environment: env,
    start,
    async command<T>(...args: string[]): Promise<T> {
      const { stdout } = await run(process.execPath, [cli, ...args, '--json'], { env });
      return JSON.parse(stdout) as T;
    },
    stop: () => end('SIGTERM'),
    async kill() {
      await end('SIGKILL');
    },
    get pid() {
      return child?.pid;
    },
    output: () => printed,
  };
}

/**
 * A TCP port of 127.0.0.1 that was free a moment ago. It lies below those that systems give to outgoing connections: one of
 * them, even one to this very port, could take it while its server is not there.
 */
export async function freePort(): Promise<number> {
  for (let triesLeft = 100; triesLeft > 0; triesLeft--) {
    const server = createServer().listen(randomInt(20_000, 32_767), '127.0.0.1');
    try {
      await once(server, 'listening');
    } catch {
      continue;
    }
    const { port } = server.address() as { port: number };
    server.close();
    await once(server, 'close');
    return port;
  }
  throw new Error('no port from 20000 to 32767 is free');
}
