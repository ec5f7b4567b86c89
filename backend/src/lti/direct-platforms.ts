import { LaunchRefused } from './launch.errors.ts';
import type { Platform, PlatformReader } from './platform.ts';

/** Issuers of platforms that have no LTI 1.3 issuer; the client id is the consumer key, or the `iss` of its tokens. */
export const LTI_1P1_ISSUER = 'urn:passerelle:lti1p1';
export const TOKEN_ISSUER = 'urn:passerelle:token';
/** The one deployment of such a platform. */
export const ONLY_DEPLOYMENT = '1';

/**
 * The registration that a launch in one step names.
 * @throws LaunchRefused with the given code when there is none, platform_disabled
 */
export async function findDirectPlatform(
  platforms: Pick<PlatformReader, 'ofIssuer'>,
  named: { issuer: string; clientId: string },
  unknown: 'consumer_key_unknown' | 'token_issuer_unknown',
): Promise<Platform> {
  const all = await platforms.ofIssuer(named.issuer);
  const platform = all.find((one) => one.clientId === named.clientId);
  if (platform === undefined) throw new LaunchRefused(unknown);
  if (platform.status !== 'active') throw new LaunchRefused('platform_disabled');
  return platform;
}
