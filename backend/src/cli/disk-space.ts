import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import path from 'node:path';

/** Free and total bytes of the volume on which a folder lies (or the nearest folder above it that exists). */
export async function diskSpace(folder: string): Promise<{ folder: string; freeBytes: number; totalBytes: number }> {
  let existing = path.resolve(folder);
  while (!existsSync(existing)) existing = path.dirname(existing);
  const { bavail, blocks, bsize } = await statfs(existing);
  return { folder: existing, freeBytes: bavail * bsize, totalBytes: blocks * bsize };
}
