/**
 * The load generator for readings, in a process of its own: GETs whose answers are read to their end and counted, not kept.
 * Driven by messages `{port, connections, count, requests}`: the requests are sent in turn.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface ReadingOrder {
  port: number;
  connections: number;
  /** How many in all. */
  count: number;
  /** Written out in full; every one must be answered with 200. */
  requests: readonly string[];
}

/** What one round measured; times in milliseconds. */
export interface ReadingResult {
  count: number;
  seconds: number;
  p50: number;
  p99: number;
  /** Octets of the last answer. */
  size: number;
}

process.on('message', async (order: ReadingOrder) => process.send?.(await run(order)));
process.on('disconnect', () => process.exit());

async function run({ port, connections, count, requests }: ReadingOrder): Promise<ReadingResult> {
  const readers = await Promise.all(Array.from({ length: connections }, () => Reader.open(port)));
  const tookMs: number[] = [];
  let next = 0;
  let size = 0;
  const from = performance.now();
  const work = async (reader: Reader) => {
    while (next < count) {
      const request = requests[next++ % requests.length] ?? '';
      const at = performance.now();
      size = await reader.read(request);
      tookMs.push(performance.now() - at);
    }
    reader.close();
  };
  await Promise.all(readers.map(work));
  const seconds = (performance.now() - from) / 1000;
  tookMs.sort((a, b) => a - b);
  const at = (share: number) => tookMs[Math.floor(tookMs.length * share)] ?? Number.NaN;
  return { count, seconds, p50: at(0.5), p99: at(0.99), size };
}

/** One kept-alive connection that counts the octets of answers: of known length, or in chunks. */
class Reader {
  readonly #socket: Socket;
  #head = '';
  #left = 0;
  #size = 0;
  #isChunked = false;
  #tail = '';
  #waiting: { resolve(size: number): void; reject(error: Error): void } | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('error', (error) => this.#waiting?.reject(error));
    socket.on('close', () => this.#waiting?.reject(new Error('the server closed the connection')));
  }

  static async open(port: number): Promise<Reader> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new Reader(socket);
  }

  read(request: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#size = 0;
      this.#socket.write(request, 'latin1');
    });
  }

  close(): void {
    this.#waiting = undefined;
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#left === 0 && !this.#isChunked) this.#begin(chunk);
    else this.#goOn(chunk, 0);
  }

  #begin(chunk: Buffer): void {
    this.#head += chunk.toString('latin1');
    const end = this.#head.indexOf('\r\n\r\n');
    if (end < 0) return;
    const head = this.#head.slice(0, end + 2);
    const rest = this.#head.length - end - 4;
    this.#head = '';
    if (!head.startsWith('HTTP/1.1 200')) {
      this.#waiting?.reject(new Error(head));
      return;
    }
    this.#isChunked = /transfer-encoding: chunked/i.test(head);
    this.#left = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
    this.#goOn(chunk, chunk.length - rest);
  }

  #goOn(chunk: Buffer, from: number): void {
    if (this.#isChunked) {
      this.#tail = (this.#tail + chunk.subarray(Math.max(from, chunk.length - 7)).toString('latin1')).slice(-7);
      if (!this.#tail.endsWith('\r\n0\r\n\r\n')) return;
      this.#isChunked = false;
      this.#tail = '';
    } else {
      this.#left -= chunk.length - from;
      if (this.#left > 0) return;
    }
    this.#waiting?.resolve(this.#size);
  }
}
