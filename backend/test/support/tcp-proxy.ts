import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { freePort } from './passerelle.ts';

/** A TCP relay that a test can cut and mend: how a database server goes away without the test owning it. */
export interface TcpProxy {
  readonly port: number;
  /** Breaks every connection and refuses new ones. */
  cut(): Promise<void>;
  /** Relays again on the same port, at full speed. Connections that were silent meanwhile stay silent. */
  mend(): Promise<void>;
  /** Half open: connections stay, new ones are taken, and not a byte passes any more, in either direction. */
  silence(): void;
  /** Every piece of data waits so long. */
  slowDown(delayMs: number): void;
  close(): Promise<void>;
}

export async function startTcpProxy(target: { host: string; port: number }): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let isSilent = false;
  let delayMs = 0;
  const relay = (from: Socket, to: Socket): void => {
    let isForgotten = false;
    from.on('data', (chunk) => {
      isForgotten ||= isSilent;
      if (isForgotten) return;
      if (delayMs === 0) to.write(chunk);
      else setTimeout(() => to.writable && to.write(chunk), delayMs);
    });
  };
  const listen = async (port: number) => {
    const server = createServer((client) => {
      const upstream = connect(target.port, target.host);
      for (const socket of [client, upstream]) {
        sockets.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => sockets.delete(socket));
      }
      relay(client, upstream);
      relay(upstream, client);
      client.on('close', () => upstream.destroy());
      upstream.on('close', () => client.destroy());
    }).listen(port, '127.0.0.1');
    await once(server, 'listening');
    return server;
  };
  const port = await freePort();
  let server = await listen(port);
  const cut = async (): Promise<void> => {
    if (!server.listening) return;
    server.close();
    for (const socket of sockets) socket.destroy();
    await once(server, 'close');
  };
  return {
    port,
    cut,
    async mend() {
      isSilent = false;
      delayMs = 0;
      if (!server.listening) server = await listen(port);
    },
    silence() {
      isSilent = true;
    },
    slowDown(ms) {
      delayMs = ms;
    },
    close: cut,
  };
}

/** The same database URL, through the proxy. */
export function throughProxy(url: string, proxy: TcpProxy): string {
  const proxied = new URL(url);
  proxied.hostname = '127.0.0.1';
  proxied.port = String(proxy.port);
  return proxied.href;
}
