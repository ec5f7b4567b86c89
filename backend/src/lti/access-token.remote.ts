import {
  type AccessTokens,
  readTokenAnswer,
  type ServicePlatform,
  type TokenAnswer,
  tokenRequestBody,
} from './access-token.ts';
import type { GuardedFetch } from './outbound.ts';
import { type ServiceTrouble, troubleOfOutbound } from './service-trouble.ts';
import type { SigningKeys } from './signing-keys.ts';

interface Kept {
  until: number;
  /** Known once it was granted. */
  token?: string;
  answer: Promise<TokenAnswer>;
}

/** Access tokens by private_key_jwt, one per platform and set of scopes. @param now milliseconds */
export function createAccessTokens(
  outbound: GuardedFetch,
  keys: Pick<SigningKeys, 'current'>,
  now: () => number = Date.now,
): AccessTokens {
  const kept = new Map<string, Kept>();
  const request = async (platform: ServicePlatform, scopes: readonly string[], entry: Kept): Promise<TokenAnswer> => {
    const answer = await requestToken({ outbound, keys, now }, platform, scopes);
    entry.until = answer.kind === 'granted' ? now() + answer.lifeMs : 0;
    if (answer.kind !== 'granted') return answer;
    entry.token = answer.token;
    return { kind: 'granted', token: answer.token };
  };
  return {
    get(platform, scopes) {
      const name = nameOf(platform, scopes);
      const known = kept.get(name);
      if (known !== undefined && known.until > now()) return known.answer;
      // While the request is under way the entry does not end: that is what makes it shared.
      const entry: Kept = { until: Number.POSITIVE_INFINITY, answer: Promise.resolve({ kind: 'granted', token: '' }) };
      entry.answer = request(platform, scopes, entry).catch((error: unknown) => {
        entry.until = 0;
        throw error;
      });
      kept.set(name, entry);
      return entry.answer;
    },
    drop(platform, scopes, token) {
      const name = nameOf(platform, scopes);
      if (kept.get(name)?.token === token) kept.delete(name);
    },
  };
}

/** A registration that was changed must not go on with a token of the old one. */
function nameOf({ id, clientId, tokenUrl }: ServicePlatform, scopes: readonly string[]): string {
  return JSON.stringify([id, clientId, tokenUrl, [...scopes].sort()]);
}

async function requestToken(
  ports: { outbound: GuardedFetch; keys: Pick<SigningKeys, 'current'>; now: () => number },
  platform: ServicePlatform,
  scopes: readonly string[],
): Promise<ReturnType<typeof readTokenAnswer> | ServiceTrouble> {
  const key = await ports.keys.current();
  const body = await tokenRequestBody(platform, scopes, key, ports.now());
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  try {
    const response = await ports.outbound(platform.tokenUrl, { method: 'POST', headers, body });
    return readTokenAnswer(response, scopes, ports.now());
  } catch (error) {
    return troubleOfOutbound(error);
  }
}
