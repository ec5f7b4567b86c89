import { Type } from 'typebox';
import type { HttpServer } from './server.ts';

const answer = Type.Object({ status: Type.String() });

/** GET /livez: the process turns. GET /readyz: it can work, which means that the database answers. */
export function healthRoutes(ping: () => Promise<void>): (server: HttpServer) => Promise<void> {
  return async (server) => {
    server.get('/livez', { schema: { response: { 200: answer } } }, async () => ({ status: 'ok' }));
    server.get('/readyz', { schema: { response: { 200: answer } } }, async () => {
      await ping();
      return { status: 'ok' };
    });
  };
}
