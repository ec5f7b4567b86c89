import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AppError } from '../errors/app-error.ts';
import { type BackupFolder, backupTakenAt } from './backup.ts';

/** No backup takes so long: what is older and unfinished belongs to one that died. */
const DEAD_AFTER_MS = 24 * 3600_000;
const UNFINISHED = /^(\.restore-test-.*|passerelle-\d{8}T\d{6}Z\.zip(\.part|\.untested.*))$/;
const SCRATCH = 'passerelle-restore-test-';

export function openBackupFolder(folder: string): BackupFolder {
  const list = async (): Promise<string[]> => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return readdir(folder);
  };
  const claimOf = (name: string): string => path.join(folder, `${name}.untested.claim`);
  return {
    list,
    pathOf: (name) => path.join(folder, name),
    async claim(name) {
      try {
        await writeFile(claimOf(name), '', { flag: 'wx', mode: 0o600 });
      } catch (error) {
        if ((error as { code?: string }).code === 'EEXIST') return false;
        throw error;
      }
      // Looked at afterwards: who makes a backup holds the claim until it has its name.
      const isTaken = [name, `${name}.untested`].some((one) => existsSync(path.join(folder, one)));
      if (isTaken) await rm(claimOf(name), { force: true });
      return !isTaken;
    },
    release: (name) => rm(claimOf(name), { force: true }),
    async rename(from, to, sha256) {
      await writeFile(path.join(folder, `${to}.sha256`), `${sha256}  ${to}\n`);
      await rename(path.join(folder, from), path.join(folder, to));
      await rm(path.join(folder, `${from}.sha256`), { force: true });
    },
    async remove(name) {
      await rm(path.join(folder, name), { force: true });
      await rm(path.join(folder, `${name}.sha256`), { force: true });
    },
    withScratchBase,
    async tidy(now) {
      for (const name of (await list()).filter((one) => UNFINISHED.test(one))) {
        const place = path.join(folder, name);
        const { mtimeMs } = await stat(place);
        if (now.getTime() - mtimeMs > DEAD_AFTER_MS) await rm(place, { recursive: true, force: true });
      }
      await removeDeadScratch();
    },
  };
}

/** When the newest backup in a folder was taken; undefined when there is none, or no folder. */
export async function lastBackupIn(folder: string): Promise<Date | undefined> {
  const names = await readdir(folder).catch(() => []);
  const times = names.flatMap((name) => backupTakenAt(name)?.getTime() ?? []);
  return times.length === 0 ? undefined : new Date(Math.max(...times));
}

/** Not among the backups: it is not encrypted, and their folder may lie on somebody else's disk. */
async function withScratchBase<T>(work: (url: string) => Promise<T>): Promise<T> {
  const place = await mkdtemp(path.join(tmpdir(), `${SCRATCH}${process.pid}-`));
  try {
    return await work(`sqlite:${path.join(place, 'scratch.sqlite')}`);
  } catch (error) {
    if ((error as { code?: string }).code === 'SQLITE_FULL') throw scratchFull(error);
    throw error;
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

/** Those of other accounts cannot be removed, and are theirs. */
async function removeDeadScratch(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(SCRATCH) || isOfRunning(Number.parseInt(name.slice(SCRATCH.length), 10))) continue;
    await rm(path.join(tmpdir(), name), { recursive: true, force: true }).catch(() => undefined);
  }
}

/** This process has none yet when it looks. */
function isOfRunning(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as { code?: string }).code !== 'ESRCH';
  }
}

function scratchFull(cause: unknown): AppError {
  return new AppError(
    'exchange.scratch_full',
    'internal',
    `There is no room in ${tmpdir()} for the restore test: the variable TMPDIR names another folder, --scratch a base elsewhere. / Plus de place dans ${tmpdir()} pour l’essai de restauration : la variable TMPDIR désigne un autre dossier, --scratch une base ailleurs.`,
    undefined,
    { cause },
  );
}
