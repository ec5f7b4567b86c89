import type { FastifyReply, FastifyRequest } from 'fastify';
import { requireScope } from '../api-keys/caller.ts';
import { AppError } from '../errors/app-error.ts';
import type { HttpServer } from '../http/server.ts';
import { ANSWERS, querySchemaOf, tenantHeader } from './academic.schema.ts';
import { DESCRIPTIONS } from './descriptions.ts';
import { etagOf, isKnownTag } from './etag.ts';
import { answerExport, type ExportPorts, exportSchema } from './export.routes.ts';
import { callerOf, type GuardOptions, type GuardPorts, guardCalls, pathOf } from './guard.routes.ts';
import { listTextOf } from './list-text.ts';
import { type ListPorts, type ListResource, listOf } from './lists.ts';
import { parseQuery } from './parameters.ts';
import { isoSeconds } from './records.ts';
import { REFUSALS } from './refusals.schema.ts';
import { PARAMETERS, RESOURCES, type Resource } from './resources.ts';

export interface AcademicPorts extends GuardPorts {
  lists: ListPorts;
  exports: ExportPorts;
}

export interface AcademicOptions extends Pick<GuardOptions, 'journalMode' | 'journalIp'> {
  /** Our public address, for links. */
  apiUrl: string;
  /** Whether unknown query parameters are refused. */
  strictQuery: boolean;
}

const PREFIX = '/api/academic';

/** GET /api/academic/*: the lists, the statistics and the export, read-only. */
export function academicRoutes(ports: AcademicPorts, options: AcademicOptions): (server: HttpServer) => Promise<void> {
  return async (root) => {
    await root.register(
      async (scope) => {
        const server = scope as unknown as HttpServer;
        guardCalls(server, ports, { ...options, journalType: 'academic_api', parametersOf, wrongMethod });
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
    const meta = {
      tenant_id: tenantId,
      ...(answer.hasCount && { count: answer.body.data.length }),
      generated_at: isoSeconds(ports.clock.now()),
    };
    const { whole, stable } = listTextOf(answer.body, meta, answer.isWritten);
    const etag = etagOf(`${tenantId}\n`, stable);
    reply.header('etag', etag).header('cache-control', 'private, no-cache').header('vary', 'x-orchestrator-id');
    if (answer.nextCursor !== undefined)
      reply.header('link', linkTo(options.apiUrl, resource, request, answer.nextCursor));
    if (isKnownTag(request.headers['if-none-match'], etag)) return reply.code(304).send();
    return reply.type('application/json; charset=utf-8').send(whole);
  });
}

/** The next page's address, made of our public address and never of the Host header. */
function linkTo(apiUrl: string, resource: string, request: FastifyRequest, cursor: string): string {
  const query = new URLSearchParams(request.query as Record<string, string>);
  query.delete('offset');
  query.set('cursor', cursor);
  return `<${apiUrl}${PREFIX}/${resource}?${query}>; rel="next"`;
}

const ECHOED = 64;

function unknownResource(url: string): AppError {
  // Cut before it is trimmed at its end: a search for slashes up to the end takes the square of their number.
  const path = pathOf(url).slice(PREFIX.length).replace(/^\/+/, '').slice(0, ECHOED).replace(/\/+$/, '');
  const resource = path === '' ? 'none' : path.toWellFormed();
  const text = `Academic API resource not found: ${resource}`;
  return new AppError('academic.not_found', 'not_found', 'unknown resource', text, {
    details: { available_resources: RESOURCES },
  });
}

function wrongMethod(request: FastifyRequest): object {
  return {
    error: 'method_not_allowed',
    message: 'Only GET requests are allowed on academic endpoints. This is a read-only API.',
    allowed_methods: ['GET'],
    request_id: request.id,
  };
}

function parametersOf(path: string): string[] {
  const resource = RESOURCES.find((one) => path.replace(/\/$/, '') === `${PREFIX}/${one}`);
  return resource === undefined ? [] : PARAMETERS[resource].map(({ name }) => name);
}
