import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** A request, read whole. `cookies` by name; `form` is empty unless the body is form-encoded. */
export interface WebRequest {
  method: string;
  url: URL;
  headers: IncomingMessage['headers'];
  cookies: ReadonlyMap<string, string>;
  body: string;
  form: URLSearchParams;
}

/** An answer. `reason` may hold any text, as Moodle's does; `stream` takes the connection over once the head is sent. */
export interface WebReply {
  status: number;
  reason?: string;
  headers?: Record<string, string | string[]>;
  body?: string;
  stream?: (response: ServerResponse) => void;
}

/** Answers a request; `cut` closes the connection without an answer. */
export type WebHandler = (request: WebRequest) => Promise<WebReply | 'cut'>;

/** A listening server. `pause` frees the port (connections are refused) until `resume`. */
export interface WebServer {
  port: number;
  pause(): Promise<void>;
  resume(): Promise<void>;
}

const MOST_BYTES = 1_000_000;

/** Text as the bytes of UTF-8, one character each: the only way to send non-ASCII text in a head. Line ends become spaces. */
export function headText(text: string): string {
  return Buffer.from(text.replaceAll(/\p{Cc}/gu, ' '), 'utf8')
    .toString('latin1')
    .slice(0, 8000);
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function cookiesIn(header: string | undefined): ReadonlyMap<string, string> {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim().split('='));
  return new Map(pairs.map(([name = '', ...value]) => [name, value.join('=')]));
}

async function toWebRequest(request: IncomingMessage): Promise<WebRequest | undefined> {
  const target = request.url ?? '/';
  const body = await readBody(request);
  if (body === undefined || !target.startsWith('/') || !URL.canParse(`http://host${target}`)) return undefined;
  const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
  return {
    method: request.method ?? 'GET',
    url: new URL(`http://host${target}`),
    headers: request.headers,
    cookies: cookiesIn(request.headers.cookie),
    body,
    form: new URLSearchParams(isForm ? body : ''),
  };
}

async function answer(incoming: IncomingMessage, response: ServerResponse, handler: WebHandler): Promise<void> {
  const request = await toWebRequest(incoming);
  const reply = request === undefined ? { status: 400, body: 'Bad Request' } : await handler(request);
  if (reply === 'cut') {
    incoming.socket.destroy();
    return;
  }
  const headers = { 'x-content-type-options': 'nosniff', 'cache-control': 'no-store', ...reply.headers };
  if (reply.reason === undefined) response.writeHead(reply.status, headers);
  else response.writeHead(reply.status, headText(reply.reason).trimEnd(), headers);
  if ('stream' in reply && reply.stream !== undefined) reply.stream(response);
  else response.end(reply.body ?? '');
}

function listenOn(handler: WebHandler, port: number, host: string): Promise<Server> {
  const server = createServer((request, response) => {
    answer(request, response, handler).catch((error: unknown) => {
      if (!request.destroyed) console.error('practice LMS:', error);
      if (response.headersSent) response.destroy();
      else response.writeHead(500, { 'content-type': 'text/plain' }).end('The practice LMS failed; see its terminal.');
    });
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host }, () => {
      server.off('error', reject);
      resolve(server);
    });
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function errorCode(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

async function openServers(handler: WebHandler, port: number, host: string | undefined): Promise<Server[]> {
  if (host !== undefined) return [await listenOn(handler, port, host)];
  for (let attempt = 1; ; attempt++) {
    const first = await listenOn(handler, port, '127.0.0.1');
    try {
      return [first, await listenOn(handler, portOf([first]), '::1')];
    } catch (error) {
      if (errorCode(error) !== 'EADDRINUSE') return [first];
      await stop(first);
      if (port !== 0 || attempt === 5) throw error;
    }
  }
}

function portOf(servers: readonly Server[]): number {
  const address = servers[0]?.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Listens on `host`, or on both loopback addresses (127.0.0.1 and, where it exists, ::1). Port 0 takes a free one. */
export async function startServer(handler: WebHandler, port: number, host: string | undefined): Promise<WebServer> {
  let servers = await openServers(handler, port, host);
  const taken = portOf(servers);
  return {
    port: taken,
    async pause() {
      await Promise.all(servers.map(stop));
      servers = [];
    },
    async resume() {
      if (servers.length === 0) servers = await openServers(handler, taken, host);
    },
  };
}
