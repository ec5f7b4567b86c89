import { pageAddress } from '../tenants/tenant.ts';
import { LaunchRefused } from './launch.errors.ts';
import type { LaunchPorts } from './launch.ts';
import type { LaunchMessage } from './launch-message.ts';
import { handOverUrl } from './launch-record.ts';
import type { Platform, PlatformReader } from './platform.ts';
import type { VerifiedLaunch } from './settle-launch.ts';

/** What a launch in one step needs: no login stands before it. */
export interface DirectLaunchPorts extends Pick<LaunchPorts, 'settle' | 'pages' | 'findTenant' | 'siteBaseOf'> {
  platforms: Pick<PlatformReader, 'ofIssuer'>;
  /** The hand-over code of a launch in one step; keeping it spends the nonce. */
  codeOfNonce(platformId: string, nonce: string): string;
  /** Remembers the origin of an LMS that did not say it when it was registered, so that it may show our pages in a frame. */
  learnAddress(platform: Platform, origin: string): Promise<void>;
}

/** A launch in one step whose signature is good. */
export interface DirectLaunch {
  platform: Platform;
  message: LaunchMessage;
  /** What makes it unique: may be used once per platform. */
  nonce: string;
  /** Where the LMS lies, as far as the launch says it. */
  returnUrl: string | null;
  alsoKeep?: VerifiedLaunch['alsoKeep'];
  now: Date;
}

/** A launch that was settled. `code` is null when nobody in particular came: the page then opens without a session. */
export interface SettledDirectLaunch {
  targetUrl: string;
  code: string | null;
}

/**
 * Makes or finds the profile, the course and the activity, and leaves a hand-over code.
 * @throws LaunchRefused tenant_inactive, user_anonymous, activity_page_unknown, launch_replayed
 */
export async function settleDirectLaunch(ports: DirectLaunchPorts, launch: DirectLaunch): Promise<SettledDirectLaunch> {
  const { platform, message, nonce, alsoKeep, now } = launch;
  const tenant = await ports.findTenant(platform.tenantId);
  if (tenant?.status !== 'active') throw new LaunchRefused('tenant_inactive');
  const isGuest = message.moodleUserId === null;
  if (isGuest && platform.anonymousPolicy === 'refuse') throw new LaunchRefused('user_anonymous');
  const page = await ports.pages.pageOf(tenant.id, message.scope);
  if (page === undefined) {
    const { moduleId, sequenceId, grainId } = message.scope;
    throw new LaunchRefused(
      'activity_page_unknown',
      `no page for module ${moduleId}, sequence ${sequenceId}, grain ${grainId}`,
    );
  }
  const targetUrl = pageAddress(ports.siteBaseOf(tenant), page);
  const code = ports.codeOfNonce(platform.id, nonce);
  await ports.settle({ code, platform, message, targetUrl, isConfirmed: true, now, alsoKeep });
  await learnAddress(ports, launch);
  return { targetUrl, code: isGuest ? null : code };
}

/** Where the browser goes. */
export function pageUrlOf({ targetUrl, code }: SettledDirectLaunch): string {
  return code === null ? targetUrl : handOverUrl(targetUrl, code);
}

async function learnAddress(ports: DirectLaunchPorts, { platform, returnUrl }: DirectLaunch): Promise<void> {
  if (returnUrl === null || !platform.authUrl.startsWith('urn:')) return;
  await ports.learnAddress(platform, new URL(returnUrl).origin);
}
