import { randomBytes } from 'node:crypto';
import { ALL_SCOPES } from './access-tokens.ts';
import type { Platform } from './claims.ts';

/** What a tool asked for when it registered itself, waiting for "Activate". */
export interface RegisteredTool {
  clientId: string;
  name: string;
  description: string;
  logoUrl: string | null;
  /** Scopes it asked for that we give. */
  scopes: readonly string[];
}

/** Moodle's answers: JSON, or a bare word. `unreadable_token`: its exception page. */
export type RegistrationAnswer =
  | { kind: 'registered'; body: Record<string, unknown> }
  | { kind: 'refused'; status: 400 | 401; word: string }
  | { kind: 'unreadable_token' };

const TOOL = 'https://purl.imsglobal.org/spec/lti-tool-configuration';
const PLATFORM = 'https://purl.imsglobal.org/spec/lti-platform-configuration';
const CLAIMS = ['sub', 'iss', 'name', 'given_name', 'family_name', 'email'];
const LIFE_MS = 3600_000;

/** The document at openid-configuration.php, with the members that Moodle 4.4 has. */
export function openIdConfiguration({ url, issuer }: Platform): Record<string, unknown> {
  return {
    issuer,
    token_endpoint: `${url}/token`,
    token_endpoint_auth_methods_supported: ['private_key_jwt'],
    token_endpoint_auth_signing_alg_values_supported: ['RS256'],
    jwks_uri: `${url}/jwks`,
    authorization_endpoint: `${url}/auth`,
    registration_endpoint: `${url}/mod/lti/openid-registration.php`,
    scopes_supported: [...ALL_SCOPES, 'openid'],
    response_types_supported: ['id_token'],
    subject_types_supported: ['public', 'pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    claims_supported: CLAIMS,
    [PLATFORM]: {
      product_family_code: 'moodle',
      version: '4.4dev (Build: 20231124)',
      messages_supported: [
        { type: 'LtiResourceLinkRequest' },
        { type: 'LtiDeepLinkingRequest', placements: ['ContentArea'] },
      ],
      variables: ['Context.id', 'Context.id.history', 'ResourceLink.id', 'User.id', 'User.username'],
    },
  };
}

/** The registration tokens given out, each good for one registration within an hour, and the tool that waits. */
export class ToolRegistrations {
  waiting: RegisteredTool | undefined;
  #tokens = new Map<string, { until: number; isUsed: boolean }>();
  #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The address of the tool's registration page with what Moodle adds to it. Throws TypeError when it is no address. */
  begin(toolAddress: string, platform: Platform): URL {
    const url = new URL(toolAddress.trim());
    if (!/^https?:$/.test(url.protocol)) throw new TypeError('not an http address');
    const token = randomBytes(24).toString('base64url');
    this.#tokens.set(token, { until: this.#now() + LIFE_MS, isUsed: false });
    url.searchParams.set('openid_configuration', `${platform.url}/mod/lti/openid-configuration.php`);
    url.searchParams.set('registration_token', token);
    return url;
  }

  answer(authorization: string | undefined, body: string, platform: Platform): RegistrationAnswer {
    const [, token = ''] = /^Bearer +(\S+)$/i.exec(authorization ?? '') ?? [];
    if (token === '') return { kind: 'refused', status: 401, word: 'missing_registration_token' };
    const known = this.#tokens.get(token);
    if (known === undefined || known.until <= this.#now()) return { kind: 'unreadable_token' };
    if (known.isUsed) return { kind: 'refused', status: 401, word: 'token_already_used' };
    const request = objectIn(body);
    const fault = faultOf(request);
    if (fault !== undefined) return { kind: 'refused', status: 400, word: fault };
    known.isUsed = true;
    const tool = toolOf(request);
    this.waiting = tool;
    return { kind: 'registered', body: answerTo(request, tool, platform) };
  }
}

function objectIn(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function configurationIn(request: Record<string, unknown>): Record<string, unknown> {
  const tool = request[TOOL];
  return typeof tool === 'object' && tool !== null ? (tool as Record<string, unknown>) : {};
}

/** Moodle's checks, in its words. */
function faultOf(request: Record<string, unknown>): string | undefined {
  const { domain, target_link_uri: target } = configurationIn(request);
  for (const name of ['initiate_login_uri', 'redirect_uris', 'client_name', 'jwks_uri']) {
    if (request[name] === undefined) return `missing required attribute ${name}`;
  }
  if (request.token_endpoint_auth_method !== 'private_key_jwt') return 'invalid_token_endpoint_auth_method';
  if (typeof domain !== 'string' || domain === '') return 'missing_domain';
  const host = typeof target === 'string' && URL.canParse(target) ? new URL(target).host : undefined;
  return host === domain ? undefined : 'domain_targetlinkuri_mismatch';
}

function toolOf(request: Record<string, unknown>): RegisteredTool {
  const { description } = configurationIn(request);
  const wanted = typeof request.scope === 'string' ? request.scope.split(' ') : [];
  return {
    clientId: randomBytes(12)
      .toString('base64')
      .replaceAll(/[^A-Za-z0-9]/g, '0')
      .slice(0, 15),
    name: String(request.client_name),
    description: typeof description === 'string' ? description : '',
    logoUrl: typeof request.logo_uri === 'string' ? request.logo_uri : null,
    scopes: ALL_SCOPES.filter((scope) => wanted.includes(scope)),
  };
}

function answerTo(request: Record<string, unknown>, tool: RegisteredTool, platform: Platform): Record<string, unknown> {
  const { domain, description = '', target_link_uri: target, claims } = configurationIn(request);
  const asked = Array.isArray(claims) ? claims : [];
  return {
    client_id: tool.clientId,
    response_types: ['id_token'],
    jwks_uri: request.jwks_uri,
    initiate_login_uri: request.initiate_login_uri,
    grant_types: ['client_credentials', 'implicit'],
    redirect_uris: request.redirect_uris,
    application_type: 'web',
    token_endpoint_auth_method: 'private_key_jwt',
    client_name: tool.name,
    logo_uri: tool.logoUrl,
    scope: tool.scopes.join(' '),
    [TOOL]: {
      version: '1.3.0',
      deployment_id: platform.deploymentId,
      target_link_uri: target,
      domain,
      description,
      claims: CLAIMS.filter((claim) => claim === 'sub' || claim === 'iss' || asked.includes(claim)),
    },
  };
}
