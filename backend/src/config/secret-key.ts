import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

/**
 * The development secret: kept in a local file of mode 600 so that a restart can still read its private keys. Two
 * processes that start at once agree, because the file is created exclusively.
 */
export function readOrMakeSecretKey(file: string): string {
  try {
    writeFileSync(file, `${randomBytes(32).toString('base64')}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(file, 'utf8').trim();
}
