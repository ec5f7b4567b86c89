/** Headers of a request, lower-case names. */
export type RequestHeaders = Readonly<Record<string, string | string[] | undefined>>;

/**
 * Whether the browser says that a page of ours sent this request. A platform's own POST comes from another origin, and
 * from the same *site* where Moodle and Passerelle share a domain: that is not enough here.
 * @param ourOrigin origin of our public address
 */
export function isFromOurPage(headers: RequestHeaders, ourOrigin: string): boolean {
  const site = headers['sec-fetch-site'];
  return site === undefined ? headers.origin === ourOrigin : site === 'same-origin';
}

/** Value of a cookie in a Cookie header. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  for (const part of (header ?? '').split(';')) {
    const equals = part.indexOf('=');
    if (equals !== -1 && part.slice(0, equals).trim() === name) return part.slice(equals + 1).trim();
  }
  return undefined;
}

/** Names of the cookies in a Cookie header. */
export function cookieNames(header: string | undefined): string[] {
  return (header ?? '').split(';').map((part) => part.split('=', 1)[0]?.trim() ?? '');
}

/**
 * Safari versions that keep no cookie of ours inside a frame, partitioned or not: before 18.4, and 18.5 to 26.1. Every
 * browser on iOS is one of them. Others keep partitioned cookies, or (Firefox) partition every cookie.
 */
export function losesFrameCookies(userAgent: string | undefined): boolean {
  if (userAgent === undefined || !/AppleWebKit/.test(userAgent) || /Chrome\/|Chromium\/|Android/.test(userAgent)) {
    return false;
  }
  const match = /(?:CPU (?:iPhone )?OS |Version\/)(\d+)[._](\d+)/.exec(userAgent);
  if (match === null) return true;
  const version = Number(match[1]) * 100 + Number(match[2]);
  return version < 1804 || (version > 1804 && version < 2602);
}
