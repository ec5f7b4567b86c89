import { hkdfSync } from 'node:crypto';
import type { ApiKeyStore } from './api-key.ts';
import { keyFrom, recognisedBy } from './key-format.ts';
import { hashForStorage } from './key-hash.ts';

const ID = 'APIKEY_DEMONSTRATION';
const SEED_BYTES = 86;

export interface DemonstrationKeyPorts {
  store: Pick<ApiKeyStore, 'add' | 'findById' | 'list' | 'setStatus'>;
  /** SECRET_KEY: the key follows from it, so that the same one is shown at every start and stands nowhere in the clear. */
  secretKey: string;
  pepper: string | undefined;
}

/**
 * A key for the examples of the documentation, in development only. Safe to call at every start.
 * @returns the key; undefined when somebody has revoked it
 */
export async function setUpDemonstrationKey(
  { store, secretKey, pepper }: DemonstrationKeyPorts,
  tenantId: string,
): Promise<string | undefined> {
  const seed = Buffer.from(hkdfSync('sha256', secretKey, '', 'passerelle demonstration key', SEED_BYTES));
  const key = keyFrom('test', (at) => seed.readUInt16BE(at * 2));
  const id = `${ID}_${key.slice(-4)}`;
  const known = await store.findById(id);
  if (known !== undefined) return known.status === 'active' ? key : undefined;
  await store.add({
    id,
    tenantId,
    owner: 'Démonstration',
    scopes: ['academic:read', 'academic:export'],
    perMinute: null,
    perHour: null,
    perDay: null,
    expiresAt: null,
    allowedIps: null,
    keyHash: hashForStorage(key, pepper),
    ...recognisedBy(key),
    rotatedFrom: null,
  });
  return key;
}

/** A database that was tried out in development may go into production; the key of that time opens nothing there. */
export async function retireDemonstrationKeys(
  store: Pick<ApiKeyStore, 'list' | 'setStatus'>,
  now: Date,
): Promise<void> {
  const keys = await store.list();
  for (const { id, status } of keys) {
    if (id.startsWith(`${ID}_`) && status !== 'revoked') await store.setStatus(id, 'revoked', now);
  }
}
