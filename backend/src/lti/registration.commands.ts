import { type Command, InvalidArgumentError } from 'commander';
import { print, withExamples } from '../cli/output.ts';
import { newSecret } from '../ids/ids.ts';
import { unknownTenant } from '../tenants/tenant.errors.ts';
import type { TenantStore } from '../tenants/tenant.ts';
import type { InvitationStore } from './registration.ts';

/** What the command works on. */
export interface InvitationCommandDeps {
  invitations: Pick<InvitationStore, 'add'>;
  tenants: Pick<TenantStore, 'find'>;
  /** Our public address, without a slash at the end. */
  apiUrl: string;
}

interface InviteOptions {
  tenant: string;
  name?: string;
  /** Milliseconds. */
  expires: number;
  json?: boolean;
}

const DAY_MS = 24 * 3600_000;
const UNIT_MS: Record<string, number> = { m: 60_000, h: 3600_000, d: DAY_MS };
const LONGEST_MS = 90 * DAY_MS;

/** `passerelle platforms invite`. @param platforms the command it belongs to */
export function registerInviteCommand(platforms: Command, open: () => Promise<InvitationCommandDeps>): void {
  const command = platforms
    .command('invite')
    .description('make a link that connects one Moodle, once: its administrator pastes it and is done')
    .requiredOption('--tenant <id>', 'institution that the Moodle belongs to')
    .option('--name <name>', 'name that people read, e.g. "Moodle de Paris"; default: its host')
    .option('--expires <time>', 'how long the link works: 30m, 12h, 7d; at most 90d', duration, 7 * DAY_MS);
  withExamples(
    command,
    'passerelle platforms invite --tenant TENANT_INST_PARIS --name "Moodle de Paris" --expires 7d',
  ).action(async (options: InviteOptions) => {
    const { invitations, tenants, apiUrl } = await open();
    if ((await tenants.find(options.tenant)) === undefined) throw unknownTenant(options.tenant);
    const token = newSecret();
    const expiresAt = new Date(Date.now() + options.expires);
    const wanted = { tenantId: options.tenant, name: options.name ?? null, expiresAt };
    const invitation = await invitations.add(wanted, token);
    const url = `${apiUrl}/lti/register?invite=${token}`;
    const json = { id: invitation.id, tenant_id: options.tenant, name: wanted.name, url, expires_at: expiresAt };
    print({ json, text: textOf(url, expiresAt) }, options);
  });
}

function textOf(url: string, expiresAt: Date): string {
  return `${url}

Moodle : Administration du site > Plugins > Modules d’activité > Outil externe > Gérer les outils : coller cette adresse
dans « URL de l’outil… », puis « Ajouter LTI Advantage », puis « Activer ».
Moodle: Site administration > Plugins > Activity modules > External tool > Manage tools: paste this address into
"Tool URL…", then "Add LTI Advantage", then "Activate".

Une seule inscription, jusqu’au / one registration, until ${expiresAt.toISOString()}. Le lien n’est montré qu’ici / the link is shown here only.
`;
}

function duration(text: string): number {
  const [, digits = '', unit = ''] = /^(\d{1,5})([mhd])$/.exec(text) ?? [];
  const ms = Number(digits) * (UNIT_MS[unit] ?? 0);
  if (ms > 0 && ms <= LONGEST_MS) return ms;
  throw new InvalidArgumentError('Expected a time such as 30m, 12h or 7d, at most 90d.');
}
