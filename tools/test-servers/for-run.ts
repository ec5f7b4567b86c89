import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import { findAnnouncedServers, type TestServerEnv } from './announced-servers.ts';

export interface ServersForRun {
  readonly env: TestServerEnv;
  /** Ends the servers and deletes their folders. */
  stop(): Promise<void>;
}

const NONE: TestServerEnv = {
  PASSERELLE_TEST_POSTGRES: '',
  PASSERELLE_TEST_MARIADB: '',
  PASSERELLE_TEST_CHROMIUM: '',
  PASSERELLE_TEST_DEBIAN_POSTGRES: '',
};

/**
 * The servers that the environment names, where it names all of them (empty = left out); with `reuse` those that serve.ts
 * keeps running; else new ones. What is started or missing is announced on stderr.
 * @param options.flushes see {@link ServerOptions}
 */
export async function provideServers(reuse: boolean, { flushes = true } = {}): Promise<ServersForRun> {
  const given = Object.fromEntries(Object.keys(NONE).map((name) => [name, process.env[name]]));
  const stop = (): Promise<void> => Promise.resolve();
  if (Object.values(given).every((value) => value !== undefined))
    return { env: given as unknown as TestServerEnv, stop };
  const running = reuse ? findAnnouncedServers() : undefined;
  if (running !== undefined) return { env: running, stop };
  process.stderr.write('set-up: starting PostgreSQL (two of them) and MariaDB for this run\n');
  return startServersForRun(flushes);
}

/**
 * Starts the servers in a child process that ends them when this process is gone, even by kill -9. What could not be
 * started is empty in `env`.
 */
async function startServersForRun(flushes: boolean): Promise<ServersForRun> {
  const child = fork(path.join(import.meta.dirname, 'serve.ts'), ['--for-run', ...(flushes ? [] : ['--no-flush'])], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    // A group of its own: Ctrl-C must not take the databases from under tests that are being ended.
    detached: true,
    execArgv: [],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const env = await Promise.race([received(child), ended.then(() => undefined)]);
  const stop = async (): Promise<void> => {
    if (child.connected) child.disconnect();
    await ended;
  };
  return { env: env ?? NONE, stop };
}

function received(child: ChildProcess): Promise<TestServerEnv> {
  return new Promise((resolve) => child.once('message', (message) => resolve(message as TestServerEnv)));
}
