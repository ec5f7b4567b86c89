import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { jsonOf, mediaTypeOf, type OutboundResponse } from './outbound.ts';
import type { ServiceTrouble } from './service-trouble.ts';
import { retryAfterMs, trouble } from './service-trouble.ts';
import { SIGNING_ALGORITHM, type SigningKey } from './signing-keys.ts';

/** What of a registration the services of its LMS need. */
export interface ServicePlatform {
  id: string;
  clientId: string;
  tokenUrl: string;
  /** `aud` of our assertions where it is not the token URL (D2L, Blackboard). */
  tokenAudience: string | null;
}

export type TokenAnswer = { kind: 'granted'; token: string } | ServiceTrouble;

/** Access tokens of the platforms, kept while they live. */
export interface AccessTokens {
  /** A token that holds all these scopes. Concurrent calls share one request. */
  get(platform: ServicePlatform, scopes: readonly string[]): Promise<TokenAnswer>;
  /** Forgets a token that the platform refused; another one that came meanwhile stays. */
  drop(platform: ServicePlatform, scopes: readonly string[], token: string): void;
}

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
/** Moodle allows no leeway at all for `iat`, so a clock that is a little ahead must not matter. */
const ISSUED_AGO_SECONDS = 5;
const ASSERTION_LIFE_SECONDS = 60;
const RENEW_BEFORE_SECONDS = 60;
/** When the platform does not say how long its token lives. */
const UNTOLD_LIFE_SECONDS = 300;

/** The form of a token request (RFC 7523; Security Framework 1.0, 4.1). */
export async function tokenRequestBody(
  platform: ServicePlatform,
  scopes: readonly string[],
  key: SigningKey,
  nowMs: number,
): Promise<string> {
  const issuedAt = Math.floor(nowMs / 1000) - ISSUED_AGO_SECONDS;
  const assertion = await new SignJWT({})
    .setProtectedHeader({ alg: SIGNING_ALGORITHM, typ: 'JWT', kid: key.kid })
    .setIssuer(platform.clientId)
    .setSubject(platform.clientId)
    .setAudience(platform.tokenAudience ?? platform.tokenUrl)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + ISSUED_AGO_SECONDS + ASSERTION_LIFE_SECONDS)
    .setJti(randomUUID())
    .sign(key.privateKey);
  return new URLSearchParams({
    grant_type: 'client_credentials',
    client_assertion_type: ASSERTION_TYPE,
    client_assertion: assertion,
    scope: [...scopes].sort().join(' '),
  }).toString();
}

/** A token as the platform gave it. `lifeMs`: how long it may be used. */
export interface GrantedToken {
  kind: 'granted';
  token: string;
  lifeMs: number;
}

/**
 * Reads a token endpoint's answer. Moodle sends its JSON as text/html, and errors whose JSON is broken: only the status and
 * what parses count.
 */
export function readTokenAnswer(
  response: OutboundResponse,
  scopes: readonly string[],
  nowMs: number,
): GrantedToken | ServiceTrouble {
  const { status } = response;
  if (status === 429) return trouble('lms_throttled', { afterMs: retryAfterMs(response, nowMs) });
  if (status >= 500) return trouble('lms_failing', { afterMs: retryAfterMs(response, nowMs) });
  const body = (jsonOf(response) ?? {}) as Record<string, unknown>;
  if (status === 200 && typeof body.access_token === 'string' && body.access_token !== '') {
    if (!isGranted(body.scope, scopes)) return missingScope(scopes);
    return { kind: 'granted', token: body.access_token, lifeMs: lifeOf(body.expires_in) * 1000 };
  }
  if (body.error === 'invalid_scope' || /"error"\s*:\s*"invalid_scope"/.test(response.text().slice(0, 500))) {
    return missingScope(scopes);
  }
  if (status === 404 && mediaTypeOf(response) === 'text/html') return trouble('keys_unreachable');
  return status === 200 ? trouble('unexpected_answer') : trouble('token_refused');
}

/** No `scope` in the answer means: as asked (RFC 6749, 5.1). */
function isGranted(scope: unknown, wanted: readonly string[]): boolean {
  if (typeof scope !== 'string') return true;
  const granted = scope.split(/\s+/);
  return wanted.every((one) => granted.includes(one));
}

function missingScope(scopes: readonly string[]): ServiceTrouble {
  if (scopes.some((scope) => scope.includes('/lti-nrps/'))) return { kind: 'gave_up', code: 'roster_scope_missing' };
  const isScore = scopes.some((scope) => scope.endsWith('/score'));
  return { kind: 'gave_up', code: isScore ? 'score_scope_missing' : 'line_item_scope_missing' };
}

function lifeOf(expiresIn: unknown): number {
  const told = Number(expiresIn);
  const seconds = Number.isFinite(told) && told > 0 ? told : UNTOLD_LIFE_SECONDS;
  return Math.max(seconds - RENEW_BEFORE_SECONDS, seconds / 2);
}
