import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, globSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type DatabaseServer, findFreePort, startServerProgram } from './database-server.ts';
import { findServerAccount, makePrivateFolder, runToEnd } from './private-folder.ts';

/** The folder with the programs of Debian's own PostgreSQL, the newest there is; undefined when it is not installed. */
export function findDebianPostgres(): string | undefined {
  const folders = globSync('/usr/lib/postgresql/*/bin').sort((a, b) => versionOf(b) - versionOf(a));
  return folders.find((folder) =>
    ['initdb', 'postgres', 'pg_dump'].every((name) => existsSync(path.join(folder, name))),
  );
}

function versionOf(folder: string): number {
  return Number(folder.split('/').at(-2));
}

/**
 * A private server of Debian's PostgreSQL: the one whose pg_dump, pg_restore and psql an operator has. The server from npm
 * comes without them, and is newer than Debian's. Tests of those programs use this one; it need not be durable.
 * @throws Error when it is not installed
 */
export async function startDebianPostgres(): Promise<DatabaseServer> {
  const programs = findDebianPostgres();
  if (programs === undefined) throw new Error('PostgreSQL of the system is not installed (/usr/lib/postgresql).');
  const account = findServerAccount(['postgres', 'nobody']);
  const folder = makePrivateFolder('debian-postgres', account);
  try {
    const data = path.join(folder, 'data');
    const password = randomBytes(12).toString('hex');
    const passwordFile = path.join(folder, 'password');
    writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
    if (account) chownSync(passwordFile, account.uid, account.gid);
    const options = ['--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--username=postgres', '--encoding=UTF8'];
    runToEnd(path.join(programs, 'initdb'), ['-D', data, '--no-sync', ...options, '--locale=C.UTF-8'], account);
    const port = await findFreePort();
    const settings = { port, listen_addresses: '127.0.0.1', unix_socket_directories: '', fsync: 'off' };
    const server = await startServerProgram({
      program: path.join(programs, 'postgres'),
      args: ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      account,
      folder,
      readyLine: /database system is ready to accept connections/,
      stopSignal: 'SIGINT',
    });
    return { url: `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`, ...server };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}
