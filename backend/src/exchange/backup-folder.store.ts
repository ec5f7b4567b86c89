import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { BackupFolder } from './backup.ts';

export function openBackupFolder(folder: string): BackupFolder {
  return {
    async list() {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      return readdir(folder);
    },
    pathOf: (name) => path.join(folder, name),
    async remove(name) {
      await rm(path.join(folder, name));
      await rm(path.join(folder, `${name}.sha256`), { force: true });
    },
    async scratchBase() {
      const place = await mkdtemp(path.join(folder, '.restore-test-'));
      return {
        url: `sqlite:${path.join(place, 'scratch.sqlite')}`,
        drop: () => rm(place, { recursive: true, force: true }),
      };
    },
  };
}
