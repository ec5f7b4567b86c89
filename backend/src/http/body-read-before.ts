import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

/** A request that other middleware has been at: Express keeps the parsed body in `body`, Directus the octets in `rawBody`. */
interface ParsedRequest extends IncomingMessage {
  body?: unknown;
  rawBody?: unknown;
}

/**
 * The body again when somebody before us has read the stream: a parser would wait for it for ever.
 * @returns undefined when nobody has
 */
export function bodyReadBefore(request: IncomingMessage): (Readable & { receivedEncodedLength: number }) | undefined {
  const octets = readBody(request);
  if (octets === undefined) return undefined;
  // What was sent, for it is compared with Content-Length; what somebody parsed may be written shorter here.
  const receivedEncodedLength = Number(request.headers['content-length'] ?? octets.length);
  return Object.assign(Readable.from([octets]), { receivedEncodedLength });
}

function readBody(request: ParsedRequest): Buffer | undefined {
  if (!request.readableEnded) return undefined;
  const { rawBody, body } = request;
  if (Buffer.isBuffer(rawBody)) return rawBody;
  if (Buffer.isBuffer(body)) return body;
  if (typeof body === 'string') return Buffer.from(body);
  if (typeof body !== 'object' || body === null) return undefined;
  const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
  if (!isForm) return Buffer.from(JSON.stringify(body));
  const pairs = Object.entries(body).flatMap(([name, value]) =>
    [value].flat().map((one): [string, string] => [name, String(one)]),
  );
  return Buffer.from(new URLSearchParams(pairs).toString());
}
