import cors from '@fastify/cors';
import { AppError } from '../errors/app-error.ts';
import type { HttpServer } from './server.ts';

const PREFLIGHT_SECONDS = 7200;

/**
 * Lets the sites of our tenants call the learner's routes from their own origin, and nobody else: a request that names
 * another origin is refused before it does anything. No cookie is ever involved.
 * @param isSiteOrigin whether an origin is ours or a tenant's site
 */
export async function allowSites(
  server: HttpServer,
  isSiteOrigin: (origin: string) => Promise<boolean>,
): Promise<void> {
  await server.register(cors, {
    origin: async (origin: string | undefined) => origin !== undefined && (await isSiteOrigin(origin)),
    methods: ['GET', 'POST'],
    allowedHeaders: ['authorization', 'content-type'],
    exposedHeaders: ['x-request-id', 'retry-after'],
    maxAge: PREFLIGHT_SECONDS,
    credentials: false,
  });
  server.addHook('preHandler', async (request) => {
    const { origin } = request.headers;
    if (origin === undefined || (await isSiteOrigin(origin))) return;
    throw new AppError(
      'http.origin_not_allowed',
      'forbidden',
      'a learner’s route was called from an origin that is no tenant’s site',
      'This site is not registered here. Its address must be the site address of the institution (passerelle tenants set --site-url).',
    );
  });
}
