import type { ReasonCode } from '../lti/ags-reasons.ts';
import { POST_GAP_MS } from './backoff.ts';
import type { GradeChannels, PlaceAnswer, SendableGrade, SendOutcome } from './grade-channel.ts';
import type { ClaimedRow, PendingGrade } from './outbox.ts';
import { decide, type Grade, mayLeave, sentGradeOf, targetOf } from './score.ts';

/** What became of one claimed row. `retry` is platform-wide when every other grade of that platform would fail alike. */
export type Delivery =
  | { kind: 'delivered'; grade: Grade; target: string }
  | { kind: 'settled'; grade: Grade | undefined; reason?: ReasonCode }
  | { kind: 'retry'; code: ReasonCode; isPlatformWide: boolean; afterMs?: number | undefined }
  | { kind: 'parked'; code: ReasonCode };

export interface DeliveryPorts {
  channels: GradeChannels;
  /** Called when the grades of an activity have got another place. */
  placeChanged(resourceLinkId: string): Promise<void>;
  /** Whether this platform took a grade in the last minute; asked where we may not ask the platform itself. */
  hasDeliveredLately(platformId: string): boolean;
}

/** Sends one grade by the channel of its activity, finding or making its place where it has none. */
export async function deliver(pending: PendingGrade, ports: DeliveryPorts): Promise<Delivery> {
  const { grade, row } = pending;
  if (grade === undefined) return { kind: 'settled', grade: undefined };
  const wasNeverSent = row.sentTarget === null || row.sentScore === null;
  if (wasNeverSent && !mayLeave(grade, pending.policy)) return { kind: 'settled', grade };
  const sendable: SendableGrade = { ...pending, grade };
  const answer = await ports.channels[pending.channel].locate(sendable);
  if (answer.kind !== 'place') return deliveryOfTrouble(answer);
  const { place } = answer;
  const sent = sentGradeOf(row, place, pending.activity.scope);
  if (sent === undefined && !mayLeave(grade, pending.policy)) return { kind: 'settled', grade };
  const decision = decide(grade, sent);
  if (decision.kind === 'keep') return { kind: 'settled', grade: decision.grade };
  // A score of 1 is that of an activity that was complete when it was sent, also if it has grown since.
  const isComplete = grade.isComplete || decision.grade.score === 1;
  const decided: SendableGrade = { ...sendable, grade: { ...grade, ...decision.grade, isComplete } };
  const outcome = await ports.channels[pending.channel].send(decided, place);
  if (outcome.kind !== 'place_gone') return deliveryOf(outcome, decided, place, ports);
  return sendElsewhere(decided, place, ports);
}

/** The place is gone: the channel may know or make another, and everybody's grades of the activity go there. */
async function sendElsewhere(pending: SendableGrade, gone: string, ports: DeliveryPorts): Promise<Delivery> {
  const channel = ports.channels[pending.channel];
  const answer = await channel.relocate(pending, gone);
  if (answer.kind !== 'place') return deliveryOfTrouble(answer);
  const outcome = await channel.send(pending, answer.place);
  await ports.placeChanged(pending.activity.resourceLinkId);
  return deliveryOf(outcome, pending, answer.place, ports);
}

function deliveryOfTrouble(answer: Exclude<PlaceAnswer, { kind: 'place' }>): Delivery {
  switch (answer.kind) {
    case 'unauthorised':
      return { kind: 'retry', code: 'unauthorised', isPlatformWide: true };
    case 'ungraded':
      return { kind: 'settled', grade: undefined, reason: 'no_line_item' };
    case 'gave_up':
      return { kind: 'parked', code: answer.code };
    case 'retry':
      return answer;
  }
}

async function deliveryOf(
  outcome: SendOutcome,
  pending: SendableGrade,
  place: string,
  ports: DeliveryPorts,
): Promise<Delivery> {
  switch (outcome.kind) {
    case 'delivered':
      return { kind: 'delivered', grade: pending.grade, target: targetOf(place, pending.activity.scope) };
    case 'conflict':
      return { kind: 'retry', code: 'earlier_timestamp', isPlatformWide: false, afterMs: POST_GAP_MS };
    case 'place_gone':
      return { kind: 'parked', code: 'line_item_gone' };
    case 'failing': {
      // A locked grade and a broken LMS answer alike; only in the first case does the rest of it work.
      const state = await ports.channels[pending.channel].checkPlace(pending, place);
      const isThisGrade = state === 'unknown' ? ports.hasDeliveredLately(pending.platform.id) : state === 'there';
      return isThisGrade
        ? { kind: 'retry', code: 'grade_failing', isPlatformWide: false }
        : { kind: 'retry', code: 'lms_failing', isPlatformWide: true };
    }
    default:
      return deliveryOfTrouble(outcome);
  }
}

/** Failures in a row, this one included. When the LMS starts to answer again, failures on one grade are counted anew. */
export function attemptsAfter(row: ClaimedRow, code: ReasonCode): number {
  const isNewKind = code === 'grade_failing' && row.reason !== 'grade_failing';
  return isNewKind ? 1 : row.attempts + 1;
}
