import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What tests read to find the servers: each an URL or a path; empty = not available in this run. */
export interface TestServerEnv {
  readonly PASSERELLE_TEST_POSTGRES: string;
  readonly PASSERELLE_TEST_MARIADB: string;
  readonly PASSERELLE_TEST_CHROMIUM: string;
  /** A PostgreSQL of the version whose pg_dump is installed. */
  readonly PASSERELLE_TEST_DEBIAN_POSTGRES: string;
}

// Tests in other workspaces read the same file by its path: they import nothing from tools/.
const file = path.resolve(import.meta.dirname, '../../.cache/test-servers.json');

/** Writes where the servers are, for test files that are run alone. The file holds throw-away passwords: owner only. */
export function announceServers(env: TestServerEnv): string {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ ...env, pid: process.pid }, null, 2)}\n`, { mode: 0o600 });
  return file;
}

/** The servers that serve.ts keeps running; undefined when it does not run. */
export function findAnnouncedServers(): TestServerEnv | undefined {
  try {
    const { pid, ...env } = JSON.parse(readFileSync(file, 'utf8')) as TestServerEnv & { pid: number };
    process.kill(pid, 0);
    return env;
  } catch {
    return undefined;
  }
}

/** Deletes the file, unless another serve.ts has written its own since. */
export function withdrawServers(): void {
  try {
    if ((JSON.parse(readFileSync(file, 'utf8')) as { pid: number }).pid === process.pid) rmSync(file, { force: true });
  } catch {
    // Nothing was announced.
  }
}
