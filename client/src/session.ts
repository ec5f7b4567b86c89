import { newId } from './elements.ts';
import { keep, recall } from './storage.ts';
import type { ProgressReply, Totals } from './wire.ts';

/** What this tab knows about its learner. The build stores the fields under fixed short names. */
export interface Session {
  /** What will be exchanged for a session: the one-time code of a launch, or a development id. */
  ticket?: object | undefined;
  /** Absent for a visitor, and once the session has ended. */
  token?: string | undefined;
  /** Profile id, empty for a visitor; stays known after the session has ended, so that work goes on being kept for this learner. */
  learnerId: string;
  /** The way back to Moodle. */
  backUrl?: string | null | undefined;
  /** A look without recording anything. */
  preview?: boolean | undefined;
  /** The merge question was put off until the next launch. */
  isPutOff?: boolean;
  /** A launch or a session came to its end. */
  isEnded?: boolean;
  /** What the server said, plus what it acknowledged since; by scope: `course`, `module:<id>`, `sequence:<id>`. */
  figures: Record<string, Totals>;
  /** 1 for each completed grain: found at once among thousands. */
  grains: Record<string, 1>;
  /** Where to go on. */
  place?: ProgressReply['resume'];
}

export let session: Session;

/** Per tab and per partition: closed with the tab, never a cookie. */
export function saveSession(next: Partial<Session>): void {
  session = { learnerId: '', figures: {}, grains: {}, ...next };
  keep('', session);
}

/**
 * First thing of all: takes the code out of the address, so that it is in no history and in no copied link. The session's
 * secret is made here and kept with the code: if the learner clicks on before the answer comes, the next page asks
 * again with both and gets the same session.
 */
export function readSession(): void {
  const [, name, value] = /(#lti|moodle_user_id)=([^&#?]+)/.exec(location.href) ?? [];
  if (name) {
    history.replaceState(0, '', location.href.split('#')[0]);
    saveSession({ ticket: { [name[4] ? name : 'code']: value, bearer: newId() } });
  } else saveSession(recall('') as object);
}
