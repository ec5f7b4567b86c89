import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { ReadingResult } from './load/academic-load.ts';

/** What a server used while it answered. */
export interface Reading extends ReadingResult {
  cpuMs: number;
  /** The most memory that its process ever had, in MB. */
  peakMb: number;
}

interface Usage {
  cpu: NodeJS.CpuUsage;
  maxRss: number;
}

/** A server and the load generator for it, each in a process of its own. */
export class ReadingServer {
  readonly #server: ChildProcess;
  readonly #generator: ChildProcess;
  readonly #port: number;

  constructor(server: ChildProcess, generator: ChildProcess, port: number) {
    this.#server = server;
    this.#generator = generator;
    this.#port = port;
  }

  static async start(file: string, environment: Record<string, string>): Promise<ReadingServer> {
    const server = fork(path.join(import.meta.dirname, file), { env: { ...process.env, ...environment } });
    const { port } = await answerOf<{ port: number }>(server);
    return new ReadingServer(server, fork(path.join(import.meta.dirname, 'load/academic-load.ts')), port);
  }

  async read(requests: readonly string[], connections: number, count: number): Promise<Reading> {
    const before = await this.usage();
    this.#generator.send({ port: this.#port, connections, count, requests });
    const result = await answerOf<ReadingResult>(this.#generator);
    const after = await this.usage();
    const ms = ({ cpu }: Usage) => (cpu.user + cpu.system) / 1000;
    return { ...result, cpuMs: ms(after) - ms(before), peakMb: after.maxRss / 1024 };
  }

  /** Sends a message and awaits the one that comes back. */
  ask<T>(message: object): Promise<T> {
    this.#server.send(message);
    return answerOf<T>(this.#server);
  }

  usage(): Promise<Usage> {
    this.#server.send('usage');
    return answerOf<Usage>(this.#server);
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
async function answerOf<T>(child: ChildProcess): Promise<T> {
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
