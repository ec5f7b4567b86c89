import { AppError } from '../errors/app-error.ts';
import { isSame } from './compare.ts';
import { type ExchangePorts, type Exported, exportBase, importFile, type Watch } from './exchange.ts';
import { inScratchBase } from './scratch-base.ts';

/** The folder that backups are kept in. */
export interface BackupFolder {
  /** Names of the files in it; it is made when it is not there. */
  list(): Promise<string[]>;
  pathOf(name: string): string;
  /** Keeps the name of a backup for the caller, until its release. @returns false where another has it, or is making it */
  claim(name: string): Promise<boolean>;
  release(name: string): Promise<void>;
  /** Also one that another backup has removed already. */
  remove(name: string): Promise<void>;
  /** Gives a file its last name, and notes its checksum beside it. */
  rename(from: string, to: string, sha256: string): Promise<void>;
  /** Lends an empty base for the restore test, where only this account reads it. */
  withScratchBase<T>(work: (url: string) => Promise<T>): Promise<T>;
  /** Takes away what backups that died have left: half and untested files, and bases of restore tests. */
  tidy(now: Date): Promise<void>;
}

export interface BackupRequest {
  from: string;
  passphrase?: string | undefined;
  /** How many backups stay, this one included. */
  keep: number;
  /** An empty base for the restore test; without it, one in a private temporary folder. */
  scratch?: string | undefined;
  now: Date;
}

export interface BackedUp extends Exported {
  file: string;
  /** Older backups that were removed. */
  removed: string[];
}

const NAME = /^passerelle-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z\.zip$/;

/** When a backup was taken, by its name; undefined for every other file, also for one that was not proved. */
export function backupTakenAt(name: string): Date | undefined {
  const parts = NAME.exec(name);
  if (parts === null) return undefined;
  const [year = 0, month = 0, ...rest] = parts.slice(1).map(Number);
  return new Date(Date.UTC(year, month - 1, ...rest));
}

/**
 * Writes a backup, restores it into a scratch base and compares that with what was written; only then it is called a backup, and
 * older ones go.
 * @throws AppError exchange.backup_not_restorable, and then every file stays
 */
export async function backUp(
  ports: ExchangePorts,
  folder: BackupFolder,
  request: BackupRequest,
  watch: Watch,
): Promise<BackedUp> {
  const { now } = request;
  await folder.tidy(now);
  const older = (await folder.list()).filter((name) => NAME.test(name));
  const file = await claimName(folder, now);
  const exported = await makeProved(ports, folder, { ...request, file }, watch).finally(() => folder.release(file));
  const removed = older.sort().slice(0, Math.max(0, older.length + 1 - request.keep));
  for (const name of removed) await folder.remove(name);
  return { ...exported, file, removed };
}

/** The name of a backup that begins now: where another one has that second, the next that is free. */
async function claimName(folder: BackupFolder, now: Date): Promise<string> {
  for (let at = now.getTime(); ; at += 1000) {
    const file = `passerelle-${new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z.zip`;
    if (await folder.claim(file)) return file;
  }
}

async function makeProved(
  ports: ExchangePorts,
  folder: BackupFolder,
  request: BackupRequest & { file: string },
  watch: Watch,
): Promise<Exported> {
  const { from, passphrase, file } = request;
  const untested = `${file}.untested`;
  const exported = await exportBase(ports, { from, out: folder.pathOf(untested), passphrase }, watch);
  await testRestore(ports, folder, { ...request, file: untested, exported }, watch);
  await folder.rename(untested, file, exported.sha256);
  return exported;
}

async function testRestore(
  ports: ExchangePorts,
  folder: BackupFolder,
  { scratch, passphrase, file, exported }: BackupRequest & { file: string; exported: Exported },
  watch: Watch,
): Promise<void> {
  const restoreTo = (to: string) => importFile(ports, { file: folder.pathOf(file), to, passphrase }, watch);
  const { sums, differences } =
    scratch === undefined
      ? await folder.withScratchBase(restoreTo)
      : await inScratchBase(ports, scratch, () => restoreTo(scratch));
  const isWhole =
    sums.length === exported.sums.length &&
    exported.sums.every((sum, at) => sums[at] !== undefined && isSame(sum, sums[at]));
  if (differences.length === 0 && isWhole) return;
  throw new AppError(
    'exchange.backup_not_restorable',
    'internal',
    `The backup ${file} was restored into a scratch base and is not the same there: ${differences.map(({ table }) => table).join(', ')}. Older backups were kept. / La sauvegarde ne se restaure pas à l’identique.`,
  );
}
