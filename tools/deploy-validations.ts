import { spawnSync } from 'node:child_process';
import path from 'node:path';

/** One part of deploy/, shown to the program that will read it. */
export interface Validation {
  readonly what: string;
  readonly program: string;
  readonly args: readonly string[];
  /** Debian's package. */
  readonly from: string;
}

/** What a program said. `missing`: it is not on this machine. */
export interface Verdict {
  readonly outcome: 'valid' | 'not valid' | 'missing';
  readonly why: string;
}

const units = ['passerelle.service', 'passerelle-backup.service', 'passerelle-backup.timer'];

/** @param folder deploy/, or a copy of it */
export function validationsOf(folder: string): Validation[] {
  return [
    {
      what: 'systemd units',
      program: 'systemd-analyze',
      args: ['verify', ...units.map((unit) => path.join(folder, 'systemd', unit))],
      from: 'systemd',
    },
    {
      what: 'Caddyfile',
      program: 'caddy',
      args: ['validate', '--adapter', 'caddyfile', '--config', path.join(folder, 'caddy/Caddyfile')],
      from: 'caddy',
    },
    { what: 'roles.sh', program: 'bash', args: ['-n', path.join(folder, 'postgres/roles.sh')], from: 'bash' },
  ];
}

export function carryOut({ program, args, from }: Validation): Verdict {
  const { error, status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (error !== undefined) return { outcome: 'missing', why: `${program} is not here: apt-get install ${from}` };
  return { outcome: status === 0 ? 'valid' : 'not valid', why: `${stdout}${stderr}`.trim() };
}
