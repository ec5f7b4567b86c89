import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { BackupFolder } from './backup.ts';

/** No backup takes so long: what is older and unfinished belongs to one that died. */
const DEAD_AFTER_MS = 24 * 3600_000;
const SCRATCH = '.restore-test-';
const UNFINISHED = /^(\.restore-test-.*|passerelle-\d{8}T\d{6}Z\.zip\.part)$/;

export function openBackupFolder(folder: string): BackupFolder {
  const list = async (): Promise<string[]> => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return readdir(folder);
  };
  return {
    list,
    pathOf: (name) => path.join(folder, name),
    async remove(name) {
      await rm(path.join(folder, name));
      await rm(path.join(folder, `${name}.sha256`), { force: true });
    },
    async withScratchBase(work) {
      const place = await mkdtemp(path.join(folder, SCRATCH));
      try {
        return await work(`sqlite:${path.join(place, 'scratch.sqlite')}`);
      } finally {
        await rm(place, { recursive: true, force: true });
      }
    },
    async tidy(now) {
      for (const name of (await list()).filter((one) => UNFINISHED.test(one))) {
        const place = path.join(folder, name);
        const { mtimeMs } = await stat(place);
        if (now.getTime() - mtimeMs > DEAD_AFTER_MS) await rm(place, { recursive: true, force: true });
      }
    },
  };
}
