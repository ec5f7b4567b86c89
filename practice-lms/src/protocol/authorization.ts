import { randomInt } from 'node:crypto';
import type { BrowserSession } from './browser-session.ts';
import { type Launch, launchUrl, type Platform } from './claims.ts';

/**
 * What the authorization endpoint answers: a form posted to the tool, a page that posts the same request to itself (the cookie was
 * withheld on a cross-site way in), or Moodle's "Invalid request" page (404).
 */
export type AuthDecision =
  | { kind: 'launch'; launch: Launch; action: string; state: string; nonce: string }
  | { kind: 'refused'; action: string; fields: Record<string, string> }
  | { kind: 'repost' }
  | { kind: 'invalid' };

interface PendingLaunch {
  browserId: string;
  launch: Launch;
}

const MOST_PENDING = 20_000;

/** Launches that were begun and not yet authorized. Each can be used once, by the browser that began it. */
export class PendingLaunches {
  #pending = new Map<string, PendingLaunch>();

  /** Returns the parameters of the login initiation, with Moodle's hint. */
  begin(session: BrowserSession, launch: Launch, platform: Platform): Record<string, string> {
    const { activity } = launch;
    const launchId = `ltilaunch${activity?.id ?? '_ContentItemSelectionRequest'}_${randomInt(1e9, 2 ** 47)}`;
    this.#pending.set(launchId, { browserId: session.browserId, launch });
    const oldest = this.#pending.size > MOST_PENDING ? this.#pending.keys().next().value : undefined;
    if (oldest !== undefined) this.#pending.delete(oldest);
    const hint = activity === null ? { launchid: launchId } : { cmid: activity.courseModuleId, launchid: launchId };
    return {
      iss: platform.issuer,
      target_link_uri: activity?.url ?? launchUrl(platform),
      login_hint: launch.person.id,
      lti_message_hint: JSON.stringify(hint),
      client_id: platform.clientId,
      lti_deployment_id: platform.deploymentId,
    };
  }

  take(session: BrowserSession, launchId: string): Launch | undefined {
    const found = this.#pending.get(launchId);
    if (found?.browserId !== session.browserId) return undefined;
    this.#pending.delete(launchId);
    return found.launch;
  }
}

function launchIdIn(hint: string | null): string | undefined {
  try {
    const value: unknown = JSON.parse(hint ?? '');
    const id = (value as { launchid?: unknown } | null)?.launchid;
    return typeof id === 'string' ? id : undefined;
  } catch {
    return undefined;
  }
}

function refusal(query: URLSearchParams, launch: Launch, clientId: string): Record<string, string> | undefined {
  if (query.get('client_id') !== clientId) return { error: 'unauthorized_client' };
  if (query.get('login_hint') !== launch.person.id) return { error: 'access_denied' };
  if (query.get('response_mode') !== 'form_post') {
    return { error: 'invalid_request', error_description: 'Invalid response_mode' };
  }
  if (!['', 'none'].includes(query.get('prompt') ?? '')) {
    return { error: 'invalid_request', error_description: 'Invalid prompt' };
  }
  return undefined;
}

/** Decides on an authentication request, in Moodle's order: an unregistered redirect_uri is never posted to. */
export function authorize(
  query: URLSearchParams,
  session: BrowserSession | undefined,
  pending: PendingLaunches,
  platform: Platform,
): AuthDecision {
  if (session === undefined) return query.has('repost') ? { kind: 'invalid' } : { kind: 'repost' };
  const action = query.get('redirect_uri') ?? '';
  const hasAll = ['client_id', 'login_hint', 'nonce'].every((name) => (query.get(name) ?? '') !== '');
  const launchId = launchIdIn(query.get('lti_message_hint'));
  if (!hasAll || launchId === undefined) return { kind: 'invalid' };
  if (query.get('scope') !== 'openid' || query.get('response_type') !== 'id_token') return { kind: 'invalid' };
  const launch = pending.take(session, launchId);
  if (launch === undefined || action !== launchUrl(platform)) return { kind: 'invalid' };
  const state = query.get('state') ?? '';
  const error = refusal(query, launch, platform.clientId);
  if (error !== undefined) return { kind: 'refused', action, fields: { ...error, state } };
  return { kind: 'launch', launch, action, state, nonce: query.get('nonce') ?? '' };
}
