import type { AgsClient, LineItemAnswer, LineItemStore, ScoreOutcome } from '../lti/ags.ts';
import type { ReasonCode } from '../lti/ags-reasons.ts';
import { POST_GAP_MS } from './backoff.ts';
import type { ClaimedRow, PendingGrade } from './outbox.ts';
import { decide, type Grade, sentGradeOf, targetOf } from './score.ts';

/** What became of one claimed row. `retry` is platform-wide when every other grade of that platform would fail alike. */
export type Delivery =
  | { kind: 'delivered'; grade: Grade; target: string }
  | { kind: 'settled'; grade: Grade | undefined }
  | { kind: 'retry'; code: ReasonCode; isPlatformWide: boolean; afterMs?: number | undefined }
  | { kind: 'parked'; code: ReasonCode };

export interface DeliveryPorts {
  ags: AgsClient;
  lineItems: LineItemStore;
  /** Called when an activity has got another column. */
  columnChanged(resourceLinkId: string): Promise<void>;
  /** Whether this platform took a grade in the last minute; asked where we may not ask the platform itself. */
  hasDeliveredLately(platformId: string): boolean;
}

type Column = { kind: 'column'; url: string } | Delivery;

/** Sends one grade, finding or making its column where it has none. */
export async function deliver(pending: PendingGrade, ports: DeliveryPorts): Promise<Delivery> {
  const { activity, grade, row } = pending;
  if (grade === undefined) return { kind: 'settled', grade: undefined };
  const known = activity.lineItemUrl;
  if (known === null && decide(grade, undefined).kind === 'keep') return { kind: 'settled', grade: undefined };
  const column: Column = known === null ? await resolveColumn(pending, ports) : { kind: 'column', url: known };
  if (column.kind !== 'column') return column;
  const decision = decide(grade, sentGradeOf(row, column.url, activity.scope));
  if (decision.kind === 'keep') return { kind: 'settled', grade: decision.grade };
  const outcome = await post(pending, column.url, ports);
  if (outcome.kind !== 'line_item_gone') return deliveryOf(outcome, pending, { url: column.url, grade }, ports);
  return replaceColumn(pending, column.url, grade, ports);
}

function post(pending: PendingGrade, url: string, { ags }: DeliveryPorts): Promise<ScoreOutcome> {
  const { platform, moodleUserId, grade } = pending;
  return ags.postScore(platform, url, { moodleUserId, score: grade?.score ?? 0 });
}

async function resolveColumn(pending: PendingGrade, ports: DeliveryPorts): Promise<Column> {
  const { platform, activity } = pending;
  return keepColumn(await ports.ags.findOrCreateLineItem(platform, activity), pending, ports);
}

async function keepColumn(answer: LineItemAnswer, pending: PendingGrade, ports: DeliveryPorts): Promise<Column> {
  switch (answer.kind) {
    case 'found':
      await ports.lineItems.save(pending.activity.resourceLinkId, answer);
      return { kind: 'column', url: answer.url };
    case 'none':
      return { kind: 'parked', code: 'no_line_item' };
    case 'unauthorised':
      return { kind: 'retry', code: 'unauthorised', isPlatformWide: true };
    case 'gave_up':
      return { kind: 'parked', code: answer.code };
    case 'retry':
      return answer;
  }
}

/** The column is gone: one of our own making is made again, once; another is only looked for. */
async function replaceColumn(
  pending: PendingGrade,
  gone: string,
  grade: Grade,
  ports: DeliveryPorts,
): Promise<Delivery> {
  const { platform, activity } = pending;
  const isOurs = activity.lineItemOrigin === 'passerelle';
  const answer = isOurs
    ? await ports.ags.findOrCreateLineItem(platform, activity)
    : await ports.ags.findLineItem(platform, activity);
  if (answer.kind === 'none' || (answer.kind === 'found' && answer.url === gone)) {
    return { kind: 'parked', code: 'line_item_gone' };
  }
  const column = await keepColumn(answer, pending, ports);
  if (column.kind !== 'column') return column;
  const outcome = await post(pending, column.url, ports);
  await ports.columnChanged(activity.resourceLinkId);
  return deliveryOf(outcome, pending, { url: column.url, grade }, ports);
}

async function deliveryOf(
  outcome: ScoreOutcome,
  { platform, activity }: PendingGrade,
  sent: { url: string; grade: Grade },
  ports: DeliveryPorts,
): Promise<Delivery> {
  switch (outcome.kind) {
    case 'delivered':
      return { kind: 'delivered', grade: sent.grade, target: targetOf(sent.url, activity.scope) };
    case 'conflict':
      return { kind: 'retry', code: 'earlier_timestamp', isPlatformWide: false, afterMs: POST_GAP_MS };
    case 'line_item_gone':
      return { kind: 'parked', code: 'line_item_gone' };
    case 'unauthorised':
      return { kind: 'retry', code: 'unauthorised', isPlatformWide: true };
    case 'gave_up':
      return { kind: 'parked', code: outcome.code };
    case 'retry':
      return outcome;
    case 'failing': {
      // A locked grade and a broken LMS answer alike; only in the first case does the rest of it work.
      const answers = await ports.ags.isAnswering(platform, { ...activity, lineItemUrl: sent.url });
      const isThisGrade = answers ?? ports.hasDeliveredLately(platform.id);
      return isThisGrade
        ? { kind: 'retry', code: 'grade_failing', isPlatformWide: false }
        : { kind: 'retry', code: 'lms_failing', isPlatformWide: true };
    }
  }
}

/** Failures in a row, this one included. When the LMS starts to answer again, failures on one grade are counted anew. */
export function attemptsAfter(row: ClaimedRow, code: ReasonCode): number {
  const isNewKind = code === 'grade_failing' && row.reason !== 'grade_failing';
  return isNewKind ? 1 : row.attempts + 1;
}
