import type { ActivityScope } from '../catalogue/scope.ts';
import { pageAddress, type Tenant } from '../tenants/tenant.ts';
import type { Identity } from './former-identity.ts';
import { mayReturnTo } from './hosted-issuers.ts';
import { checkIssueOf, MAX_ID_TOKEN_BYTES, type PlatformKeys, readSignedClaims } from './id-token.ts';
import { LaunchRefused } from './launch.errors.ts';
import { type Claims, type LaunchMessage, localeOf, readLaunchMessage, returnUrlOf } from './launch-message.ts';
import { handOverUrl } from './launch-record.ts';
import { refuseDuplicates } from './login.ts';
import type { LoginState, LoginStates } from './login-state.ts';
import { originsOf, type Platform, type PlatformReader } from './platform.ts';
import type { SettleLaunch } from './settle-launch.ts';

/** Which page an activity opens (the catalogue room). */
export interface ScopePages {
  /** Path relative to the site; undefined when the catalogue has no such page. */
  pageOf(tenantId: string, scope: ActivityScope): Promise<string | undefined>;
}

export interface LaunchPorts {
  platforms: PlatformReader;
  keys: PlatformKeys;
  states: LoginStates;
  settle: SettleLaunch;
  /** Told that a launch is being verified; what it answers is called when that launch is over. */
  expectLaunch(): () => void;
  pages: ScopePages;
  /** Who the person was under LTI 1.1, where the launch proves it. */
  formerIdentityOf(claims: Claims, platform: Platform): Promise<Identity | null>;
  /** The scope of an activity whose launch names none: copies may have lost it. */
  scopeOfCopy(platform: Platform, message: LaunchMessage): Promise<ActivityScope>;
  /** The institution of a platform; may be some seconds old. */
  findTenant(id: string): Promise<Tenant | undefined>;
  /** Base address of the pages that belong to an institution. */
  siteBaseOf(tenant: Tenant): string;
  /** Our own launch address, the redirect URI. */
  launchUrl: string;
}

/** A POST to the launch address, as it came. */
export interface LaunchRequest {
  form: Readonly<Record<string, unknown>>;
  /** Value of a cookie of the request. */
  cookie(name: string): string | undefined;
  /** The browser says that a page of ours sent it. */
  isFromOurPage: boolean;
}

/** What a page may say of a launch. The return URL is for its link only. */
export interface LaunchFacts {
  platform: Platform;
  tenantName: string;
  activity: string | null;
  person: string | null;
  locale: string | null;
  returnUrl: string | null;
  frameOrigins: readonly string[];
  /** Where the page of the launch may lie. */
  siteOrigins: readonly string[];
}

/** What the browser gets. */
export type LaunchOutcome =
  | {
      kind: 'open';
      url: string;
      cookieName: string;
      /** The hand-over code of an instructor: they see their class first. */
      teacherCode: string | null;
    }
  | { kind: 'recover'; facts: LaunchFacts; state: LoginState; idToken: string }
  | { kind: 'confirm'; facts: LaunchFacts; token: string }
  | { kind: 'request'; facts: LaunchFacts; tenant: Tenant; message: LaunchMessage };

/**
 * Takes the platform's answer to a login: verifies it, binds it to the browser, makes or finds the profile and opens the
 * page. The order matters: nothing is spent before the signature is good.
 * @throws LaunchRefused, with the way back to the platform once the token is known to be genuine
 */
export async function openLaunch(ports: LaunchPorts, request: LaunchRequest, now: Date): Promise<LaunchOutcome> {
  const { form } = request;
  refuseDuplicates(form);
  refusePlatformError(form);
  if (form.recovery !== undefined && !request.isFromOurPage) throw new LaunchRefused('cross_site_repost');
  const state = readState(ports.states, form, now);
  const { platform, tenant } = await findRegistration(ports, state.platformId);
  const isOver = ports.expectLaunch();
  try {
    const claims = await readSignedClaims(idTokenOf(form), platform, ports.keys);
    return await inContext(claims, platform, () =>
      openSigned(ports, request, { state, platform, tenant, claims, now }),
    );
  } catch (error) {
    if (error instanceof LaunchRefused) error.context.frameOrigins ??= originsOf(platform);
    throw error;
  } finally {
    isOver();
  }
}

/** A launch whose signature is good. */
interface SignedLaunch {
  state: LoginState;
  platform: Platform;
  tenant: Tenant;
  claims: Claims;
  now: Date;
}

async function openSigned(ports: LaunchPorts, request: LaunchRequest, launch: SignedLaunch): Promise<LaunchOutcome> {
  const { state, platform, tenant, claims, now } = launch;
  checkIssueOf(claims, platform, now);
  checkNonce(state, claims);
  const message = await placed(ports, platform, readLaunchMessage(claims));
  if (!state.isFor(message.target)) throw new LaunchRefused('target_mismatch');
  refuseForeignRequest(message, platform);
  const isGuest = message.moodleUserId === null;
  if (isGuest && message.type === 'resource_link' && platform.anonymousPolicy === 'refuse') {
    throw new LaunchRefused('user_anonymous');
  }
  // For pages only: most launches show none.
  const facts = (): LaunchFacts => {
    const siteOrigins = [message.target, ports.siteBaseOf(tenant)].map((url) => new URL(url).origin);
    return { ...factsOf(message, claims, platform), tenantName: tenant.name, siteOrigins };
  };
  const needsBinding = message.type === 'resource_link' && !isGuest;
  const binding = needsBinding ? bindingOf(ports.states, request, state) : 'bound';
  if (binding === 'recoverable') return { kind: 'recover', facts: facts(), state, idToken: idTokenOf(request.form) };
  if (binding === 'unbound' && platform.unboundPolicy === 'reject') throw new LaunchRefused('browser_unbound');
  const targetUrl = message.type === 'resource_link' ? await pageOf(ports, tenant, message) : message.target;
  const { code } = state;
  const former = await ports.formerIdentityOf(claims, platform);
  await ports.settle({ code, platform, message, targetUrl, isConfirmed: binding === 'bound', now, former });
  if (message.type !== 'resource_link') return { kind: 'request', facts: facts(), tenant, message };
  if (binding === 'unbound') return { kind: 'confirm', facts: facts(), token: code };
  const url = isGuest ? targetUrl : handOverUrl(targetUrl, code);
  const teacherCode = message.role === 'instructor' && !isGuest ? code : null;
  return { kind: 'open', url, cookieName: ports.states.cookieNameOf(state.text), teacherCode };
}

/** The message with its scope, looked up where the launch does not say it. */
async function placed(ports: LaunchPorts, platform: Platform, message: LaunchMessage): Promise<LaunchMessage> {
  const { moduleId, sequenceId, grainId } = message.scope;
  const isSaid = moduleId !== null || sequenceId !== null || grainId !== null;
  if (isSaid || message.type !== 'resource_link') return message;
  return { ...message, scope: await ports.scopeOfCopy(platform, message) };
}

/** Requests that are genuine and yet not this person's to make. */
function refuseForeignRequest({ type, role, request, moodleUserId }: LaunchMessage, platform: Platform): void {
  if (request === null) return;
  const { deepLinking, forUserId } = request;
  if (deepLinking !== null) {
    if (!request.mayChooseContent) throw new LaunchRefused('choosing_forbidden');
    if (!mayReturnTo(platform, deepLinking.returnUrl)) throw new LaunchRefused('deep_linking_return_refused');
  }
  if (type === 'submission_review' && role !== 'instructor') throw new LaunchRefused('review_forbidden');
  if (type === 'data_privacy' && !request.isAdministrator && (moodleUserId === null || forUserId !== moodleUserId)) {
    throw new LaunchRefused('data_privacy_forbidden');
  }
}

function refusePlatformError({ error, error_description: description }: LaunchRequest['form']): void {
  if (typeof error !== 'string' || error === '') return;
  const says = `the platform answered ${printable(error)}${typeof description === 'string' ? `: ${printable(description)}` : ''}`;
  throw new LaunchRefused(error === 'login_required' ? 'sign_in_required' : 'platform_error', says);
}

/** OAuth 2.0 error texts are printable ASCII (RFC 6749, 4.1.2.1); anything else has no place in a log. */
function printable(text: string): string {
  return text.slice(0, 200).replace(/[^\x20-\x7e]/g, '?');
}

function readState(states: LoginStates, form: LaunchRequest['form'], now: Date): LoginState {
  const text = form.state;
  if (typeof text !== 'string' || text === '') throw new LaunchRefused('state_missing');
  const reading = states.read(text, now);
  if ('state' in reading) return reading.state;
  throw new LaunchRefused(reading.fault === 'expired' ? 'state_expired' : 'state_invalid');
}

async function findRegistration(
  ports: LaunchPorts,
  platformId: string,
): Promise<{ platform: Platform; tenant: Tenant }> {
  const platform = await ports.platforms.find(platformId);
  if (platform === undefined) throw new LaunchRefused('platform_unknown');
  if (platform.status !== 'active') throw new LaunchRefused('platform_disabled');
  const tenant = await ports.findTenant(platform.tenantId);
  if (tenant?.status !== 'active') throw new LaunchRefused('tenant_inactive');
  return { platform, tenant };
}

function idTokenOf(form: LaunchRequest['form']): string {
  const token = form.id_token;
  if (typeof token !== 'string' || token === '') throw new LaunchRefused('id_token_missing');
  if (token.length > MAX_ID_TOKEN_BYTES) throw new LaunchRefused('id_token_too_large');
  return token;
}

/** From here on a refusal knows the person's language and the way back, because the platform signed them. */
async function inContext<T>(claims: Claims, platform: Platform, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof LaunchRefused) {
      const returnUrl = returnUrlOf(claims);
      error.context = { returnUrl, locale: localeOf(claims), frameOrigins: frameOriginsOf(platform, returnUrl) };
    }
    throw error;
  }
}

function checkNonce(state: LoginState, { nonce }: Claims): void {
  if (typeof nonce !== 'string' || nonce === '') throw new LaunchRefused('nonce_missing');
  if (!state.isNonce(nonce)) throw new LaunchRefused('nonce_invalid');
}

/** Whether this browser began the launch: its cookie, or what our login page left in its storage, says so. */
function bindingOf(
  states: LoginStates,
  request: LaunchRequest,
  state: LoginState,
): 'bound' | 'recoverable' | 'unbound' {
  const cookie = request.cookie(states.cookieNameOf(state.text));
  if (cookie !== undefined && state.isCookie(cookie)) return 'bound';
  const { recovery } = request.form;
  if (recovery === undefined) return state.keeper === 'cookie' ? 'unbound' : 'recoverable';
  return typeof recovery === 'string' && states.isRecoveryOf(state, recovery) ? 'bound' : 'unbound';
}

/** The page to open: the target itself, or, when that is our launch address, the page of the activity's scope. */
async function pageOf(ports: LaunchPorts, tenant: Tenant, message: LaunchMessage): Promise<string> {
  if (message.target.split(/[?#]/, 1)[0] !== ports.launchUrl) return message.target;
  const page = await ports.pages.pageOf(tenant.id, message.scope);
  if (page === undefined) {
    const { moduleId, sequenceId, grainId } = message.scope;
    throw new LaunchRefused(
      'activity_page_unknown',
      `no page for module ${moduleId}, sequence ${sequenceId}, grain ${grainId}`,
    );
  }
  return pageAddress(ports.siteBaseOf(tenant), page);
}

function factsOf(message: LaunchMessage, claims: Claims, platform: Platform) {
  const returnUrl = returnUrlOf(claims);
  return {
    platform,
    activity: message.resourceLink?.title ?? null,
    person: shownNameOf(message),
    locale: message.locale,
    returnUrl,
    frameOrigins: frameOriginsOf(platform, returnUrl),
  };
}

/** "Zoé L.": enough to recognise oneself, no more than a neighbour needs to see. */
function shownNameOf({ firstname, lastname, fullName }: LaunchMessage): string | null {
  if (firstname === null) return fullName ?? lastname;
  return lastname === null ? firstname : `${firstname} ${[...lastname][0]}.`;
}

function frameOriginsOf(platform: Platform, returnUrl: string | null): string[] {
  const back = returnUrl === null ? [] : [new URL(returnUrl).origin];
  return [...new Set([...originsOf(platform), ...back])];
}
