import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import formbody from '@fastify/formbody';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
  type RawServerDefault,
} from 'fastify';
import type { Logger } from 'pino';
import { AppError } from '../errors/app-error.ts';
import { bodyReadBefore } from './body-read-before.ts';
import { answerProblem } from './problem.ts';

/** What room routes register on. */
export type HttpServer = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  import('node:http').ServerResponse,
  Logger,
  TypeBoxTypeProvider
>;

export interface HttpServerOptions {
  log: Logger;
  trustProxy: boolean | string[];
}

/** Bodies larger than this are refused with 413: a batch of 100 events is 30 kB, a launch with a full token 64 kB. */
const BODY_LIMIT_BYTES = 128 * 1024;

/** The bare server: request ids, one error form, the body forms that browsers and Moodle send, safe headers. No route yet. */
export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const server = fastify({
    loggerInstance: options.log,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: options.trustProxy,
    bodyLimit: BODY_LIMIT_BYTES,
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    // Addresses that reach no route at all; the hooks below have not run then.
    frameworkErrors: (error, request, reply) => {
      reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff');
      answerProblem(error, request as unknown as FastifyRequest, reply as unknown as FastifyReply);
    },
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 500 },
    forceCloseConnections: 'idle',
    // A request that comes while the server closes is answered like any other, not with 503: nobody repeats a POST.
    return503OnClosing: false,
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, allErrors: false } },
  }).withTypeProvider<TypeBoxTypeProvider>() as unknown as HttpServer;
  server.setErrorHandler(answerProblem);
  server.setNotFoundHandler((request) => {
    throw new AppError(
      'http.not_found',
      'not_found',
      `no route for ${request.method}`,
      'There is nothing at this address.',
    );
  });
  server.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
    reply.header('x-content-type-options', 'nosniff');
    reply.header('referrer-policy', 'no-referrer');
  });
  await server.register(formbody, { bodyLimit: BODY_LIMIT_BYTES });
  acceptJsonAsText(server);
  server.addHook('preParsing', async (request, _reply, payload) => bodyReadBefore(request.raw) ?? payload);
  return server;
}

/**
 * `text/plain` carries JSON: a browser sends it to another origin without asking first (no preflight) and while its tab
 * closes.
 */
function acceptJsonAsText(server: HttpServer): void {
  server.addContentTypeParser('text/plain', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, JSON.parse(body as string));
    } catch (cause) {
      done(new AppError('http.malformed_json', 'invalid', 'the body is not JSON', 'The body must be JSON.', { cause }));
    }
  });
}
