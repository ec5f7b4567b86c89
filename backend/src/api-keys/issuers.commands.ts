import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { print, tableOf, withExamples } from '../cli/output.ts';
import { AppError } from '../errors/app-error.ts';
import { isIdentifier } from '../ids/identifier.ts';
import { newId } from '../ids/ids.ts';
import { seal } from '../lti/signing-keys-seal.ts';
import { unknownTenant } from '../tenants/tenant.errors.ts';
import type { TenantStore } from '../tenants/tenant.ts';
import type { Issuer, IssuerStore } from './issuer.ts';
import { quotaOf, scopeListOf } from './keys.commands.ts';
import { SCOPES } from './scopes.ts';

/** What the commands work on. */
export interface IssuerCommandDeps {
  issuers: IssuerStore;
  tenants: Pick<TenantStore, 'find'>;
  secretKey: string;
}

type Open = () => Promise<IssuerCommandDeps>;

const MIN_SECRET_BYTES = 32;

/** `passerelle keys issuers add|list|remove`. */
export function registerIssuerCommands(keys: Command, open: Open): void {
  const issuers = keys.command('issuers').description('servers whose JSON Web Tokens an institution accepts');
  registerAdd(issuers, open);
  withExamples(
    issuers.command('list').description('show them').option('--tenant <id>', 'only those of one institution'),
    'passerelle keys issuers list',
  ).action(async (options: { tenant?: string; json?: boolean }) => {
    const rows = await (await open()).issuers.list(options.tenant);
    const cells = rows.map((row) => [
      row.id,
      row.tenant_id,
      row.issuer,
      row.jwks_url ?? 'HS256',
      row.scopes,
      row.status,
    ]);
    const headings = ['id', 'institution', 'issuer', 'keys', 'scopes', 'status'];
    print({ json: rows.map(rowOf), text: tableOf(headings, cells, 'None. / Aucun.') }, options);
  });
  withExamples(
    issuers.command('remove <id>').description('stop accepting its tokens; servers notice within 10 seconds'),
    'passerelle keys issuers remove 0193a1f0-…',
  ).action(async (id: string, options: { json?: boolean }) => {
    if (!(await (await open()).issuers.remove(id))) {
      throw new AppError('api-keys.issuer_not_found', 'not_found', `There is no issuer "${id}".`);
    }
    print({ json: { id, removed: true }, text: `Issuer ${id} removed.` }, options);
  });
}

interface AddOptions {
  tenant: string;
  issuer: string;
  jwksUrl?: string;
  hs256SecretFile?: string;
  scopes: string;
  perMinute?: string;
  perHour?: string;
  perDay?: string;
  json?: boolean;
}

function registerAdd(issuers: Command, open: Open): void {
  withExamples(
    issuers
      .command('add')
      .description('accept the tokens of a server; their aud must be API_URL, their tenant_id the institution')
      .requiredOption('--tenant <id>', 'the institution')
      .requiredOption('--issuer <iss>', 'the tokens’ claim iss, exactly')
      .option('--jwks-url <url>', 'address of its key set')
      .option('--hs256-secret-file <file>', 'file that holds a shared secret of at least 32 bytes (- = standard input)')
      .option('--scopes <list>', `what its tokens may carry: ${SCOPES.join(', ')}`, SCOPES[0])
      .option('--per-minute <n>', 'calls per minute of each client')
      .option('--per-hour <n>', 'calls per hour')
      .option('--per-day <n>', 'calls per day'),
    'passerelle keys issuers add --tenant TENANT_INST_PARIS --issuer https://sso.exemple.fr --jwks-url https://sso.exemple.fr/jwks',
  ).action(async (options: AddOptions) => {
    const { issuers: store, tenants, secretKey } = await open();
    const row = issuerOf(options, secretKey);
    if ((await tenants.find(row.tenant_id)) === undefined) throw unknownTenant(row.tenant_id);
    await store.add(row);
    print({ json: rowOf(row), text: `${row.tenant_id} accepts the tokens of ${row.issuer} (${row.id}).` }, options);
  });
}

function issuerOf(options: AddOptions, secretKey: string): Issuer {
  const { issuer, jwksUrl, hs256SecretFile } = options;
  if (!isIdentifier(issuer)) throw refused('--issuer must be 1 to 255 characters without spaces around.');
  if ((jwksUrl === undefined) === (hs256SecretFile === undefined)) {
    throw refused('Give either --jwks-url or --hs256-secret-file.');
  }
  if (jwksUrl !== undefined && !/^https?:\/\/[^/]/.test(jwksUrl)) throw refused('--jwks-url must be an address.');
  const id = newId();
  return {
    id,
    tenant_id: options.tenant,
    issuer,
    jwks_url: jwksUrl ?? null,
    secret: hs256SecretFile === undefined ? null : seal(secretIn(hs256SecretFile), secretKey, id),
    scopes: JSON.stringify(scopeListOf(options.scopes)),
    quota_per_minute: quotaOf('--per-minute', options.perMinute),
    quota_per_hour: quotaOf('--per-hour', options.perHour),
    quota_daily: quotaOf('--per-day', options.perDay),
    status: 'active',
  };
}

function secretIn(file: string): string {
  const secret = readFileSync(file === '-' ? 0 : file, 'utf8').trim();
  if (Buffer.byteLength(secret) >= MIN_SECRET_BYTES) return secret;
  throw refused(`The secret must have at least ${MIN_SECRET_BYTES} bytes; "openssl rand -base64 48" makes one.`);
}

/** Never the secret, not even sealed. */
function rowOf({ secret, ...row }: Issuer): Record<string, unknown> {
  return { ...row, algorithm: secret === null ? 'key set' : 'HS256' };
}

function refused(text: string): AppError {
  return new AppError('api-keys.invalid_option', 'invalid', text);
}
