import type { Command } from 'commander';
import { print, tableOf, withExamples } from '../cli/output.ts';
import { AppError } from '../errors/app-error.ts';
import { isIdentifier } from '../ids/identifier.ts';
import type { NewTenant, Tenant, TenantChanges, TenantStore } from './tenant.ts';

/** `passerelle tenants add|set|list`. */
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
    const text = `Institution ${tenant.id} added (${siteOf(tenant)}). / Établissement ajouté (${siteOf(tenant, 'fr')}).`;
    print({ json: rowOf(tenant), text }, options);
  });
  withExamples(
    tenants
      .command('set')
      .requiredOption('--id <id>', 'the institution')
      .option('--site-url <url>', 'address of its mini-site')
      .option('--no-site-url', 'its mini-site is served by Passerelle itself')
      .option('--name <name>', 'name that people read')
      .option('--timezone <zone>', 'IANA time zone in which its days begin; days that are recorded stay')
      .description('change an institution: what is named changes, the rest stays'),
    'passerelle tenants set --id TENANT_INST_PARIS --site-url https://cours.exemple.fr',
    'passerelle tenants set --id TENANT_INST_PARIS --name "Institut de Paris" --timezone Europe/Paris',
    'passerelle tenants set --id TENANT_INST_PARIS --no-site-url',
  ).action(async (options: SetOptions) => {
    const wanted = changesOf(options);
    const tenant = await (await open()).set(options.id, wanted);
    const said = `${tenant.name}, ${tenant.timezone}`;
    const text =
      `Institution ${tenant.id} changed: ${said} (${siteOf(tenant)}). / ` +
      `Établissement modifié : ${said} (${siteOf(tenant, 'fr')}).`;
    print({ json: rowOf(tenant), text }, options);
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

/** `--no-site-url` makes it false. */
type SetOptions = Pick<TenantOptions, 'id' | 'timezone' | 'json'> & { name?: string; siteUrl?: string | false };

function newTenantOf({ id, name, siteUrl, timezone }: TenantOptions): NewTenant {
  if (!isIdentifier(id, 64)) {
    throw refused(
      '--id must be 1 to 64 characters without spaces at its edges.',
      '--id : de 1 à 64 caractères, sans espace au début ni à la fin.',
    );
  }
  return {
    id,
    name: nameOf(name),
    siteUrl: siteUrl === undefined ? null : siteAddress(siteUrl),
    ...(timezone !== undefined && { timezone: timezoneOf(timezone) }),
  };
}

function changesOf({ name, siteUrl, timezone }: SetOptions): TenantChanges {
  if (name === undefined && siteUrl === undefined && timezone === undefined) {
    throw refused(
      'Say what is to change: --site-url, --no-site-url, --name or --timezone.',
      'Dites ce qui change : --site-url, --no-site-url, --name ou --timezone.',
    );
  }
  return {
    ...(name !== undefined && { name: nameOf(name) }),
    ...(siteUrl !== undefined && { siteUrl: siteUrl === false ? null : siteAddress(siteUrl) }),
    ...(timezone !== undefined && { timezone: timezoneOf(timezone) }),
  };
}

function nameOf(text: string): string {
  if (text.trim() === '') throw refused('--name must not be empty.', '--name ne doit pas être vide.');
  return text.trim();
}

function siteAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '' || url.username) {
    throw refused(
      '--site-url must be an address such as https://cours.exemple.fr, without ? or #.',
      '--site-url : une adresse comme https://cours.exemple.fr, sans ? ni #.',
    );
  }
  return text.replace(/\/+$/, '');
}

function timezoneOf(zone: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return zone;
  } catch {
    throw refused(
      `--timezone: "${zone}" is no time zone; an example is Europe/Paris.`,
      `--timezone : « ${zone} » n’est pas un fuseau horaire ; par exemple Europe/Paris.`,
    );
  }
}

function refused(english: string, french: string): AppError {
  return new AppError('tenants.invalid_option', 'invalid', `${english} / ${french}`);
}

function siteOf(tenant: Tenant, language: 'en' | 'fr' = 'en'): string {
  return tenant.siteUrl ?? { en: 'site served by Passerelle', fr: 'site servi par Passerelle' }[language];
}

function rowOf(tenant: Tenant): Record<string, unknown> {
  const { siteUrl, ...rest } = tenant;
  return { ...rest, site_url: siteUrl };
}
