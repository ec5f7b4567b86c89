import { isIdentifier } from '../ids/identifier.ts';
import { mayDescribe } from './hosted-issuers.ts';
import { RegistrationRefused } from './registration.errors.ts';

/** What an LMS says of itself (LTI Dynamic Registration 1.0, 3.4), checked. Null lists = it does not say. */
export interface PlatformConfiguration {
  issuer: string;
  authUrl: string;
  tokenUrl: string;
  jwksUrl: string;
  registrationUrl: string;
  /** What token requests name as their audience where it is not the token URL. */
  tokenAudience: string | null;
  /** Lower case; null = it does not say. */
  productFamily: string | null;
  scopes: readonly string[] | null;
  claims: readonly string[] | null;
  messages: readonly { type: string; placements: readonly string[] }[] | null;
  /** Names of the `$` variables that it fills in. */
  variables: readonly string[];
}

const PLATFORM = 'https://purl.imsglobal.org/spec/lti-platform-configuration';

/**
 * Reads the document that stood at `openid_configuration`. The issuer and the endpoint that gets the registration token
 * must be on the document's own host; the others may be elsewhere (Brightspace gives out tokens centrally).
 * @param mayBePlain http is allowed (ALLOW_PRIVATE_NETWORKS)
 * @throws RegistrationRefused configuration_invalid, issuer_mismatch
 */
export function readConfiguration(address: URL, document: unknown, mayBePlain: boolean): PlatformConfiguration {
  const members = objectOf(document);
  const endpoint = (name: string): string => {
    const url = members[name];
    if (typeof url === 'string' && isEndpoint(url, mayBePlain)) return url;
    throw new RegistrationRefused('configuration_invalid', `${name} must be an https address`);
  };
  const { issuer } = members;
  if (!isIdentifier(issuer)) throw new RegistrationRefused('configuration_invalid', 'issuer is missing');
  if (!mayDescribe(issuer, address)) {
    throw new RegistrationRefused('issuer_mismatch', `issuer ${issuer} is not on ${address.host}`);
  }
  const registrationUrl = endpoint('registration_endpoint');
  if (new URL(registrationUrl).host !== address.host) {
    throw new RegistrationRefused('issuer_mismatch', `registration_endpoint is not on ${address.host}`);
  }
  const platform = objectOf(members[PLATFORM]);
  const server = members.authorization_server;
  return {
    issuer,
    authUrl: endpoint('authorization_endpoint'),
    tokenUrl: endpoint('token_endpoint'),
    jwksUrl: endpoint('jwks_uri'),
    registrationUrl,
    // Canvas names a bare host here and expects its token URL.
    tokenAudience: typeof server === 'string' && isEndpoint(server, mayBePlain) ? server : null,
    productFamily: textOf(platform.product_family_code)?.toLowerCase() ?? null,
    scopes: textsOf(members.scopes_supported),
    claims: textsOf(members.claims_supported),
    messages: messagesOf(platform.messages_supported),
    variables: textsOf(platform.variables) ?? [],
  };
}

function isEndpoint(text: string, mayBePlain: boolean): boolean {
  if (text.length > 2000 || !URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return (protocol === 'https:' || (mayBePlain && protocol === 'http:')) && username === '' && password === '';
}

function messagesOf(value: unknown): PlatformConfiguration['messages'] {
  if (!Array.isArray(value)) return null;
  return value.flatMap((message) => {
    const { type, placements } = objectOf(message);
    return typeof type === 'string' ? [{ type, placements: textsOf(placements) ?? [] }] : [];
  });
}

function textsOf(value: unknown): string[] | null {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : null;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, 255) : null;
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
