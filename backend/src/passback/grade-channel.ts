import type { ServiceTrouble } from '../lti/service-trouble.ts';
import type { ChannelName, PendingGrade } from './outbox.ts';
import type { PresentGrade } from './score.ts';

/** The LMS does not grade the activity: nothing is owed until it does. */
interface Ungraded {
  kind: 'ungraded';
}

/** Where a grade goes, or why that cannot be said now. `unauthorised`: the LMS refuses what it gave us a moment ago. */
export type PlaceAnswer = { kind: 'place'; place: string } | { kind: 'unauthorised' } | Ungraded | ServiceTrouble;

/** `silent`: the LMS gives no sensible answer; `unknown`: we may not ask. */
export type PlaceState = 'there' | 'gone' | 'silent' | 'unknown';

/** What became of one grade that was sent. */
export type SendOutcome =
  | { kind: 'delivered' }
  /** The LMS has a newer one; in a moment ours is the newest. */
  | { kind: 'conflict' }
  /** The place does not exist any more. */
  | { kind: 'place_gone' }
  /** The server failed on it, which may mean that the grade is locked. */
  | { kind: 'failing' }
  | { kind: 'unauthorised' }
  | Ungraded
  | ServiceTrouble;

/** A grade with everything around it that is needed to send it. */
export interface SendableGrade extends PendingGrade {
  grade: PresentGrade;
}

/** One way for grades into an LMS. Nothing here throws for what another server does. */
export interface GradeChannel {
  /** Names the place where this grade goes, found or made where needed. The same place has the same name for ever. */
  locate(pending: SendableGrade): Promise<PlaceAnswer>;
  send(pending: SendableGrade, place: string): Promise<SendOutcome>;
  /** Looks for another place, once the former turned out to be gone. `gave_up`: there is none. */
  relocate(pending: SendableGrade, gone: string): Promise<PlaceAnswer>;
  /** Asks the LMS whether the place is there. */
  checkPlace(pending: SendableGrade, place: string): Promise<PlaceState>;
}

export type GradeChannels = Readonly<Record<ChannelName, GradeChannel>>;
