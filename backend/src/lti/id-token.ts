import { type CompactJWSHeaderParameters, type CryptoKey, compactVerify, errors } from 'jose';
import { LaunchRefused } from './launch.errors.ts';
import type { Claims } from './launch-message.ts';
import type { Platform } from './platform.ts';

export const MAX_ID_TOKEN_BYTES = 64 * 1024;
/** Clocks differ; Moodle's tokens live only 60 s, so this applies to `exp` too. */
const LEEWAY_SECONDS = 60;
const MAX_AGE_SECONDS = 5 * 60;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Where the public keys of platforms come from. */
export interface PlatformKeys {
  /** @throws LaunchRefused kid_unknown, platform_keys_unavailable */
  getKey(platform: Platform, kid: string): Promise<CryptoKey>;
}

/**
 * The claims of an id_token whose signature is the platform's. RS256 and nothing else; keys come from the registered
 * JWKS address and nowhere else (`jku`, `jwk`, `x5u` are not looked at). IMS Security Framework 1.1, 5.1.3.
 * @throws LaunchRefused
 */
export async function readSignedClaims(token: string, platform: Platform, keys: PlatformKeys): Promise<Claims> {
  const findKey = async ({ kid, crit }: CompactJWSHeaderParameters): Promise<CryptoKey> => {
    if (crit !== undefined) throw new LaunchRefused('header_refused');
    if (typeof kid !== 'string' || kid === '') throw new LaunchRefused('kid_missing');
    return keys.getKey(platform, kid);
  };
  const { payload } = await compactVerify(token, findKey, { algorithms: ['RS256'] }).catch(refuseSignature);
  try {
    const claims: unknown = JSON.parse(utf8.decode(payload));
    if (typeof claims === 'object' && claims !== null && !Array.isArray(claims)) return claims as Claims;
  } catch {
    // Falls through to the refusal.
  }
  throw new LaunchRefused('id_token_malformed', 'the payload is no JSON object');
}

function refuseSignature(error: unknown): never {
  if (error instanceof errors.JOSEAlgNotAllowed) throw new LaunchRefused('algorithm_refused');
  if (error instanceof errors.JWSSignatureVerificationFailed) throw new LaunchRefused('signature_invalid');
  if (error instanceof errors.JOSENotSupported) throw new LaunchRefused('header_refused');
  if (error instanceof errors.JWSInvalid) throw new LaunchRefused('id_token_malformed', undefined, { cause: error });
  throw error;
}

/**
 * Checks for whom, by whom and when a token was issued.
 * @throws LaunchRefused; the `clock` family carries both times in seconds for the operator's log
 */
export function checkIssueOf(claims: Claims, platform: Platform, now: Date): void {
  if (claims.iss !== platform.issuer) throw new LaunchRefused('issuer_invalid');
  checkAudience(claims, platform.clientId);
  checkTimes(claims, Math.floor(now.getTime() / 1000));
}

function checkAudience({ aud, azp }: Claims, clientId: string): void {
  const audiences = Array.isArray(aud) ? aud : [aud];
  if (!audiences.includes(clientId)) throw new LaunchRefused('audience_invalid');
  if (isAbsent(azp) ? audiences.length > 1 : azp !== clientId) throw new LaunchRefused('azp_invalid');
  // Nobody else is trusted with a token for us.
  if (audiences.some((audience) => audience !== clientId)) throw new LaunchRefused('audience_invalid');
}

function checkTimes({ exp, iat, nbf }: Claims, nowSeconds: number): void {
  if (!isTime(exp)) throw new LaunchRefused('exp_missing');
  if (!isTime(iat)) throw new LaunchRefused('iat_missing');
  const facts = `now ${nowSeconds}, iat ${iat}, exp ${exp}: compare the clocks of the platform and of this server`;
  if (exp + LEEWAY_SECONDS <= nowSeconds) throw new LaunchRefused('token_expired', facts);
  if (iat > nowSeconds + LEEWAY_SECONDS) throw new LaunchRefused('token_from_future', facts);
  if (iat < nowSeconds - MAX_AGE_SECONDS - LEEWAY_SECONDS) throw new LaunchRefused('token_too_old', facts);
  if (!isAbsent(nbf) && !(isTime(nbf) && nbf <= nowSeconds + LEEWAY_SECONDS)) {
    throw new LaunchRefused('token_from_future', facts);
  }
}

/** Some platforms write null for what they leave out. */
function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
