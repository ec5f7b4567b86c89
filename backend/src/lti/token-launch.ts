import { type CompactJWSHeaderParameters, type CryptoKey, compactVerify, decodeJwt, errors } from 'jose';
import { isIdentifier } from '../ids/identifier.ts';
import type { LaunchCodes, LaunchGrant } from '../sessions/session.ts';
import type { Transaction } from '../transaction/transaction.ts';
import { type DirectLaunchPorts, type SettledDirectLaunch, settleDirectLaunch } from './direct-launch.ts';
import { findDirectPlatform, ONLY_DEPLOYMENT, TOKEN_ISSUER } from './direct-platforms.ts';
import type { PlatformKeys } from './id-token.ts';
import { LaunchRefused } from './launch.errors.ts';
import { type Claims, localeOf, readLaunchMessage, returnUrlOf } from './launch-message.ts';
import { originsOf, type Platform } from './platform.ts';
import type { PlatformSecrets } from './platform-secrets.ts';

export interface TokenLaunchPorts extends DirectLaunchPorts {
  secrets: Pick<PlatformSecrets, 'find'>;
  /** Keys of platforms that publish a key set: RS256 and ES256. */
  keys: PlatformKeys;
  /** Our public address, which tokens name as their audience. */
  audience: string;
  /** Remembers which course module of Moodle an activity is. */
  keepCourseModule(transaction: Transaction, resourceLinkId: string, cmid: string): Promise<void>;
}

const MAX_TOKEN_LENGTH = 8000;
/** Clocks differ. */
const LEEWAY_SECONDS = 60;
const LONGEST_LIFE_SECONDS = 300;
const LTI = 'https://purl.imsglobal.org/spec/lti/claim/';

/**
 * Opens a launch by signed token: a JWT of a portal that has no LTI. Signature first; the token is spent by its `jti`.
 * @throws LaunchRefused
 */
export async function settleTokenLaunch(
  ports: TokenLaunchPorts,
  token: string | undefined,
  now: Date,
): Promise<SettledDirectLaunch> {
  if (token === undefined || token === '') throw new LaunchRefused('launch_token_missing');
  const platform = await findDirectPlatform(
    ports.platforms,
    { issuer: TOKEN_ISSUER, clientId: issuerOf(token) },
    'token_issuer_unknown',
  );
  const claims = await verifiedClaims(ports, token, platform);
  const lti = ltiClaims(claims, ports.audience);
  try {
    const jti = checkClaims(claims, ports.audience, Math.floor(now.getTime() / 1000));
    const message = readLaunchMessage(lti);
    const cmid = objectOf(claims.resource).cmid;
    const alsoKeep = isCourseModule(cmid) ? keeperOf(ports, String(cmid)) : undefined;
    return await settleDirectLaunch(ports, {
      platform,
      message,
      nonce: jti,
      returnUrl: returnUrlOf(lti),
      alsoKeep,
      now,
    });
  } catch (error) {
    if (error instanceof LaunchRefused) {
      error.context = { returnUrl: returnUrlOf(lti), locale: localeOf(lti), frameOrigins: originsOf(platform) };
    }
    throw error;
  }
}

/**
 * A token that a page itself hands over, instead of a hand-over code.
 * @throws LaunchRefused
 */
export async function grantOfToken(
  ports: TokenLaunchPorts,
  codes: LaunchCodes,
  token: string,
  now: Date,
): Promise<LaunchGrant> {
  const { code } = await settleTokenLaunch(ports, token, now);
  const grant = code === null ? undefined : await codes.redeem(code, now);
  if (grant === undefined) throw new LaunchRefused('user_anonymous');
  return grant;
}

function isCourseModule(cmid: unknown): boolean {
  return /^[1-9]\d{0,15}$/.test(String(cmid));
}

function keeperOf(ports: TokenLaunchPorts, cmid: string) {
  return (transaction: Transaction, { resourceLinkId }: { resourceLinkId: string }): Promise<void> =>
    ports.keepCourseModule(transaction, resourceLinkId, cmid);
}

/** Read before the signature is checked, only to know whose key to take. */
function issuerOf(token: string): string {
  if (token.length > MAX_TOKEN_LENGTH) throw new LaunchRefused('launch_token_malformed');
  try {
    const { iss } = decodeJwt(token);
    if (isIdentifier(iss)) return iss;
  } catch {
    // Falls through to the refusal.
  }
  throw new LaunchRefused('launch_token_malformed');
}

async function verifiedClaims(ports: TokenLaunchPorts, token: string, platform: Platform): Promise<Claims> {
  const payload = await verifiedPayload(ports, token, platform);
  try {
    const claims: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
    if (typeof claims === 'object' && claims !== null && !Array.isArray(claims)) return claims as Claims;
  } catch {
    // Falls through to the refusal.
  }
  throw new LaunchRefused('launch_token_malformed', 'the payload is no JSON object');
}

/** One kind of key per platform: a public key is never taken for a shared secret. */
async function verifiedPayload(ports: TokenLaunchPorts, token: string, platform: Platform): Promise<Uint8Array> {
  const shared = await ports.secrets.find(platform.id, 'token_launch');
  if (shared !== undefined) {
    const key = new TextEncoder().encode(shared.secret);
    return (await compactVerify(token, key, { algorithms: ['HS256'] }).catch(refuseSignature)).payload;
  }
  const findKey = async ({ kid, alg }: CompactJWSHeaderParameters): Promise<CryptoKey> => {
    if (typeof kid !== 'string' || kid === '') throw new LaunchRefused('kid_missing');
    const key = await ports.keys.getKey(platform, kid);
    if ((key.algorithm.name === 'ECDSA') !== (alg === 'ES256')) throw new LaunchRefused('algorithm_refused');
    return key;
  };
  return (await compactVerify(token, findKey, { algorithms: ['RS256', 'ES256'] }).catch(refuseSignature)).payload;
}

function refuseSignature(error: unknown): never {
  if (error instanceof errors.JOSEAlgNotAllowed) throw new LaunchRefused('algorithm_refused');
  if (error instanceof errors.JWSSignatureVerificationFailed) throw new LaunchRefused('signature_invalid');
  if (error instanceof errors.JOSENotSupported) throw new LaunchRefused('header_refused');
  if (error instanceof errors.JWSInvalid) {
    throw new LaunchRefused('launch_token_malformed', undefined, { cause: error });
  }
  throw error;
}

/** @returns the id that is spent with the launch */
function checkClaims({ aud, exp, iat, nbf, jti }: Claims, audience: string, nowSeconds: number): string {
  const audiences = (Array.isArray(aud) ? aud : [aud]).map((one) => String(one).replace(/\/+$/, ''));
  if (!audiences.includes(audience)) throw new LaunchRefused('launch_token_audience_invalid');
  if (typeof exp !== 'number' || !isIdentifier(jti, 500)) throw new LaunchRefused('launch_token_malformed');
  const facts = `now ${nowSeconds}, iat ${iat}, exp ${exp}: compare the clocks of the portal and of this server`;
  if (!(exp + LEEWAY_SECONDS > nowSeconds)) throw new LaunchRefused('token_expired', facts);
  if (exp - nowSeconds > LONGEST_LIFE_SECONDS + LEEWAY_SECONDS) {
    throw new LaunchRefused('launch_token_lives_too_long', facts);
  }
  for (const time of [iat, nbf]) {
    const isPast = time === undefined || (typeof time === 'number' && time <= nowSeconds + LEEWAY_SECONDS);
    if (!isPast) throw new LaunchRefused('token_from_future', facts);
  }
  return jti;
}

/** The claims of a token under the names of LTI 1.3, so that one reader reads both. */
function ltiClaims(claims: Claims, target: string): Claims {
  const scope = objectOf(claims.scope);
  const { module, sequence, grain } = scope;
  const resource = objectOf(claims.resource);
  const named = ['module', 'sequence', 'grain'].flatMap((part) => (scope[part] ? [`${part}:${scope[part]}`] : []));
  const { sub, name, given_name, family_name, email, locale, context, return_url } = claims;
  return {
    ...{ sub, name, given_name, family_name, email },
    [`${LTI}version`]: '1.3.0',
    [`${LTI}message_type`]: 'LtiResourceLinkRequest',
    [`${LTI}deployment_id`]: ONLY_DEPLOYMENT,
    [`${LTI}target_link_uri`]: target,
    [`${LTI}roles`]: Array.isArray(claims.roles) ? claims.roles : ['Learner'],
    [`${LTI}resource_link`]: { id: textOf(resource.id) ?? named.at(-1) ?? 'course', title: resource.title },
    ...(context !== undefined && {
      [`${LTI}context`]: { ...objectOf(context), id: textOf(objectOf(context).id) },
    }),
    [`${LTI}custom`]: { module, sequence, grain },
    [`${LTI}launch_presentation`]: { locale, return_url },
  };
}

/** Portals write numbers where ids are texts. */
function textOf(id: unknown): unknown {
  return typeof id === 'number' ? String(id) : id;
}

function objectOf(value: unknown): Claims {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Claims) : {};
}
