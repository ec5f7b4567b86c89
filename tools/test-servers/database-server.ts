import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import type { Account } from './private-folder.ts';

/** A server program that runs on a folder of its own. */
export interface ServerProcess {
  /** Ends the server and deletes its folder. Safe to call twice. */
  stop(): Promise<void>;
  /** Kills the server where it stands (SIGKILL); its folder stays. */
  crash(): Promise<void>;
  /** Starts a server that has ended again on the same folder and port, and waits until it answers. */
  startAgain(): Promise<void>;
}

/** A private database server of one test run. */
export interface DatabaseServer extends ServerProcess {
  /** Administrator's URL, database name included; tests make databases of their own through it. */
  readonly url: string;
}

export interface ServerOptions {
  /** The folder to make its folder in, when not the machine's own for temporary files. */
  root?: string;
  /** False: nothing is flushed to the disk. What was committed then outlives a killed server, not a power cut. */
  flushes?: boolean;
}

/** What it takes to start one server program and to know that it answers. */
export interface ServerProgram {
  readonly program: string;
  readonly args: readonly string[];
  readonly account: Account | undefined;
  /** Deleted when the server has ended. */
  readonly folder: string;
  /** What the program prints once it accepts connections. */
  readonly readyLine: RegExp;
  /** The signal that makes it end without waiting for its clients. */
  readonly stopSignal: NodeJS.Signals;
}

const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 15_000;

/** Below the ports that systems give to outgoing connections: one of those could take it before, or between, a server's lives. */
const SERVER_PORTS = { from: 20_000, to: 32_767 };
const PORT_TRIES = 100;

/** A TCP port of 127.0.0.1 that was free a moment ago. */
export async function findFreePort(): Promise<number> {
  for (let triesLeft = PORT_TRIES; triesLeft > 0; triesLeft--) {
    const port = randomInt(SERVER_PORTS.from, SERVER_PORTS.to);
    if (await isFree(port)) return port;
  }
  throw new Error(`no port from ${SERVER_PORTS.from} to ${SERVER_PORTS.to} is free`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const isListening = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => resolve(true));
  });
  if (isListening) await new Promise((resolve) => server.close(resolve));
  return isListening;
}

/**
 * Starts the program and waits until it says that it accepts connections.
 * @throws Error with its last words when it ends or stays silent for a minute
 */
export async function startServerProgram(server: ServerProgram): Promise<ServerProcess> {
  let child = launch(server);
  const stop = async (): Promise<void> => {
    await endProcess(child, server.stopSignal);
    rmSync(server.folder, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    await waitUntilReady(child, server);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    stop,
    crash: () => endProcess(child, 'SIGKILL'),
    async startAgain() {
      // What a crash left behind (a child of the server, its memory) may take a moment to go.
      for (let triesLeft = 20; hasEnded(child); triesLeft--) {
        child = launch(server);
        await waitUntilReady(child, server).catch(async (error) => {
          if (triesLeft === 0) throw error;
          await new Promise((resolve) => setTimeout(resolve, 500));
        });
      }
    },
  };
}

function launch(server: ServerProgram): ChildProcess {
  // A process group of its own: Ctrl-C in the terminal reaches the tests first, which then stop the server in order.
  return spawn(server.program, server.args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    cwd: server.folder,
    ...(server.account ? { uid: server.account.uid, gid: server.account.gid } : {}),
  });
}

function hasEnded(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

function waitUntilReady(child: ChildProcess, server: ServerProgram): Promise<void> {
  const name = path.basename(server.program);
  return new Promise((resolve, reject) => {
    let said = '';
    const give = (why: string): void => reject(new Error(`${name} ${why}. Its last words:\n${said.slice(-4000)}`));
    const timer = setTimeout(() => give(`was not ready within ${READY_WITHIN_MS / 1000} s`), READY_WITHIN_MS);
    const listen = (chunk: Buffer): void => {
      // What comes after the ready line is dropped, but read: a full pipe would stop the server.
      if (said.length < 1_000_000) said += chunk.toString();
      if (!server.readyLine.test(said)) return;
      clearTimeout(timer);
      said = '';
      child.stdout?.removeListener('data', listen).resume();
      child.stderr?.removeListener('data', listen).resume();
      resolve();
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.once('error', (error) => give(`could not be started (${error.message})`));
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      give(`ended (${code ?? signal})`);
    });
  });
}

function endProcess(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (hasEnded(child)) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
    child.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    child.kill(signal);
  });
}
