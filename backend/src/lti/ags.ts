import type { ActivityScope } from '../catalogue/scope.ts';
import type { ServicePlatform } from './access-token.ts';
import { jsonOf, mediaTypeOf, type OutboundResponse } from './outbound.ts';
import { OUR_TAG, resourceIdOf } from './resource-id.ts';
import { retryAfterMs, type ServiceTrouble, trouble } from './service-trouble.ts';

const AGS = 'https://purl.imsglobal.org/spec/lti-ags/scope';
/** The scopes of Assignment and Grade Services 2.0 that we use. */
export const AGS_SCOPES = {
  score: `${AGS}/score`,
  lineItem: `${AGS}/lineitem`,
  lineItemReadonly: `${AGS}/lineitem.readonly`,
} as const;

/** Moodle compares media types as whole strings: exactly one, nothing beside it. */
export const AGS_TYPES = {
  score: 'application/vnd.ims.lis.v1.score+json',
  lineItem: 'application/vnd.ims.lis.v2.lineitem+json',
  lineItems: 'application/vnd.ims.lis.v2.lineitemcontainer+json',
} as const;

/** Every score is sent out of a hundred; the LMS rescales it to its column. */
const SCORE_MAXIMUM = 100;

/** An activity of the LMS and where its grades go. */
export interface GradedActivity {
  resourceLinkId: string;
  /** The platform's own id of the activity. */
  ltiResourceLinkId: string;
  title: string | null;
  scope: ActivityScope;
  lineItemUrl: string | null;
  lineItemsUrl: string | null;
  lineItemOrigin: 'platform' | 'passerelle' | null;
  /** AGS scopes that its launches name. */
  scopes: readonly string[];
}

/** A grade to send. `score` is a fraction 0..1. */
export interface Score {
  /** The platform's id of the learner (claim `sub`). */
  moodleUserId: string;
  score: number;
}

/** What became of one posted score. `failing`: the server failed on it, which may mean that the grade is locked. */
export type ScoreOutcome =
  | { kind: 'delivered' }
  | { kind: 'conflict' }
  | { kind: 'line_item_gone' }
  | { kind: 'failing' }
  | { kind: 'unauthorised' }
  | ServiceTrouble;

export interface FoundLineItem {
  kind: 'found';
  url: string;
  origin: 'platform' | 'passerelle';
}

export type LineItemAnswer = FoundLineItem | { kind: 'none' } | { kind: 'unauthorised' } | ServiceTrouble;

/** Assignment and Grade Services of the platforms. Nothing here throws for what another server does. */
export interface AgsClient {
  /** Posts a final score, stamped with the time of sending. */
  postScore(platform: ServicePlatform, lineItemUrl: string, score: Score): Promise<ScoreOutcome>;
  /** The column of an activity, if it has one. */
  findLineItem(platform: ServicePlatform, activity: GradedActivity): Promise<LineItemAnswer>;
  /** The column of an activity, made when there is none. */
  findOrCreateLineItem(platform: ServicePlatform, activity: GradedActivity): Promise<LineItemAnswer>;
  /** Asks for a column: `silent` when no sensible answer comes, `unknown` when we have no right to ask. */
  checkLineItem(
    platform: ServicePlatform,
    activity: GradedActivity,
    lineItemUrl: string,
  ): Promise<'there' | 'gone' | 'silent' | 'unknown'>;
}

/** Remembers where an activity's grades go. */
export interface LineItemStore {
  save(resourceLinkId: string, lineItem: Pick<FoundLineItem, 'url' | 'origin'>): Promise<void>;
}

/** `/scores` goes into the path: Moodle's line items end in `?type_id=N`. */
export function scoresUrl(lineItemUrl: string): string {
  const url = new URL(lineItemUrl);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/scores`;
  return url.href;
}

/** Line items of one activity; the address keeps its own query. No `limit`: Moodle's paging of line items is broken. */
export function lineItemsOfLinkUrl(lineItemsUrl: string, ltiResourceLinkId: string): string {
  const url = new URL(lineItemsUrl);
  url.searchParams.set('resource_link_id', ltiResourceLinkId);
  return url.href;
}

/**
 * The body of a score. Moodle erases the grade at anything but FullyGraded with scoreGiven, so there is no other form.
 * Points carry five decimals, as Moodle's gradebook does: thirds come out the same each time and a full score is 100.
 */
export function scoreBody({ moodleUserId, score }: Score, sentAt: Date): string {
  return JSON.stringify({
    userId: moodleUserId,
    scoreGiven: Math.round(score * SCORE_MAXIMUM * 1e5) / 1e5,
    scoreMaximum: SCORE_MAXIMUM,
    timestamp: sentAt.toISOString(),
    activityProgress: 'Completed',
    gradingProgress: 'FullyGraded',
  });
}

/** What an answer to a posted score means (Moodle's meanings: 400 not a student, 404 column gone, 409 too old, 500 locked). */
export function outcomeOfScore(response: OutboundResponse, nowMs: number): ScoreOutcome {
  const { status } = response;
  // A page with 200 is a portal's or a sign-in's: no grade service speaks so, and nothing was stored.
  if (status >= 200 && status < 300) return /^\s*</.test(response.text()) ? { kind: 'failing' } : { kind: 'delivered' };
  if (status === 401) return { kind: 'unauthorised' };
  if (status === 409) return { kind: 'conflict' };
  if (status === 500 || status === 502) return { kind: 'failing' };
  const known = troubleOfStatus(response, nowMs);
  if (known?.kind === 'retry') return known;
  // A page is spoken by a proxy or a site in maintenance, not by the grade service: nothing final follows from it.
  if (mediaTypeOf(response) === 'text/html') return { kind: 'failing' };
  if (status === 400) return { kind: 'gave_up', code: isAboutForm(response) ? 'score_refused' : 'not_a_student' };
  if (status === 404 || status === 410) return { kind: 'line_item_gone' };
  return known ?? { kind: 'gave_up', code: 'score_refused' };
}

/** Moodle's router refuses a call before it looks at the person. */
function isAboutForm({ statusText }: OutboundResponse): boolean {
  return /handler|content type/i.test(statusText);
}

/** What any service answer says of the platform; undefined where the status says nothing of the kind. */
export function troubleOfStatus(response: OutboundResponse, nowMs: number): ServiceTrouble | undefined {
  const { status } = response;
  const afterMs = retryAfterMs(response, nowMs);
  if (status === 429) return trouble('lms_throttled', { afterMs });
  // Canvas throttles with 403.
  if (status === 403 && /rate limit/i.test(`${response.statusText} ${response.text().slice(0, 1000)}`)) {
    return trouble('lms_throttled', { afterMs });
  }
  if (status >= 500 || status === 408 || status === 425) return trouble('lms_failing', { afterMs });
  if (status >= 300 && status < 400) return trouble('unexpected_answer');
  return status === 403 ? { kind: 'gave_up', code: 'forbidden' } : undefined;
}

/**
 * Chooses an activity's column out of a list: ours if there is one, else the first. Addresses on another origin than the
 * list's own are not trusted.
 */
export function chooseLineItem(response: OutboundResponse, activity: GradedActivity): FoundLineItem | { kind: 'none' } {
  const listed = jsonOf(response);
  const origin = new URL(activity.lineItemsUrl ?? '').origin;
  const items = (Array.isArray(listed) ? listed : []).filter(
    (item): item is ListedLineItem =>
      typeof item?.id === 'string' &&
      URL.canParse(item.id) &&
      new URL(item.id).origin === origin &&
      String(item.resourceLinkId ?? '') === activity.ltiResourceLinkId,
  );
  const wanted = resourceIdOf(activity.scope);
  const ours = items.filter((item) => item.tag === OUR_TAG && item.resourceId === wanted);
  // Two senders may both have made one: all choose the same of them.
  const chosen = ours.sort((a, b) => (a.id < b.id ? -1 : 1))[0] ?? items[0];
  if (chosen === undefined) return { kind: 'none' };
  return { kind: 'found', url: chosen.id, origin: ours.length > 0 ? 'passerelle' : 'platform' };
}

interface ListedLineItem {
  id: string;
  resourceId?: unknown;
  tag?: unknown;
  resourceLinkId?: unknown;
}

/** A column of our own making. */
export function newLineItemBody(activity: GradedActivity): string {
  return JSON.stringify({
    label: activity.title ?? 'Passerelle',
    scoreMaximum: SCORE_MAXIMUM,
    resourceId: resourceIdOf(activity.scope),
    tag: OUR_TAG,
    resourceLinkId: activity.ltiResourceLinkId,
  });
}
