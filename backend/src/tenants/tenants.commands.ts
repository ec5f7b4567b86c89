import type { Command } from 'commander';
import { print, tableOf, withExamples } from '../cli/output.ts';
import { AppError } from '../errors/app-error.ts';
import { isIdentifier } from '../ids/identifier.ts';
import type { NewTenant, Tenant, TenantStore } from './tenant.ts';

/** `passerelle tenants add|list`. */
export function registerTenantCommands(program: Command, open: () => Promise<TenantStore>): void {
  const tenants = program.command('tenants').description('institutions, each with its one mini-site');
  withExamples(
    tenants
      .command('add')
      .requiredOption('--id <id>', 'short stable name of the institution, at most 64 characters')
      .requiredOption('--name <name>', 'name that people read')
      .option('--site-url <url>', 'address of its mini-site; left out = served by Passerelle itself')
      .option('--timezone <zone>', 'IANA time zone in which its days begin (default Europe/Paris)')
      .description('add an institution'),
    'passerelle tenants add --id TENANT_INST_PARIS --name "Institut de Paris" --site-url https://cours.exemple.fr',
  ).action(async (options: TenantOptions) => {
    const wanted = newTenantOf(options);
    const tenant = await (await open()).add(wanted);
    print({ json: rowOf(tenant), text: `Institution ${tenant.id} added (${siteOf(tenant)}).` }, options);
  });
  withExamples(
    tenants.command('list').description('list the institutions'),
    'passerelle tenants list',
    'passerelle tenants list --json',
  ).action(async (options: { json?: boolean }) => {
    const all = await (await open()).list();
    const rows = all.map((tenant) => [tenant.id, tenant.name, siteOf(tenant), tenant.timezone, tenant.status]);
    const text = tableOf(['id', 'name', 'site', 'time zone', 'status'], rows, 'No institution yet.');
    print({ json: all.map(rowOf), text }, options);
  });
}

interface TenantOptions {
  id: string;
  name: string;
  siteUrl?: string;
  timezone?: string;
  json?: boolean;
}

function newTenantOf(options: TenantOptions): NewTenant {
  const { id, name, siteUrl, timezone } = options;
  if (!isIdentifier(id, 64)) throw refused('--id must be 1 to 64 characters without spaces at its edges.');
  if (name.trim() === '') throw refused('--name must not be empty.');
  if (timezone !== undefined && !isTimezone(timezone)) {
    throw refused(`--timezone: "${timezone}" is no time zone; an example is Europe/Paris.`);
  }
  const site = siteUrl === undefined ? null : siteAddress(siteUrl);
  return { id, name: name.trim(), siteUrl: site, ...(timezone !== undefined && { timezone }) };
}

function siteAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '' || url.username) {
    throw refused('--site-url must be an address such as https://cours.exemple.fr, without ? or #.');
  }
  return text.replace(/\/+$/, '');
}

function isTimezone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

function refused(text: string): AppError {
  return new AppError('tenants.invalid_option', 'invalid', text);
}

function siteOf(tenant: Tenant): string {
  return tenant.siteUrl ?? 'site served by Passerelle';
}

function rowOf(tenant: Tenant): Record<string, unknown> {
  const { siteUrl, ...rest } = tenant;
  return { ...rest, site_url: siteUrl };
}
