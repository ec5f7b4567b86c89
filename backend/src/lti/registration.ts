import { isIdentifier } from '../ids/identifier.ts';
import type { OutboundResponse } from './outbound.ts';
import { jsonOf } from './outbound.ts';
import type { Platform } from './platform.ts';
import { RegistrationRefused } from './registration.errors.ts';
import { type PlatformConfiguration, readConfiguration } from './registration-configuration.ts';
import { toolRegistrationFor } from './registration-request.ts';

/** A link that was given to an administrator. */
export interface Invitation {
  id: string;
  tenantId: string;
  /** Name of the platform to be; null = its host. */
  name: string | null;
  expiresAt: Date;
}

/** What a platform said when it registered itself, as kept. */
export interface PlatformRegistration {
  issuer: string;
  clientId: string;
  /** Null = the platform makes deployments later. */
  deploymentId: string | null;
  name: string;
  authUrl: string;
  tokenUrl: string;
  jwksUrl: string;
  tokenAudience: string | null;
  productFamily: string | null;
  scopes: string | null;
  registrationClientUri: string | null;
}

/** A registration that nobody invited and nobody has let in yet. */
export type PendingRegistration = PlatformRegistration & { id: string; createdAt: Date };

export interface InvitationStore {
  add(invitation: Pick<Invitation, 'tenantId' | 'name' | 'expiresAt'>, token: string): Promise<Invitation>;
  /** An invitation that can still be used. */
  findOpen(token: string, now: Date): Promise<Invitation | undefined>;
  /** Uses an invitation up; undefined when it is unknown, used or expired. Of two callers one gets it. */
  take(token: string, now: Date): Promise<Invitation | undefined>;
  /** Makes an invitation usable again whose registration came to nothing. */
  giveBack(id: string): Promise<void>;
  /** Deletes what expired, used or not; answers how many. */
  purge(now: Date): Promise<number>;
}

export interface RegistrationStore {
  /**
   * Makes the platform active for the institution, or brings its registration up to date.
   * @throws RegistrationRefused belongs_elsewhere
   */
  settle(registration: PlatformRegistration, tenantId: string): Promise<{ platform: Platform; isNew: boolean }>;
  /** Keeps a registration that waits; `known` when the platform is registered here already, which changes nothing. */
  keepPending(registration: PlatformRegistration): Promise<'pending' | 'known'>;
  pending(): Promise<PendingRegistration[]>;
  /** Lets a waiting registration in for an institution; undefined when there is none of that id. */
  letIn(id: string, tenantId: string): Promise<Platform | undefined>;
  /** Forgets a waiting registration; answers whether there was one. */
  forget(id: string): Promise<boolean>;
}

/** Calls to the LMS that registers. They throw RegistrationRefused. */
export interface RegistrationCalls {
  /** The document at `openid_configuration`. */
  configuration(address: URL, token: string | undefined): Promise<OutboundResponse>;
  register(address: string, token: string | undefined, body: unknown): Promise<OutboundResponse>;
}

export interface RegistrationPorts {
  invitations: InvitationStore;
  registrations: RegistrationStore;
  calls: RegistrationCalls;
  /** Our public address, without a slash at the end. */
  apiUrl: string;
  /** http addresses are allowed. */
  mayBePlain: boolean;
}

export interface RegistrationVisit {
  configurationUrl: string;
  /** Absent with Brightspace. */
  registrationToken: string | undefined;
  invite: string | undefined;
}

/** How a registration ended well. `platformOrigin`: whose window is to be closed. */
export interface Registered {
  state: 'new' | 'updated' | 'pending' | 'known';
  name: string;
  productFamily: string | null;
  platformOrigin: string;
}

/** So many uninvited registrations may wait; a flood of them stops there. */
const MOST_PENDING = 100;

/**
 * Registers us in an LMS (LTI Dynamic Registration 1.0, 3). With an invitation the LMS is let in at once for its
 * institution; without, it waits and can do nothing. An invitation that came to nothing can be used again.
 * @throws RegistrationRefused
 */
export async function registerTool(ports: RegistrationPorts, visit: RegistrationVisit, now: Date): Promise<Registered> {
  const address = addressOf(visit.configurationUrl, ports.mayBePlain);
  if (visit.invite === undefined) {
    if ((await ports.registrations.pending()).length >= MOST_PENDING) throw new RegistrationRefused('too_many');
    const registration = await registerAt(ports, address, visit.registrationToken, null);
    return ended(await ports.registrations.keepPending(registration), registration, address);
  }
  const invitation = await ports.invitations.take(visit.invite, now);
  if (invitation === undefined) throw new RegistrationRefused('invitation_invalid');
  try {
    const registration = await registerAt(ports, address, visit.registrationToken, invitation.name);
    const { isNew } = await ports.registrations.settle(registration, invitation.tenantId);
    return ended(isNew ? 'new' : 'updated', registration, address);
  } catch (error) {
    await ports.invitations.giveBack(invitation.id);
    throw error;
  }
}

function ended(state: Registered['state'], { name, productFamily }: PlatformRegistration, address: URL): Registered {
  return { state, name, productFamily, platformOrigin: address.origin };
}

function addressOf(text: string, mayBePlain: boolean): URL {
  const url = text.length <= 2000 && URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && (url.protocol === 'https:' || (mayBePlain && url.protocol === 'http:'))) return url;
  throw new RegistrationRefused('address_refused', 'openid_configuration must be an https address');
}

async function registerAt(
  { calls, apiUrl, mayBePlain }: RegistrationPorts,
  address: URL,
  token: string | undefined,
  name: string | null,
): Promise<PlatformRegistration> {
  const found = await calls.configuration(address, token);
  if (found.status !== 200) {
    throw new RegistrationRefused('configuration_invalid', `${address.host} answered ${found.status}`);
  }
  const configuration = readConfiguration(address, jsonOf(found), mayBePlain);
  const body = toolRegistrationFor(configuration, apiUrl);
  const answer = await calls.register(configuration.registrationUrl, token, body);
  if (answer.status < 200 || answer.status >= 300) {
    throw new RegistrationRefused(
      'refused_by_platform',
      `${address.host} answered ${answer.status} ${shortText(answer)}`,
    );
  }
  return readRegistration(jsonOf(answer), configuration, name ?? new URL(configuration.issuer).host);
}

/** Moodle answers a bare word, Canvas JSON; a whole HTML page says nothing worth showing. */
function shortText(answer: OutboundResponse): string {
  const text = answer.text().trim();
  return text.startsWith('<') ? '' : text.slice(0, 200).replace(/[^\x20-\x7e]/g, '?');
}

const TOOL = 'https://purl.imsglobal.org/spec/lti-tool-configuration';

/** What the LMS answers: its client id, and the deployment where there is one already. */
function readRegistration(answer: unknown, configuration: PlatformConfiguration, name: string): PlatformRegistration {
  const members = (typeof answer === 'object' && answer !== null ? answer : {}) as Record<string, unknown>;
  const clientId = identifierOf(members.client_id);
  if (clientId === null) throw new RegistrationRefused('answer_invalid');
  const tool = (members[TOOL] ?? {}) as Record<string, unknown>;
  const { registration_client_uri: clientUri, scope } = members;
  return {
    issuer: configuration.issuer,
    clientId,
    deploymentId: identifierOf(tool.deployment_id),
    name,
    authUrl: configuration.authUrl,
    tokenUrl: configuration.tokenUrl,
    jwksUrl: configuration.jwksUrl,
    tokenAudience: configuration.tokenAudience,
    productFamily: configuration.productFamily,
    scopes: isIdentifier(scope, 2000) ? scope : null,
    registrationClientUri: isIdentifier(clientUri, 2000) ? clientUri : null,
  };
}

function identifierOf(value: unknown): string | null {
  const text = typeof value === 'number' ? String(value) : value;
  return isIdentifier(text) && !/\s/.test(text) ? text : null;
}

/** A deployment that was named is the only one, save at Canvas, which makes one per course. */
export function deploymentPolicyOf({ deploymentId, productFamily }: PlatformRegistration): 'reject' | 'auto-add' {
  return deploymentId === null || productFamily === 'canvas' ? 'auto-add' : 'reject';
}
