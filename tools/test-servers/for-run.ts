import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import type { TestServerEnv } from './announced-servers.ts';

export interface ServersForRun {
  readonly env: TestServerEnv;
  /** Ends the servers and deletes their folders. */
  stop(): Promise<void>;
}

/**
 * Starts the servers in a child process that ends them when this process is gone, even by kill -9. What could not be
 * started is empty in `env`.
 */
export async function startServersForRun(): Promise<ServersForRun> {
  const child = fork(path.join(import.meta.dirname, 'serve.ts'), ['--for-run'], {
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
  const none = { PASSERELLE_TEST_POSTGRES: '', PASSERELLE_TEST_MARIADB: '', PASSERELLE_TEST_CHROMIUM: '' };
  return { env: env ?? none, stop };
}

function received(child: ChildProcess): Promise<TestServerEnv> {
  return new Promise((resolve) => child.once('message', (message) => resolve(message as TestServerEnv)));
}
