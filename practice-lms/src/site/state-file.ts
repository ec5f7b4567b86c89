import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { JWK } from 'jose';
import type { SiteSnapshot } from './site.ts';

/** The content of the state file: signing keys (newest last, private), the secret of the session cookies, the site, the tool. */
export interface SavedState {
  keys: JWK[];
  cookieSecret: string;
  site: SiteSnapshot;
  /** Present once a tool has registered itself. */
  tool?: { clientId: string; scopes: readonly string[] };
}

/** Undefined when there is no file yet. Throws SyntaxError when it is not JSON. */
export function readState(path: string): SavedState | undefined {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as SavedState) : undefined;
}

/** Replaces the file in one step, readable by its owner alone. Synchronous: a score is answered only once it is kept. */
export function writeState(path: string, state: SavedState): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, JSON.stringify(state), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}
