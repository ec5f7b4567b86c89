import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The site as teachers write them: 18 grains, 3 sequences, no build. */
export const wildSite = path.join(import.meta.dirname, 'wild-site');

/** A copy of it that a test may change. */
export async function copyWildSite(): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'passerelle-site-'));
  await cp(wildSite, folder, { recursive: true });
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
