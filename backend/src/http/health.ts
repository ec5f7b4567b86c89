import { Type } from 'typebox';
import type { HttpServer } from './server.ts';

const answer = Type.Object({ status: Type.String() });

export interface HealthPorts {
  ping(): Promise<void>;
  /** Whether this process is about to end and wants no more work. */
  isLeaving(): boolean;
  /** Whether the database takes no writes: no room, or read-only. */
  areWritesRefused(): Promise<boolean>;
}

/**
 * GET /livez: the process turns. GET /readyz: it can work, which means that it stays, and that the database answers and takes
 * writes. During maintenance it is ready: reading goes on.
 */
export function healthRoutes({
  ping,
  isLeaving,
  areWritesRefused,
}: HealthPorts): (server: HttpServer) => Promise<void> {
  return async (server) => {
    server.get('/livez', { schema: { response: { 200: answer } } }, async () => ({ status: 'ok' }));
    server.get('/readyz', { schema: { response: { 200: answer, 503: answer } } }, async (_request, reply) => {
      const notReady = (status: string) => reply.code(503).header('cache-control', 'no-store').send({ status });
      if (isLeaving()) return notReady('leaving');
      await ping();
      if (await areWritesRefused()) return notReady('no-writes');
      return { status: 'ok' };
    });
  };
}

/** While the process leaves, every answer also ends its connection, so that no proxy sends a request into a closing one. */
export function endConnectionsWhenLeaving(server: HttpServer, isLeaving: HealthPorts['isLeaving']): void {
  server.addHook('onSend', async (_request, reply) => {
    if (isLeaving()) reply.header('connection', 'close');
  });
}
