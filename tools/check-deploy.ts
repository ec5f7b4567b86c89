// npm run check:deploy: shows deploy/ to the programs that will read it (systemd, Caddy, bash). A program that is not on this
// machine is said to be missing and counts as a failure.
import { spawnSync } from 'node:child_process';
import path from 'node:path';

interface Validation {
  readonly what: string;
  readonly program: string;
  readonly args: readonly string[];
  /** Debian's package. */
  readonly from: string;
}

const folder = path.resolve(import.meta.dirname, '../deploy');
const units = ['passerelle.service', 'passerelle-backup.service', 'passerelle-backup.timer'];
const validations: readonly Validation[] = [
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

let failed = 0;
for (const { what, program, args, from } of validations) {
  const { error, status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  const isGood = error === undefined && status === 0;
  if (!isGood) failed += 1;
  const why = error === undefined ? `${stdout}${stderr}`.trim() : `${program} is not here: apt-get install ${from}`;
  process.stdout.write(isGood ? `valid: ${what}\n` : `NOT VALID: ${what}\n${why}\n`);
}
process.stdout.write(`${validations.length - failed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 ? 1 : 0;
