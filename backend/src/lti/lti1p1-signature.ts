import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** The two ways in which LTI 1.1 platforms sign. */
export type SignatureMethod = 'HMAC-SHA1' | 'HMAC-SHA256';

/** A signed request: parameters of query and body (or Authorization header), decoded, repeated ones as often as they came. */
export interface SignedRequest {
  method: string;
  /** Public address, without query. */
  url: string;
  parameters: readonly (readonly [string, string])[];
}

/** How much two clocks may differ (LTI 1.1.1, 4.4). */
export const TIMESTAMP_WINDOW_SECONDS = 300;

const HASHES: Record<SignatureMethod, string> = { 'HMAC-SHA1': 'sha1', 'HMAC-SHA256': 'sha256' };

export function isSignatureMethod(text: unknown): text is SignatureMethod {
  return typeof text === 'string' && Object.hasOwn(HASHES, text);
}

/** The signature of a request without token secret (RFC 5849, 3.4.2), in base64. */
export function signatureOf(request: SignedRequest, method: SignatureMethod, secret: string): string {
  return createHmac(HASHES[method], `${encoded(secret)}&`)
    .update(signatureBase(request))
    .digest('base64');
}

/** Whether the signature is that of the request; takes the same time wherever the two differ. */
export function isSignedBy(
  request: SignedRequest,
  method: SignatureMethod,
  { secret, signature }: { secret: string; signature: string },
): boolean {
  return isSameText(signatureOf(request, method, secret), signature);
}

/** Compares two texts in a time that does not tell where they differ. */
export function isSameText(expected: string, given: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(expected), digest(given));
}

/** What is signed (RFC 5849, 3.4.1): method, address and all parameters but the signature, sorted as bytes. */
export function signatureBase({ method, url, parameters }: SignedRequest): string {
  const pairs = parameters
    .filter(([name]) => name !== 'oauth_signature' && name !== 'realm')
    .map(([name, value]): [string, string] => [encoded(name), encoded(value)])
    .sort(([nameA, a], [nameB, b]) => compare(nameA, nameB) || compare(a, b));
  const list = pairs.map(([name, value]) => `${name}=${value}`).join('&');
  return [method.toUpperCase(), encoded(baseUrlOf(url)), encoded(list)].join('&');
}

/** Scheme and host in lower case, no default port, no query (RFC 5849, 3.4.1.2). */
function baseUrlOf(text: string): string {
  const { protocol, host, pathname } = new URL(text);
  return `${protocol}//${host}${pathname}`;
}

/** What is encoded is ASCII, so code units compare as bytes. */
function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** RFC 3986's unreserved characters stay, everything else becomes %XX of its UTF-8 bytes. */
export function encoded(text: string): string {
  const reserved = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(text.toWellFormed()).replace(/[!'()*]/g, reserved);
}

/** Credentials for a signed call of ours. `nonce`: never used twice within one second. */
export interface CallSigner {
  consumerKey: string;
  secret: string;
  nonce: string;
  timestampSeconds: number;
}

/**
 * The Authorization header of a POST whose body is no form: the hash of the body is signed with it (OAuth Request Body
 * Hash, 3.2). HMAC-SHA1, which every platform of that age knows.
 */
export function authorizationHeader(url: string, body: string, signer: CallSigner): string {
  const parameters: [string, string][] = [
    ['oauth_body_hash', createHash('sha1').update(body).digest('base64')],
    ['oauth_consumer_key', signer.consumerKey],
    ['oauth_nonce', signer.nonce],
    ['oauth_signature_method', 'HMAC-SHA1'],
    ['oauth_timestamp', String(signer.timestampSeconds)],
    ['oauth_version', '1.0'],
  ];
  const query: [string, string][] = [...new URL(url).searchParams];
  const request = { method: 'POST', url, parameters: [...query, ...parameters] };
  const signed = [...parameters, ['oauth_signature', signatureOf(request, 'HMAC-SHA1', signer.secret)] as const];
  return `OAuth ${signed.map(([name, value]) => `${name}="${encoded(value)}"`).join(',')}`;
}
