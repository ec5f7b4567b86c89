import { createHash, randomBytes } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, errors, type JWTPayload } from 'jose';
import { AGS_SCOPE, NRPS_SCOPE } from './claims.ts';
import { KeysUnreachable, type ToolKeys } from './tool-keys.remote.ts';

/** What a default registration may ask for. */
export const ALL_SCOPES: readonly string[] = [
  `${AGS_SCOPE}lineitem`,
  `${AGS_SCOPE}lineitem.readonly`,
  `${AGS_SCOPE}result.readonly`,
  `${AGS_SCOPE}score`,
  NRPS_SCOPE,
  'https://purl.imsglobal.org/spec/lti-ts/scope/toolsetting',
];

/** The answer of the token endpoint. `error` is written into JSON unescaped, as Moodle does: the body may be broken JSON. */
export type TokenAnswer =
  | { kind: 'granted'; token: string; expiresIn: number; scope: string }
  | { kind: 'refused'; error: string }
  | { kind: 'keys_unreachable' };

const LIFE_SECONDS = 3600;
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** The access tokens given out, and what they open. */
export class AccessTokens {
  #tokens = new Map<string, { scopes: readonly string[]; expiresAt: number }>();
  #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  issue(scopes: readonly string[]): string {
    if (this.#tokens.size > 5000) this.#forgetExpired();
    const token = createHash('md5').update(randomBytes(16)).digest('hex');
    this.#tokens.set(token, { scopes, expiresAt: this.#now() + LIFE_SECONDS * 1000 });
    return token;
  }

  /** True when the Authorization header holds a live token with one of these scopes. */
  opens(header: string | undefined, wanted: readonly string[]): boolean {
    const found = this.#tokens.get(tokenIn(header));
    if (found === undefined || found.expiresAt <= this.#now()) return false;
    return found.scopes.some((scope) => wanted.includes(scope));
  }

  revoke(header: string | undefined): void {
    this.#tokens.delete(tokenIn(header));
  }

  revokeAll(): void {
    this.#tokens.clear();
  }

  #forgetExpired(): void {
    for (const [token, { expiresAt }] of this.#tokens) if (expiresAt <= this.#now()) this.#tokens.delete(token);
  }
}

function tokenIn(header: string | undefined): string {
  return /^Bearer +(\S+)$/i.exec(header ?? '')?.[1] ?? '';
}

function unverifiedSubject(assertion: string): string | undefined {
  try {
    return decodeJwt(assertion).sub;
  } catch {
    return undefined;
  }
}

function moodleTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}+0000`;
}

function hasKid(assertion: string): boolean {
  try {
    return decodeProtectedHeader(assertion).kid !== undefined;
  } catch {
    return false;
  }
}

async function assertionFault(assertion: string, keys: ToolKeys, nowMs: number): Promise<string | undefined> {
  if (!hasKid(assertion)) return 'error/Error: kid must be provided in JWT header.';
  let claims: JWTPayload;
  try {
    claims = await keys.verify(assertion);
  } catch (error) {
    if (error instanceof KeysUnreachable) throw error;
    if (error instanceof errors.JWTExpired) return 'Expired token';
    if (error instanceof errors.JWKSNoMatchingKey) return '"kid" invalid, unable to lookup correct key';
    return 'Signature verification failed';
  }
  const issuedAtMs = (claims.iat ?? 0) * 1000;
  return issuedAtMs > nowMs ? `Cannot handle token with iat prior to ${moodleTime(issuedAtMs)}` : undefined;
}

/**
 * Answers a client_credentials request with a private_key_jwt assertion. Not checked, as in Moodle: `aud`, `iss`, `jti`. Scopes that are
 * not allowed are dropped without a word.
 */
export async function answerTokenRequest(
  form: URLSearchParams,
  client: { id: string; scopes: readonly string[]; keys: ToolKeys },
  tokens: AccessTokens,
  nowMs: number,
): Promise<TokenAnswer> {
  const assertion = form.get('client_assertion') ?? '';
  const wanted = (form.get('scope') ?? '').split(' ');
  const subject = unverifiedSubject(assertion);
  const isComplete =
    form.get('client_assertion_type') === ASSERTION_TYPE && form.has('grant_type') && form.has('scope');
  if (subject === undefined || !isComplete) return { kind: 'refused', error: 'invalid_request' };
  if (form.get('grant_type') !== 'client_credentials') return { kind: 'refused', error: 'unsupported_grant_type' };
  if (subject !== client.id) return { kind: 'refused', error: 'invalid_client' };
  try {
    const fault = await assertionFault(assertion, client.keys, nowMs);
    if (fault !== undefined) return { kind: 'refused', error: fault };
  } catch (error) {
    if (error instanceof KeysUnreachable) return { kind: 'keys_unreachable' };
    throw error;
  }
  const scopes = client.scopes.filter((scope) => wanted.includes(scope));
  if (scopes.length === 0) return { kind: 'refused', error: 'invalid_scope' };
  return { kind: 'granted', token: tokens.issue(scopes), expiresIn: LIFE_SECONDS, scope: scopes.join(' ') };
}
