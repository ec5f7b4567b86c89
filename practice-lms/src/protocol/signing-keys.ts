import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';
import type { JWK } from 'jose';

/** A key of the platform. `kid` is 20 hex digits, like Moodle's. */
export interface SigningKey {
  kid: string;
  privateKey: KeyObject;
}

/**
 * How to sign an unusual token. `header` is merged into `{typ, alg, kid}` (a null value takes the member away); `key: 'other'` signs with a
 * key that is not published under the announced kid; `alg: 'none'` leaves the signature empty; `alg: 'HS256'` uses `secret`.
 */
export interface MintOptions {
  header?: Record<string, unknown>;
  alg?: 'RS256' | 'HS256' | 'none';
  kid?: string | null;
  key?: 'platform' | 'other' | KeyObject;
  secret?: string | Buffer;
}

/** An RSA key of 2048 bits under a new name. */
export function makeKey(): SigningKey {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { kid: randomBytes(10).toString('hex'), privateKey };
}

/** The private JWK that `loadKey` reads back. */
export function saveKey(key: SigningKey): JWK {
  return { ...(key.privateKey.export({ format: 'jwk' }) as JWK), kid: key.kid };
}

export function loadKey(jwk: JWK): SigningKey {
  return { kid: jwk.kid ?? '', privateKey: createPrivateKey({ key: { ...jwk } as never, format: 'jwk' }) };
}

/** The member of the JWKS: kty, alg, kid, e, n, use; nothing private. */
export function publicJwk(key: SigningKey): JWK {
  const { kty, n, e } = createPublicKey(key.privateKey).export({ format: 'jwk' }) as JWK;
  return { kty: kty ?? 'RSA', alg: 'RS256', kid: key.kid, e: e ?? '', n: n ?? '', use: 'sig' };
}

/** The public key as PEM text: what an attacker of the HS256 kind would use as the secret. */
export function publicPem(key: SigningKey): string {
  return createPublicKey(key.privateKey).export({ format: 'pem', type: 'spki' }).toString();
}

function part(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

let strangersKey: KeyObject | undefined;

function signature(input: string, key: SigningKey, options: MintOptions): string {
  if (options.alg === 'none') return '';
  if (options.alg === 'HS256') {
    return createHmac('sha256', options.secret ?? '')
      .update(input)
      .digest('base64url');
  }
  let privateKey = key.privateKey;
  if (options.key === 'other') privateKey = strangersKey ??= makeKey().privateKey;
  else if (options.key !== undefined && options.key !== 'platform') privateKey = options.key;
  return sign('sha256', Buffer.from(input), privateKey).toString('base64url');
}

/** A compact JWT of exactly these claims: nothing is added, nothing is checked. */
export function mint(claims: unknown, key: SigningKey, options: MintOptions = {}): string {
  const { alg = 'RS256', kid = key.kid } = options;
  const members = Object.entries({ typ: 'JWT', alg, kid, ...options.header });
  const header = Object.fromEntries(members.filter(([, value]) => value !== null));
  const input = `${part(header)}.${part(claims)}`;
  return `${input}.${signature(input, key, options)}`;
}
