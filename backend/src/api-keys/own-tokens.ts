import { createECDH, createPrivateKey, createPublicKey, hkdfSync, type KeyObject } from 'node:crypto';
import { type JWTPayload, jwtVerify, SignJWT } from 'jose';
import type { Clock } from '../time/clock.ts';
import { isScope, type Scope } from './scopes.ts';

const ALGORITHM = 'ES256';
const CURVE = 'prime256v1';
/** Order of the group of P-256 (FIPS 186-5). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const SCALAR_BYTES = 32;
/** More bytes than the order has, so that the remainder leans to no side. */
const SEED_BYTES = 48;

/** How long a token of POST /oauth/token lives. */
export const TOKEN_SECONDS = 3600;

/** What a token of ours says. */
export interface OwnToken {
  apiKeyId: string;
  /** Of the academic API. */
  scopes: Scope[];
  /** Every scope that was granted, those of other interfaces over the same data included. */
  granted: string[];
}

/** Tokens that we issue for a key, and take back. */
export interface OwnTokens {
  issue(token: { apiKeyId: string; tenantId: string; granted: readonly string[] }): Promise<string>;
  /** @throws jose's errors */
  read(text: string): Promise<OwnToken>;
}

/**
 * @param apiUrl issuer and audience
 * @param secretKey SECRET_KEY: the signing key follows from it, so that every replica has the same one without a table
 */
export function createOwnTokens(apiUrl: string, secretKey: string, clock: Clock): OwnTokens {
  const { privateKey, publicKey } = keysFrom(secretKey);
  return {
    issue({ apiKeyId, tenantId, granted }) {
      const now = Math.floor(clock.now().getTime() / 1000);
      return new SignJWT({ client_id: apiKeyId, tenant_id: tenantId, scope: granted.join(' ') })
        .setProtectedHeader({ alg: ALGORITHM, typ: 'at+jwt' })
        .setIssuer(apiUrl)
        .setAudience(apiUrl)
        .setSubject(apiKeyId)
        .setIssuedAt(now)
        .setExpirationTime(now + TOKEN_SECONDS)
        .sign(privateKey);
    },
    async read(text) {
      const { payload } = await jwtVerify(text, publicKey, {
        issuer: apiUrl,
        audience: apiUrl,
        algorithms: [ALGORITHM],
        typ: 'at+jwt',
        requiredClaims: ['sub', 'exp', 'scope'],
        currentDate: clock.now(),
      });
      const granted = scopeClaimOf(payload);
      return { apiKeyId: payload.sub ?? '', scopes: granted.filter(isScope), granted };
    },
  };
}

/** The scopes of a token: `scope` as RFC 9068 writes it, or an array `scopes`. */
export function scopeClaimOf(payload: JWTPayload): string[] {
  if (typeof payload.scope === 'string') return payload.scope.split(' ').filter((name) => name !== '');
  const { scopes } = payload;
  return Array.isArray(scopes) ? scopes.filter((name): name is string => typeof name === 'string') : [];
}

function keysFrom(secretKey: string): { privateKey: KeyObject; publicKey: KeyObject } {
  const seed = Buffer.from(hkdfSync('sha256', secretKey, '', 'passerelle oauth tokens', SEED_BYTES));
  const scalar = (BigInt(`0x${seed.toString('hex')}`) % (ORDER - 1n)) + 1n;
  const d = Buffer.from(scalar.toString(16).padStart(SCALAR_BYTES * 2, '0'), 'hex');
  const curve = createECDH(CURVE);
  curve.setPrivateKey(d);
  const point = curve.getPublicKey();
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    x: point.subarray(1, 1 + SCALAR_BYTES).toString('base64url'),
    y: point.subarray(1 + SCALAR_BYTES).toString('base64url'),
  };
  return {
    privateKey: createPrivateKey({ key: { ...jwk, d: d.toString('base64url') }, format: 'jwk' }),
    publicKey: createPublicKey({ key: jwk, format: 'jwk' }),
  };
}
