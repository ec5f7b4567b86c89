import { decodeJwt, decodeProtectedHeader, errors, type JWTPayload, type JWTVerifyOptions, jwtVerify } from 'jose';
import { AppError } from '../errors/app-error.ts';
import { isIdentifier } from '../ids/identifier.ts';
import { unseal } from '../lti/signing-keys-seal.ts';
import type { Clock } from '../time/clock.ts';
import { type Caller, invalidToken } from './caller.ts';
import type { FailedAttempts } from './failed-attempts.ts';
import { bucketOfClient, type Issuer } from './issuer.ts';
import type { IssuerKeys } from './issuer-keys.ts';
import type { KeyCheck } from './key-check.ts';
import { type OwnTokens, scopeClaimOf } from './own-tokens.ts';
import { isScope, scopesOf } from './scopes.ts';
import { oneRosterScopesOf } from './token-grant.ts';

export interface TokenCheckPorts {
  /** The active rows of an `iss`, one per institution that accepts it. */
  findIssuers(issuer: string): Promise<Issuer[]>;
  keys: IssuerKeys;
  own: OwnTokens;
  keyCheck: Pick<KeyCheck, 'callerById'>;
  attempts: FailedAttempts;
  clock: Clock;
}

export interface TokenCheckOptions {
  /** Our public address: what a token's `aud` must name. */
  apiUrl: string;
  /** Opens the sealed secrets of issuers. */
  secretKey: string;
}

/** Tells who holds a bearer token. */
export interface TokenCheck {
  /**
   * @param tenantHint X-Orchestrator-Id: which institution's registration of an issuer to try where the token names none
   * @throws AppError api-keys.invalid_token, api-keys.issuer_keys_unavailable, api-keys.too_many_failed_attempts
   */
  callerOf(token: string, tenantHint: string | undefined, address: string): Promise<Caller>;
}

/** Public-key algorithms only: a key set never stands for a shared secret. */
const PUBLIC_KEY_ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA', 'Ed25519'];
const SKEW_SECONDS = 60;
const MAX_LIFE_SECONDS = 24 * 3600;
const MAX_TOKEN_LENGTH = 8192;
const MIN_SECRET_BYTES = 32;

export function createTokenCheck(ports: TokenCheckPorts, options: TokenCheckOptions): TokenCheck {
  return {
    async callerOf(token, tenantHint, address) {
      ports.attempts.check(address);
      try {
        return await read(ports, options, token, { tenantHint, address });
      } catch (error) {
        const known = error instanceof AppError ? error : asRefusal(error);
        if (known.kind === 'unauthenticated') ports.attempts.add(address);
        throw known;
      }
    },
  };
}

function asRefusal(error: unknown): AppError {
  if (error instanceof errors.JOSEError) return invalidToken(error.code);
  // What jose says of a text that is no token at all, or of a key that does not fit the algorithm.
  if (error instanceof TypeError || error instanceof SyntaxError) return invalidToken('malformed');
  throw error;
}

async function read(
  ports: TokenCheckPorts,
  options: TokenCheckOptions,
  token: string,
  asked: { tenantHint: string | undefined; address: string },
): Promise<Caller> {
  if (token.length > MAX_TOKEN_LENGTH) throw invalidToken('too long');
  const claims = decodeJwt(token);
  // Nothing is proven yet: what no row can hold is not looked for.
  if (!isIdentifier(claims.iss)) throw invalidToken('iss');
  if (claims.iss === options.apiUrl) return ownCaller(ports, token, asked.address);
  const named = tenantClaimOf(claims);
  const issuers = await ports.findIssuers(claims.iss);
  const issuer =
    issuers.find((one) => one.tenant_id === named) ??
    issuers.find((one) => one.tenant_id === asked.tenantHint) ??
    issuers[0];
  if (issuer === undefined) throw invalidToken('unknown issuer');
  const payload = await verify(ports, options, token, issuer);
  return callerOf(payload, issuer);
}

async function ownCaller(ports: TokenCheckPorts, text: string, address: string): Promise<Caller> {
  const token = await ports.own.read(text);
  const caller = await ports.keyCheck.callerById(token.apiKeyId, address);
  if (caller === undefined) throw invalidToken('the key behind it opens nothing any more');
  return {
    ...caller,
    clientId: token.apiKeyId,
    scopes: caller.scopes.filter((scope) => token.scopes.includes(scope)),
    otherScopes: oneRosterScopesOf(token.granted, caller.scopes),
  };
}

async function verify(
  { keys, clock }: TokenCheckPorts,
  { apiUrl, secretKey }: TokenCheckOptions,
  token: string,
  issuer: Issuer,
): Promise<JWTPayload> {
  const { typ } = decodeProtectedHeader(token);
  if (typ !== undefined && !/^(application\/)?(at\+)?jwt$/i.test(typ)) throw invalidToken('typ');
  const now = clock.now();
  const rules: JWTVerifyOptions = {
    issuer: issuer.issuer,
    audience: apiUrl,
    requiredClaims: ['exp', 'sub'],
    clockTolerance: SKEW_SECONDS,
    currentDate: now,
  };
  const { payload } =
    issuer.secret === null
      ? await jwtVerify(token, keys.of(issuer.jwks_url ?? ''), { ...rules, algorithms: PUBLIC_KEY_ALGORITHMS })
      : await jwtVerify(token, secretOf(issuer, secretKey), { ...rules, algorithms: ['HS256'] });
  const seconds = now.getTime() / 1000;
  if ((payload.exp ?? 0) > seconds + MAX_LIFE_SECONDS + SKEW_SECONDS) throw invalidToken('exp too far ahead');
  if (payload.iat !== undefined && payload.iat > seconds + SKEW_SECONDS) throw invalidToken('iat in the future');
  if (typeof payload.sub !== 'string' || payload.sub === '') throw invalidToken('sub');
  return payload;
}

function secretOf(issuer: Issuer, secretKey: string): Uint8Array {
  const secret = Buffer.from(unseal(issuer.secret ?? '', secretKey, issuer.id));
  if (secret.length < MIN_SECRET_BYTES) throw invalidToken('the issuer’s secret is too short');
  return secret;
}

function callerOf(payload: JWTPayload, issuer: Issuer): Caller {
  const client = [payload.client_id, payload.azp, payload.sub].find((one) => typeof one === 'string' && one !== '');
  const allowed = scopesOf(issuer.scopes);
  return {
    apiKeyId: null,
    clientId: String(client),
    tenantId: issuer.tenant_id,
    namedTenant: tenantClaimOf(payload),
    scopes: scopeClaimOf(payload)
      .filter(isScope)
      .filter((scope) => allowed.includes(scope)),
    otherScopes: oneRosterScopesOf(scopeClaimOf(payload), allowed),
    bucket: bucketOfClient(issuer, String(client)),
    allowedIps: null,
  };
}

function tenantClaimOf(payload: JWTPayload): string | undefined {
  return typeof payload.tenant_id === 'string' && payload.tenant_id !== '' ? payload.tenant_id : undefined;
}
