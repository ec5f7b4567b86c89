import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

/** One exchange with a real Moodle 4.4, as recorded. */
export interface RecordedExchange {
  what: string;
  request: { method: string; url: string; headers: Record<string, string>; body?: string };
  response: { status: number; reason: string; headers: Record<string, string>; body: string };
}

const folder = path.resolve(import.meta.dirname, '../../../practice-lms/test/recorded');

/** All exchanges of one recording (`token`, `lineitems`, `scores`). */
export function recordingOf(name: string): RecordedExchange[] {
  return JSON.parse(readFileSync(path.join(folder, `${name}.json`), 'utf8')) as RecordedExchange[];
}

/** The exchange of that description. */
export function exchangeOf(name: string, what: string): RecordedExchange {
  const found = recordingOf(name).find((exchange) => exchange.what.startsWith(what));
  if (found === undefined) throw new Error(`no recorded exchange of ${name} begins with "${what}"`);
  return found;
}

/** A recording that is one exchange. */
export function onlyExchangeOf(name: string): RecordedExchange {
  return JSON.parse(readFileSync(path.join(folder, `${name}.json`), 'utf8')) as RecordedExchange;
}

/** A request as the server saw it; header names in lower case, without those of the connection. */
export interface SeenRequest {
  method: string;
  /** Path and query. */
  target: string;
  headers: Record<string, string>;
  body: string;
}

/** A server that answers what it is told to, in order, and remembers what it was asked. */
export interface ReplayServer {
  url: string;
  seen: SeenRequest[];
  answers: RecordedExchange['response'][];
  close(): void;
}

const OF_THE_CONNECTION = ['host', 'connection', 'content-length', 'user-agent'];

export async function startReplay(): Promise<ReplayServer> {
  const seen: SeenRequest[] = [];
  const answers: RecordedExchange['response'][] = [];
  const server = createServer((request, response) => void replay(request, response, seen, answers));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    answers,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function replay(
  request: IncomingMessage,
  response: ServerResponse,
  seen: SeenRequest[],
  answers: RecordedExchange['response'][],
): Promise<void> {
  let body = '';
  for await (const chunk of request) body += chunk;
  const headers = Object.fromEntries(
    Object.entries(request.headers)
      .filter(([name]) => !OF_THE_CONNECTION.includes(name))
      .map(([name, value]) => [name, String(value)]),
  );
  seen.push({ method: request.method ?? '', target: request.url ?? '', headers, body });
  const answer = answers.shift();
  if (answer === undefined) {
    response.writeHead(599).end();
    return;
  }
  // A reason phrase may hold no control characters and the bytes of UTF-8 go out one by one.
  const reason = Buffer.from(answer.reason.slice(0, 200)).toString('latin1');
  const sent = Object.entries(answer.headers).map(([name, value]) => [name, Buffer.from(value).toString('latin1')]);
  response.writeHead(answer.status, reason, Object.fromEntries(sent)).end(answer.body);
}

/** Path and query of a recorded request. */
export function targetOf({ request }: RecordedExchange): string {
  const url = new URL(request.url);
  return url.pathname + url.search;
}
