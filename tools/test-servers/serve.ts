// Keeps the databases of the tests running, so that single test files can be run by hand:
//   node tools/node24.js tools/test-servers/serve.ts          prints export lines, stays until Ctrl-C
//   node tools/node24.js --test backend/test/config/config.test.ts
// tools/test.ts starts it as a child (--for-run): it then reports by message and ends with its parent, however that ends.
import { parseArgs } from 'node:util';
import { announceServers, type TestServerEnv, withdrawServers } from './announced-servers.ts';
import { findChromium } from './chromium.ts';
import type { DatabaseServer } from './database-server.ts';
import { installMissingPackages } from './debian-packages.ts';
import { findDebianPostgres, startDebianPostgres } from './debian-postgres.ts';
import { findMariadb, startMariadb } from './mariadb.ts';
import { startPostgres } from './postgres.ts';

const { values } = parseArgs({
  options: { 'for-run': { type: 'boolean', default: false }, 'no-flush': { type: 'boolean', default: false } },
});
const forRun = values['for-run'];
const flushes = !values['no-flush'];
const running: DatabaseServer[] = [];
let stopping = false;

async function stopAll(): Promise<void> {
  if (stopping) return;
  stopping = true;
  await starting.catch(() => undefined);
  await Promise.all(running.map((server) => server.stop()));
  if (!forRun) withdrawServers();
  process.exit(0);
}

function announce(line: string): void {
  process.stderr.write(`set-up: ${line}\n`);
}

async function start(name: string, starter: () => Promise<DatabaseServer>): Promise<string> {
  const startedAt = performance.now();
  try {
    const server = await starter();
    running.push(server);
    announce(`${name} runs (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
    return server.url;
  } catch (error) {
    announce(`${name} does not start: ${error instanceof Error ? error.message : String(error)}`);
    return '';
  }
}

async function startAll(): Promise<void> {
  installMissingPackages(announce);
  const [postgres, mariadb, debianPostgres] = await Promise.all([
    start('PostgreSQL', () => startPostgres({ flushes })),
    findMariadb() === undefined ? '' : start('MariaDB', () => startMariadb({ flushes })),
    findDebianPostgres() === undefined ? '' : start('PostgreSQL of the system', startDebianPostgres),
  ]);
  const env: TestServerEnv = {
    PASSERELLE_TEST_POSTGRES: postgres,
    PASSERELLE_TEST_MARIADB: mariadb,
    PASSERELLE_TEST_CHROMIUM: findChromium() ?? '',
    PASSERELLE_TEST_DEBIAN_POSTGRES: debianPostgres,
  };
  if (forRun) {
    process.send?.(env);
    return;
  }
  const file = announceServers(env);
  for (const [name, value] of Object.entries(env)) process.stdout.write(`export ${name}='${value}'\n`);
  announce(`written to ${file}; the servers stay until this process ends`);
}

// Ctrl-C reaches the whole terminal group; in a run the parent decides when the servers go.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (!forRun || signal === 'SIGTERM') void stopAll();
  });
}
process.on('disconnect', () => void stopAll());
const alive = setInterval(() => undefined, 2 ** 30);
const starting = startAll();
starting.catch((error: unknown) => {
  announce(error instanceof Error ? (error.stack ?? error.message) : String(error));
  clearInterval(alive);
  process.exitCode = 1;
});
