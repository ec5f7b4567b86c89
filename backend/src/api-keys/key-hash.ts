import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** Marks a hash made with API_KEY_PEPPER. */
const PEPPERED = 'h1$';

/** Keys that stand in public documentation: everybody knows them. */
const DOCUMENTATION_KEYS = ['sk_live_YOUR_SECRET_KEY', 'sk_live_abc123', 'YOUR_API_KEY'];
const documentationHashes = new Set(DOCUMENTATION_KEYS.map(sha256));

/** Whether the stored hash is that of a key which stands in public documentation. */
export function isDocumentationHash(hash: string): boolean {
  return documentationHashes.has(hash);
}

/**
 * The hash under which a new key is kept: lowercase hex SHA-256, or `h1$` + hex HMAC-SHA-256 where there is a pepper. A key
 * has 256 random bits, so neither salt nor stretching would add anything.
 */
export function hashForStorage(key: string, pepper: string | undefined): string {
  return pepper === undefined ? sha256(key) : PEPPERED + hmac(key, pepper);
}

/** Every hash under which a key may have been kept: rows inserted by SQL carry the plain SHA-256 whatever the pepper. */
export function hashesOf(key: string, pepper: string | undefined): string[] {
  return pepper === undefined ? [sha256(key)] : [sha256(key), PEPPERED + hmac(key, pepper)];
}

/** Whether the stored hash is one of these, in a time that does not tell where they differ. */
export function isOneOf(stored: string, hashes: readonly string[]): boolean {
  const wanted = Buffer.from(stored);
  let found = false;
  for (const hash of hashes) {
    const one = Buffer.from(hash);
    if (one.length === wanted.length && timingSafeEqual(one, wanted)) found = true;
  }
  return found;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(text: string, pepper: string): string {
  return createHmac('sha256', pepper).update(text).digest('hex');
}
