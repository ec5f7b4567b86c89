import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { findChromium } from './chromium.ts';
import { findDebianPostgres } from './debian-postgres.ts';
import { findMariadb } from './mariadb.ts';
import { findProgram } from './private-folder.ts';

/**
 * Installs MariaDB, PostgreSQL with its dump programs, Chromium, curl, Python and faketime with apt-get when they are missing, the process is root on Debian (or a child of it)
 * and PASSERELLE_TEST_INSTALL is not "no". Of MariaDB only the programs: the full package would start a server of the
 * machine. A failure is announced and no more: the tests then run without what is missing.
 */
export function installMissingPackages(announce: (line: string) => void): void {
  const missing = [
    ...(findMariadb() === undefined ? ['mariadb-server-core', 'mariadb-client-core'] : []),
    ...(findDebianPostgres() === undefined ? ['postgresql'] : []),
    ...(findChromium() === undefined ? ['chromium'] : []),
    // What the guides' examples are written for, and what gives a server another time.
    ...['curl', 'python3', 'faketime'].filter((name) => findProgram(name) === undefined),
  ];
  if (missing.length === 0) return;
  const aptGet = findProgram('apt-get');
  if (process.env.PASSERELLE_TEST_INSTALL === 'no') {
    announce(`missing: ${missing.join(', ')}; not installed, for PASSERELLE_TEST_INSTALL=no`);
    return;
  }
  if (process.getuid?.() !== 0 || aptGet === undefined || !existsSync('/etc/debian_version')) {
    announce(`missing: ${missing.join(', ')}; install them yourself (done by itself only as root on Debian)`);
    return;
  }
  announce(`installing with apt-get: ${missing.join(', ')} (PASSERELLE_TEST_INSTALL=no forbids it)`);
  if (missing.includes('postgresql')) startNoServerOfTheMachine();
  for (const args of [
    ['update'],
    ['install', '--yes', '--no-install-recommends', '--option=Dpkg::Options::=--force-confold', ...missing],
  ]) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const result = spawnSync(aptGet, ['--quiet=2', ...args], {
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    if (result.status !== 0) {
      announce(`apt-get ${args[0]} failed:\n${result.stderr.slice(-2000)}`);
      return;
    }
  }
}

/** Debian's package would start a PostgreSQL on port 5432, unless this file says otherwise before it is installed. */
function startNoServerOfTheMachine(): void {
  const file = '/etc/postgresql-common/createcluster.conf';
  if (existsSync(file)) return;
  mkdirSync('/etc/postgresql-common', { recursive: true });
  writeFileSync(file, 'create_main_cluster = false\n');
}
