import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** What the cookie of one browser says: a random name of the browser, and the ids of the people signed in there, in several tabs. */
export interface BrowserSession {
  browserId: string;
  userIds: readonly string[];
}

function mac(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text).digest('base64url');
}

/** A session with nobody signed in. */
export function newSession(): BrowserSession {
  return { browserId: randomBytes(16).toString('base64url'), userIds: [] };
}

/** The same browser with one more person signed in. */
export function signIn(session: BrowserSession, userId: string): BrowserSession {
  return { ...session, userIds: [...session.userIds.filter((id) => id !== userId), userId].slice(-20) };
}

/** The cookie's value: everything in it, sealed, so that a restart signs nobody out. */
export function sealSession(session: BrowserSession, secret: string): string {
  const text = `${session.browserId}.${session.userIds.join('-')}`;
  return `${text}.${mac(secret, text)}`;
}

/** Undefined when the value is not one that we sealed. */
export function openSession(value: string | undefined, secret: string): BrowserSession | undefined {
  const [browserId = '', ids = '', seal = ''] = value?.split('.') ?? [];
  const expected = Buffer.from(mac(secret, `${browserId}.${ids}`));
  const given = Buffer.from(seal);
  if (browserId === '' || given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  return { browserId, userIds: ids === '' ? [] : ids.split('-') };
}

/** Moodle's sesskey: stands in addresses that change something for this browser. */
export function sesskeyOf(session: BrowserSession, secret: string): string {
  return mac(secret, `sesskey ${session.browserId}`)
    .replaceAll(/[^a-zA-Z0-9]/g, '')
    .slice(0, 10);
}
