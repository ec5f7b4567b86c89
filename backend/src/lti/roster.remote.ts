import type { AccessTokens, ServicePlatform } from './access-token.ts';
import { type CourseGroup, GROUPS_SCOPE, GROUPS_TYPE, readGroupsPage } from './course-groups.ts';
import type { GuardedFetch } from './outbound.ts';
import { createListReader, type ListReading } from './paged-service.remote.ts';
import {
  firstPageUrl,
  ROSTER_SCOPE,
  ROSTER_TYPE,
  type RosterClient,
  type RosterMember,
  readRosterPage,
} from './roster.ts';
import { trouble } from './service-trouble.ts';

const PAGE_SIZE = 100;

const MEMBERS: ListReading<RosterMember> = {
  scopes: [ROSTER_SCOPE],
  accept: ROSTER_TYPE,
  readPage(response, url) {
    const page = readRosterPage(response, url);
    return page && { items: page.members, next: page.next };
  },
  refused: 'roster_refused',
};

const GROUPS: ListReading<CourseGroup> = {
  scopes: [GROUPS_SCOPE],
  accept: GROUPS_TYPE,
  readPage: readGroupsPage,
  refused: 'roster_refused',
};

/** Reads whole rosters, and the groups of their courses where the platform tells them. @param now milliseconds */
export function createRosterClient(
  outbound: GuardedFetch,
  tokens: AccessTokens,
  now: () => number = Date.now,
): RosterClient {
  const readList = createListReader(outbound, tokens, now);
  /** Groups are an addition: a roster without them is better than none. */
  const groupNames = async (platform: ServicePlatform, groupsUrl: string | null): Promise<Map<string, string>> => {
    if (groupsUrl === null) return new Map();
    const answer = await readList(platform, groupsUrl, GROUPS);
    return new Map(answer.kind === 'items' ? answer.items.map(({ id, name }) => [id, name]) : []);
  };
  return {
    async read(platform, membershipsUrl, groupsUrl) {
      const names = await groupNames(platform, groupsUrl);
      const url = firstPageUrl(membershipsUrl, { limit: PAGE_SIZE, withGroups: names.size > 0 });
      const answer = await readList(platform, url, MEMBERS);
      if (answer.kind !== 'items') return answer;
      // Somebody launched from this course: an empty list is an error of the platform's, not an empty course.
      if (answer.items.length === 0) return trouble('unexpected_answer');
      return { kind: 'members', members: answer.items, groupNames: names };
    },
  };
}
