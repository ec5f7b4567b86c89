import { originsOf, type Platform } from './platform.ts';

/** Issuers that stand for the sites of many institutions (Canvas in the cloud). */
const CANVAS_ISSUERS = ['canvas.instructure.com', 'canvas.beta.instructure.com', 'canvas.test.instructure.com'].map(
  (host) => `https://${host}`,
);
const CANVAS_HOST = /(^|\.)(instructure\.com|canvaslms\.com)$/;

/** Whether a configuration found on this host may speak for the issuer: the same host, or the company's own. */
export function mayDescribe(issuer: string, configurationUrl: URL): boolean {
  if (URL.canParse(issuer) && new URL(issuer).host === configurationUrl.host) return true;
  return CANVAS_ISSUERS.includes(issuer) && CANVAS_HOST.test(configurationUrl.host);
}

/**
 * Whether an answer may be posted to this address: it lies on a host of the registration. A platform that serves many
 * institutions under one issuer has them on their own hosts, so its signature alone vouches for an https address.
 */
export function mayReturnTo(platform: Platform, returnUrl: string): boolean {
  const url = new URL(returnUrl);
  if (CANVAS_ISSUERS.includes(platform.issuer)) return url.protocol === 'https:';
  const known = [platform.tokenUrl, platform.jwksUrl].flatMap((text) =>
    URL.canParse(text) ? [new URL(text).origin] : [],
  );
  return [...originsOf(platform), ...known].includes(url.origin);
}
