import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

/** When the newest file or folder directly in a folder was written; undefined when the folder is empty or not there. */
export async function newestIn(folder: string): Promise<Date | undefined> {
  const names = await readdir(folder).catch(() => []);
  const times = await Promise.all(names.map(async (name) => (await stat(path.join(folder, name))).mtimeMs));
  return times.length === 0 ? undefined : new Date(Math.max(...times));
}
