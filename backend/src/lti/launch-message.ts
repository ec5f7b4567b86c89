import type { ActivityScope } from '../catalogue/scope.ts';
import { isIdentifier } from '../ids/identifier.ts';
import type { Role } from '../sessions/session.ts';
import { type DeepLinkingSettings, readDeepLinkingSettings } from './deep-linking-settings.ts';
import { LaunchRefused } from './launch.errors.ts';
import { courseRoleOf, isAdministrator, mayChooseContent } from './roles.ts';

/** Decoded members of an id_token whose signature is good. */
export type Claims = Record<string, unknown>;

export type MessageType = 'resource_link' | 'deep_linking' | 'submission_review' | 'data_privacy';

/** What an id_token says, reduced to what we use. Everything personal is optional (Moodle: "share name: never"). */
export interface LaunchMessage {
  type: MessageType;
  /** Null = anonymous. */
  moodleUserId: string | null;
  email: string | null;
  firstname: string | null;
  lastname: string | null;
  fullName: string | null;
  locale: string | null;
  /** The institution's own ids of the person and of the course (LIS claims). */
  personSourcedId: string | null;
  courseSourcedId: string | null;
  role: Role;
  deploymentId: string;
  target: string;
  context: { id: string; title: string | null; label: string | null } | null;
  membershipsUrl: string | null;
  /** Where the groups of the course are told (Course Groups Service). */
  groupsUrl: string | null;
  resourceLink: { id: string; title: string | null } | null;
  scope: ActivityScope;
  /** The platform's ids of the activities that this one was copied from, newest first; null = it does not say. */
  copiedFrom: readonly string[] | null;
  /** Null = the platform offers no grade service for this activity. */
  ags: { lineitemUrl: string | null; lineitemsUrl: string | null; scopes: readonly string[] } | null;
  /** LTI 1.1 only: whether the launch named an outcomes service. */
  outcomes?: 'named' | 'not_named';
  /** The LMS' product, lower case ("moodle"); null = it does not say. */
  productFamily: string | null;
  /** What is asked for by a message that is no launch of an activity; null for a launch. */
  request: MessageRequest | null;
}

/** The part of deep linking, submission review and data privacy messages that launches do not have. */
export interface MessageRequest {
  /** Present for deep linking. */
  deepLinking: DeepLinkingSettings | null;
  /** Whom the message is about, where it is about somebody: the platform's id of that person. */
  forUserId: string | null;
  /** The sender may choose content for the course: instructors, content developers, administrators of the course. */
  mayChooseContent: boolean;
  /** The sender administers the institution or the platform. */
  isAdministrator: boolean;
}

const LTI = 'https://purl.imsglobal.org/spec/lti/claim/';
const AGS = 'https://purl.imsglobal.org/spec/lti-ags/claim/endpoint';
const GROUPS = 'https://purl.imsglobal.org/spec/lti-gs/claim/groupsservice';
const NRPS = 'https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice';
const DEEP_LINKING = 'https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings';

// The last name is that of Data Privacy Launch 1.0; platforms write it with and without the prefix.
const MESSAGE_TYPES: Record<string, MessageType> = {
  LtiResourceLinkRequest: 'resource_link',
  LtiDeepLinkingRequest: 'deep_linking',
  LtiSubmissionReviewRequest: 'submission_review',
  DataPrivacyLaunchRequest: 'data_privacy',
  LtiDataPrivacyLaunchRequest: 'data_privacy',
};

/**
 * Reads the LTI message of a verified id_token: what must be there is there, what may be missing is null, unknown claims
 * are ignored. LTI 1.3 core, section 5.
 * @throws LaunchRefused
 */
export function readLaunchMessage(claims: Claims): LaunchMessage {
  const type = messageTypeOf(claims);
  const roles = claims[`${LTI}roles`];
  if (!Array.isArray(roles)) throw new LaunchRefused('roles_missing');
  const deploymentId = claims[`${LTI}deployment_id`];
  if (!isIdentifier(deploymentId)) throw new LaunchRefused('deployment_missing');
  const target = claims[`${LTI}target_link_uri`];
  if (typeof target !== 'string' || target === '') throw new LaunchRefused('target_missing');
  const custom = objectOf(claims[`${LTI}custom`]);
  return {
    type,
    moodleUserId: userIdOf(claims),
    email: textOf(claims.email),
    firstname: textOf(claims.given_name),
    lastname: textOf(claims.family_name),
    fullName: textOf(claims.name),
    locale: localeOf(claims),
    personSourcedId: sourcedIdOf(claims, 'person_sourcedid'),
    courseSourcedId: sourcedIdOf(claims, 'course_section_sourcedid'),
    role: courseRoleOf(roles),
    deploymentId,
    target,
    context: contextOf(claims),
    membershipsUrl: urlOf(objectOf(claims[NRPS]).context_memberships_url),
    groupsUrl: urlOf(objectOf(claims[GROUPS]).context_groups_url),
    resourceLink: type === 'deep_linking' || type === 'data_privacy' ? null : resourceLinkOf(claims),
    scope: scopeOf(custom, target),
    copiedFrom: historyOf(custom.resource_link_history),
    ags: agsOf(claims),
    productFamily: textOf(objectOf(claims[`${LTI}tool_platform`]).product_family_code)?.toLowerCase() ?? null,
    request: type === 'resource_link' ? null : requestOf(type, claims, roles),
  };
}

/**
 * The address that leads back to the course, when the platform gave one. It holds the person's sesskey in Moodle: for the
 * link of a page only.
 */
export function returnUrlOf(claims: Claims): string | null {
  return urlOf(presentationOf(claims).return_url);
}

/** The person's language in the LMS; a tag of ASCII letters, digits, "-" and "_", at most 32 characters. */
export function localeOf(claims: Claims): string | null {
  const locale = presentationOf(claims).locale ?? claims.locale;
  return typeof locale === 'string' && /^[A-Za-z0-9_-]{1,32}$/.test(locale) ? locale : null;
}

function presentationOf(claims: Claims): Claims {
  return objectOf(claims[`${LTI}launch_presentation`]);
}

function messageTypeOf(claims: Claims): MessageType {
  const version = claims[`${LTI}version`];
  const name = claims[`${LTI}message_type`];
  if (version === undefined && name === undefined && claims[`${LTI}deployment_id`] === undefined) {
    throw new LaunchRefused('not_lti_message');
  }
  if (version !== '1.3.0') throw new LaunchRefused('version_invalid');
  const type = typeof name === 'string' && Object.hasOwn(MESSAGE_TYPES, name) ? MESSAGE_TYPES[name] : undefined;
  if (type === undefined) throw new LaunchRefused('message_type_invalid');
  return type;
}

function requestOf(type: MessageType, claims: Claims, roles: readonly unknown[]): MessageRequest {
  const forUserId = objectOf(claims[`${LTI}for_user`]).user_id;
  if (type === 'submission_review' && !isIdentifier(forUserId)) throw new LaunchRefused('submission_review_invalid');
  return {
    deepLinking: type === 'deep_linking' ? readDeepLinkingSettings(claims[DEEP_LINKING]) : null,
    forUserId: isIdentifier(forUserId) ? forUserId : null,
    mayChooseContent: mayChooseContent(roles),
    isAdministrator: isAdministrator(roles),
  };
}

function userIdOf(claims: Claims): string | null {
  const sub = claims.sub;
  if (sub === undefined || sub === null || sub === '') return null;
  if (!isIdentifier(sub)) throw new LaunchRefused('sub_invalid');
  return sub;
}

/** Moodle sends an empty one where the administration has given none. */
function sourcedIdOf(claims: Claims, name: string): string | null {
  const id = objectOf(claims[`${LTI}lis`])[name];
  return isIdentifier(id) ? id : null;
}

function contextOf(claims: Claims): LaunchMessage['context'] {
  const claim = claims[`${LTI}context`];
  if (claim === undefined || claim === null) return null;
  const { id, title, label } = objectOf(claim);
  if (!isIdentifier(id)) throw new LaunchRefused('context_invalid');
  return { id, title: textOf(title), label: textOf(label) };
}

function resourceLinkOf(claims: Claims): LaunchMessage['resourceLink'] {
  const { id, title } = objectOf(claims[`${LTI}resource_link`]);
  if (!isIdentifier(id)) throw new LaunchRefused('resource_link_missing');
  return { id, title: textOf(title) };
}

/**
 * An activity's scope is what stands in its custom parameters; where there is none, in the query of its address, which
 * platforms keep when they drop parameters.
 */
function scopeOf(custom: Claims, target: string): ActivityScope {
  const named = scopeIn((name) => custom[name]);
  if (
    named.moduleId !== null ||
    named.sequenceId !== null ||
    named.grainId !== null ||
    !target.includes('/lti/launch?')
  ) {
    return named;
  }
  const query = URL.canParse(target) ? new URL(target).searchParams : new URLSearchParams();
  return scopeIn((name) => query.get(name));
}

function scopeIn(read: (name: string) => unknown): ActivityScope {
  const idOf = (name: string): string | null => {
    const given = read(name);
    const value = typeof given === 'number' ? String(given) : given;
    // Moodle leaves variables that it does not know as they are.
    if (typeof value !== 'string' || value === '' || value.startsWith('$')) return null;
    if (!isIdentifier(value)) throw new LaunchRefused('scope_invalid', `parameter ${name} is no identifier`);
    return value;
  };
  return { moduleId: idOf('module'), sequenceId: idOf('sequence'), grainId: idOf('grain') };
}

/** `$ResourceLink.id.history`: ids separated by commas, newest first (LTI 1.3 core, B.2.3). */
function historyOf(value: unknown): string[] | null {
  if (typeof value !== 'string' || value === '' || value.startsWith('$')) return null;
  const ids = value.split(',').map((id) => id.trim());
  return ids.filter((id) => isIdentifier(id)).slice(0, 20);
}

function agsOf(claims: Claims): LaunchMessage['ags'] {
  if (claims[AGS] === undefined) return null;
  const { scope, lineitem, lineitems } = objectOf(claims[AGS]);
  const scopes = Array.isArray(scope) ? scope.filter((one) => typeof one === 'string' && /^\S{1,255}$/.test(one)) : [];
  return { lineitemUrl: urlOf(lineitem), lineitemsUrl: urlOf(lineitems), scopes: scopes.slice(0, 20).sort() };
}

function objectOf(value: unknown): Claims {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Claims) : {};
}

/** Free text that every engine can keep; null when empty or no text. */
function textOf(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const text = value.slice(0, 1000).toWellFormed().replaceAll('\0', '').trim();
  return text === '' ? null : text;
}

function urlOf(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > 2000 || !URL.canParse(value)) return null;
  return /^https?:\/\//i.test(value) ? value : null;
}
