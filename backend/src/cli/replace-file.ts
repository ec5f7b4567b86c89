import { randomUUID } from 'node:crypto';
import { open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../errors/app-error.ts';

/**
 * Puts new bytes in the place of a file's, whole or not at all: a reader or a power cut never sees half a file. A link
 * stays a link, rights stay.
 * @param before what the file held when the change was made up
 * @throws AppError cli.file_changed when it holds something else by now
 */
export async function replaceFile(place: string, before: Uint8Array, now: Uint8Array): Promise<void> {
  const target = await realpath(place);
  const { mode } = await stat(target);
  const temporary = path.join(path.dirname(target), `.${path.basename(target)}.${randomUUID()}.tmp`);
  try {
    const file = await open(temporary, 'wx', mode);
    try {
      await file.writeFile(now);
      // The mode of a new file is cut by the process' mask.
      await file.chmod(mode);
      await file.sync();
    } finally {
      await file.close();
    }
    if (!(await readFile(target)).equals(before)) {
      throw new AppError('cli.file_changed', 'conflict', `${place} was changed meanwhile; it was left alone.`);
    }
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
