import type { ServicePlatform } from '../lti/access-token.ts';
import type { GradedActivity } from '../lti/ags.ts';
import type { ReasonCode } from '../lti/ags-reasons.ts';
import type { OutcomeTarget } from '../lti/outcomes.ts';
import type { Grade, GradePolicy, PresentGrade, SentNote } from './score.ts';

/** The ways by which a grade can reach an LMS: LTI 1.3 (AGS), LTI 1.1 (Basic Outcomes), Moodle's web services. */
export type ChannelName = 'ags' | 'outcomes' | 'moodle_ws';

/** A row of the outbox that this process holds a lease on. */
export interface ClaimedRow extends SentNote {
  id: string;
  platformId: string;
  resourceLinkId: string;
  userId: string;
  /** The change that is being sent; a later one leaves the row due. */
  seq: number;
  attempts: number;
  reason: string | null;
  failingSinceAt: Date | null;
  leaseUntil: Date;
}

/** Who claims, and until when. */
export interface Lease {
  owner: string;
  now: Date;
  until: Date;
}

/** A try that failed and will be repeated. */
export interface Postponement {
  code: ReasonCode;
  dueAt: Date;
  /** Failures in a row, this one included. */
  attempts: number;
  failingSinceAt: Date;
}

/**
 * The grades on their way. Claims are exclusive among all processes while their lease lasts; every change to a claimed row
 * is made only while its lease is still `owner`'s, and answers whether it was.
 */
export interface OutboxStore {
  /** Active platforms with something to send now, the longest waiting first. */
  duePlatforms(now: Date): Promise<string[]>;
  /** Claims due rows of one platform, the longest waiting first; never one that was posted less than a second ago. */
  claim(platformId: string, limit: number, lease: Lease): Promise<ClaimedRow[]>;
  /** The LMS has this grade. */
  delivered(row: ClaimedRow, owner: string, sent: { grade: Grade; target: string }, now: Date): Promise<boolean>;
  /** There was nothing to send. `grade`: what the LMS's grade stands for by now, where that is known; `reason`: why. */
  settled(row: ClaimedRow, owner: string, grade: Grade | undefined, reason?: ReasonCode): Promise<boolean>;
  postpone(row: ClaimedRow, owner: string, how: Postponement): Promise<boolean>;
  /** Given up with a reason, unless a newer change came meanwhile. */
  park(row: ClaimedRow, owner: string, code: ReasonCode): Promise<boolean>;
  /** Gives rows back untried. */
  release(rows: readonly ClaimedRow[], owner: string): Promise<void>;
  /** The platform answers again: what waits only because it did not is due now. */
  hasten(platformId: string, now: Date): Promise<void>;
  /** The activity's grades have another place: whatever stood in the old one has to be sent again. */
  placeChanged(resourceLinkId: string, now: Date): Promise<void>;
}

/** Everything needed to send one claimed row. */
export interface PendingGrade {
  row: ClaimedRow;
  platform: ServicePlatform;
  activity: GradedActivity;
  moodleUserId: string;
  channel: ChannelName;
  policy: GradePolicy;
  /** LTI 1.1: where this learner's result goes; null when no launch has said it. */
  outcome: OutcomeTarget | null;
  /** The platform's own id of the course. */
  ltiContextId: string;
  /** Moodle's course module, where it is known. */
  moodleCmid: string | null;
  /** Undefined when the activity's scope holds no grain. */
  grade: PresentGrade | undefined;
}

/** Reads progress and catalogue for claimed rows, as they are now. Rows whose activity or learner is gone are left out. */
export type PendingGradeReader = (rows: readonly ClaimedRow[]) => Promise<PendingGrade[]>;
