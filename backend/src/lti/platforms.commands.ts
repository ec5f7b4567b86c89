import { type Command, InvalidArgumentError, Option } from 'commander';
import { print, tableOf, withExamples } from '../cli/output.ts';
import { AppError } from '../errors/app-error.ts';
import { isIdentifier } from '../ids/identifier.ts';
import { isUuid } from '../ids/ids.ts';
import { unknownTenant } from '../tenants/tenant.errors.ts';
import type { TenantStore } from '../tenants/tenant.ts';
import { moodleSettingsPage, toolUrlsOf } from './moodle-settings.ts';
import type { Deployment, DeploymentPolicy, NewPlatform, Platform, PlatformStatus, PlatformStore } from './platform.ts';
import type { PendingRegistration, RegistrationStore } from './registration.ts';

/** What the commands work on. */
export interface PlatformCommandDeps {
  platforms: PlatformStore;
  tenants: Pick<TenantStore, 'find'>;
  registrations: Pick<RegistrationStore, 'pending' | 'letIn' | 'forget'>;
  /** Our public address, without a slash at the end. */
  apiUrl: string;
}

type Open = () => Promise<PlatformCommandDeps>;

/** `passerelle platforms urls|add|list|enable|disable|remove|deployments`. Answers `platforms`, for its other commands. */
export function registerPlatformCommands(program: Command, open: Open): Command {
  const platforms = program.command('platforms').description('registrations of Passerelle in a Moodle or another LMS');
  registerUrls(platforms, open);
  registerAdd(platforms, open);
  registerList(platforms, open);
  registerEnable(platforms, open);
  registerDisable(platforms, open);
  registerRemove(platforms, open);
  registerDeployments(platforms, open);
  return platforms;
}

function registerUrls(platforms: Command, open: Open): void {
  withExamples(
    platforms.command('urls').description('what the administrator of Moodle needs first: what to paste where'),
    'passerelle platforms urls',
  ).action(async (options: { json?: boolean }) => {
    const { apiUrl } = await open();
    print({ json: urlsRowOf(apiUrl), text: moodleSettingsPage(apiUrl) }, options);
  });
}

interface AddOptions {
  tenant: string;
  name: string;
  issuer: string;
  clientId: string;
  authUrl: string;
  tokenUrl: string;
  jwksUrl: string;
  tokenAudience?: string;
  deploymentId: string[];
  deployments: DeploymentPolicy;
  anonymous: Platform['anonymousPolicy'];
  unbound: Platform['unboundPolicy'];
  json?: boolean;
}

function registerAdd(platforms: Command, open: Open): void {
  const command = platforms
    .command('add')
    .description('register a Moodle; what it asks for is printed too')
    .requiredOption('--tenant <id>', 'institution that the Moodle belongs to')
    .requiredOption('--name <name>', 'name that people read, e.g. "Moodle de Paris"')
    .requiredOption('--issuer <url>', 'platform ID, letter for letter', httpUrl)
    .requiredOption('--client-id <id>', 'client ID that Moodle gave', identifier)
    .requiredOption('--auth-url <url>', 'authentication request URL', httpUrl)
    .requiredOption('--token-url <url>', 'access token URL', httpUrl)
    .requiredOption('--jwks-url <url>', 'public keyset URL', httpUrl)
    .option('--token-audience <text>', 'audience of token requests where it is not the token URL (D2L, Blackboard)')
    .option('--deployment-id <id>', 'deployment ID; may be repeated', collect, [])
    .addOption(
      choice('--deployments <policy>', 'for a deployment never seen before', ['reject', 'pending', 'auto-add']),
    )
    .addOption(choice('--anonymous <policy>', 'for a launch that names nobody', ['refuse', 'guest']))
    .addOption(choice('--unbound <policy>', 'for a browser that keeps no cookie', ['confirm', 'reject']));
  withExamples(
    command,
    'passerelle platforms add --tenant TENANT_INST_PARIS --name "Moodle de Paris" --issuer https://moodle.exemple.fr \\',
    '    --client-id 4tBWye0JNBEsZWV --deployment-id 1 --auth-url https://moodle.exemple.fr/mod/lti/auth.php \\',
    '    --token-url https://moodle.exemple.fr/mod/lti/token.php --jwks-url https://moodle.exemple.fr/mod/lti/certs.php',
  ).action(async (options: AddOptions) => {
    const { platforms: store, tenants, apiUrl } = await open();
    if ((await tenants.find(options.tenant)) === undefined) throw unknownTenant(options.tenant);
    const platform = await store.add(newPlatformOf(options));
    const deployments = await store.deploymentsOf(platform.id);
    const urls = urlsRowOf(apiUrl);
    const text = `Platform ${platform.id} added for ${platform.tenantId}.\n\n${moodleSettingsPage(apiUrl)}`;
    print({ json: { ...rowOf(platform, deployments), ...urls }, text }, options);
  });
}

function newPlatformOf(options: AddOptions): NewPlatform {
  return {
    tenantId: options.tenant,
    name: options.name,
    issuer: options.issuer,
    clientId: options.clientId,
    authUrl: options.authUrl,
    tokenUrl: options.tokenUrl,
    jwksUrl: options.jwksUrl,
    tokenAudience: options.tokenAudience ?? null,
    deploymentPolicy: options.deployments,
    anonymousPolicy: options.anonymous,
    unboundPolicy: options.unbound,
    deploymentIds: [...new Set(options.deploymentId)],
  };
}

function registerList(platforms: Command, open: Open): void {
  withExamples(
    platforms.command('list').description('list the registrations'),
    'passerelle platforms list',
    'passerelle platforms list --json',
  ).action(async (options: { json?: boolean }) => {
    const { platforms: store, registrations } = await open();
    const all = await store.list();
    const waiting = await registrations.pending();
    const deployments = await Promise.all(all.map((platform) => store.deploymentsOf(platform.id)));
    const rows = all.map((platform, i) => [
      platform.id,
      platform.tenantId,
      platform.name,
      platform.issuer,
      platform.clientId,
      (deployments[i] ?? []).map(shortDeployment).join(', '),
      platform.status,
    ]);
    rows.push(
      ...waiting.map((one) => [one.id, '-', one.name, one.issuer, one.clientId, one.deploymentId ?? '', 'pending']),
    );
    const headings = ['id', 'tenant', 'name', 'issuer', 'client id', 'deployments', 'status'];
    const text = tableOf(headings, rows, 'No platform yet: "passerelle platforms urls" says how to begin.');
    const json = [...all.map((platform, i) => rowOf(platform, deployments[i] ?? [])), ...waiting.map(pendingRowOf)];
    print({ json, text }, options);
  });
}

function registerEnable(platforms: Command, open: Open): void {
  withExamples(
    platforms
      .command('enable')
      .description('let launches of a registration in (again); one that came uninvited needs its institution')
      .requiredOption('--id <id>', 'platform, see "platforms list"')
      .option('--tenant <id>', 'institution of a registration that waits'),
    'passerelle platforms enable --id 01930000-0000-7000-8000-000000000001',
    'passerelle platforms enable --id 01930000-0000-7000-8000-000000000002 --tenant TENANT_INST_PARIS',
  ).action(async (options: { id: string; tenant?: string; json?: boolean }) => {
    const { platforms: store, registrations, tenants } = await open();
    if (!isUuid(options.id)) throw unknownPlatform(options.id);
    if (!(await store.setStatus(options.id, 'active'))) {
      const waiting = (await registrations.pending()).some((one) => one.id === options.id);
      if (!waiting) throw unknownPlatform(options.id);
      if (options.tenant === undefined) throw tenantNeeded(options.id);
      if ((await tenants.find(options.tenant)) === undefined) throw unknownTenant(options.tenant);
      await registrations.letIn(options.id, options.tenant);
    }
    printStatus(options, 'active');
  });
}

function registerDisable(platforms: Command, open: Open): void {
  withExamples(
    platforms
      .command('disable')
      .description('close a registration; learners and progress stay')
      .requiredOption('--id <id>', 'platform, see "platforms list"'),
    'passerelle platforms disable --id 01930000-0000-7000-8000-000000000001',
  ).action(async (options: { id: string; json?: boolean }) => {
    const { platforms: store } = await open();
    if (!(isUuid(options.id) && (await store.setStatus(options.id, 'disabled')))) throw unknownPlatform(options.id);
    printStatus(options, 'disabled');
  });
}

function printStatus(options: { id: string; json?: boolean }, status: PlatformStatus): void {
  const text = `Platform ${options.id} is ${status}; running servers follow within five seconds.`;
  print({ json: { id: options.id, status }, text }, options);
}

function registerRemove(platforms: Command, open: Open): void {
  withExamples(
    platforms
      .command('remove')
      .description('delete a registration through which nobody ever came')
      .requiredOption('--id <id>', 'platform, see "platforms list"'),
    'passerelle platforms remove --id 01930000-0000-7000-8000-000000000001',
  ).action(async (options: { id: string; json?: boolean }) => {
    const { platforms: store, registrations } = await open();
    const isGone = isUuid(options.id) && ((await store.remove(options.id)) || (await registrations.forget(options.id)));
    if (!isGone) throw unknownPlatform(options.id);
    print({ json: { id: options.id, removed: true }, text: `Platform ${options.id} removed.` }, options);
  });
}

function registerDeployments(platforms: Command, open: Open): void {
  withExamples(
    platforms
      .command('deployments')
      .description('list the deployments of a registration, or approve one')
      .requiredOption('--id <id>', 'platform, see "platforms list"')
      .option('--approve <deployment>', 'deployment ID to let in', identifier),
    'passerelle platforms deployments --id 01930000-0000-7000-8000-000000000001 --approve 2',
  ).action(async (options: { id: string; approve?: string; json?: boolean }) => {
    const { platforms: store } = await open();
    const platform = isUuid(options.id) ? await store.find(options.id) : undefined;
    if (platform === undefined) throw unknownPlatform(options.id);
    if (options.approve !== undefined) await store.approveDeployment(platform, options.approve);
    const all = await store.deploymentsOf(platform.id);
    const rows = all.map(({ deploymentId, status }) => [deploymentId, status]);
    print(
      { json: all.map(deploymentRowOf), text: tableOf(['deployment', 'status'], rows, 'No deployment yet.') },
      options,
    );
  });
}

function choice(flags: string, meaning: string, words: readonly [string, ...string[]]): Option {
  return new Option(flags, meaning).choices(words).default(words[0]);
}

function collect(value: string, before: string[]): string[] {
  return [...before, identifier(value)];
}

function identifier(value: string): string {
  if (isIdentifier(value)) return value;
  throw new InvalidArgumentError('Expected 1 to 255 characters without spaces at the edges.');
}

function httpUrl(value: string): string {
  const url = value.length <= 255 && URL.canParse(value) ? new URL(value) : undefined;
  if (url !== undefined && /^https?:\/\//.test(value) && url.username === '' && !/\s/.test(value)) return value;
  throw new InvalidArgumentError('Expected an address such as https://moodle.exemple.fr, at most 255 characters.');
}

function unknownPlatform(id: string): AppError {
  return new AppError('lti.platform_unknown', 'not_found', `There is no platform "${id}": see "platforms list".`);
}

function tenantNeeded(id: string): AppError {
  return new AppError(
    'lti.tenant_needed',
    'invalid',
    `Nobody invited registration ${id}: --tenant says which institution it is for.`,
  );
}

function urlsRowOf(apiUrl: string): Record<string, string> {
  const { toolUrl, loginUrl, redirectUrl, jwksUrl } = toolUrlsOf(apiUrl);
  return { tool_url: toolUrl, login_url: loginUrl, redirect_uri: redirectUrl, tool_jwks_url: jwksUrl };
}

function rowOf(platform: Platform, deployments: readonly Deployment[]): Record<string, unknown> {
  return {
    id: platform.id,
    tenant_id: platform.tenantId,
    name: platform.name,
    issuer: platform.issuer,
    client_id: platform.clientId,
    auth_url: platform.authUrl,
    token_url: platform.tokenUrl,
    jwks_url: platform.jwksUrl,
    token_audience: platform.tokenAudience,
    deployment_policy: platform.deploymentPolicy,
    anonymous_policy: platform.anonymousPolicy,
    unbound_policy: platform.unboundPolicy,
    status: platform.status,
    deployments: deployments.map(deploymentRowOf),
  };
}

/** A registration that waits, with the columns that it has. */
function pendingRowOf(waiting: PendingRegistration): Record<string, unknown> {
  return {
    id: waiting.id,
    tenant_id: null,
    name: waiting.name,
    issuer: waiting.issuer,
    client_id: waiting.clientId,
    auth_url: waiting.authUrl,
    token_url: waiting.tokenUrl,
    jwks_url: waiting.jwksUrl,
    status: 'pending',
    deployments: [],
  };
}

function deploymentRowOf({ deploymentId, status }: Deployment): Record<string, string> {
  return { deployment_id: deploymentId, status };
}

function shortDeployment({ deploymentId, status }: Deployment): string {
  return status === 'active' ? deploymentId : `${deploymentId} (${status})`;
}
