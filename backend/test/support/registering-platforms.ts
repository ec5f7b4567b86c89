import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { GuardedFetch, OutboundRequest } from '../../src/lti/outbound.ts';

const folder = path.resolve(import.meta.dirname, '../../../practice-lms/test/recorded');

/** A recording of a real Moodle 4.4, parsed. */
export function recordedJson<T>(name: string): T {
  return JSON.parse(readFileSync(path.join(folder, `${name}.json`), 'utf8')) as T;
}

const PLATFORM = 'https://purl.imsglobal.org/spec/lti-platform-configuration';
const TOOL = 'https://purl.imsglobal.org/spec/lti-tool-configuration';
const AGS = 'https://purl.imsglobal.org/spec/lti-ags/scope';
const NRPS = 'https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly';

type Document = Record<string, unknown>;

/** A platform that registers tools: its description, and what it answers to a registration. */
export interface RegisteringPlatform {
  configurationUrl: string;
  configuration: Document;
  answer(body: Document): { status: number; body: string };
}

/** Moodle 4.4 as recorded, at its own address. */
export function moodle(clientId = 'HGRVMO35g6EB50x'): RegisteringPlatform {
  const recorded = recordedJson<Record<string, { response?: { body: Document } }>>('dynamic-registration');
  const answer = recorded['3 registration (tool -> Moodle)']?.response?.body ?? {};
  return {
    configurationUrl: 'http://localhost:8081/mod/lti/openid-configuration.php',
    configuration: recordedJson<Document>('openid-configuration'),
    answer: () => ({ status: 200, body: JSON.stringify({ ...answer, client_id: clientId }) }),
  };
}

/** Canvas in the cloud, as its documentation describes it: one issuer for all, 422 for members that it does not know. */
export function canvas(): RegisteringPlatform {
  const known = ['assignment_selection', 'course_navigation', 'link_selection', 'module_index_menu_modal'];
  const members = ['application_type', 'client_name', 'client_uri', 'grant_types', 'initiate_login_uri', 'jwks_uri'];
  members.push('logo_uri', 'redirect_uris', 'response_types', 'scope', 'token_endpoint_auth_method', TOOL);
  return {
    configurationUrl: 'https://universite.instructure.com/api/lti/security/openid-configuration',
    configuration: {
      issuer: 'https://canvas.instructure.com',
      authorization_endpoint: 'https://sso.canvaslms.com/api/lti/authorize_redirect',
      registration_endpoint: 'https://universite.instructure.com/api/lti/registrations',
      jwks_uri: 'https://sso.canvaslms.com/api/lti/security/jwks',
      token_endpoint: 'https://sso.canvaslms.com/login/oauth2/token',
      authorization_server: 'universite.instructure.com',
      scopes_supported: [`${AGS}/lineitem`, `${AGS}/result.readonly`, `${AGS}/score`, NRPS],
      claims_supported: ['sub', 'picture', 'email', 'name', 'given_name', 'family_name'],
      [PLATFORM]: {
        product_family_code: 'canvas',
        version: 'cloud',
        messages_supported: [
          { type: 'LtiResourceLinkRequest', placements: ['course_navigation'] },
          { type: 'LtiDeepLinkingRequest', placements: ['assignment_selection', 'link_selection'] },
        ],
        variables: ['ResourceLink.id.history', 'Canvas.course.id'],
      },
    },
    answer(body) {
      const tool = body[TOOL] as { messages: { placements?: string[] }[] } & Document;
      const unknown = [
        ...Object.keys(body).filter((name) => !members.includes(name)),
        ...Object.keys(tool).filter((name) => name.includes('#')),
        ...tool.messages.flatMap((message) => Object.keys(message).filter((name) => name.includes('#'))),
        ...tool.messages.flatMap(({ placements = [] }) => placements.filter((one) => !known.includes(one))),
      ];
      if (unknown.length > 0) return { status: 422, body: JSON.stringify({ errors: unknown }) };
      const answer = { ...body, client_id: '10000000000042', [TOOL]: { ...tool, deployment_id: '7:abc' } };
      return { status: 200, body: JSON.stringify(answer) };
    },
  };
}

/** Brightspace: no registration token, tokens given out centrally, no deployment yet. */
export function brightspace(): RegisteringPlatform {
  return {
    configurationUrl: 'https://ecole.brightspace.com/d2l/.well-known/openid-configuration',
    configuration: {
      issuer: 'https://ecole.brightspace.com',
      authorization_endpoint: 'https://ecole.brightspace.com/d2l/lti/authenticate',
      registration_endpoint: 'https://ecole.brightspace.com/d2l/api/lti/register',
      jwks_uri: 'https://ecole.brightspace.com/d2l/.well-known/jwks',
      token_endpoint: 'https://auth.brightspace.com/core/connect/token',
      authorization_server: 'https://api.brightspace.com/auth/token',
      scopes_supported: [`${AGS}/lineitem`, `${AGS}/score`, NRPS],
      [PLATFORM]: {
        product_family_code: 'desire2learn',
        messages_supported: [{ type: 'LtiResourceLinkRequest' }, { type: 'LtiDeepLinkingRequest' }],
      },
    },
    answer: (body) => ({ status: 201, body: JSON.stringify({ ...body, client_id: '1b7fe24d-b014-4528' }) }),
  };
}

/** A request that reached a platform. */
export interface SeenRegistration {
  url: string;
  request: OutboundRequest;
}

/** Calls that reach these platforms and nobody else. */
export function callsTo(platforms: readonly RegisteringPlatform[]): { fetch: GuardedFetch; seen: SeenRegistration[] } {
  const seen: SeenRegistration[] = [];
  const fetch: GuardedFetch = async (url, request = {}) => {
    seen.push({ url, request });
    const described = platforms.find((platform) => platform.configurationUrl === url);
    const asked = platforms.find((platform) => platform.configuration.registration_endpoint === url);
    const answer = described
      ? { status: 200, body: JSON.stringify(described.configuration) }
      : asked?.answer(JSON.parse(request.body ?? '{}') as Document);
    const { status, body } = answer ?? { status: 404, body: '<!DOCTYPE html><h1>Not Found</h1>' };
    return { status, statusText: '', headers: {}, text: () => body };
  };
  return { fetch, seen };
}
