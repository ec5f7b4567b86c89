import type { FastifyReply, FastifyRequest } from 'fastify';
import { callerOf, type GuardOptions, type GuardPorts, guardCalls } from '../academic/guard.routes.ts';
import type { KnownTotals } from '../academic/lists.ts';
import { type Caller, requireScope } from '../api-keys/caller.ts';
import { AppError } from '../errors/app-error.ts';
import { problemOf } from '../http/problem.ts';
import type { HttpServer } from '../http/server.ts';
import type { Kind } from './collections.ts';
import { createWriter } from './entities.ts';
import { fieldsOf, LIST_PARAMETERS, type ListRequest, listRequestOf, refuseUnknown } from './list-request.ts';
import { CODE_MINORS, membersOf, schemaOf } from './oneroster.schema.ts';
import type { OneRosterReads, Selection } from './oneroster-reads.ts';
import { OPERATIONS, type Operation, SERVICE_PATHS } from './operations.ts';

export interface OneRosterPorts extends GuardPorts {
  reads: OneRosterReads;
  totals: KnownTotals;
}

export interface OneRosterOptions extends Pick<GuardOptions, 'journalMode' | 'journalIp'> {
  /** Our public address, for links. */
  apiUrl: string;
  /** Whether unknown query parameters are refused. */
  strictQuery: boolean;
}

const PREFIX = '/ims/oneroster';

/** GET /ims/oneroster/*: the register as OneRoster 1.2 and 1.1 tell it, read-only, over the keys and quotas of the academic API. */
export function oneRosterRoutes(
  ports: OneRosterPorts,
  options: OneRosterOptions,
): (server: HttpServer) => Promise<void> {
  return async (root) => {
    await root.register(
      async (scope) => {
        const server = scope as unknown as HttpServer;
        server.setErrorHandler(answerStatusInfo);
        guardCalls(server, ports, {
          ...options,
          journalType: 'oneroster',
          parametersOf: () => LIST_PARAMETERS,
          wrongMethod: () => statusInfo('invaliddata', 'Only GET is allowed: this interface is read-only.'),
        });
        server.setValidatorCompiler(() => () => true);
        server.setSerializerCompiler(() => (answer) => JSON.stringify(answer));
        server.setNotFoundHandler(() => {
          throw unknownObject();
        });
        for (const operation of OPERATIONS) route(server, ports, options, operation);
      },
      { prefix: PREFIX },
    );
  };
}

type Query = Readonly<Record<string, unknown>>;

function route(server: HttpServer, ports: OneRosterPorts, options: OneRosterOptions, operation: Operation): void {
  const path = `${SERVICE_PATHS[operation.service]}${operation.path.replace(/\{(\w+)\}/g, ':$1')}`;
  const members = membersOf(operation);
  const answer = operation.isSingle ? answerOne : answerMany;
  server.get(path, { schema: schemaOf(operation) }, async (request, typedReply) => {
    const reply = typedReply as unknown as FastifyReply;
    requireReading(callerOf(request), operation);
    const fields = fieldsOf(request.query as Query, members);
    const body = await answer({ ports, options, operation, request, reply });
    reply.headers({ 'cache-control': 'private, no-cache', vary: 'x-orchestrator-id' });
    return reply.type('application/json; charset=utf-8').send(fields === undefined ? body : chosen(body, fields));
  });
}

interface Asked {
  ports: OneRosterPorts;
  options: OneRosterOptions;
  operation: Operation;
  request: FastifyRequest;
  reply: FastifyReply;
}

type Answer = Record<string, object>;

async function answerMany({ ports, options, operation, request, reply }: Asked): Promise<Answer> {
  const { kind, many } = operation.collection;
  const tenantId = request.academic.tenantId ?? '';
  const query = request.query as Query;
  const wanted = listRequestOf(kind ?? 'orgs', query, options.strictQuery);
  const totalKey = JSON.stringify([tenantId, request.url.split('?')[0], query.filter ?? '']);
  const knownTotal = ports.totals.get(totalKey);
  const page =
    kind === undefined
      ? { rows: [], total: 0 }
      : await ports.reads.list(tenantId, selectionOf(operation, kind, request), { ...wanted, knownTotal });
  if (knownTotal === undefined) ports.totals.set(totalKey, page.total);
  request.academic.count = page.rows.length;
  reply.header('x-total-count', page.total);
  const links = linksTo(options.apiUrl, request, wanted, page.total);
  if (links !== '') reply.header('link', links);
  const writer = createWriter(operation.service, options.apiUrl, tenantId);
  return { [many]: kind === undefined ? [] : page.rows.map((row) => writer.write(kind, row)) };
}

async function answerOne({ ports, options, operation, request }: Asked): Promise<Answer> {
  const { kind, one } = operation.collection;
  const tenantId = request.academic.tenantId ?? '';
  refuseUnknown(request.query as Query, ['fields'], options.strictQuery);
  const { sourcedId = '' } = request.params as Record<string, string>;
  const row =
    kind === undefined || !isPlain(sourcedId)
      ? undefined
      : await ports.reads.find(tenantId, selectionOf(operation, kind, request), sourcedId);
  if (row === undefined || kind === undefined) throw unknownObject();
  request.academic.count = 1;
  return { [one]: createWriter(operation.service, options.apiUrl, tenantId).write(kind, row) };
}

function selectionOf(operation: Operation, kind: Kind, request: FastifyRequest): Selection {
  const parameters = request.params as Record<string, string>;
  const within: Partial<Record<string, string>> = {};
  for (const { parameter, what } of operation.within) {
    const id = parameters[parameter] ?? '';
    // No id of ours has such characters: it finds nothing, and no database has to look at it.
    within[what] = isPlain(id) ? id : '';
  }
  const { only } = operation.collection;
  return { kind, within, ...(only !== undefined && { only }) };
}

function isPlain(id: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is refused
  return id.isWellFormed() && id.length <= 255 && !/[\u0000-\u001f]/.test(id);
}

/** A record or list of records with the chosen members only. */
function chosen(body: Answer, fields: ReadonlySet<string>): Answer {
  const pick = (record: object) => Object.fromEntries(Object.entries(record).filter(([name]) => fields.has(name)));
  const [[name, value] = ['', {}]] = Object.entries(body);
  return { [name]: Array.isArray(value) ? value.map(pick) : pick(value) };
}

/** The other pages' addresses, made of our public address and never of the Host header. */
function linksTo(apiUrl: string, request: FastifyRequest, { limit, offset }: ListRequest, total: number): string {
  const link = (at: number, relation: string) => {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(request.query as Record<string, string | string[]>)) {
      if (name !== 'limit' && name !== 'offset') query.set(name, String(value));
    }
    query.set('limit', String(limit));
    query.set('offset', String(at));
    return `<${apiUrl}${request.url.split('?')[0]}?${query}>; rel="${relation}"`;
  };
  const last = total === 0 ? 0 : Math.floor((total - 1) / limit) * limit;
  return [
    ...(offset + limit < total ? [link(offset + limit, 'next')] : []),
    ...(offset > 0 ? [link(Math.max(0, offset - limit), 'prev')] : []),
    ...(total > limit ? [link(0, 'first'), link(last, 'last')] : []),
  ].join(', ');
}

/** @throws AppError api-keys.insufficient_scope */
function requireReading(caller: Caller, operation: Operation): void {
  if (operation.scopes.some((scope) => caller.otherScopes.includes(scope))) return;
  requireScope(caller, 'academic:read');
}

function unknownObject(): AppError {
  return new AppError('oneroster.unknownobject', 'not_found', 'no such record', 'There is no such record here.');
}

const MINOR_OF_STATUS: Readonly<Record<number, string>> = {
  400: 'invaliddata',
  401: 'unauthorisedrequest',
  403: 'forbidden',
  404: 'unknownobject',
  405: 'invaliddata',
  429: 'server_busy',
  503: 'server_busy',
};

function statusInfo(minor: string, description: string): object {
  return {
    imsx_codeMajor: 'failure',
    imsx_severity: 'error',
    imsx_description: description,
    imsx_CodeMinor: {
      imsx_codeMinorField: [{ imsx_codeMinorFieldName: 'TargetEndSystem', imsx_codeMinorFieldValue: minor }],
    },
  };
}

/** Every refusal in the form of the standard; codes and statuses are those of the academic API. */
function answerStatusInfo(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status, body, retryAfterSeconds } = problemOf(error, request.id);
  if (status >= 500) request.log.error({ err: error, code: body.error }, 'request failed');
  if (retryAfterSeconds !== undefined) reply.header('retry-after', retryAfterSeconds);
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  const minor = CODE_MINORS.includes(body.error) ? body.error : (MINOR_OF_STATUS[status] ?? 'internal_server_error');
  return reply.code(status).header('cache-control', 'no-store').send(statusInfo(minor, body.message));
}
