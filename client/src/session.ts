import { keep, recall } from './storage.ts';
import { call } from './wire.remote.ts';
import type { SessionReply } from './wire.ts';

/** What this tab knows about its learner. Nothing at all = a visitor. The build stores the fields under fixed names. */
export interface Session {
  /** What will be exchanged for a session: the one-time code of a launch, or a development id. */
  ticket?: object | undefined;
  /** Absent once the session has ended. */
  token?: string | undefined;
  /** Profile id; stays known after the session has ended, so that work goes on being kept for this learner. */
  learnerId?: string;
  /** The way back to Moodle. */
  backUrl?: string | null | undefined;
  /** A look without recording anything. */
  preview?: boolean | undefined;
  /** The merge question was put off until the next launch. */
  isPutOff?: boolean;
  /** A launch or a session came to its end. */
  isEnded?: boolean;
}

export let session: Session;

/** Per tab and per partition: closed with the tab, never a cookie. */
export function saveSession(next: Session): void {
  session = next;
  keep('sessionStorage', 'session', next);
}

/** First thing of all: takes the code out of the address, so that it is in no history and in no copied link. */
export function readSession(): void {
  const code = location.hash.split('#lti=')[1];
  const developmentId = new URLSearchParams(location.search).get('moodle_user_id');
  session = recall('sessionStorage', 'session') ?? {};
  if (code) {
    history.replaceState(0, '', location.pathname + location.search);
    keep('sessionStorage', 'known');
    saveSession({ ticket: { code } });
  } else if (developmentId) {
    session.ticket = { moodle_user_id: developmentId };
  }
}

/** Exchanges the ticket. True when somebody has arrived; throws when the server could not be reached. */
export async function openSession(): Promise<boolean> {
  const { ticket } = session;
  if (!ticket) return false;
  const response = await call('auth/profile', { method: 'POST', body: JSON.stringify(ticket) });
  if (response.status === 429 || response.status > 499) throw response;
  const { token, profile, return_url: backUrl, preview }: SessionReply = await response.json();
  if (response.ok) saveSession({ token, learnerId: profile.id, backUrl, preview });
  // A refused launch opens nothing, and leaves nobody else's session behind.
  else saveSession(session.token ? { ...session, ticket: undefined } : { isEnded: true });
  return response.ok;
}
