import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { AppError } from '../errors/app-error.ts';
import type { Log } from '../log/log.ts';
import { type GuardedFetch, jsonOf } from '../lti/outbound.ts';
import type { Clock } from '../time/clock.ts';

/** Finds the public key that signed a token. */
export interface IssuerKeys {
  /** @throws AppError api-keys.issuer_keys_unavailable, or jose's JWKSNoMatchingKey */
  of(jwksUrl: string): JWTVerifyGetKey;
}

const MAX_AGE_MS = 10 * 60_000;
const COOLDOWN_MS = 30_000;

interface KeptSet {
  find: JWTVerifyGetKey | undefined;
  fetchedAt: number;
  attemptedAt: number;
}

/** Key sets in memory: asked again after ten minutes or for an unknown key, at most every 30 s; old ones outlive a failure. */
export function createIssuerKeys(fetch: GuardedFetch, clock: Clock, log: Log): IssuerKeys {
  const kept = new Map<string, KeptSet>();
  const underWay = new Map<string, Promise<KeptSet>>();
  const refresh = async (url: string): Promise<KeptSet> => {
    const known = kept.get(url);
    const now = clock.now().getTime();
    let fresh: KeptSet;
    try {
      fresh = { find: createLocalJWKSet(await fetchSet(fetch, url)), fetchedAt: now, attemptedAt: now };
    } catch (error) {
      log.warn(
        { err: error, isStaleKept: known?.find !== undefined },
        'the key set of a token issuer could not be read',
      );
      fresh = { find: known?.find, fetchedAt: known?.fetchedAt ?? 0, attemptedAt: now };
    }
    kept.set(url, fresh);
    return fresh;
  };
  const refreshOnce = (url: string): Promise<KeptSet> => {
    const running = underWay.get(url) ?? refresh(url).finally(() => underWay.delete(url));
    underWay.set(url, running);
    return running;
  };
  const isCooling = (set: KeptSet): boolean => clock.now().getTime() - set.attemptedAt < COOLDOWN_MS;
  const newest = async (url: string): Promise<KeptSet> => {
    const set = kept.get(url);
    const isFresh = set !== undefined && clock.now().getTime() - set.fetchedAt <= MAX_AGE_MS;
    return set !== undefined && (isFresh || isCooling(set)) ? set : refreshOnce(url);
  };
  return {
    of: (url) => async (header, token) => {
      const set = await newest(url);
      try {
        return await keysIn(set)(header, token);
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey) || isCooling(set)) throw error;
        return keysIn(await refreshOnce(url))(header, token);
      }
    },
  };
}

function keysIn({ find }: KeptSet): JWTVerifyGetKey {
  if (find === undefined) throw unavailable();
  return find;
}

async function fetchSet(fetch: GuardedFetch, url: string): Promise<JSONWebKeySet> {
  const answer = await fetch(url, { headers: { accept: 'application/json' } });
  const document = jsonOf(answer) as Partial<JSONWebKeySet> | undefined;
  if (answer.status !== 200 || !Array.isArray(document?.keys)) throw new Error(`status ${answer.status}, no key set`);
  // A secret in a public place would let anybody sign.
  return { keys: document.keys.filter((key) => key.kty !== 'oct') };
}

function unavailable(): AppError {
  return new AppError(
    'api-keys.issuer_keys_unavailable',
    'unavailable',
    'the key set of the token issuer cannot be read',
    'The keys of the token’s issuer cannot be read right now. Please retry later.',
    { retryAfterSeconds: COOLDOWN_MS / 1000 },
  );
}
