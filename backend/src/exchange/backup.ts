import { AppError } from '../errors/app-error.ts';
import { isSame } from './compare.ts';
import { type ExchangePorts, type Exported, exportBase, importFile, type Watch } from './exchange.ts';
import { inScratchBase } from './scratch-base.ts';

/** The folder that backups are kept in. */
export interface BackupFolder {
  /** Names of the files in it; it is made when it is not there. */
  list(): Promise<string[]>;
  pathOf(name: string): string;
  remove(name: string): Promise<void>;
  /** Lends an empty base on this folder's disk, for the restore test. */
  withScratchBase<T>(work: (url: string) => Promise<T>): Promise<T>;
  /** Takes away what backups that died have left here: half files, and bases of restore tests. */
  tidy(now: Date): Promise<void>;
}

export interface BackupRequest {
  from: string;
  passphrase?: string | undefined;
  /** How many backups stay, this one included. */
  keep: number;
  /** An empty base for the restore test; without it, one in the folder. */
  scratch?: string | undefined;
  now: Date;
}

export interface BackedUp extends Exported {
  file: string;
  /** Older backups that were removed. */
  removed: string[];
}

const NAME = /^passerelle-\d{8}T\d{6}Z\.zip$/;

/**
 * Writes a backup, restores it into a scratch base and compares that with what was written; only then older ones go.
 * @throws AppError exchange.backup_not_restorable, and then every file stays
 */
export async function backUp(
  ports: ExchangePorts,
  folder: BackupFolder,
  request: BackupRequest,
  watch: Watch,
): Promise<BackedUp> {
  const { from, passphrase, now } = request;
  await folder.tidy(now);
  const older = (await folder.list()).filter((name) => NAME.test(name));
  const file = `passerelle-${now.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z.zip`;
  const exported = await exportBase(ports, { from, out: folder.pathOf(file), passphrase }, watch);
  await testRestore(ports, folder, { ...request, file, exported }, watch);
  const removed = older.sort().slice(0, Math.max(0, older.length + 1 - request.keep));
  for (const name of removed) await folder.remove(name);
  return { ...exported, file, removed };
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
