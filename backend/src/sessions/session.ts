import { AppError } from '../errors/app-error.ts';

export type Role = 'learner' | 'instructor' | 'other';

/** What a redeemed launch allows: one session for this learner. */
export interface LaunchGrant {
  tenantId: string;
  platformId: string;
  userId: string;
  resourceLinkId: string | null;
  role: Role;
  /** Page of the mini-site that was opened; its origin is the only one the session works from. */
  targetUrl: string;
  /** launches.created_at, the same instant as users.created_at when this launch made the profile. */
  launchedAt: Date;
}

/** Where launches leave their one-time codes (the lti room). */
export interface LaunchCodes {
  /** Spends a hand-over code: the grant at the first call within its 60 s, undefined ever after and for anything else. */
  redeem(code: string, now: Date): Promise<LaunchGrant | undefined>;
}

/** What proves that a browser is a learner. */
export interface Session {
  tenantId: string;
  platformId: string;
  userId: string;
  resourceLinkId: string | null;
  role: Role;
  /** The site's origin; null = the one we serve ourselves. */
  siteOrigin: string | null;
  expiresAt: Date;
}

/** Whoever teaches looks without leaving a trace. */
export function isPreview({ role }: Pick<Session, 'role'>): boolean {
  return role === 'instructor';
}

/** A session works from the site it was opened for. */
export function worksFrom({ siteOrigin }: Pick<Session, 'siteOrigin'>, origin: string | undefined): boolean {
  return origin === undefined || siteOrigin === null || origin === siteOrigin;
}

export interface SessionReader {
  /** The session of a bearer; undefined when unknown, expired, or of an institution or platform that is not active. Answers may be some seconds old. */
  find(bearer: string): Promise<Session | undefined>;
}

/**
 * The session of a bearer.
 * @param origin of the page that asks, as its browser tells it; undefined when it tells none
 * @throws AppError sessions.session_expired when there is none (missing, unknown, expired, revoked, another site's: one
 *   answer for all)
 */
export async function requireSession(
  sessions: SessionReader,
  bearer: string | undefined,
  origin: string | undefined,
): Promise<Session> {
  const session = bearer === undefined || bearer === '' ? undefined : await sessions.find(bearer);
  if (session !== undefined && worksFrom(session, origin)) return session;
  throw new AppError(
    'sessions.session_expired',
    'unauthenticated',
    'no live session for this bearer',
    'Session expirée : rouvrez l’activité depuis Moodle, rien n’est perdu. / Session expired: open the activity again from Moodle, nothing is lost.',
  );
}
