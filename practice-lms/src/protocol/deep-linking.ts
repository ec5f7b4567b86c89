import { type JWTPayload, errors as joseErrors } from 'jose';
import type { NewActivity } from '../site/site.ts';
import { LTI, type Platform } from './claims.ts';
import { KeysUnreachable, type ToolKeys } from './tool-keys.remote.ts';

/** The content items of a deep linking response, as activities to add; or the reason why the response is not believed. */
export type DeepLinkingResult = { kind: 'items'; activities: NewActivity[] } | { kind: 'refused'; reason: string };

interface ContentItem {
  title?: unknown;
  text?: unknown;
  url?: unknown;
  html?: unknown;
  custom?: unknown;
  lineItem?: { scoreMaximum?: unknown; resourceId?: unknown; tag?: unknown };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function customOf(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, String(member)]));
}

/** Moodle makes an activity of every item, links and HTML included; the column has the activity's title, and no pass grade. */
function toActivity(item: ContentItem): NewActivity {
  const { lineItem } = item;
  const scoreMaximum = typeof lineItem?.scoreMaximum === 'number' ? lineItem.scoreMaximum : null;
  return {
    title: text(item.title) || 'Passerelle',
    description: text(item.text) || text(item.html),
    url: text(item.url) || null,
    custom: customOf(item.custom),
    scoreMaximum,
    passGrade: null,
    resourceId: text(lineItem?.resourceId),
    tag: text(lineItem?.tag),
  };
}

function faultOf(claims: JWTPayload, platform: Platform): string | undefined {
  const audiences = [claims.aud].flat();
  if (claims.iss !== platform.clientId) return 'iss is not the client id of the tool';
  if (!audiences.includes(platform.issuer)) return 'aud is not this platform';
  if (claims[`${LTI}deployment_id`] !== platform.deploymentId) return 'another deployment';
  if (claims[`${LTI}message_type`] !== 'LtiDeepLinkingResponse') return 'not an LtiDeepLinkingResponse';
  if (claims[`${LTI}version`] !== '1.3.0') return 'not LTI 1.3.0';
  return undefined;
}

/** Verifies the JWT that the tool posts to deep_link_return_url. */
export async function readDeepLinkingResponse(
  jwt: string,
  keys: ToolKeys,
  platform: Platform,
): Promise<DeepLinkingResult> {
  try {
    const claims = await keys.verify(jwt);
    const fault = faultOf(claims, platform);
    if (fault !== undefined) return { kind: 'refused', reason: fault };
    const items = claims['https://purl.imsglobal.org/spec/lti-dl/claim/content_items'];
    const isEmpty = (custom: unknown): boolean => JSON.stringify(custom) === '{}';
    // PHP reads an empty object as a list, and Moodle's reader of parameters fails on it.
    if (Array.isArray(items) && items.some((item) => isEmpty(item?.custom))) {
      return {
        kind: 'refused',
        reason: 'params_to_string(): Argument #1 ($params) must be of type object, array given',
      };
    }
    const isItem = (item: unknown): item is ContentItem => typeof item === 'object' && item !== null;
    return { kind: 'items', activities: (Array.isArray(items) ? items : []).filter(isItem).map(toActivity) };
  } catch (error) {
    if (error instanceof KeysUnreachable || error instanceof joseErrors.JOSEError) {
      return { kind: 'refused', reason: error.message };
    }
    throw error;
  }
}
