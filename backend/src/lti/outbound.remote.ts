import { type LookupAddress, lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, type Dispatcher, request as send } from 'undici';
import { AppError } from '../errors/app-error.ts';
import { isReachableAddress } from './address-guard.ts';
import type { GuardedFetch, OutboundRequest, OutboundResponse } from './outbound.ts';

export interface GuardedFetchOptions {
  /** true: plain http and private or loopback addresses may be called (a Moodle on the local network). */
  allowPrivateNetworks: boolean;
  /** For the whole exchange, name resolution and body included. */
  timeoutMs?: number;
  /** Largest body taken. */
  maxBytes?: number;
  userAgent: string;
}

/** A GuardedFetch that keeps connections open between calls; `close` ends them. */
export interface OutboundRemote {
  fetch: GuardedFetch;
  close(): Promise<void>;
}

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 1024 * 1024;
const MAX_URL_LENGTH = 4096;

/**
 * The only way out to servers that others name. Every address a name resolves to is checked at the moment of connecting,
 * so that a name which changes its address between check and use gains nothing.
 */
export function createGuardedFetch(options: GuardedFetchOptions): OutboundRemote {
  const { allowPrivateNetworks, timeoutMs = TIMEOUT_MS, maxBytes = MAX_BYTES, userAgent } = options;
  const agent = new Agent({
    connect: { lookup: guardedLookup(allowPrivateNetworks), timeout: timeoutMs },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  });
  const fetch: GuardedFetch = async (url, request = {}) => {
    const target = checkedUrl(url, allowPrivateNetworks);
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const answer = await send(target, sendOptions(request, { agent, signal, userAgent }));
      const body = await readLimited(answer.body, maxBytes);
      return responseOf(answer, body);
    } catch (error) {
      throw asOutboundError(error, target, signal.aborted);
    }
  };
  return { fetch, close: () => agent.destroy() };
}

function sendOptions(request: OutboundRequest, around: { agent: Agent; signal: AbortSignal; userAgent: string }) {
  return {
    dispatcher: around.agent,
    method: request.method ?? 'GET',
    headers: { 'user-agent': around.userAgent, ...request.headers },
    body: request.body ?? null,
    signal: around.signal,
  };
}

/** A name that is an address already is never looked up, so it is checked here. */
function checkedUrl(text: string, allowPrivateNetworks: boolean): URL {
  const url = text.length <= MAX_URL_LENGTH && URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) throw refused('it is not an address');
  const isPlainHttp = url.protocol === 'http:' && allowPrivateNetworks;
  if (url.protocol !== 'https:' && !isPlainHttp) throw refused(`${url.origin} is not https`);
  if (url.username !== '' || url.password !== '') throw refused(`the address on ${url.host} carries a password`);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (isIP(host) !== 0 && !isReachableAddress(host, allowPrivateNetworks)) throw refused(whyNotReachable(url.host));
  return url;
}

function refused(why: string): AppError {
  return new AppError('lti.outbound_refused', 'forbidden', `The other server was not called: ${why}.`);
}

function whyNotReachable(host: string): string {
  return `${host} stands on a private or reserved network (ALLOW_PRIVATE_NETWORKS=true allows a Moodle there)`;
}

/** Hands to the connection only addresses that may be called; none left is a refusal. */
function guardedLookup(allowPrivateNetworks: boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      const reachable = (addresses ?? []).filter((one) => isReachableAddress(one.address, allowPrivateNetworks));
      const [first] = reachable;
      if (error !== null) callback(error, '', 0);
      else if (first === undefined) callback(refused(whyNotReachable(hostname)), '', 0);
      else if (options.all) callback(null, reachable);
      else callback(null, first.address, first.family);
    });
  };
}

class TooLarge extends Error {}

async function readLimited(body: Dispatcher.ResponseData['body'], maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) {
      body.destroy();
      throw new TooLarge();
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function responseOf(answer: Dispatcher.ResponseData, body: Buffer): OutboundResponse {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(answer.headers)) {
    if (value !== undefined) headers[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
  }
  return {
    status: answer.statusCode,
    statusText: answer.statusText,
    headers,
    text: () => body.toString('utf8'),
  };
}

function asOutboundError(error: unknown, target: URL, isOutOfTime: boolean): AppError {
  if (error instanceof AppError) return error;
  const { code } = error as { code?: string };
  const { host } = target;
  if (error instanceof TooLarge) {
    return new AppError('lti.outbound_too_large', 'unavailable', `The answer of ${host} is too large.`);
  }
  if (isOutOfTime || /TIMEOUT|ETIMEDOUT/.test(code ?? '')) {
    return new AppError('lti.outbound_timeout', 'unavailable', `${host} did not answer in time.`, undefined, {
      cause: error,
    });
  }
  const why = code === undefined ? '' : ` (${code})`;
  return new AppError('lti.outbound_failed', 'unavailable', `${host} could not be reached${why}.`, undefined, {
    cause: error,
  });
}
