import { LaunchRefused } from './launch.errors.ts';
import type { IssuedLogin, LoginStates, StateKeeper } from './login-state.ts';
import type { Platform, PlatformReader } from './platform.ts';

/** The parameters of a login initiation, as they came. IMS Security Framework 1.1, 5.1.1. */
export type LoginParameters = Readonly<Record<string, unknown>>;

export interface LoginPorts {
  platforms: PlatformReader;
  /** Origins that the target of a launch may be on, for this institution. */
  allowedOrigins(tenantId: string): Promise<readonly string[]>;
  states: LoginStates;
  /** The one redirect URI that is registered in the platform. */
  launchUrl: string;
}

export interface LoginAnswer {
  platform: Platform;
  login: IssuedLogin;
  keeper: StateKeeper;
  /** Where the browser goes next: the platform's authentication address. */
  redirectUrl: string;
  /** Frame that keeps values for us (LTI platform storage), when the platform offers one. */
  storageTarget: string | null;
}

const MAX_LENGTH = 4000;

/** A login initiation as it reached us. */
export interface LoginRequest {
  parameters: LoginParameters;
  /** Our id of the registration, where the address itself names one; else issuer and client_id tell. */
  platformId?: string | undefined;
  /** The browser is known to lose our cookie in a frame. */
  isCookieLossy: boolean;
}

/**
 * Begins a launch.
 * @throws LaunchRefused
 */
export async function beginLogin(
  ports: LoginPorts,
  { parameters, platformId, isCookieLossy }: LoginRequest,
  now: Date,
): Promise<LoginAnswer> {
  refuseDuplicates(parameters);
  const read = (name: string): string | undefined => readParameter(parameters, name);
  const issuer = read('iss');
  const loginHint = read('login_hint');
  const target = read('target_link_uri');
  if (issuer === undefined || loginHint === undefined || target === undefined) {
    throw new LaunchRefused('parameter_missing');
  }
  const platform = await findPlatform(ports.platforms, issuer, { clientId: read('client_id'), platformId });
  await checkTarget(ports, platform, target);
  const storageTarget = read('lti_storage_target') ?? null;
  const keeper = storageTarget === null ? (isCookieLossy ? 'frame' : 'cookie') : 'platform';
  const login = ports.states.issue({ platformId: platform.id, target, keeper }, now);
  const request: Record<string, string> = {
    scope: 'openid',
    response_type: 'id_token',
    response_mode: 'form_post',
    prompt: 'none',
    client_id: platform.clientId,
    redirect_uri: ports.launchUrl,
    login_hint: loginHint,
    state: login.state,
    nonce: login.nonce,
  };
  const messageHint = parameters.lti_message_hint;
  if (typeof messageHint === 'string') request.lti_message_hint = messageHint;
  return { platform, login, keeper, redirectUrl: withQuery(platform.authUrl, request), storageTarget };
}

/** What comes twice could be read differently by two readers. */
export function refuseDuplicates(parameters: LoginParameters): void {
  if (Object.values(parameters).some(Array.isArray)) throw new LaunchRefused('duplicate_parameter');
}

function readParameter(parameters: LoginParameters, name: string): string | undefined {
  const value = parameters[name];
  if (typeof value !== 'string' || value === '') return undefined;
  if (value.length > MAX_LENGTH) throw new LaunchRefused('parameter_invalid', `${name} is too long`);
  return value;
}

async function findPlatform(
  platforms: PlatformReader,
  issuer: string,
  { clientId, platformId }: { clientId: string | undefined; platformId: string | undefined },
): Promise<Platform> {
  const all = await platforms.ofIssuer(issuer);
  const candidates = all.filter(
    (one) =>
      (clientId === undefined || one.clientId === clientId) && (platformId === undefined || one.id === platformId),
  );
  const active = candidates.filter((one) => one.status === 'active');
  if (active.length > 1) throw new LaunchRefused('platform_ambiguous');
  if (active[0] !== undefined) return active[0];
  throw new LaunchRefused(candidates.length > 0 ? 'platform_disabled' : 'platform_unknown');
}

async function checkTarget({ allowedOrigins }: LoginPorts, platform: Platform, target: string): Promise<void> {
  const url = URL.canParse(target) ? new URL(target) : undefined;
  const isPlain = url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
  if (isPlain && (await allowedOrigins(platform.tenantId)).includes(url.origin)) return;
  throw new LaunchRefused('target_refused');
}

/** Moodle in a sub-path, or another LMS, may have a query of its own in its authentication address. */
function withQuery(address: string, parameters: Record<string, string>): string {
  const query = new URLSearchParams(parameters).toString();
  return `${address}${address.includes('?') ? '&' : '?'}${query}`;
}
