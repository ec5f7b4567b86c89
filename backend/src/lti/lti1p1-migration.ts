import { createHmac } from 'node:crypto';
import { isIdentifier } from '../ids/identifier.ts';
import type { Log } from '../log/log.ts';
import { LTI_1P1_ISSUER } from './direct-platforms.ts';
import type { Identity } from './former-identity.ts';
import type { Claims } from './launch-message.ts';
import { isSameText } from './lti1p1-signature.ts';
import type { Platform, PlatformReader } from './platform.ts';
import type { PlatformSecrets } from './platform-secrets.ts';

export interface MigrationPorts {
  platforms: Pick<PlatformReader, 'ofIssuer'>;
  secrets: Pick<PlatformSecrets, 'find'>;
  log: Pick<Log, 'warn'>;
}

const CLAIM = 'https://purl.imsglobal.org/spec/lti/claim/lti1p1';
const DEPLOYMENT = 'https://purl.imsglobal.org/spec/lti/claim/deployment_id';

/**
 * Who the person of an LTI 1.3 launch was under LTI 1.1, where the platform proves with the former secret that it may say
 * so (LTI 1.3 migration guide, 5). Null otherwise: nothing is ever merged on a bare word.
 * @param claims of an id_token whose signature and issue are good
 */
export async function formerIdentityOf(
  ports: MigrationPorts,
  claims: Claims,
  platform: Platform,
): Promise<Identity | null> {
  const claim = claims[CLAIM];
  if (typeof claim !== 'object' || claim === null) return null;
  const { oauth_consumer_key: key, oauth_consumer_key_sign: sign, user_id: userId } = claim as Claims;
  const moodleUserId = userId ?? claims.sub;
  if (typeof key !== 'string' || typeof sign !== 'string' || !isIdentifier(moodleUserId)) return null;
  const consumers = await ports.platforms.ofIssuer(LTI_1P1_ISSUER);
  const former = consumers.find((one) => one.clientId === key && one.tenantId === platform.tenantId);
  const known = former === undefined ? undefined : await ports.secrets.find(former.id, 'lti1p1');
  if (former === undefined || known === undefined) return null;
  if (isSameText(migrationSignature(key, claims, known.secret), sign)) return { platformId: former.id, moodleUserId };
  ports.log.warn(
    { platform: platform.id },
    'the lti1p1 claim of a launch is not signed with the former secret; ignored',
  );
  return null;
}

/** base64(HMAC-SHA256(secret, key & deployment & iss & client & exp & nonce)). */
export function migrationSignature(key: string, claims: Claims, secret: string): string {
  const { iss, aud, exp, nonce } = claims;
  const client = Array.isArray(aud) ? aud[0] : aud;
  const base = [key, claims[DEPLOYMENT], iss, client, exp, nonce].map(String).join('&');
  return createHmac('sha256', secret).update(base).digest('base64');
}
