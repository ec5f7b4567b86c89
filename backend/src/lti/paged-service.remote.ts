import type { AccessTokens, ServicePlatform } from './access-token.ts';
import { troubleOfStatus } from './ags.ts';
import type { ReasonCode } from './ags-reasons.ts';
import type { GuardedFetch, OutboundResponse } from './outbound.ts';
import { type ServiceTrouble, trouble, troubleOfOutbound } from './service-trouble.ts';

const MAX_PAGES = 200;

/** How one kind of list is asked for and read. */
export interface ListReading<Item> {
  scopes: readonly string[];
  /** The one media type: Moodle compares it as a whole string. */
  accept: string;
  /** Reads one answer; `next` is null on the last page; undefined when it is no such list. */
  readPage(response: OutboundResponse, url: string): { items: readonly Item[]; next: string | null } | undefined;
  /** What any other refusal means. */
  refused: ReasonCode;
}

/** The whole list, or why there is none: half a list would take the other half for what is gone. */
export type ListAnswer<Item> = { kind: 'items'; items: readonly Item[] } | ServiceTrouble;

/** Reads whole lists, page by page, on the origin that a signed launch named. Nothing here throws for what another server does. */
export type ReadList = <Item>(
  platform: ServicePlatform,
  firstUrl: string,
  how: ListReading<Item>,
) => Promise<ListAnswer<Item>>;

/** @param now milliseconds */
export function createListReader(outbound: GuardedFetch, tokens: AccessTokens, now: () => number = Date.now): ReadList {
  const get = async (
    platform: ServicePlatform,
    url: string,
    { scopes, accept }: Pick<ListReading<unknown>, 'scopes' | 'accept'>,
  ): Promise<OutboundResponse | ServiceTrouble> => {
    for (const isLastTry of [false, true]) {
      const granted = await tokens.get(platform, scopes);
      if (granted.kind !== 'granted') return granted;
      const response = await outbound(url, { headers: { accept, authorization: `Bearer ${granted.token}` } });
      if (response.status !== 401) return response;
      tokens.drop(platform, scopes, granted.token);
      if (isLastTry) break;
    }
    return trouble('unauthorised');
  };
  const read = async <Item>(
    platform: ServicePlatform,
    firstUrl: string,
    how: ListReading<Item>,
  ): Promise<ListAnswer<Item>> => {
    const { origin } = new URL(firstUrl);
    const seen = new Set<string>();
    const items: Item[] = [];
    for (let url: string | null = firstUrl; url !== null; ) {
      const isStray = seen.has(url) || new URL(url).origin !== origin;
      if (isStray || seen.size === MAX_PAGES) return trouble('unexpected_answer');
      seen.add(url);
      const response = await get(platform, url, how);
      if ('kind' in response) return response;
      if (response.status !== 200) {
        return troubleOfStatus(response, now()) ?? { kind: 'gave_up', code: how.refused };
      }
      const page = how.readPage(response, url);
      if (page === undefined) return trouble('unexpected_answer');
      for (const item of page.items) items.push(item);
      url = page.next;
    }
    return { kind: 'items', items };
  };
  return (platform, firstUrl, how) => read(platform, firstUrl, how).catch(troubleOfOutbound);
}
