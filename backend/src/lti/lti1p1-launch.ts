import type { Transaction } from '../transaction/transaction.ts';
import { type DirectLaunchPorts, pageUrlOf, settleDirectLaunch } from './direct-launch.ts';
import { findDirectPlatform, LTI_1P1_ISSUER } from './direct-platforms.ts';
import { LaunchRefused } from './launch.errors.ts';
import { type Claims, localeOf, readLaunchMessage, returnUrlOf } from './launch-message.ts';
import { claimsOfParameters } from './lti1p1-claims.ts';
import { isSignatureMethod, isSignedBy, TIMESTAMP_WINDOW_SECONDS } from './lti1p1-signature.ts';
import type { OutcomeTarget } from './outcomes.ts';
import { originsOf, type Platform } from './platform.ts';
import type { PlatformSecrets } from './platform-secrets.ts';

/** A POST to the LTI 1.1 address, as it came. */
export interface Lti1p1Request {
  /** Our public address, with the query of this request. */
  url: string;
  /** Parameters of the body, decoded, in their order. */
  form: readonly (readonly [string, string])[];
}

/** Where results of learners go. */
export interface OutcomeTargetStore {
  /** Keeps what the last launch said. */
  save(
    transaction: Transaction,
    place: { tenantId: string; userId: string; resourceLinkId: string },
    target: OutcomeTarget,
  ): Promise<void>;
}

/** Told when a launch named anew where a learner's result goes: what was given up for want of that gets a new chance. */
export interface ResultCatchUp {
  resultNamed(transaction: Transaction, launch: { resourceLinkId: string; userId: string }): Promise<void>;
}

export interface Lti1p1Ports extends DirectLaunchPorts {
  secrets: Pick<PlatformSecrets, 'find'>;
  outcomeTargets: OutcomeTargetStore;
  results: ResultCatchUp;
}

const MAX_NONCE_LENGTH = 2000;
const MAX_SOURCED_ID_LENGTH = 4000;

/**
 * Opens an LTI 1.1 launch: signature first, then time, version and message (LTI 1.1.1, 4 and 5). The nonce is spent with
 * the launch. The platform's own page is named in refusals only once its signature is known to be good.
 * @returns the page to open
 * @throws LaunchRefused
 */
export async function openLti1p1Launch(ports: Lti1p1Ports, request: Lti1p1Request, now: Date): Promise<string> {
  const parameters = parametersOf(request);
  const platform = await findDirectPlatform(
    ports.platforms,
    { issuer: LTI_1P1_ISSUER, clientId: required(parameters, 'oauth_consumer_key') },
    'consumer_key_unknown',
  );
  await checkSignature(ports, request, parameters, platform);
  const claims = claimsOfParameters(parameters, request.url);
  try {
    checkTimestamp(required(parameters, 'oauth_timestamp'), now);
    checkMessage(parameters);
    return await openSigned(ports, { platform, claims, parameters, now });
  } catch (error) {
    if (error instanceof LaunchRefused) error.context = contextOf(claims, platform);
    throw error;
  }
}

interface SignedForm {
  platform: Platform;
  claims: Claims;
  parameters: ReadonlyMap<string, string>;
  now: Date;
}

async function openSigned(ports: Lti1p1Ports, form: SignedForm): Promise<string> {
  const { platform, claims, parameters, now } = form;
  const nonce = required(parameters, 'oauth_nonce');
  if (nonce.length > MAX_NONCE_LENGTH) throw new LaunchRefused('oauth_parameter_missing', 'oauth_nonce is too long');
  const serviceUrl = httpUrlOf(parameters.get('lis_outcome_service_url'));
  const message = { ...readLaunchMessage(claims), outcomes: serviceUrl === null ? 'not_named' : 'named' } as const;
  const settled = await settleDirectLaunch(ports, {
    platform,
    message,
    nonce,
    returnUrl: returnUrlOf(claims),
    now,
    alsoKeep: outcomeKeeper(ports, platform, serviceUrl, parameters.get('lis_result_sourcedid')),
  });
  return pageUrlOf(settled);
}

function outcomeKeeper(
  { outcomeTargets, results }: Lti1p1Ports,
  { tenantId }: Platform,
  serviceUrl: string | null,
  sourcedId: string | undefined,
) {
  if (serviceUrl === null || !sourcedId || !isStorable(sourcedId)) return undefined;
  return async (transaction: Transaction, rows: { userId: string; resourceLinkId: string }): Promise<void> => {
    await outcomeTargets.save(transaction, { tenantId, ...rows }, { serviceUrl, sourcedId });
    await results.resultNamed(transaction, rows);
  };
}

function isStorable(sourcedId: string): boolean {
  return sourcedId.length <= MAX_SOURCED_ID_LENGTH && sourcedId.isWellFormed() && !sourcedId.includes('\0');
}

/** @throws LaunchRefused duplicate_parameter: what comes twice could be read differently by two readers */
function parametersOf({ form }: Lti1p1Request): Map<string, string> {
  const parameters = new Map(form);
  if (parameters.size < form.length) throw new LaunchRefused('duplicate_parameter');
  return parameters;
}

function required(parameters: ReadonlyMap<string, string>, name: string): string {
  const value = parameters.get(name);
  if (value) return value;
  throw new LaunchRefused('oauth_parameter_missing', `${name} is missing`);
}

async function checkSignature(
  { secrets }: Lti1p1Ports,
  { url, form }: Lti1p1Request,
  parameters: ReadonlyMap<string, string>,
  platform: Platform,
): Promise<void> {
  const method = required(parameters, 'oauth_signature_method');
  if (!isSignatureMethod(method)) throw new LaunchRefused('oauth_method_refused');
  if ((parameters.get('oauth_version') ?? '1.0') !== '1.0') throw new LaunchRefused('oauth_method_refused');
  const signature = required(parameters, 'oauth_signature');
  const known = await secrets.find(platform.id, 'lti1p1');
  if (known === undefined) throw new LaunchRefused('consumer_key_unknown', 'the platform has no LTI 1.1 secret');
  const query = [...new URL(url).searchParams];
  const signed = { method: 'POST', url, parameters: [...query, ...form] };
  if (isSignedBy(signed, method, { secret: known.secret, signature })) return;
  throw new LaunchRefused(
    'oauth_signature_invalid',
    `the signature is not that of ${url.split('?', 1)[0]}: compare the secret, and API_URL with the tool URL in the LMS`,
  );
}

function checkTimestamp(text: string, now: Date): void {
  const timestamp = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
  const nowSeconds = Math.floor(now.getTime() / 1000);
  if (Math.abs(nowSeconds - timestamp) <= TIMESTAMP_WINDOW_SECONDS) return;
  throw new LaunchRefused(
    'oauth_timestamp_refused',
    `now ${nowSeconds}, oauth_timestamp ${Number.isNaN(timestamp) ? 'unreadable' : timestamp}: compare the clocks`,
  );
}

function checkMessage(parameters: ReadonlyMap<string, string>): void {
  const version = parameters.get('lti_version');
  if (version !== 'LTI-1p0') throw new LaunchRefused('lti1p1_version_invalid');
  const type = parameters.get('lti_message_type');
  if (type !== 'basic-lti-launch-request') throw new LaunchRefused('lti1p1_message_type_invalid');
}

function contextOf(claims: Claims, platform: Platform) {
  const returnUrl = returnUrlOf(claims);
  const back = returnUrl === null ? [] : [new URL(returnUrl).origin];
  return { returnUrl, locale: localeOf(claims), frameOrigins: [...new Set([...originsOf(platform), ...back])] };
}

function httpUrlOf(text: string | undefined): string | null {
  if (text === undefined || text.length > 2000 || !URL.canParse(text)) return null;
  return /^https?:\/\//i.test(text) ? text : null;
}
