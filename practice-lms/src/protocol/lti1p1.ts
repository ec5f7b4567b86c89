import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { fullName } from '../site/people.ts';
import { COURSE_ID } from '../site/site.ts';
import type { Launch, Platform } from './claims.ts';

/** Key and secret that the tool gave for LTI 1.1. */
export interface Consumer {
  key: string;
  secret: string;
}

type Pair = readonly [string, string];

/** Moodle forgives five minutes. */
const WINDOW_SECONDS = 300;
const CONTAINER_NUMBER = { iframe: 3, window: 4, frame: 5 } as const;

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function sign(url: URL, parameters: readonly Pair[], secret: string): string {
  const list = [...url.searchParams, ...parameters]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
  const base = ['POST', encode(`${url.origin}${url.pathname}`), encode(list)].join('&');
  return createHmac('sha1', `${encode(secret)}&`)
    .update(base)
    .digest('base64');
}

/** The name of a learner's result: who, where, and a hash that only we can make. Different at each launch, as Moodle's. */
function sourcedIdOf(userId: string, activityId: string, secret: string): string {
  const data = { instanceid: activityId, userid: userId, launchid: randomBytes(4).readUInt32BE() };
  return JSON.stringify({ data, hash: hashOf(data, secret) });
}

function hashOf(data: unknown, secret: string): string {
  return createHmac('sha256', secret).update(JSON.stringify(data)).digest('hex');
}

/** Whose result in which activity a sourcedid names. `tampered`: the hash is not ours. */
export function readSourcedId(
  text: string,
  secret: string,
): { userId: string; activityId: string } | 'unreadable' | 'tampered' {
  try {
    const { data, hash } = JSON.parse(text) as { data: { instanceid: string; userid: string }; hash: string };
    if (hash !== hashOf(data, secret)) return 'tampered';
    return { userId: data.userid, activityId: data.instanceid };
  } catch {
    return 'unreadable';
  }
}

/** The signed form of an LTI 1.1 launch, with the members and the spelling that Moodle 4.4 sends. `now` in milliseconds. */
export function lti1p1Form(
  launch: Launch,
  platform: Platform,
  consumer: Consumer,
  about: { privacy: 'send' | 'never'; now: number },
): { action: string; fields: Record<string, string> } {
  const { person, activity } = launch;
  if (activity === null) throw new RangeError('LTI 1.1 has no deep linking here');
  const action = activity.url ?? `${platform.toolUrl}/lti/1.1/launch`;
  const query = new URLSearchParams({
    course: COURSE_ID,
    launch_container: String(CONTAINER_NUMBER[launch.container]),
    instanceid: activity.id,
    sesskey: launch.sesskey,
  });
  const isStaff = person.role === 'teacher' || person.role === 'non-editing-teacher';
  const names = {
    lis_person_name_given: person.givenName,
    lis_person_name_family: person.familyName,
    lis_person_name_full: fullName(person),
    lis_person_contact_email_primary: person.email,
  };
  const outcome = {
    lis_result_sourcedid: sourcedIdOf(person.id, activity.id, consumer.secret),
    lis_outcome_service_url: `${platform.url}/mod/lti/service.php`,
  };
  const custom = Object.entries(activity.custom).map(([name, value]): Pair => [`custom_${name}`, value]);
  const fields: Record<string, string> = {
    oauth_version: '1.0',
    oauth_nonce: randomBytes(16).toString('hex'),
    oauth_timestamp: String(Math.floor(about.now / 1000)),
    oauth_consumer_key: consumer.key,
    user_id: person.id,
    lis_person_sourcedid: person.sourcedId,
    roles: isStaff ? 'Instructor' : 'Learner',
    context_id: COURSE_ID,
    context_label: platform.course.label,
    context_title: platform.course.title,
    lti_message_type: 'basic-lti-launch-request',
    resource_link_title: activity.title,
    resource_link_id: activity.id,
    ...(activity.lineItemId === null ? {} : outcome),
    ...(about.privacy === 'never' ? {} : names),
    launch_presentation_locale: launch.locale,
    tool_consumer_info_product_family_code: 'moodle',
    oauth_callback: 'about:blank',
    lti_version: 'LTI-1p0',
    ...Object.fromEntries(custom),
    launch_presentation_document_target: launch.container,
    launch_presentation_return_url: `${platform.url}/mod/lti/return.php?${query}`,
    oauth_signature_method: 'HMAC-SHA1',
  };
  return {
    action,
    fields: { ...fields, oauth_signature: sign(new URL(action), Object.entries(fields), consumer.secret) },
  };
}

/** Whether a call of the tool is signed: key, time, hash of the body, signature. `now` in milliseconds. */
export function isSignedCall(
  call: { url: string; authorization: string; body: string },
  { key, secret }: Consumer,
  now: number,
): boolean {
  const pairs = [...call.authorization.matchAll(/([a-z_]+)="([^"]*)"/g)].map(
    ([, name = '', value = '']): Pair => [name, decodeURIComponent(value)],
  );
  const given = new Map(pairs);
  const hash = createHash('sha1').update(call.body).digest('base64');
  const isOnTime = Math.abs(now / 1000 - Number(given.get('oauth_timestamp'))) <= WINDOW_SECONDS;
  if (given.get('oauth_consumer_key') !== key || given.get('oauth_body_hash') !== hash || !isOnTime) return false;
  const signed = pairs.filter(([name]) => name !== 'oauth_signature' && name !== 'realm');
  const expected = Buffer.from(sign(new URL(call.url), signed, secret));
  const signature = Buffer.from(given.get('oauth_signature') ?? '');
  return signature.length === expected.length && timingSafeEqual(signature, expected);
}
