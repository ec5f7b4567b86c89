import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../errors/app-error.ts';
import type { Metrics } from './metrics.ts';
import type { HttpServer } from './server.ts';

/** Measures every request of the server. Register it before the routes. */
export function measureRequests(server: HttpServer, metrics: Metrics): void {
  server.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unmatched';
    const seconds = reply.elapsedTime / 1000;
    metrics.answered({ method: request.method, route, status: reply.statusCode, seconds });
    request.log.debug(
      { method: request.method, route, status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
      'answered',
    );
  });
}

/**
 * GET /metrics. Closed to everybody but a caller with the token (`Authorization: Bearer`) or, where no token is set and nothing is
 * in production, one on this very machine: a proxy that adds no header cannot be told from it.
 */
export function metricsRoute(
  metrics: Metrics,
  { token, isProduction }: { token: string | undefined; isProduction: boolean },
): (server: HttpServer) => Promise<void> {
  const mayRead = (request: FastifyRequest): boolean =>
    token === undefined ? !isProduction && isFromThisMachine(request) : carriesToken(request, token);
  return async (server) => {
    server.get('/metrics', { schema: { hide: true } }, async (request, reply) => {
      if (!mayRead(request)) {
        throw new AppError(
          'http.not_found',
          'not_found',
          'metrics were asked for by a stranger',
          'There is nothing at this address.',
        );
      }
      const { type, text } = await metrics.read();
      return reply.header('content-type', type).header('cache-control', 'no-store').send(text);
    });
  };
}

const FORWARDED = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip'];

/** By the socket, not by what a header says; a proxy on this machine has the same socket and betrays itself by its headers. */
function isFromThisMachine({ raw, hostname, headers }: FastifyRequest): boolean {
  const address = raw.socket.remoteAddress ?? '';
  if (!/^(::ffff:)?127\.|^::1$/.test(address)) return false;
  if (FORWARDED.some((name) => headers[name] !== undefined)) return false;
  return hostname === 'localhost' || isIP(hostname.replace(/^\[(.*)\]$/, '$1')) !== 0;
}

function carriesToken({ headers }: FastifyRequest, token: string): boolean {
  const given = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}
