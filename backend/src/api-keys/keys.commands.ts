import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { print, tableOf, withExamples } from '../cli/output.ts';
import { AppError } from '../errors/app-error.ts';
import { isIdentifier } from '../ids/identifier.ts';
import { unknownTenant } from '../tenants/tenant.errors.ts';
import type { TenantStore } from '../tenants/tenant.ts';
import { isAddressRange } from './allowed-addresses.ts';
import type { ApiKey } from './api-key.ts';
import type { KeyDesk, WantedKey } from './key-desk.ts';
import { isScope, SCOPES, type Scope } from './scopes.ts';

/** What the commands work on. */
export interface KeyCommandDeps {
  desk: KeyDesk;
  tenants: Pick<TenantStore, 'find'>;
}

type Open = () => Promise<KeyCommandDeps>;

/** `passerelle keys create|list|rotate|revoke|verify`. Answers the command that `keys issuers` hangs on. */
export function registerKeyCommands(program: Command, open: Open): Command {
  const keys = program.command('keys').description('keys of the academic API');
  registerCreate(keys, open);
  registerList(keys, open);
  registerRotate(keys, open);
  registerRevoke(keys, open);
  registerVerify(keys, open);
  return keys;
}

interface CreateOptions {
  tenant: string;
  owner: string;
  scopes: string;
  id?: string;
  perMinute?: string;
  perHour?: string;
  perDay?: string;
  expires?: string;
  allowIp?: string[];
  test?: boolean;
  json?: boolean;
}

function registerCreate(keys: Command, open: Open): void {
  withExamples(
    keys
      .command('create')
      .description('make a key; it is shown this once and cannot be read again')
      .requiredOption('--tenant <id>', 'the institution whose data it reads')
      .requiredOption('--owner <name>', 'who holds it, e.g. "ENT Integration"')
      .option('--scopes <list>', `comma-separated: ${SCOPES.join(', ')}`, SCOPES[0])
      .option('--id <id>', 'a name of your own for it (default: made here)')
      .option('--per-minute <n>', 'calls per minute')
      .option('--per-hour <n>', 'calls per hour')
      .option('--per-day <n>', 'calls per day')
      .option('--expires <date>', 'last day (UTC) or instant of its life, e.g. 2027-12-31')
      .option('--allow-ip <address...>', 'only from these addresses or ranges, e.g. 192.0.2.0/24')
      .option('--test', 'begin it with sk_test_ instead of sk_live_'),
    'passerelle keys create --tenant TENANT_INST_PARIS --owner "ENT Integration" --scopes academic:read,academic:export',
    'passerelle keys create --tenant TENANT_INST_PARIS --owner ENT --per-minute 60 --expires 2027-12-31 --json',
  ).action(async (options: CreateOptions) => {
    const wanted = wantedOf(options);
    const { desk, tenants } = await open();
    if ((await tenants.find(wanted.tenantId)) === undefined) throw unknownTenant(wanted.tenantId);
    const issued = await desk.create(wanted);
    const json = {
      ...issued,
      tenant_id: wanted.tenantId,
      owner: wanted.owner,
      scopes: wanted.scopes,
      expires_at: wanted.expiresAt,
    };
    print({ json, text: shownOnce(issued.id, issued.key) }, options);
  });
}

function shownOnce(id: string, key: string): string {
  return [
    `Key ${id} made. It is shown only now: keep it in a safe place.`,
    'La clé n’est affichée que cette fois : conservez-la en lieu sûr.',
    '',
    `  ${key}`,
  ].join('\n');
}

function registerList(keys: Command, open: Open): void {
  withExamples(
    keys
      .command('list')
      .description('show the keys there are, never their secret')
      .option('--tenant <id>', 'only those of one institution'),
    'passerelle keys list --tenant TENANT_INST_PARIS',
  ).action(async (options: { tenant?: string; json?: boolean }) => {
    const { desk } = await open();
    const rows = await desk.list(options.tenant);
    const cells = rows.map((row) => [
      row.id,
      row.tenant_id,
      row.owner,
      row.prefix === null ? '-' : `${row.prefix}…${row.last4}`,
      row.scopes,
      row.status,
      row.expires_at?.toISOString() ?? 'never',
      row.last_used_at?.toISOString() ?? 'never',
    ]);
    const headings = ['id', 'institution', 'owner', 'key', 'scopes', 'status', 'expires', 'last used'];
    print({ json: rows.map(rowOf), text: tableOf(headings, cells, 'No key yet. / Aucune clé.') }, options);
  });
}

function registerRotate(keys: Command, open: Open): void {
  withExamples(
    keys
      .command('rotate <id>')
      .description('make a successor with the same rights; the old key keeps working for a while')
      .option('--overlap <time>', 'how long the old key keeps working: 30m, 12h, 7d, or 0', '7d'),
    'passerelle keys rotate APIKEY_ENT_001 --overlap 7d',
  ).action(async (id: string, options: { overlap: string; json?: boolean }) => {
    const { desk } = await open();
    const issued = await desk.rotate(id, millisecondsOf(options.overlap));
    const end = issued.oldExpiresAt.toISOString();
    const json = { id: issued.id, key: issued.key, rotated_from: id, old_expires_at: issued.oldExpiresAt };
    print({ json, text: `${shownOnce(issued.id, issued.key)}\n\nThe old key ${id} works until ${end}.` }, options);
  });
}

function registerRevoke(keys: Command, open: Open): void {
  withExamples(
    keys
      .command('revoke <id>')
      .description('end a key for good; running servers notice within API_KEY_CACHE_TTL seconds'),
    'passerelle keys revoke APIKEY_ENT_001',
  ).action(async (id: string, options: { json?: boolean }) => {
    const { desk } = await open();
    await desk.revoke(id);
    print({ json: { id, status: 'revoked' }, text: `Key ${id} revoked. / Clé révoquée.` }, options);
  });
}

function registerVerify(keys: Command, open: Open): void {
  withExamples(
    keys
      .command('verify [key]')
      .description('tell whose key it is and whether it opens; without an argument it is read from standard input'),
    'passerelle keys verify < key.txt',
  ).action(async (given: string | undefined, options: { json?: boolean }) => {
    const { desk } = await open();
    const verdict = await desk.verify((given ?? readFileSync(0, 'utf8')).trim());
    const { valid, reason, row, isPublic } = verdict;
    const warning = isPublic ? ' It stands in public documentation: replace it.' : '';
    const whose = row === null ? '' : ` ${row.id} of ${row.tenant_id}, ${row.owner}, scopes ${row.scopes}.`;
    const json = { valid, reason, public: isPublic, ...(row !== null && rowOf(row)) };
    print({ json, text: `${valid ? 'Valid.' : `Not valid: ${reason}.`}${whose}${warning}` }, options);
    if (!valid) process.exitCode = 1;
  });
}

function rowOf(row: ApiKey): Record<string, unknown> {
  return { ...row };
}

function wantedOf(options: CreateOptions): WantedKey {
  const { id, owner, allowIp = null } = options;
  if (id !== undefined && !isIdentifier(id, 64))
    throw refused('--id must be 1 to 64 characters without spaces around.');
  if (owner.trim() === '') throw refused('--owner must not be empty.');
  for (const range of allowIp ?? []) {
    if (!isAddressRange(range)) throw refused(`--allow-ip: "${range}" is no address or range such as 192.0.2.0/24.`);
  }
  return {
    id,
    tenantId: options.tenant,
    owner: owner.trim(),
    scopes: scopeListOf(options.scopes),
    perMinute: quotaOf('--per-minute', options.perMinute),
    perHour: quotaOf('--per-hour', options.perHour),
    perDay: quotaOf('--per-day', options.perDay),
    expiresAt: options.expires === undefined ? null : expiryOf(options.expires),
    allowedIps: allowIp,
    kind: options.test ? 'test' : 'live',
  };
}

/** The scopes of a comma-separated list. @throws AppError api-keys.invalid_option */
export function scopeListOf(text: string): Scope[] {
  const names = [...new Set(text.split(',').map((name) => name.trim()))];
  const scopes = names.filter(isScope);
  if (scopes.length === names.length) return scopes;
  throw refused(`--scopes: "${text}" is not a list of ${SCOPES.join(', ')}.`);
}

/** A number of calls, or null when the option is left out. @throws AppError api-keys.invalid_option */
export function quotaOf(option: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw refused(`${option} must be a whole number of calls, 0 to 999999999.`);
}

function expiryOf(text: string): Date {
  const full = /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T23:59:59Z` : text;
  const at = new Date(full);
  const isReal = /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d\d:\d\d)$/.test(full) && !Number.isNaN(at.getTime());
  // A calendar that has no 31 February: what is read must be what was written.
  if (isReal && new Date(`${full.slice(0, 10)}T00:00:00Z`).toISOString().startsWith(full.slice(0, 10))) return at;
  throw refused(`--expires: "${text}" is no date such as 2027-12-31 or 2027-12-31T18:00:00Z.`);
}

const UNITS: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

function millisecondsOf(text: string): number {
  if (text === '0') return 0;
  const [, count, unit] = /^(\d{1,5})([mhd])$/.exec(text) ?? [];
  const ms = UNITS[unit ?? ''];
  if (count === undefined || ms === undefined) throw refused('--overlap must be a time such as 30m, 12h or 7d, or 0.');
  return Number(count) * ms;
}

function refused(text: string): AppError {
  return new AppError('api-keys.invalid_option', 'invalid', text);
}
