import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';

/** A reverse proxy as stands before replicas: it asks /readyz, sends requests to who is ready, and repeats no request. */
export interface HealthProxy {
  readonly url: string;
  /** Whether that replica gets requests now. */
  isUp(port: number): boolean;
  close(): Promise<void>;
}

const EVERY_MS = 100;
const IDLE_MS = 4000;

export async function startHealthProxy(ports: readonly number[]): Promise<HealthProxy> {
  const up = new Set<number>();
  const agents = new Map(ports.map((port) => [port, new Agent({ keepAlive: true, timeout: IDLE_MS, maxSockets: 64 })]));
  let turn = 0;
  const look = async (port: number): Promise<void> => {
    const isReady = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(15_000) }).then(
      (answer) => answer.status === 200,
      () => false,
    );
    if (isReady) up.add(port);
    else up.delete(port);
  };
  const timer = setInterval(() => void Promise.all(ports.map(look)), EVERY_MS);
  const forward = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const ready = ports.filter((port) => up.has(port));
    const port = ready[turn++ % Math.max(1, ready.length)];
    if (port === undefined) {
      outgoing.writeHead(502, { 'content-type': 'text/plain' }).end('nobody is ready');
      return;
    }
    const { method, url: path, headers } = incoming;
    const sent = request({ host: '127.0.0.1', port, method, path, headers, agent: agents.get(port) }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    sent.on('error', (error: NodeJS.ErrnoException) => {
      if (!outgoing.headersSent) outgoing.writeHead(502, { 'content-type': 'text/plain' });
      outgoing.end(`upstream ${port}: ${error.code ?? error.message}`);
    });
    incoming.pipe(sent);
  };
  const server = createServer({ keepAliveTimeout: 60_000 }, forward).listen(0, '127.0.0.1');
  await once(server, 'listening');
  await Promise.all(ports.map(look));
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    isUp: (one) => up.has(one),
    async close() {
      clearInterval(timer);
      server.closeAllConnections();
      server.close();
      for (const agent of agents.values()) agent.destroy();
      await once(server, 'close');
    },
  };
}
