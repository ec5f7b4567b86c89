import type { WebReply, WebRequest } from '../http.ts';
import { LTI, membershipsUrl } from '../protocol/claims.ts';
import { fullName, type Person } from '../site/people.ts';
import { COURSE_ID, FRONT_PAGE_ID } from '../site/site.ts';
import type { ServiceContext } from './service.ts';
import { serviceError, serviceReply } from './service-reply.ts';

/** Media types of the roster: NRPS 2.0, and the older form that Moodle still speaks. */
export const MEMBERS = 'application/vnd.ims.lti-nrps.v2.membershipcontainer+json';
export const OLD_MEMBERS = 'application/vnd.ims.lis.v2.membershipcontainer+json';

const MEMBERSHIP = 'http://purl.imsglobal.org/vocab/lis/v2/membership#';

/** Short names. A non-editing teacher is a Learner in the roster although launches say Instructor. */
function roleOf(who: Person, courseId: string): string {
  return who.role === 'teacher' && courseId === COURSE_ID ? 'Instructor' : 'Learner';
}

function personalClaims(who: Person, context: ServiceContext): Record<string, string> {
  if (context.moods.current.privacy === 'never') return {};
  const { givenName, familyName, email, username } = who;
  const names = { name: fullName(who), given_name: givenName, family_name: familyName };
  return { ...names, email, ext_user_username: username };
}

function toMember(
  who: Person,
  context: ServiceContext,
  place: { courseId: string; rlid: string | null },
): Record<string, unknown> {
  const message = place.rlid === null ? {} : { message: [{ [`${LTI}message_type`]: 'LtiResourceLinkRequest' }] };
  const status = { status: 'Active', roles: [roleOf(who, place.courseId)] };
  return {
    ...status,
    ...message,
    user_id: who.id,
    lis_person_sourcedid: who.sourcedId,
    ...personalClaims(who, context),
  };
}

function toOldMember(who: Person, context: ServiceContext, courseId: string): Record<string, unknown> {
  const {
    name,
    given_name: givenName,
    family_name: familyName,
    email,
    ext_user_username,
  } = personalClaims(who, context);
  const member = { '@type': 'LISPerson', userId: who.id, sourcedId: who.sourcedId, name, givenName, familyName, email };
  return { status: 'Active', role: [roleOf(who, courseId)], member: { ...member, ext_user_username } };
}

function inDatabaseOrder(a: Person, b: Person): number {
  if (a.familyName === b.familyName) return Number(a.id) - Number(b.id);
  return a.familyName < b.familyName ? -1 : 1;
}

/** The people of the course: everyone with an account on the front page; suspended students are absent. Ordered as the database does, by bytes. */
function membersOf(context: ServiceContext, courseId: string, role: string | null): Person[] {
  const everyone = [...context.site.people.values()].sort(inDatabaseOrder);
  const isHere = (who: Person): boolean => courseId === FRONT_PAGE_ID || (who.role !== 'none' && !who.suspended);
  const wanted = role?.replace(MEMBERSHIP, '') ?? null;
  return everyone.filter((who) => isHere(who) && (wanted === null || roleOf(who, courseId) === wanted));
}

/** Moodle's link to the next page keeps `rlid` and drops `role`. */
function nextPage(
  context: ServiceContext,
  courseId: string,
  paging: { limit: number; from: number; rlid: string | null },
): string {
  const { limit, from, rlid } = paging;
  const query = `limit=${limit}&from=${from + limit}${rlid === null ? '' : `&rlid=${encodeURIComponent(rlid)}`}`;
  return `${membershipsUrl(context.platform, courseId)}?${query}`;
}

/** GET memberships: `role` (short or full), `rlid`, `limit` and `from`. */
export function listMembers(request: WebRequest, context: ServiceContext, courseId: string): WebReply {
  const query = request.url.searchParams;
  const rlid = query.get('rlid');
  if (rlid !== null && !context.site.activities.has(rlid)) {
    return serviceError(request, 404, `Not Found: LTI link ${rlid} doesn't exist`);
  }
  const all = membersOf(context, courseId, query.get('role'));
  const limit = Number(query.get('limit') ?? 0);
  const from = limit > 0 ? Number(query.get('from') ?? 0) : 0;
  const page = limit > 0 ? all.slice(from, from + limit) : all;
  const hasMore = limit > 0 && from + limit < all.length;
  const next = nextPage(context, courseId, { limit, from, rlid });
  const id = membershipsUrl(context.platform, courseId);
  if (request.headers.accept === OLD_MEMBERS) {
    const membership = page.map((who) => toOldMember(who, context, courseId));
    const subject = { '@type': 'Context', contextId: courseId, membership };
    const pageOf = { '@type': 'LISMembershipContainer', membershipSubject: subject };
    const document = {
      '@context': 'http://purl.imsglobal.org/ctx/lis/v2/MembershipContainer',
      '@type': 'Page',
      '@id': id,
      pageOf,
    };
    return serviceReply(200, OLD_MEMBERS, hasMore ? { ...document, nextPage: next } : document);
  }
  const { course, siteName } = context.platform;
  const about = courseId === COURSE_ID ? course : { label: siteName, title: siteName };
  const members = page.map((who) => toMember(who, context, { courseId, rlid }));
  const reply = serviceReply(200, MEMBERS, { id, context: { id: courseId, ...about }, members });
  if (hasMore) reply.headers = { ...reply.headers, link: `<${next}>; rel="next"` };
  return reply;
}
