import { createPublicKey } from 'node:crypto';
import {
  type CryptoKey,
  calculateJwkThumbprint,
  exportJWK,
  exportPKCS8,
  generateKeyPair,
  importPKCS8,
  type JWK,
} from 'jose';
import { AppError } from '../errors/app-error.ts';
import { seal, unseal } from './signing-keys-seal.ts';

/** The one algorithm that every LTI platform takes (Security Framework 1.0, 6.2). */
export const SIGNING_ALGORITHM = 'RS256';
const RSA_BITS = 2048;
const CACHE_MS = 60_000;

/** A key as the database keeps it. */
export interface StoredSigningKey {
  /** RFC 7638 thumbprint, which is the `kid`. */
  id: string;
  /** PKCS#8, sealed with SECRET_KEY. */
  sealedPrivateKey: string;
  /** Public members only, JSON. */
  publicJwk: string;
  status: 'active' | 'published' | 'retired';
}

/** Where our keys are kept. */
export interface SigningKeyStore {
  /** What may be in use somewhere: active and published ones, oldest first, the same order for every process. */
  published(): Promise<StoredSigningKey[]>;
  /** Adds an active key unless there is one already; racing processes may both add, which is harmless. */
  addIfNoneActive(key: StoredSigningKey, now: Date): Promise<void>;
}

export interface SigningKey {
  kid: string;
  privateKey: CryptoKey;
}

/** A public key as we tell it to the world. */
export type PublicKey = Record<'kty' | 'n' | 'e' | 'use' | 'alg' | 'kid', string>;

/** Our own keys: the one that signs, and what the world may know of all. */
export interface SigningKeys {
  /** The oldest active key, made when there is none. @throws AppError lti.secret_key_mismatch */
  current(): Promise<SigningKey>;
  /** Every key that may sign or have signed something still alive. Makes the first one when there is none. */
  publicSet(): Promise<{ keys: PublicKey[] }>;
}

/** @param now milliseconds; the signing key is read anew after a minute, so that a rotation reaches every process */
export function createSigningKeys(
  store: SigningKeyStore,
  secretKey: string,
  now: () => number = Date.now,
): SigningKeys {
  let kept: { until: number; key: Promise<SigningKey> } | undefined;
  const published = async (): Promise<StoredSigningKey[]> => {
    const keys = await store.published();
    if (keys.some((key) => key.status === 'active')) return keys;
    await store.addIfNoneActive(await makeSigningKey(secretKey), new Date(now()));
    return store.published();
  };
  const readCurrent = async (): Promise<SigningKey> => {
    const stored = (await published()).find((key) => key.status === 'active');
    if (stored === undefined) throw new AppError('lti.no_signing_key', 'internal', 'the new signing key was not kept');
    const pem = unseal(stored.sealedPrivateKey, secretKey, stored.id);
    return { kid: stored.id, privateKey: await importPKCS8(pem, SIGNING_ALGORITHM) };
  };
  return {
    current() {
      if (kept !== undefined && kept.until > now()) return kept.key;
      const key = readCurrent();
      kept = { until: now() + CACHE_MS, key };
      key.catch(() => {
        kept = undefined;
      });
      return key;
    },
    async publicSet() {
      return { keys: (await published()).map(publicJwkOf) };
    },
  };
}

/** A new key, sealed for the database; it signs as soon as it is stored. */
export async function makeSigningKey(secretKey: string): Promise<StoredSigningKey> {
  const pair = await generateKeyPair(SIGNING_ALGORITHM, { modulusLength: RSA_BITS, extractable: true });
  const { kty, n, e } = await exportJWK(pair.publicKey);
  const publicMembers = { kty, n, e } as JWK;
  const id = await calculateJwkThumbprint(publicMembers);
  return {
    id,
    sealedPrivateKey: seal(await exportPKCS8(pair.privateKey), secretKey, id),
    publicJwk: JSON.stringify(publicMembers),
    status: 'active',
  };
}

/** The same key as PEM, for an LMS that wants it pasted instead of fetching it. @param publicJwk JSON */
export function publicPemOf(publicJwk: string): string {
  const key = createPublicKey({ key: JSON.parse(publicJwk), format: 'jwk' });
  return String(key.export({ type: 'spki', format: 'pem' }));
}

/** Member by member, so that nothing private can slip through whatever the row holds. */
function publicJwkOf({ id, publicJwk }: StoredSigningKey): PublicKey {
  const { kty, n, e } = JSON.parse(publicJwk) as Required<Pick<JWK, 'kty' | 'n' | 'e'>>;
  return { kty, n, e, use: 'sig', alg: SIGNING_ALGORITHM, kid: id };
}
