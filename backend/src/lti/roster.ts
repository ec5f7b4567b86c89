import { isIdentifier } from '../ids/identifier.ts';
import type { Role } from '../sessions/session.ts';
import type { Clock } from '../time/clock.ts';
import type { ServicePlatform } from './access-token.ts';
import type { ReasonCode } from './ags-reasons.ts';
import { groupIdsOf } from './course-groups.ts';
import { nextPageOf } from './link-header.ts';
import { jsonOf, type OutboundResponse } from './outbound.ts';
import { courseRoleOf } from './roles.ts';
import type { ServiceTrouble } from './service-trouble.ts';

/** Names and Role Provisioning Services 2.0. */
export const ROSTER_SCOPE = 'https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly';
export const ROSTER_TYPE = 'application/vnd.ims.lti-nrps.v2.membershipcontainer+json';

/** One person of a course, as its roster tells. Everything personal is null where the platform keeps it to itself. */
export interface RosterMember {
  moodleUserId: string;
  role: Role;
  isActive: boolean;
  email: string | null;
  firstname: string | null;
  lastname: string | null;
  fullName: string | null;
  /** The institution's own id of the person. */
  personSourcedId: string | null;
  /** Groups of the course, by the platform's ids. */
  groupIds: readonly string[];
}

/** A page of a roster; `next` is null on the last. */
export interface RosterPage {
  members: RosterMember[];
  next: string | null;
}

/** The whole roster, or why there is none: half a list would take the other half for people who left. */
export type RosterAnswer = Roster | ServiceTrouble;

/** `groupNames`: of the groups of the course, by the platform's ids; empty where it tells none. */
export interface Roster {
  kind: 'members';
  members: readonly RosterMember[];
  groupNames: ReadonlyMap<string, string>;
}

/** Reads rosters from platforms. Nothing here throws for what another server does. */
export interface RosterClient {
  /** @param groupsUrl null = the platform tells no groups */
  read(platform: ServicePlatform, membershipsUrl: string, groupsUrl: string | null): Promise<RosterAnswer>;
}

/** A course whose roster may be read. */
export interface RosterContext {
  id: string;
  tenantId: string;
  membershipsUrl: string;
  groupsUrl: string | null;
  platform: ServicePlatform;
}

/** What reading a roster changed. */
export interface RosterChanges {
  members: number;
  added: number;
  changed: number;
  removed: number;
}

/** Where courses and their members are kept. */
export interface RosterStore {
  /** Courses of active platforms with a roster address that were last tried before that instant; one course when `id` is given. */
  due(triedBefore: Date, id?: string): Promise<RosterContext[]>;
  /** Takes a course for this process: false when another one has just tried it. */
  claim(contextId: string, triedBefore: Date, now: Date): Promise<boolean>;
  /**
   * Writes a whole roster: profiles and memberships of everybody on it; members who are not on it and whom no launch has
   * brought since `readAt` are `removed`.
   */
  apply(context: RosterContext, roster: Roster, readAt: Date, now: Date): Promise<RosterChanges>;
  /** Notes how a try ended. */
  note(contextId: string, reason: ReasonCode | null, now: Date): Promise<void>;
}

/** What one try gave. */
export type RosterOutcome =
  | ({ context_id: string; outcome: 'synced' } & RosterChanges)
  | { context_id: string; outcome: 'failed'; reason: ReasonCode };

export interface RosterSync {
  /** Reads every roster last tried `maxAgeMs` ago or earlier, one after the other. */
  syncOlderThan(maxAgeMs: number, contextId?: string): Promise<RosterOutcome[]>;
}

/** Keeps members as the platforms' rosters have them. */
export function createRosterSync(ports: { store: RosterStore; client: RosterClient; clock: Clock }): RosterSync {
  const { store, client, clock } = ports;
  const syncOne = async (context: RosterContext): Promise<RosterOutcome> => {
    const readAt = clock.now();
    const answer = await client.read(context.platform, context.membershipsUrl, context.groupsUrl);
    if (answer.kind !== 'members') {
      await store.note(context.id, answer.code, clock.now());
      return { context_id: context.id, outcome: 'failed', reason: answer.code };
    }
    const changes = await store.apply(context, answer, readAt, clock.now());
    await store.note(context.id, null, clock.now());
    return { context_id: context.id, outcome: 'synced', ...changes };
  };
  return {
    async syncOlderThan(maxAgeMs, contextId) {
      const triedBefore = new Date(clock.now().getTime() - maxAgeMs);
      const outcomes: RosterOutcome[] = [];
      for (const context of await store.due(triedBefore, contextId)) {
        if (!(await store.claim(context.id, triedBefore, clock.now()))) continue;
        outcomes.push(await syncOne(context));
      }
      return outcomes;
    },
  };
}

/**
 * The role that counts. Moodle's roster calls a non-editing teacher "Learner" where its launches say Instructor, so who
 * taught at their latest launch teaches.
 * @param launched what that launch said; null = there was none
 */
export function settledRoleOf(listed: Role, launched: Role | null): Role {
  return launched === 'instructor' ? 'instructor' : listed;
}

/** The address of the first page; the address keeps its own query. `withGroups`: members say which groups they are in. */
export function firstPageUrl(membershipsUrl: string, how: { limit: number; withGroups: boolean }): string {
  const url = new URL(membershipsUrl);
  url.searchParams.set('limit', String(how.limit));
  if (how.withGroups) url.searchParams.set('groups', 'true');
  return url.href;
}

/** Reads one answer; undefined when it is no membership container. @param url where it came from */
export function readRosterPage(response: OutboundResponse, url: string): RosterPage | undefined {
  const body = jsonOf(response) as { members?: unknown } | undefined;
  if (!Array.isArray(body?.members)) return undefined;
  return { members: body.members.flatMap(memberOf), next: nextPageOf(response.headers.link, url) };
}

function memberOf(entry: unknown): RosterMember[] {
  if (typeof entry !== 'object' || entry === null) return [];
  const said = entry as Record<string, unknown>;
  const { user_id: moodleUserId, roles, status } = said;
  if (!isIdentifier(moodleUserId)) return [];
  return [
    {
      moodleUserId,
      role: courseRoleOf(Array.isArray(roles) ? roles : []),
      isActive: status === undefined || status === 'Active',
      email: textOf(said.email),
      firstname: textOf(said.given_name),
      lastname: textOf(said.family_name),
      fullName: textOf(said.name),
      groupIds: groupIdsOf(said.group_enrollments),
      personSourcedId: isIdentifier(said.lis_person_sourcedid) ? said.lis_person_sourcedid : null,
    },
  ];
}

/** As launches are read: what every engine can keep, null when empty. */
function textOf(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const text = value.slice(0, 1000).toWellFormed().replaceAll('\0', '').trim();
  return text === '' ? null : text;
}
