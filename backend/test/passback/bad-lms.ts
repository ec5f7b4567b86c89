import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createTcpServer } from 'node:net';

/** How a score is answered instead of by the LMS. `lost`: the LMS takes it, and its answer never arrives. */
export type Misbehaviour =
  | '500'
  | '502 with HTML'
  | '429'
  | '401'
  | '404'
  | '409'
  | 'slow-loris'
  | 'cut'
  | 'redirect'
  | 'garbage 200'
  | 'lost';

/** A proxy before an LMS that spoils the scores of one person. */
export interface BadLms {
  url: string;
  /** An https address whose handshake is cut. */
  brokenTlsUrl: string;
  /** Spoils the next `times` scores of a person. */
  spoil(misbehaviour: Misbehaviour, userId: string, times: number): void;
  /** Requests to addresses that only a redirect names. */
  strayed(): number;
  /** When the last spoilt request ended, by the monotonic clock. */
  lastEndedAt(): number;
  close(): void;
}

export async function startBadLms(lmsPort: number): Promise<BadLms> {
  let plan: { misbehaviour: Misbehaviour; userId: string; times: number } | undefined;
  let strayed = 0;
  let lastEndedAt = 0;
  const server = createServer((incoming, answer) => {
    handle(incoming, answer).catch(() => answer.destroy());
  });
  const handle = async (incoming: IncomingMessage, answer: ServerResponse): Promise<void> => {
    let body = '';
    for await (const chunk of incoming) body += chunk;
    if (incoming.url?.startsWith('/elsewhere')) strayed++;
    const isScore = incoming.url?.includes('/scores') ?? false;
    if (isScore && plan !== undefined && plan.times > 0 && body.includes(`"userId":"${plan.userId}"`)) {
      plan.times--;
      answer.once('close', () => {
        lastEndedAt = performance.now();
      });
      return spoilt(plan.misbehaviour, incoming, answer, () => forward(lmsPort, incoming, body));
    }
    const real = await forward(lmsPort, incoming, body);
    answer.writeHead(real.status, real.headers).end(real.body);
  };
  const cutter = createTcpServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await new Promise<void>((resolve) => cutter.listen(0, '127.0.0.1', resolve));
  const portOf = (one: { address(): unknown }) => (one.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    brokenTlsUrl: `https://127.0.0.1:${portOf(cutter)}`,
    spoil(misbehaviour, userId, times) {
      plan = { misbehaviour, userId, times };
    },
    strayed: () => strayed,
    lastEndedAt: () => lastEndedAt,
    close() {
      server.closeAllConnections();
      server.close();
      cutter.close();
    },
  };
}

interface Real {
  status: number;
  headers: Record<string, string>;
  body: string;
}

function forward(port: number, incoming: IncomingMessage, body: string): Promise<Real> {
  const { method, url: path, headers } = incoming;
  return new Promise((resolve, reject) => {
    const call = send({ host: '127.0.0.1', port, method, path, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => {
        const type = response.headers['content-type'];
        resolve({
          status: response.statusCode ?? 0,
          headers: type === undefined ? {} : { 'content-type': type },
          body: text,
        });
      });
    });
    call.on('error', reject);
    call.end(body);
  });
}

const HTML = { 'content-type': 'text/html; charset=utf-8' };
const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };
const PAGE = '<!DOCTYPE html><html><body><h1>Bad gateway</h1></body></html>';

async function spoilt(
  misbehaviour: Misbehaviour,
  incoming: IncomingMessage,
  answer: ServerResponse,
  apply: () => Promise<Real>,
): Promise<void> {
  switch (misbehaviour) {
    case '500':
      answer.writeHead(500, JSON_TYPE).end('[]');
      return;
    case '502 with HTML':
      answer.writeHead(502, HTML).end(PAGE);
      return;
    case '429':
      answer.writeHead(429, { 'retry-after': '0' }).end();
      return;
    case '401':
    case '404':
    case '409':
      answer.writeHead(Number(misbehaviour), JSON_TYPE).end('{}');
      return;
    case 'redirect':
      answer.writeHead(302, { location: '/elsewhere' }).end();
      return;
    case 'garbage 200':
      answer.writeHead(200, HTML).end(PAGE);
      return;
    case 'slow-loris': {
      answer.writeHead(200, JSON_TYPE);
      const drip = setInterval(() => answer.write(' '), 50);
      answer.once('close', () => clearInterval(drip));
      return;
    }
    case 'lost':
      await apply();
      incoming.socket.destroy();
      return;
    case 'cut':
      incoming.socket.destroy();
  }
}
