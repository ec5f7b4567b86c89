import type { AccessTokens, ServicePlatform } from './access-token.ts';
import { troubleOfStatus } from './ags.ts';
import type { GuardedFetch, OutboundResponse } from './outbound.ts';
import {
  firstPageUrl,
  ROSTER_SCOPE,
  ROSTER_TYPE,
  type RosterAnswer,
  type RosterClient,
  type RosterMember,
  type RosterPage,
  readRosterPage,
} from './roster.ts';
import { type ServiceTrouble, trouble, troubleOfOutbound } from './service-trouble.ts';

const PAGE_SIZE = 100;
const MAX_PAGES = 200;
const SCOPES = [ROSTER_SCOPE];

/** Reads whole rosters, page by page, on the origin that a signed launch named. @param now milliseconds */
export function createRosterClient(
  outbound: GuardedFetch,
  tokens: AccessTokens,
  now: () => number = Date.now,
): RosterClient {
  const get = (url: string, token: string) =>
    // Moodle compares the media type as a whole string.
    outbound(url, { headers: { accept: ROSTER_TYPE, authorization: `Bearer ${token}` } });
  const readPage = async (platform: ServicePlatform, url: string): Promise<OutboundResponse | ServiceTrouble> => {
    for (const isLastTry of [false, true]) {
      const granted = await tokens.get(platform, SCOPES);
      if (granted.kind !== 'granted') return granted;
      const response = await get(url, granted.token);
      if (response.status !== 401) return response;
      tokens.drop(platform, SCOPES, granted.token);
      if (isLastTry) return trouble('unauthorised');
    }
    return trouble('unauthorised');
  };
  const readRoster = async (platform: ServicePlatform, membershipsUrl: string): Promise<RosterAnswer> => {
    const { origin } = new URL(membershipsUrl);
    const seen = new Set<string>();
    const members: RosterMember[] = [];
    for (let url: string | null = firstPageUrl(membershipsUrl, PAGE_SIZE); url !== null; ) {
      const isStray = seen.has(url) || new URL(url).origin !== origin;
      if (isStray || seen.size === MAX_PAGES) return trouble('unexpected_answer');
      seen.add(url);
      const response = await readPage(platform, url);
      if ('kind' in response) return response;
      const page = pageOf(response, url, now());
      if ('kind' in page) return page;
      for (const member of page.members) members.push(member);
      url = page.next;
    }
    // Somebody launched from this course: an empty list is an error of the platform's, not an empty course.
    return members.length === 0 ? trouble('unexpected_answer') : { kind: 'members', members };
  };
  return {
    read: (platform, membershipsUrl) => readRoster(platform, membershipsUrl).catch(troubleOfOutbound),
  };
}

function pageOf(response: OutboundResponse, url: string, nowMs: number): RosterPage | ServiceTrouble {
  if (response.status === 200) return readRosterPage(response, url) ?? trouble('unexpected_answer');
  return troubleOfStatus(response, nowMs) ?? { kind: 'gave_up', code: 'roster_refused' };
}
