import { type Command, InvalidArgumentError } from 'commander';
import { print, withExamples } from '../cli/output.ts';
import { AppError } from '../errors/app-error.ts';
import { isIdentifier } from '../ids/identifier.ts';
import { isUuid, newSecret } from '../ids/ids.ts';
import { unknownTenant } from '../tenants/tenant.errors.ts';
import type { TenantStore } from '../tenants/tenant.ts';
import { LTI_1P1_ISSUER, ONLY_DEPLOYMENT, TOKEN_ISSUER } from './direct-platforms.ts';
import type { Platform, PlatformStore } from './platform.ts';
import type { PlatformSecrets } from './platform-secrets.ts';

/** What the commands work on. */
export interface OtherPlatformDeps {
  platforms: Pick<PlatformStore, 'add' | 'find'>;
  tenants: Pick<TenantStore, 'find'>;
  secrets: PlatformSecrets;
  /** Grades of activities that LTI cannot reach go by web service from now on, or no more. */
  useServices(platformId: string, isOpen: boolean, now: Date): Promise<void>;
  /** Our public address, without a slash at the end. */
  apiUrl: string;
}

type Open = () => Promise<OtherPlatformDeps>;

const MIN_HS256_BYTES = 32;

/** `passerelle platforms add-1p1|add-token|services`. @param platforms the command they belong to */
export function registerOtherPlatformCommands(platforms: Command, open: Open): void {
  registerAdd1p1(platforms, open);
  registerAddToken(platforms, open);
  registerServices(platforms, open);
}

interface Add1p1Options {
  tenant: string;
  name: string;
  key: string;
  secret?: string;
  lmsUrl?: string;
  json?: boolean;
}

function registerAdd1p1(platforms: Command, open: Open): void {
  const command = platforms
    .command('add-1p1')
    .description('register an LMS that speaks LTI 1.1: consumer key and secret')
    .requiredOption('--tenant <id>', 'institution that the LMS belongs to')
    .requiredOption('--name <name>', 'name that people read')
    .requiredOption('--key <key>', 'consumer key, 1 to 255 characters', identifier)
    .option('--secret <secret>', 'shared secret; made and shown once when absent')
    .option('--lms-url <url>', 'address of the LMS; learnt at the first launch when absent', httpUrl);
  withExamples(
    command,
    'passerelle platforms add-1p1 --tenant TENANT_INST_PARIS --name "Ancien Moodle" --key passerelle-paris',
  ).action(async (options: Add1p1Options) => {
    const deps = await open();
    const platform = await add(deps, { ...options, issuer: LTI_1P1_ISSUER, clientId: options.key });
    const secret = options.secret ?? newSecret();
    await deps.secrets.save(platform, 'lti1p1', { secret, url: null });
    const launchUrl = `${deps.apiUrl}/lti/1.1/launch`;
    const made = options.secret === undefined ? { secret } : {};
    const json = { id: platform.id, tenant_id: platform.tenantId, key: options.key, launch_url: launchUrl, ...made };
    const text = `Platform ${platform.id} added.

URL de l’outil / tool URL          ${launchUrl}
Clé client / consumer key          ${options.key}
Secret partagé / shared secret     ${options.secret === undefined ? `${secret}   (montré une seule fois / shown once)` : '(celui donné / the one given)'}
Périmètre / scope: ?module=module1 à la fin de l’URL, ou un paramètre personnalisé / at the end of the URL, or a custom parameter`;
    print({ json, text }, options);
  });
}

interface AddTokenOptions {
  tenant: string;
  name: string;
  secret?: string;
  jwksUrl?: string;
  tokenIssuer?: string;
  lmsUrl?: string;
  json?: boolean;
}

function registerAddToken(platforms: Command, open: Open): void {
  const command = platforms
    .command('add-token')
    .description('register a portal that opens the site by signed tokens (docs/TOKEN_LAUNCH.md)')
    .requiredOption('--tenant <id>', 'institution that the portal belongs to')
    .requiredOption('--name <name>', 'name that people read')
    .option(
      '--secret <secret>',
      'shared secret (HS256), 32 bytes or more; made and shown once when absent',
      hs256Secret,
    )
    .option('--jwks-url <url>', 'key set of the portal (RS256, ES256) instead of a secret', httpUrl)
    .option('--token-issuer <iss>', '"iss" of its tokens; made when absent', identifier)
    .option('--lms-url <url>', 'address of the portal; learnt from "return_url" when absent', httpUrl);
  withExamples(
    command,
    'passerelle platforms add-token --tenant TENANT_INST_PARIS --name "Portail" --lms-url https://portail.exemple.fr',
    'passerelle platforms add-token --tenant TENANT_INST_PARIS --name "ENT" --jwks-url https://ent.exemple.fr/jwks.json',
  ).action(async (options: AddTokenOptions) => {
    if (options.secret !== undefined && options.jwksUrl !== undefined) {
      throw new AppError('lti.secret_or_keys', 'invalid', 'Give --secret or --jwks-url, not both.');
    }
    const deps = await open();
    const clientId = options.tokenIssuer ?? newSecret(12);
    const platform = await add(deps, { ...options, issuer: TOKEN_ISSUER, clientId });
    const secret = options.secret ?? newSecret();
    if (options.jwksUrl === undefined) await deps.secrets.save(platform, 'token_launch', { secret, url: null });
    const isMade = options.jwksUrl === undefined && options.secret === undefined;
    const address = { iss: clientId, aud: deps.apiUrl, launch_url: `${deps.apiUrl}/launch?token=` };
    const json = { id: platform.id, tenant_id: platform.tenantId, ...address, ...(isMade && { secret }) };
    const text = `Platform ${platform.id} added.

iss                ${clientId}
aud                ${deps.apiUrl}
secret             ${isMade ? `${secret}   (montré une seule fois / shown once)` : '-'}
adresse / address  ${address.launch_url}…   (docs/JETON.md, docs/TOKEN_LAUNCH.md)`;
    print({ json, text }, options);
  });
}

interface ServicesOptions {
  id: string;
  url?: string;
  token?: string;
  remove?: boolean;
  json?: boolean;
}

function registerServices(platforms: Command, open: Open): void {
  const command = platforms
    .command('services')
    .description('send grades by Moodle’s web services where LTI has no grade service')
    .requiredOption('--id <id>', 'platform, see "platforms list"')
    .option('--url <url>', 'address of the Moodle', httpUrl)
    .option('--token <token>', 'web service token')
    .option('--remove', 'forget the token; those grades stay here');
  withExamples(
    command,
    'passerelle platforms services --id 01930000-0000-7000-8000-000000000001 --url https://moodle.exemple.fr --token 3f…',
  ).action(async (options: ServicesOptions) => {
    const deps = await open();
    const platform = isUuid(options.id) ? await deps.platforms.find(options.id) : undefined;
    if (platform === undefined) {
      throw new AppError('lti.platform_unknown', 'not_found', `There is no platform "${options.id}".`);
    }
    const isOpen = options.remove !== true;
    if (isOpen) await deps.secrets.save(platform, 'moodle_services', accessOf(options));
    else await deps.secrets.remove(platform.id, 'moodle_services');
    await deps.useServices(platform.id, isOpen, new Date());
    const text = isOpen ? `Grades without an LTI service go to ${options.url}.` : 'The token is forgotten.';
    print({ json: { id: platform.id, services: isOpen ? 'open' : 'closed' }, text }, options);
  });
}

function accessOf({ url, token }: ServicesOptions): { secret: string; url: string } {
  if (url === undefined || !token) {
    throw new AppError('lti.services_incomplete', 'invalid', 'Give --url and --token, or --remove.');
  }
  return { secret: token, url: url.replace(/\/+$/, '') };
}

interface NewRegistration {
  tenant: string;
  name: string;
  issuer: string;
  clientId: string;
  jwksUrl?: string;
  lmsUrl?: string;
}

async function add(deps: OtherPlatformDeps, wanted: NewRegistration): Promise<Platform> {
  const { tenant, name, issuer, clientId, jwksUrl = issuer, lmsUrl = issuer } = wanted;
  if ((await deps.tenants.find(tenant)) === undefined) throw unknownTenant(tenant);
  return deps.platforms.add({
    tenantId: tenant,
    name,
    issuer,
    clientId,
    authUrl: lmsUrl,
    tokenUrl: issuer,
    jwksUrl,
    deploymentPolicy: 'reject',
    deploymentIds: [ONLY_DEPLOYMENT],
  });
}

function identifier(value: string): string {
  if (isIdentifier(value)) return value;
  throw new InvalidArgumentError('Expected 1 to 255 characters without spaces at the edges.');
}

function hs256Secret(value: string): string {
  if (Buffer.byteLength(value) >= MIN_HS256_BYTES) return value;
  throw new InvalidArgumentError(`Expected ${MIN_HS256_BYTES} bytes or more; "openssl rand -base64 32" makes them.`);
}

function httpUrl(value: string): string {
  const url = value.length <= 255 && URL.canParse(value) ? new URL(value) : undefined;
  if (url !== undefined && /^https?:\/\//.test(value) && url.username === '' && !/\s/.test(value)) return value;
  throw new InvalidArgumentError('Expected an address such as https://moodle.exemple.fr, at most 255 characters.');
}
