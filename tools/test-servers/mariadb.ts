import { randomBytes } from 'node:crypto';
import { chownSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type DatabaseServer, findFreePort, type ServerOptions, startServerProgram } from './database-server.ts';
import { findProgram, findServerAccount, makePrivateFolder, runToEnd } from './private-folder.ts';

/** The two programs of a MariaDB server, undefined when this machine lacks one of them. */
export function findMariadb(): { server: string; install: string } | undefined {
  const server = findProgram('mariadbd');
  const install = findProgram('mariadb-install-db');
  return server !== undefined && install !== undefined ? { server, install } : undefined;
}

/**
 * A private MariaDB in a temporary folder, from the system's own package: socket and port of its own, utf8mb4, UTC, and
 * nothing of the machine's configuration files. Durability is the default (a flush to the disk per commit).
 * @throws Error when MariaDB is not installed
 */
export async function startMariadb({ root, flushes = true }: ServerOptions = {}): Promise<DatabaseServer> {
  const programs = findMariadb();
  if (programs === undefined) throw new Error('MariaDB is not installed (mariadbd, mariadb-install-db).');
  const account = findServerAccount(['mysql', 'nobody']);
  const folder = makePrivateFolder('mariadb', account, root);
  try {
    const data = path.join(folder, 'data');
    const asUser = account ? [`--user=${account.name}`] : [];
    const install = ['--skip-test-db', '--skip-name-resolve', '--auth-root-authentication-method=normal'];
    runToEnd(programs.install, ['--no-defaults', `--datadir=${data}`, ...install, ...asUser], account);
    const password = randomBytes(12).toString('hex');
    const initFile = path.join(folder, 'init.sql');
    writeFileSync(initFile, initStatements(password), { mode: 0o600 });
    if (account) chownSync(initFile, account.uid, account.gid);
    const port = await findFreePort();
    const server = await startServerProgram({
      program: programs.server,
      args: ['--no-defaults', ...serverOptions(folder, port, flushes), `--init-file=${initFile}`, ...asUser],
      account,
      folder,
      readyLine: /ready for connections/,
      stopSignal: 'SIGTERM',
    });
    return { url: `mysql://passerelle:${password}@127.0.0.1:${port}/mysql`, ...server };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

// One line each: MariaDB reads an init file line by line.
function initStatements(password: string): string {
  return [
    `CREATE USER IF NOT EXISTS 'passerelle'@'127.0.0.1' IDENTIFIED BY '${password}';`,
    `GRANT ALL PRIVILEGES ON *.* TO 'passerelle'@'127.0.0.1' WITH GRANT OPTION;`,
    `ALTER USER 'root'@'localhost' IDENTIFIED BY '${password}';`,
    '',
  ].join('\n');
}

function serverOptions(folder: string, port: number, flushes: boolean): string[] {
  const options = {
    datadir: path.join(folder, 'data'),
    socket: path.join(folder, 'mariadb.sock'),
    'pid-file': path.join(folder, 'mariadb.pid'),
    port: String(port),
    'bind-address': '127.0.0.1',
    'character-set-server': 'utf8mb4',
    'default-time-zone': '+00:00',
    'max-connections': '200',
    tmpdir: folder,
    ...(!flushes && { 'innodb-flush-method': 'nosync' }),
  };
  return [...Object.entries(options).map(([name, value]) => `--${name}=${value}`), '--skip-name-resolve'];
}
