import { spawnSync } from 'node:child_process';
import { accessSync, chmodSync, chownSync, mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The unix account that a database server runs as when the tests run as root, who may not start one. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/**
 * The first of the named accounts that this machine has; undefined when the process is not root (or on Windows), for
 * then the server runs as the person who started the tests.
 * @throws Error when the process is root and none of the accounts exists
 */
export function findServerAccount(names: readonly string[]): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of names) {
    const fields = lines.map((line) => line.split(':')).find((line) => line[0] === name);
    if (fields) return { name, uid: Number(fields[2]), gid: Number(fields[3]) };
  }
  throw new Error(
    `Database servers refuse to run as root, and this machine has none of the users ${names.join(', ')}.`,
  );
}

/**
 * A new empty folder of one test run; two runs at once never meet in it. It belongs to `account` where one is given
 * and lies under a folder that everyone may enter, for the server must reach it as that account.
 */
export function makePrivateFolder(name: string, account: Account | undefined, within?: string): string {
  const roots = account ? [tmpdir(), '/tmp', '/var/tmp'].filter(mayEveryoneEnter) : [tmpdir()];
  const root = within ?? roots[0];
  if (root === undefined) throw new Error(`No temporary folder that the user ${account?.name} may enter.`);
  const folder = mkdtempSync(path.join(root, `passerelle-test-${name}-`));
  if (account) {
    chownSync(folder, account.uid, account.gid);
    chmodSync(folder, 0o755);
  }
  return folder;
}

function mayEveryoneEnter(folder: string): boolean {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    try {
      if ((statSync(at).mode & 0o001) === 0) return false;
    } catch {
      return false;
    }
    if (at === path.dirname(at)) return true;
  }
}

/** Where a program lies: on PATH or in the folders of system programs, which PATH lacks for many users. */
export function findProgram(...names: readonly string[]): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin', '/usr/local/sbin', '/usr/bin'];
  for (const name of names) {
    for (const folder of folders.filter((entry) => entry !== '')) {
      const file = path.join(folder, name);
      try {
        accessSync(file, 1);
        return file;
      } catch {
        // Not in this folder.
      }
    }
  }
  return undefined;
}

/** Runs a set-up program to its end. @throws Error with everything it printed when it fails */
export function runToEnd(program: string, args: readonly string[], account: Account | undefined): void {
  const result = spawnSync(program, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: path.parse(process.cwd()).root,
    ...(account ? { uid: account.uid, gid: account.gid } : {}),
  });
  if (result.status === 0) return;
  const why = result.error?.message ?? `exit code ${result.status ?? result.signal}`;
  throw new Error(`${path.basename(program)} failed (${why}):\n${result.stdout}${result.stderr}`);
}
