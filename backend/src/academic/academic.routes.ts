import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../api-keys/caller.ts';
import { requireScope } from '../api-keys/caller.ts';
import { quotaHeaders } from '../api-keys/quota.ts';
import { AppError } from '../errors/app-error.ts';
import type { HttpServer } from '../http/server.ts';
import type { Clock } from '../time/clock.ts';
import { ANSWERS, querySchemaOf, REFUSALS, tenantHeader } from './academic.schema.ts';
import { DESCRIPTIONS } from './descriptions.ts';
import { etagOf, isKnownTag } from './etag.ts';
import { answerExport, type ExportPorts, exportSchema } from './export.routes.ts';
import { type Credentials, type Gate, quotaExceeded } from './gate.ts';
import { EntryCap, type Journal, type JournalEntry, journalAddress, journalParams, journalText } from './journal.ts';
import { type ListPorts, type ListResource, listOf } from './lists.ts';
import { parseQuery } from './parameters.ts';
import { isoSeconds } from './records.ts';
import { PARAMETERS, RESOURCES, type Resource } from './resources.ts';

export interface AcademicPorts {
  gate: Gate;
  lists: ListPorts;
  exports: ExportPorts;
  journal: Journal;
  clock: Clock;
}

export interface AcademicOptions {
  /** Our public address, for links. */
  apiUrl: string;
  /** Whether unknown query parameters are refused. */
  strictQuery: boolean;
  journalMode: 'batched' | 'sync';
  journalIp: 'full' | 'truncated' | 'none';
}

/** What is known of a call while it is answered. */
export interface Call {
  startedAt: number;
  caller: Caller | null;
  tenantId: string | null;
  count: number | null;
  /** A stream that broke after its first byte: the status was sent already. */
  isBroken: boolean;
  /** It stands in the journal already. */
  isNoted: boolean;
}

declare module 'fastify' {
  interface FastifyRequest {
    academic: Call;
  }
}

const PREFIX = '/api/academic';
/** Rows of the journal per address and minute for calls that nobody could be charged for. */
const REFUSED_ENTRIES = 10;

/** GET /api/academic/*: the lists, the statistics and the export, read-only. */
export function academicRoutes(ports: AcademicPorts, options: AcademicOptions): (server: HttpServer) => Promise<void> {
  return async (root) => {
    await root.register(
      async (scope) => {
        const server = scope as unknown as HttpServer;
        server.decorateRequest('academic', null as unknown as Call);
        noteCalls(server, ports, options);
        server.addHook('onRequest', (request, reply) => passGate(ports, request, reply));
        // Our own reader tells more than a schema validator, and the lists are written as text.
        server.setValidatorCompiler(() => () => true);
        server.setSerializerCompiler(() => (answer) => JSON.stringify(answer));
        server.setNotFoundHandler((request) => {
          throw unknownResource(request.url);
        });
        for (const resource of RESOURCES) {
          if (resource !== 'export') listRoute(server, ports, options, resource);
        }
        server.get('/export', { schema: { ...schemaOf('export'), ...exportSchema } }, async (request, reply) => {
          requireScope(callerOf(request), 'academic:export');
          const values = parseQuery(PARAMETERS.export, request.query as object as Values, options.strictQuery);
          return answerExport(ports.exports, { request, reply, values });
        });
      },
      { prefix: PREFIX },
    );
  };
}

type Values = Record<string, unknown>;

function schemaOf(resource: Resource) {
  const { summary, description } = DESCRIPTIONS[resource];
  return {
    tags: ['academic'],
    operationId: `get${resource[0]?.toUpperCase()}${resource.slice(1)}`,
    summary,
    description,
    querystring: querySchemaOf(PARAMETERS[resource]),
    headers: tenantHeader,
    response: REFUSALS,
  };
}

function listRoute(server: HttpServer, ports: AcademicPorts, options: AcademicOptions, resource: ListResource): void {
  const schema = { ...schemaOf(resource), response: { 200: ANSWERS[resource], ...REFUSALS } };
  server.get(`/${resource}`, { schema }, async (request, typedReply) => {
    // The answer is text already.
    const reply = typedReply as unknown as FastifyReply;
    requireScope(callerOf(request), 'academic:read');
    const values = parseQuery(PARAMETERS[resource], request.query as Values, options.strictQuery);
    const tenantId = request.academic.tenantId ?? '';
    const answer = await listOf(ports.lists, tenantId, resource, values);
    request.academic.count = answer.body.data.length;
    const stable = JSON.stringify(answer.body);
    const etag = etagOf(`${tenantId}\n${stable}`);
    reply.header('etag', etag).header('cache-control', 'private, no-cache').header('vary', 'x-orchestrator-id');
    if (answer.nextCursor !== undefined)
      reply.header('link', linkTo(options.apiUrl, resource, request, answer.nextCursor));
    if (isKnownTag(request.headers['if-none-match'], etag)) return reply.code(304).send();
    const meta = {
      tenant_id: tenantId,
      ...(answer.hasCount && { count: answer.body.data.length }),
      generated_at: isoSeconds(ports.clock.now()),
    };
    reply.type('application/json; charset=utf-8');
    return reply.send(`${stable.slice(0, -1)},"meta":${JSON.stringify(meta)}}`);
  });
}

/** The next page's address, made of our public address and never of the Host header. */
function linkTo(apiUrl: string, resource: string, request: FastifyRequest, cursor: string): string {
  const query = new URLSearchParams(request.query as Record<string, string>);
  query.delete('offset');
  query.set('cursor', cursor);
  return `<${apiUrl}${PREFIX}/${resource}?${query}>; rel="next"`;
}

function callerOf(request: FastifyRequest): Caller {
  const { caller } = request.academic;
  if (caller === null) throw new AppError('academic.no_caller', 'internal', 'a route ran without the gate');
  return caller;
}

/** 405, 400 for misplaced credentials, 401, 429, 403: in this order. 404, 403 for the scope and 400 follow in the routes. */
async function passGate({ gate }: AcademicPorts, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const call: Call = {
    startedAt: performance.now(),
    caller: null,
    tenantId: null,
    count: null,
    isBroken: false,
    isNoted: false,
  };
  request.academic = call;
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuseMethod(request, reply);
  const credentials = credentialsOf(request);
  const caller = await gate.callerOf(credentials);
  call.caller = caller;
  const count = await gate.count(caller);
  reply.headers(quotaHeaders(caller.bucket.quotas, count));
  if (!count.admitted) throw quotaExceeded(caller, count);
  call.tenantId = await gate.tenantOf(caller, credentials);
}

function credentialsOf(request: FastifyRequest): Credentials {
  const { headers } = request;
  return {
    key: oneOf(headers['x-api-key']),
    authorization: headers.authorization,
    tenant: oneOf(headers['x-orchestrator-id']),
    address: request.ip,
    queryNames: Object.keys(request.query as object),
  };
}

function oneOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(', ') : header;
}

function refuseMethod(request: FastifyRequest, reply: FastifyReply): void {
  reply
    .code(405)
    .headers({ allow: 'GET, HEAD', 'cache-control': 'no-store' })
    .send({
      error: 'method_not_allowed',
      message: 'Only GET requests are allowed on academic endpoints. This is a read-only API.',
      allowed_methods: ['GET'],
      request_id: request.id,
    });
}

const ECHOED = 64;

function unknownResource(url: string): AppError {
  const path = pathOf(url)
    .slice(PREFIX.length)
    .replace(/^\/+|\/+$/g, '');
  const resource = path === '' ? 'none' : path.slice(0, ECHOED).toWellFormed();
  const text = `Academic API resource not found: ${resource}`;
  return new AppError('academic.not_found', 'not_found', 'unknown resource', text, {
    details: { available_resources: RESOURCES },
  });
}

function pathOf(url: string): string {
  const path = url.split('?', 1)[0] ?? '';
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Notes every call when its answer is over; in sync mode, before its answer is sent. */
function noteCalls(server: HttpServer, { journal, clock }: AcademicPorts, options: AcademicOptions): void {
  const cap = new EntryCap(clock, REFUSED_ENTRIES);
  const mayNote = (request: FastifyRequest) => request.academic.caller !== null || cap.allows(request.ip);
  const entryOf = (request: FastifyRequest, reply: FastifyReply): JournalEntry => ({
    at: clock.now(),
    tenantId: request.academic.caller?.tenantId ?? null,
    status: reply.statusCode < 400 && !request.academic.isBroken ? 'ok' : 'error',
    metadata: metadataOf(request, reply.statusCode, options),
  });
  if (options.journalMode === 'sync') {
    server.addHook('onSend', async (request, reply, payload) => {
      const isStream = typeof (payload as { pipe?: unknown } | null)?.pipe === 'function';
      if (!isStream && !request.academic.isNoted && mayNote(request)) {
        request.academic.isNoted = true;
        await journal.write(entryOf(request, reply));
      }
      return payload;
    });
  }
  const note = (request: FastifyRequest, reply: FastifyReply): void => {
    if (request.academic === null || request.academic.isNoted || !mayNote(request)) return;
    request.academic.isNoted = true;
    journal.note(entryOf(request, reply));
  };
  server.addHook('onResponse', async (request, reply) => note(request, reply));
  // An answer that was cut off has no response hook.
  server.addHook('onRequest', async (request, reply) => {
    reply.raw.once('close', () => {
      if (reply.raw.writableFinished || request.academic === null) return;
      request.academic.isBroken = true;
      note(request, reply);
    });
  });
}

function metadataOf(request: FastifyRequest, status: number, { journalIp }: AcademicOptions): JournalEntry['metadata'] {
  const { caller, tenantId, startedAt, count } = request.academic;
  const path = pathOf(request.url);
  const resource = RESOURCES.find((one) => path.replace(/\/$/, '') === `${PREFIX}/${one}`);
  const names = resource === undefined ? [] : PARAMETERS[resource].map(({ name }) => name);
  return {
    endpoint: journalText(path),
    api_key_id: caller?.apiKeyId ?? null,
    ...(caller?.clientId && { client_id: journalText(caller.clientId) }),
    tenant_id: tenantId ?? caller?.tenantId ?? null,
    status_code: status,
    duration_ms: Math.round(performance.now() - startedAt),
    ip: journalAddress(request.ip, journalIp),
    user_agent: request.headers['user-agent'] === undefined ? null : journalText(request.headers['user-agent']),
    params: journalParams(request.query as Values, names),
    count,
  };
}
