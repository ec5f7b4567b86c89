import { isUtf8 } from 'node:buffer';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../api-keys/caller.ts';
import { quotaHeaders } from '../api-keys/quota.ts';
import { AppError } from '../errors/app-error.ts';
import type { HttpServer } from '../http/server.ts';
import { type AddressDetail, keptAddress } from '../ids/client-address.ts';
import type { Clock } from '../time/clock.ts';
import { type Credentials, type Gate, quotaExceeded } from './gate.ts';
import { EntryCap, type Journal, type JournalEntry, journalParams, journalText } from './journal.ts';

/** What stands before and behind every call of a program: who calls, its quota, its institution; and the journal. */
export interface GuardPorts {
  gate: Gate;
  journal: Journal;
  clock: Clock;
}

export interface GuardOptions {
  journalType: JournalEntry['type'];
  journalMode: 'batched' | 'sync';
  journalIp: AddressDetail;
  /** The query parameters of a path that the journal keeps. */
  parametersOf(path: string): readonly string[];
  /** The body of the answer to every method but GET and HEAD. */
  wrongMethod(request: FastifyRequest): object;
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

/** Rows of the journal per address and minute for calls that nobody could be charged for. */
const REFUSED_ENTRIES = 10;

/** Guards all routes of a scope; call it before they are registered. */
export function guardCalls(server: HttpServer, ports: GuardPorts, options: GuardOptions): void {
  server.decorateRequest('academic', null as unknown as Call);
  noteCalls(server, ports, options);
  server.addHook('onRequest', (request, reply) => passGate(ports, options, request, reply));
  // The preflights of the learners' routes have a route for every address; here OPTIONS is refused as every other method is.
  for (const path of ['', '/*']) {
    server.options(path, { schema: { hide: true } }, (_request, reply) => reply.callNotFound());
  }
}

/** Who calls a guarded route. */
export function callerOf(request: FastifyRequest): Caller {
  const { caller } = request.academic;
  if (caller === null) throw new AppError('academic.no_caller', 'internal', 'a route ran without the gate');
  return caller;
}

/** The path of an address, decoded where it can be. */
export function pathOf(url: string): string {
  const path = url.split('?', 1)[0] ?? '';
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** 405, 400 for misplaced credentials, 401, 429, 403: in this order. 404, 403 for the scope and 400 follow in the routes. */
async function passGate(
  { gate }: GuardPorts,
  options: GuardOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const call: Call = {
    startedAt: performance.now(),
    caller: null,
    tenantId: null,
    count: null,
    isBroken: false,
    isNoted: false,
  };
  request.academic = call;
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    reply.code(405).headers({ allow: 'GET, HEAD', 'cache-control': 'no-store' }).send(options.wrongMethod(request));
    return;
  }
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
    tenant: inUtf8(oneOf(headers['x-orchestrator-id'])),
    address: request.ip,
    queryNames: Object.keys(request.query as object),
  };
}

function oneOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(', ') : header;
}

/** Node reads headers as Latin-1, and most programs send UTF-8. */
function inUtf8(header: string | undefined): string | undefined {
  const bytes = Buffer.from(header ?? '', 'latin1');
  return header !== undefined && isUtf8(bytes) ? bytes.toString('utf8') : header;
}

/** Notes every call when its answer is over; in sync mode, before its answer is sent. */
function noteCalls(server: HttpServer, { journal, clock }: GuardPorts, options: GuardOptions): void {
  const cap = new EntryCap(clock, REFUSED_ENTRIES);
  const mayNote = (request: FastifyRequest) => request.academic.caller !== null || cap.allows(request.ip);
  const entryOf = (request: FastifyRequest, reply: FastifyReply): JournalEntry => ({
    at: clock.now(),
    type: options.journalType,
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

function metadataOf(request: FastifyRequest, status: number, options: GuardOptions): JournalEntry['metadata'] {
  const { caller, tenantId, startedAt, count } = request.academic;
  const path = pathOf(request.url);
  return {
    endpoint: journalText(path),
    api_key_id: caller?.apiKeyId ?? null,
    ...(caller?.clientId && { client_id: journalText(caller.clientId) }),
    tenant_id: tenantId ?? caller?.tenantId ?? null,
    status_code: status,
    duration_ms: Math.round(performance.now() - startedAt),
    ip: keptAddress(request.ip, options.journalIp),
    user_agent: request.headers['user-agent'] === undefined ? null : journalText(request.headers['user-agent']),
    params: journalParams(request.query as Record<string, unknown>, options.parametersOf(path)),
    count,
  };
}
