import { type CryptoKey, importJWK, type JWK } from 'jose';
import type { Log } from '../log/log.ts';
import type { Clock } from '../time/clock.ts';
import type { PlatformKeys } from './id-token.ts';
import { LaunchRefused } from './launch.errors.ts';
import { type GuardedFetch, jsonOf } from './outbound.ts';
import type { Platform } from './platform.ts';

/** The last key set of a platform, as kept for all replicas. */
export interface StoredKeySet {
  /** The document as it came; null when no fetch has succeeded yet. */
  jwks: string | null;
  expiresAt: Date | null;
  /** Last try, successful or not. */
  attemptedAt: Date | null;
}

/** Where key sets survive a restart. */
export interface KeySetStore {
  find(platformId: string): Promise<StoredKeySet | undefined>;
  save(platform: Platform, keySet: StoredKeySet, fetchedAt: Date | null): Promise<void>;
}

export interface PlatformKeysPorts {
  store: KeySetStore;
  fetch: GuardedFetch;
  clock: Clock;
  log: Log;
  algorithms: readonly KeyAlgorithm[];
}

/** Algorithms whose keys are taken from a key set. LTI: RS256 only. */
export type KeyAlgorithm = 'RS256' | 'ES256';

/** A key set ready for use. */
interface KeySet extends StoredKeySet {
  keys: ReadonlyMap<string, CryptoKey>;
  /** When this process last looked into the database. */
  readAt: number;
}

/** After a fetch nobody asks the same platform again for this long, whatever key a token names. */
const COOLDOWN_MS = 30_000;
const MIN_AGE_MS = 10 * 60_000;
const MAX_AGE_MS = 24 * 3600_000;
/** Moodle's certs.php says nothing about caching. */
const DEFAULT_AGE_MS = 3600_000;
const MAX_KEYS = 100;
/** 2048 bits in base64url. */
const MIN_MODULUS_LENGTH = 342;

/**
 * The keys of platforms: kept in memory and in the database, fetched again when they are old or a token names an unknown
 * one (at most every 30 s), and kept on when the platform does not answer.
 */
export function createPlatformKeys(
  basic: Omit<PlatformKeysPorts, 'algorithms'>,
  algorithms: readonly KeyAlgorithm[] = ['RS256'],
): PlatformKeys {
  const ports: PlatformKeysPorts = { ...basic, algorithms };
  const kept = new Map<string, KeySet>();
  const underWay = new Map<string, Promise<KeySet>>();
  const refresh = (platform: Platform, kid: string, known: KeySet | undefined): Promise<KeySet> => {
    const running = underWay.get(platform.id);
    if (running !== undefined) return running;
    const work = newestKeySet(ports, platform, kid, known).finally(() => underWay.delete(platform.id));
    underWay.set(platform.id, work);
    return work.then((keySet) => {
      kept.set(platform.id, keySet);
      return keySet;
    });
  };
  return {
    async getKey(platform, kid) {
      const now = ports.clock.now();
      const known = kept.get(platform.id);
      const key = known?.keys.get(kid);
      if (key !== undefined && known !== undefined && !isOld(known, now)) return key;
      const isFresh = known !== undefined && now.getTime() - known.readAt < COOLDOWN_MS && isCooling(known, now);
      const keySet = isFresh ? known : await refresh(platform, kid, known);
      return keyOf(keySet, kid);
    },
  };
}

function keyOf(keySet: KeySet, kid: string): CryptoKey {
  const key = keySet.keys.get(kid);
  if (key !== undefined) return key;
  if (keySet.jwks !== null) throw new LaunchRefused('kid_unknown');
  throw new LaunchRefused('platform_keys_unavailable', undefined, { retryAfterSeconds: COOLDOWN_MS / 1000 });
}

function isOld(keySet: StoredKeySet, now: Date): boolean {
  return keySet.expiresAt === null || keySet.expiresAt <= now;
}

function isCooling({ attemptedAt }: StoredKeySet, now: Date): boolean {
  return attemptedAt !== null && now.getTime() - attemptedAt.getTime() < COOLDOWN_MS;
}

/** What the database has (another replica may have fetched meanwhile), else what the platform says now. */
async function newestKeySet(
  { store, fetch, clock, log, algorithms }: PlatformKeysPorts,
  platform: Platform,
  kid: string,
  known: KeySet | undefined,
): Promise<KeySet> {
  const now = clock.now();
  const stored = (await store.find(platform.id)) ?? { jwks: null, expiresAt: null, attemptedAt: null };
  const isSame = known !== undefined && known.jwks === stored.jwks;
  const keys = isSame ? known.keys : await keysOf(stored.jwks === null ? null : parsed(stored.jwks), algorithms);
  const fromStore: KeySet = { ...stored, keys, readAt: now.getTime() };
  const isEnough = !isOld(stored, now) && keys.has(kid);
  if (isEnough || isCooling(stored, now)) return fromStore;
  try {
    const { document, ageMs } = await fetchKeySet(fetch, platform.jwksUrl);
    const fetched = await keysOf(parsed(document), algorithms);
    if (fetched.size === 0) throw new Error(`the document holds no usable ${algorithms.join(' or ')} key`);
    const fresh = { jwks: document, expiresAt: new Date(now.getTime() + ageMs), attemptedAt: now };
    await store.save(platform, fresh, now);
    return { ...fresh, keys: fetched, readAt: now.getTime() };
  } catch (error) {
    log.warn(
      { platformId: platform.id, err: error, isStaleKept: keys.size > 0 },
      'the keys of a platform were not fetched',
    );
    const tried = { ...stored, attemptedAt: now };
    await store.save(platform, tried, null);
    return { ...tried, keys, readAt: now.getTime() };
  }
}

async function fetchKeySet(fetch: GuardedFetch, url: string): Promise<{ document: string; ageMs: number }> {
  // The media type of the answer is not looked at: platforms disagree about it.
  const answer = await fetch(url, { headers: { accept: 'application/json' } });
  if (answer.status !== 200 || jsonOf(answer) === undefined) {
    throw new Error(`the key set address answered ${answer.status} and no JSON document`);
  }
  return { document: answer.text(), ageMs: ageOf(answer.headers['cache-control']) };
}

/** How long a key set is good, from Cache-Control: between ten minutes and a day. */
export function ageOf(cacheControl: string | undefined): number {
  const maxAge = /(?:^|[\s,])max-age="?(\d{1,9})/i.exec(cacheControl ?? '')?.[1];
  if (maxAge === undefined) return DEFAULT_AGE_MS;
  return Math.min(MAX_AGE_MS, Math.max(MIN_AGE_MS, Number(maxAge) * 1000));
}

function parsed(document: string): unknown {
  try {
    return JSON.parse(document);
  } catch {
    return null;
  }
}

/** The public keys of a key set, by kid. What cannot be used is left out. */
async function keysOf(document: unknown, algorithms: readonly KeyAlgorithm[]): Promise<Map<string, CryptoKey>> {
  const list = (document as { keys?: unknown } | null)?.keys;
  const keys = new Map<string, CryptoKey>();
  for (const jwk of Array.isArray(list) ? list.slice(0, MAX_KEYS) : []) {
    const usable = usableOf((jwk ?? {}) as Partial<JWK>);
    if (usable === undefined || !algorithms.includes(usable.algorithm) || keys.has(usable.kid)) continue;
    const key = await importJWK(usable.members, usable.algorithm).catch(() => undefined);
    if (key !== undefined && !(key instanceof Uint8Array)) keys.set(usable.kid, key);
  }
  return keys;
}

interface UsableKey {
  kid: string;
  algorithm: KeyAlgorithm;
  /** Public members only. */
  members: JWK;
}

function usableOf({ kty, kid, n, e, crv, x, y, alg, use }: Partial<JWK>): UsableKey | undefined {
  if (typeof kid !== 'string' || kid === '' || (use !== undefined && use !== 'sig')) return undefined;
  if (kty === 'RSA' && typeof n === 'string' && n.length >= MIN_MODULUS_LENGTH && typeof e === 'string') {
    return alg === undefined || alg === 'RS256' ? { kid, algorithm: 'RS256', members: { kty, n, e } } : undefined;
  }
  if (kty === 'EC' && crv === 'P-256' && typeof x === 'string' && typeof y === 'string') {
    return alg === undefined || alg === 'ES256' ? { kid, algorithm: 'ES256', members: { kty, crv, x, y } } : undefined;
  }
  return undefined;
}
