import { createHash } from 'node:crypto';
import { randomOctets } from './random.ts';

/**
 * A UUID version 7 (RFC 9562): sorts by the time of its making, made by us so that rows move between engines without
 * renumbering.
 */
export function newId(nowMs: number = Date.now()): string {
  const bytes = randomOctets(16);
  bytes.writeUIntBE(nowMs, 0, 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** A secret nobody can guess: `bytes` random bytes in base64url (32 bytes give 43 characters). */
export function newSecret(bytes = 32): string {
  return randomOctets(bytes).toString('base64url');
}

/** How secrets are looked up in the database: lowercase hex SHA-256, 64 characters. */
export function hashOfSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isUuid(text: string): boolean {
  return UUID.test(text);
}
