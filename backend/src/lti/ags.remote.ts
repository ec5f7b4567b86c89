import type { AccessTokens, ServicePlatform } from './access-token.ts';
import {
  AGS_SCOPES,
  AGS_TYPES,
  type AgsClient,
  chooseLineItem,
  type GradedActivity,
  type LineItemAnswer,
  lineItemsOfLinkUrl,
  newLineItemBody,
  outcomeOfScore,
  scoreBody,
  scoresUrl,
  troubleOfStatus,
} from './ags.ts';
import { type GuardedFetch, jsonOf, mediaTypeOf, type OutboundRequest, type OutboundResponse } from './outbound.ts';
import { type ServiceTrouble, troubleOfOutbound } from './service-trouble.ts';

interface ServiceCall {
  platform: ServicePlatform;
  scopes: readonly string[];
  url: string;
  /** Made anew for each try, since a score carries its time of sending. */
  request(): OutboundRequest;
}

type CallAnswer = { kind: 'answered'; response: OutboundResponse } | ServiceTrouble;

/** @param now milliseconds */
export function createAgsClient(outbound: GuardedFetch, tokens: AccessTokens, now: () => number = Date.now): AgsClient {
  return new Client(outbound, tokens, now);
}

class Client implements AgsClient {
  readonly #outbound: GuardedFetch;
  readonly #tokens: AccessTokens;
  readonly #now: () => number;
  /** How far a platform's clock is ahead of ours, learned from its refusals: it would call our scores too old. */
  readonly #aheadMs = new Map<string, number>();
  readonly #creating = new Map<string, Promise<LineItemAnswer>>();

  constructor(outbound: GuardedFetch, tokens: AccessTokens, now: () => number) {
    this.#outbound = outbound;
    this.#tokens = tokens;
    this.#now = now;
  }

  async postScore(...[platform, lineItemUrl, score]: Parameters<AgsClient['postScore']>) {
    const answer = await this.#call({
      platform,
      scopes: [AGS_SCOPES.score],
      url: scoresUrl(lineItemUrl),
      request: () => ({
        method: 'POST',
        headers: { 'content-type': AGS_TYPES.score },
        body: scoreBody(score, new Date(this.#now() + (this.#aheadMs.get(platform.id) ?? 0))),
      }),
    });
    if (answer.kind !== 'answered') return answer;
    const outcome = outcomeOfScore(answer.response, this.#now());
    if (outcome.kind === 'conflict') this.#learnClock(platform, answer.response);
    return outcome;
  }

  async findLineItem(platform: ServicePlatform, activity: GradedActivity): Promise<LineItemAnswer> {
    const answer = await this.#list(platform, activity);
    if (answer.kind !== 'answered') return answer;
    return answer.response.status === 200 ? chooseLineItem(answer.response, activity) : this.#refusal(answer.response);
  }

  async #list(platform: ServicePlatform, activity: GradedActivity): Promise<CallAnswer | { kind: 'none' }> {
    const { lineItemsUrl, ltiResourceLinkId } = activity;
    const scopes = readingScopes(activity);
    if (lineItemsUrl === null || scopes === undefined) return { kind: 'none' };
    return this.#call({
      platform,
      scopes,
      url: lineItemsOfLinkUrl(lineItemsUrl, ltiResourceLinkId),
      request: () => ({ headers: { accept: AGS_TYPES.lineItems } }),
    });
  }

  findOrCreateLineItem(platform: ServicePlatform, activity: GradedActivity): Promise<LineItemAnswer> {
    const underWay = this.#creating.get(activity.resourceLinkId);
    if (underWay !== undefined) return underWay;
    const work = this.#findOrCreate(platform, activity).finally(() => this.#creating.delete(activity.resourceLinkId));
    this.#creating.set(activity.resourceLinkId, work);
    return work;
  }

  async checkLineItem(...[platform, activity, url]: Parameters<AgsClient['checkLineItem']>) {
    const scopes = readingScopes(activity);
    if (scopes === undefined) return 'unknown';
    const request = () => ({ headers: { accept: AGS_TYPES.lineItem } });
    const answer = await this.#call({ platform, scopes, url, request });
    if (answer.kind !== 'answered') return 'silent';
    const { response } = answer;
    if (response.status === 200 && jsonOf(response) !== undefined) return 'there';
    const isGone = (response.status === 404 || response.status === 410) && mediaTypeOf(response) !== 'text/html';
    return isGone ? 'gone' : 'silent';
  }

  async #findOrCreate(platform: ServicePlatform, activity: GradedActivity): Promise<LineItemAnswer> {
    const found = await this.findLineItem(platform, activity);
    if (found.kind !== 'none') return found;
    const { lineItemsUrl } = activity;
    if (lineItemsUrl === null || !activity.scopes.includes(AGS_SCOPES.lineItem)) return found;
    const answer = await this.#call({
      platform,
      scopes: [AGS_SCOPES.lineItem],
      url: lineItemsUrl,
      request: () => ({
        method: 'POST',
        headers: { 'content-type': AGS_TYPES.lineItem },
        body: newLineItemBody(activity),
      }),
    });
    if (answer.kind !== 'answered') return answer;
    if (answer.response.status !== 201 && answer.response.status !== 200) return this.#refusal(answer.response);
    return this.#chooseOf(platform, activity, createdUrl(answer.response, lineItemsUrl));
  }

  /**
   * The column after one was made. Another sender may have made one at the same moment and all choose that one: ours, just
   * made and empty, goes again. Only where the list shows both, for some list a column under another spelling of its address.
   * Others do not list it (yet): making one at each try would fill the gradebook.
   */
  async #chooseOf(
    platform: ServicePlatform,
    activity: GradedActivity,
    created: string | undefined,
  ): Promise<LineItemAnswer> {
    const list = await this.#list(platform, activity);
    if (list.kind !== 'answered') return list;
    if (list.response.status !== 200) return this.#refusal(list.response);
    const chosen = chooseLineItem(list.response, activity);
    if (created === undefined) return chosen;
    if (chosen.kind === 'none') return { kind: 'found', url: created, origin: 'passerelle' };
    if (chosen.origin === 'passerelle' && created !== chosen.url && isListed(list.response, created)) {
      const request = () => ({ method: 'DELETE' as const });
      await this.#call({ platform, scopes: [AGS_SCOPES.lineItem], url: created, request });
    }
    return chosen;
  }

  #refusal(response: OutboundResponse): LineItemAnswer {
    if (response.status === 401) return { kind: 'unauthorised' };
    return (
      troubleOfStatus(response, this.#now()) ??
      (response.status === 404 || response.status === 410
        ? { kind: 'gave_up', code: 'line_item_gone' }
        : { kind: 'retry', code: 'unexpected_answer', isPlatformWide: false })
    );
  }

  /** One call with a token; a token that is refused is dropped, and a new one gets one more try. */
  async #call({ platform, scopes, url, request }: ServiceCall): Promise<CallAnswer> {
    for (let isLast = false; ; isLast = true) {
      const token = await this.#tokens.get(platform, scopes);
      if (token.kind !== 'granted') return token;
      const { headers, ...rest } = request();
      try {
        const authorized = { ...rest, headers: { ...headers, authorization: `Bearer ${token.token}` } };
        const response = await this.#outbound(url, authorized);
        if (response.status !== 401) return { kind: 'answered', response };
        this.#tokens.drop(platform, scopes, token.token);
        if (isLast) return { kind: 'answered', response };
      } catch (error) {
        return troubleOfOutbound(error);
      }
    }
  }

  #learnClock(platform: ServicePlatform, response: OutboundResponse): void {
    const theirs = Date.parse(response.headers.date ?? '');
    if (Number.isNaN(theirs)) return;
    // Their header tells whole seconds; less than that is not a wrong clock.
    const ahead = theirs - this.#now();
    if (ahead > 1000) this.#aheadMs.set(platform.id, ahead);
    else this.#aheadMs.delete(platform.id);
  }
}

/** The smallest right that lets us read line items; undefined when there is none. */
function readingScopes({ scopes }: GradedActivity): string[] | undefined {
  if (scopes.includes(AGS_SCOPES.lineItemReadonly)) return [AGS_SCOPES.lineItemReadonly];
  return scopes.includes(AGS_SCOPES.lineItem) ? [AGS_SCOPES.lineItem] : undefined;
}

/** An address on another server than the list's own is not trusted. */
function createdUrl(response: OutboundResponse, lineItemsUrl: string): string | undefined {
  const { id } = (jsonOf(response) ?? {}) as { id?: unknown };
  const isOurs = typeof id === 'string' && URL.canParse(id) && new URL(id).origin === new URL(lineItemsUrl).origin;
  return isOurs ? id : undefined;
}

function isListed(response: OutboundResponse, url: string): boolean {
  const listed = jsonOf(response);
  return Array.isArray(listed) && listed.some((item) => (item as { id?: unknown } | null)?.id === url);
}
