import { createHash } from 'node:crypto';
import { fullName, type Person } from '../site/people.ts';
import { type Activity, COURSE_ID } from '../site/site.ts';

/** The LTI messages that this platform sends. */
export type MessageType = 'LtiResourceLinkRequest' | 'LtiDeepLinkingRequest' | 'LtiSubmissionReviewRequest';
/** Moodle's launch containers: inside the page, a new window, the same window. */
export type Container = 'iframe' | 'window' | 'frame';

/** The installation: addresses and the registration of the tool. `url` has no trailing slash. */
export interface Platform {
  url: string;
  issuer: string;
  toolUrl: string;
  clientId: string;
  deploymentId: string;
  course: { label: string; title: string };
  siteName: string;
}

/** One launch: who opens what, how. `activity` is null for deep linking. `forUserId`: whose work a teacher wants to see. */
export interface Launch {
  person: Person;
  activity: Activity | null;
  messageType: MessageType;
  container: Container;
  locale: string;
  sesskey: string;
  forUserId: string | null;
}

/** What else goes into the token. `issuedAt` in seconds. */
export interface ClaimsContext {
  platform: Platform;
  nonce: string;
  issuedAt: number;
  privacy: 'send' | 'never';
  scopes: readonly string[];
}

/** The number of the tool in Moodle: in line item and membership addresses. */
const TYPE_ID = '1';
export const LTI = 'https://purl.imsglobal.org/spec/lti/claim/';
export const AGS_SCOPE = 'https://purl.imsglobal.org/spec/lti-ags/scope/';
export const NRPS_SCOPE = 'https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly';
/** Moodle's tokens live one minute. */
const LIFE_SECONDS = 60;
const MEMBERSHIP = 'http://purl.imsglobal.org/vocab/lis/v2/membership#';
const CONTAINER_NUMBER = { iframe: 3, window: 4, frame: 5 } as const;

/** Where the services of this installation live: the same paths as Moodle's. */
export function servicesUrl(platform: Platform): string {
  return `${platform.url}/mod/lti/services.php`;
}

export function lineItemUrl(platform: Platform, itemId: string, courseId: string = COURSE_ID): string {
  return `${servicesUrl(platform)}/${courseId}/lineitems/${itemId}/lineitem?type_id=${TYPE_ID}`;
}

export function membershipsUrl(platform: Platform, courseId: string = COURSE_ID): string {
  return `${servicesUrl(platform)}/CourseSection/${courseId}/bindings/${TYPE_ID}/memberships`;
}

/** The tool's own launch address, also its only redirect_uri. */
export function launchUrl(platform: Platform): string {
  return `${platform.toolUrl}/lti/launch`;
}

function nameClaims(person: Person, privacy: 'send' | 'never'): Record<string, unknown> {
  if (privacy === 'never') return { [`${LTI}ext`]: { lms: 'moodle-2' } };
  return {
    given_name: person.givenName,
    family_name: person.familyName,
    name: fullName(person),
    [`${LTI}ext`]: { user_username: person.username, lms: 'moodle-2' },
    email: person.email,
  };
}

function presentation(launch: Launch, platform: Platform): Record<string, string> {
  if (launch.activity === null) return { locale: launch.locale };
  const query = new URLSearchParams({
    course: COURSE_ID,
    launch_container: String(CONTAINER_NUMBER[launch.container]),
    instanceid: launch.activity.id,
    sesskey: launch.sesskey,
  });
  const returnUrl = `${platform.url}/mod/lti/return.php?${query}`;
  return { locale: launch.locale, document_target: launch.container, return_url: returnUrl };
}

function serviceClaims(launch: Launch, context: ClaimsContext): Record<string, unknown> {
  const { platform, scopes } = context;
  const agsScopes = scopes.filter((scope) => scope.startsWith(AGS_SCOPE));
  const lineitems = `${servicesUrl(platform)}/${COURSE_ID}/lineitems?type_id=${TYPE_ID}`;
  const itemId = launch.activity?.lineItemId ?? null;
  const lineitem = itemId === null ? {} : { lineitem: lineItemUrl(platform, itemId) };
  const ags = {
    'https://purl.imsglobal.org/spec/lti-ags/claim/endpoint': { scope: agsScopes, lineitems, ...lineitem },
  };
  const members = { context_memberships_url: membershipsUrl(platform), service_versions: ['1.0', '2.0'] };
  const nrps = { 'https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice': members };
  return { ...(agsScopes.length > 0 ? ags : {}), ...(scopes.includes(NRPS_SCOPE) ? nrps : {}) };
}

function messageClaims(launch: Launch, platform: Platform): Record<string, unknown> {
  if (launch.activity !== null) {
    const { id, title, description } = launch.activity;
    const forUser = launch.forUserId === null ? {} : { [`${LTI}for_user`]: { user_id: launch.forUserId } };
    return { ...forUser, [`${LTI}resource_link`]: { title, description, id } };
  }
  const settings = {
    accept_types: ['ltiResourceLink'],
    accept_presentation_document_targets: ['frame', 'iframe', 'window'],
    accept_copy_advice: false,
    accept_multiple: true,
    accept_unsigned: false,
    auto_create: false,
    can_confirm: false,
    deep_link_return_url: `${platform.url}/mod/lti/contentitem_return.php?course=${COURSE_ID}&id=${TYPE_ID}&sesskey=${launch.sesskey}`,
    title: 'Passerelle',
    text: '',
  };
  return { 'https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings': settings };
}

/** The claims of an id_token, with the members and the spelling that Moodle 4.4 sends. */
export function makeClaims(launch: Launch, context: ClaimsContext): Record<string, unknown> {
  const { platform, nonce, issuedAt, privacy } = context;
  const { person, activity } = launch;
  const isStaff = person.role === 'teacher' || person.role === 'non-editing-teacher';
  return {
    nonce,
    iat: issuedAt,
    exp: issuedAt + LIFE_SECONDS,
    iss: platform.issuer,
    aud: platform.clientId,
    [`${LTI}deployment_id`]: platform.deploymentId,
    [`${LTI}target_link_uri`]: activity?.url ?? launchUrl(platform),
    sub: person.id,
    [`${LTI}lis`]: { person_sourcedid: person.sourcedId, course_section_sourcedid: `SIS-${platform.course.label}` },
    [`${LTI}roles`]: [`${MEMBERSHIP}${isStaff ? 'Instructor' : 'Learner'}`],
    [`${LTI}context`]: { id: COURSE_ID, ...platform.course, type: ['CourseSection'] },
    [`${LTI}message_type`]: launch.messageType,
    ...messageClaims(launch, platform),
    ...nameClaims(person, privacy),
    [`${LTI}launch_presentation`]: presentation(launch, platform),
    [`${LTI}tool_platform`]: {
      product_family_code: 'moodle',
      version: '2023112400',
      guid: createHash('md5').update(platform.url).digest('hex'),
      name: platform.siteName,
      description: platform.siteName,
    },
    [`${LTI}version`]: '1.3.0',
    [`${LTI}custom`]: { ...activity?.custom, context_memberships_url: membershipsUrl(platform) },
    ...serviceClaims(launch, context),
  };
}
