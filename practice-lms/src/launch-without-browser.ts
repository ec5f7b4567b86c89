import { cookieName } from './pages.routes.ts';
import type { PlatformState } from './platform-state.ts';
import { newSession, openSession, sealSession, sesskeyOf, signIn } from './protocol/browser-session.ts';
import { type Container, type Launch, type MessageType, makeClaims } from './protocol/claims.ts';

/** One login to begin. Defaults: in a frame, LtiResourceLinkRequest, a new browser. `session`: the cookie of an earlier login. */
export interface LoginOptions {
  container?: Container;
  messageType?: MessageType;
  forUserId?: string;
  locale?: string;
  session?: string;
}

/** A login that was begun: what the browser posts to `url`, and the cookie (`name=value`) with which it must come to `/auth`. */
export interface StartedLogin {
  url: string;
  params: Record<string, string>;
  cookie: string;
}

/** A launch of this person. Throws RangeError for unknown ids. */
export function makeLaunch(
  state: PlatformState,
  userId: string,
  activityId: string | null,
  options: LoginOptions,
): Launch {
  const activity = activityId === null ? null : state.site.activities.get(activityId);
  if (activity === undefined) throw new RangeError(`no activity has the id ${activityId}`);
  const { container = 'iframe', forUserId = null, locale = 'fr' } = options;
  const usual =
    activity === null
      ? 'LtiDeepLinkingRequest'
      : forUserId === null
        ? 'LtiResourceLinkRequest'
        : 'LtiSubmissionReviewRequest';
  const messageType = options.messageType ?? usual;
  return { person: state.site.getPerson(userId), activity, messageType, container, locale, sesskey: '', forUserId };
}

/** Begins a login as the page of an activity does. `cookie`: the browser that begins it; undefined: a new one. */
export function startLogin(state: PlatformState, launch: Launch, cookie: string | undefined): StartedLogin {
  const name = cookieName(state);
  const earlier = cookie === undefined ? undefined : openSession(cookie.replace(`${name}=`, ''), state.cookieSecret);
  const session = signIn(earlier ?? newSession(), launch.person.id);
  const sesskey = sesskeyOf(session, state.cookieSecret);
  const params = state.pending.begin(session, { ...launch, sesskey }, state.platform);
  return {
    url: `${state.platform.toolUrl}/lti/login`,
    params,
    cookie: `${name}=${sealSession(session, state.cookieSecret)}`,
  };
}

/** The claims that the token of this launch would carry now. */
export function launchClaims(state: PlatformState, launch: Launch, nonce: string): Record<string, unknown> {
  const { platform, scopes, moods } = state;
  const issuedAt = Math.floor(state.now() / 1000);
  return makeClaims(launch, { platform, nonce, issuedAt, privacy: moods.current.privacy, scopes });
}
