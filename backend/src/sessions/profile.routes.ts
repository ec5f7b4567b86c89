import { AppError } from '../errors/app-error.ts';
import type { HttpServer } from '../http/server.ts';
import { isIdentifier } from '../ids/identifier.ts';
import type { Clock } from '../time/clock.ts';
import { profileAnswer, profileRequest } from './profile.schema.ts';
import { isPreview, type LaunchCodes, type LaunchGrant, type SessionReader, worksFrom } from './session.ts';

/** What the answer says of a learner. */
export interface Profile {
  id: string;
  moodleUserId: string;
  email: string | null;
  firstname: string | null;
  lastname: string | null;
  locale: string | null;
  createdAt: Date;
}

export interface ProfilePorts {
  codes: LaunchCodes;
  sessions: SessionReader;
  openSession(
    grant: LaunchGrant,
    siteOrigin: string | null,
    now: Date,
    bearer?: string,
  ): Promise<{ bearer: string; expiresAt: Date }>;
  /** Whether a session has, or lately had, this bearer. */
  isBearerUsed(bearer: string): Promise<boolean>;
  findProfile(userId: string): Promise<Profile | undefined>;
  /** Spends a token that a portal signed. Throws lti.* refusals. */
  openToken(token: string, now: Date): Promise<LaunchGrant>;
  /** Development only: finds or makes the learner of a bare Moodle id. Throws sessions.development_only elsewhere. */
  signInByMoodleUserId(moodleUserId: string, now: Date): Promise<LaunchGrant>;
  clock: Clock;
}

type ProfileBody = { code?: string; token?: string; bearer?: string; moodle_user_id?: string | number };

/** A session that is open, and the profile it is for. */
interface Opened {
  bearer: string;
  expiresAt: Date;
  profile: Profile;
  created: boolean;
  /** An instructor's session: a look without recording anything. */
  isPreview: boolean;
}

/** POST /api/auth/profile: a launch's code (or a portal's token; or, in development, a Moodle id) becomes a profile and a session. */
export function profileRoutes(ports: ProfilePorts): (server: HttpServer) => Promise<void> {
  return async (server) => {
    server.post(
      '/api/auth/profile',
      { schema: { body: profileRequest, response: { 200: profileAnswer, 201: profileAnswer } } },
      async (request, reply) => {
        const { body } = request;
        const { origin } = request.headers;
        const { profile, ...opened } =
          (await openedBefore(ports, body, origin)) ?? (await openNow(ports, body, moodleIdElsewhere(request), origin));
        reply.header('cache-control', 'no-store');
        return reply.code(opened.created ? 201 : 200).send({
          token: opened.bearer,
          expires_at: opened.expiresAt.toISOString(),
          created: opened.created,
          ...(opened.isPreview && { preview: true }),
          profile: {
            id: profile.id,
            moodle_user_id: profile.moodleUserId,
            email: profile.email,
            firstname: profile.firstname,
            lastname: profile.lastname,
            locale: profile.locale,
          },
        });
      },
    );
  };
}

/**
 * The session that this very browser opened a moment ago: its answer was lost (the learner clicked on before it came), so it
 * asks again with the same secret, which nobody else has.
 */
async function openedBefore(
  ports: ProfilePorts,
  { code, bearer }: ProfileBody,
  origin: string | undefined,
): Promise<Opened | undefined> {
  if (code === undefined || bearer === undefined) return undefined;
  const session = await ports.sessions.find(bearer);
  if (session === undefined || !worksFrom(session, origin)) return undefined;
  const profile = await ports.findProfile(session.userId);
  return profile && { bearer, expiresAt: session.expiresAt, profile, created: false, isPreview: isPreview(session) };
}

async function openNow(
  ports: ProfilePorts,
  body: ProfileBody,
  elsewhere: unknown,
  origin: string | undefined,
): Promise<Opened> {
  const now = ports.clock.now();
  if (body.bearer !== undefined && (await ports.isBearerUsed(body.bearer))) throw bearerUsed();
  const grant = await grantOf(ports, body, elsewhere, now);
  const siteOrigin = siteOriginOf(grant, origin);
  const profile = await ports.findProfile(grant.userId);
  if (profile === undefined) throw refused('the learner of this launch was erased');
  const opened = await ports.openSession(grant, siteOrigin, now, body.bearer);
  return { ...opened, profile, created: profile.createdAt >= grant.launchedAt, isPreview: isPreview(grant) };
}

function moodleIdElsewhere(request: { headers: Record<string, unknown>; query: unknown }): unknown {
  const { moodle_user_id: fromQuery } = (request.query ?? {}) as { moodle_user_id?: unknown };
  return request.headers['x-moodle-user-id'] ?? fromQuery;
}

async function grantOf(ports: ProfilePorts, body: ProfileBody, elsewhere: unknown, now: Date): Promise<LaunchGrant> {
  const moodleUserId = body.moodle_user_id ?? elsewhere;
  if ([body.code, body.token, moodleUserId].filter((proof) => proof !== undefined).length !== 1) {
    throw new AppError(
      'sessions.invalid_request',
      'invalid',
      'profile asked with no or two proofs',
      'Send one of "code" (from the address after a launch), "token" (signed by a portal) and, in development, "moodle_user_id".',
    );
  }
  if (body.code !== undefined) {
    const grant = await ports.codes.redeem(body.code, now);
    if (grant === undefined) throw refused('unknown, spent or expired hand-over code');
    return grant;
  }
  if (body.token !== undefined) return ports.openToken(body.token, now);
  const id = typeof moodleUserId === 'number' ? String(moodleUserId) : moodleUserId;
  if (!isIdentifier(id)) {
    throw new AppError(
      'sessions.invalid_request',
      'invalid',
      'malformed moodle_user_id',
      '"moodle_user_id" must be 1 to 255 characters without spaces at its edges.',
    );
  }
  return ports.signInByMoodleUserId(id, now);
}

/** Said before any proof is spent. */
function bearerUsed(): AppError {
  return new AppError(
    'sessions.invalid_request',
    'invalid',
    'a bearer that is in use already',
    '"bearer" must be new: a random UUID of this sign-in alone.',
  );
}

function refused(operatorText: string): AppError {
  return new AppError(
    'sessions.invalid_code',
    'unauthenticated',
    operatorText,
    'Ce lien a déjà servi ou a expiré : rouvrez l’activité depuis Moodle. / This link was used or has expired: open the activity again from Moodle.',
  );
}

/** A session works from the site it was opened for; a code that turns up on another origin was taken from somebody. */
function siteOriginOf(grant: LaunchGrant, origin: string | undefined): string | null {
  if (grant.targetUrl === '') return origin ?? null;
  const expected = new URL(grant.targetUrl).origin;
  if (origin !== undefined && origin !== expected)
    throw refused('a hand-over code came from another origin than its page');
  return expected;
}
