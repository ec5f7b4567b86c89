import { AppError } from '../errors/app-error.ts';
import { newId } from '../ids/ids.ts';
import type { Clock } from '../time/clock.ts';
import { type ApiKey, type ApiKeyStore, whyUnusable } from './api-key.ts';
import { formOf, newKey, recognisedBy } from './key-format.ts';
import { hashesOf, hashForStorage, isDocumentationHash, isOneOf } from './key-hash.ts';
import type { Scope } from './scopes.ts';

/** What an institution asks for. */
export interface WantedKey {
  id?: string | undefined;
  tenantId: string;
  owner: string;
  scopes: readonly Scope[];
  perMinute: number | null;
  perHour: number | null;
  perDay: number | null;
  expiresAt: Date | null;
  allowedIps: readonly string[] | null;
  kind: 'live' | 'test';
}

/** A key at the only moment at which it can be read. */
export interface IssuedKey {
  id: string;
  key: string;
}

/** What can be said of a key that somebody holds. */
export interface KeyVerdict {
  valid: boolean;
  /** `mistyped`, `unknown`, `suspended`, `revoked`, `expired`; null when it is valid. */
  reason: string | null;
  row: ApiKey | null;
  /** It stands in public documentation: everybody knows it. */
  isPublic: boolean;
}

/** What the terminal does with keys. */
export interface KeyDesk {
  create(wanted: WantedKey): Promise<IssuedKey>;
  list(tenantId?: string): Promise<ApiKey[]>;
  /** A new key in place of another, which keeps working for a while. @throws AppError api-keys.not_found, not_usable */
  rotate(id: string, overlapMs: number): Promise<IssuedKey & { oldExpiresAt: Date }>;
  /** @throws AppError api-keys.not_found */
  revoke(id: string): Promise<void>;
  verify(key: string): Promise<KeyVerdict>;
}

export interface KeyDeskPorts {
  store: ApiKeyStore;
  clock: Clock;
  pepper: string | undefined;
}

export function createKeyDesk({ store, clock, pepper }: KeyDeskPorts): KeyDesk {
  const get = async (id: string): Promise<ApiKey> => {
    const key = await store.findById(id);
    if (key === undefined) throw new AppError('api-keys.not_found', 'not_found', `There is no key "${id}".`);
    return key;
  };
  const issue = async (wanted: WantedKey, rotatedFrom: string | null): Promise<IssuedKey> => {
    const key = newKey(wanted.kind);
    const id = wanted.id ?? `APIKEY_${newId()}`;
    const { kind: _, id: __, ...row } = wanted;
    await store.add({ ...row, id, keyHash: hashForStorage(key, pepper), ...recognisedBy(key), rotatedFrom });
    return { id, key };
  };
  return {
    create: (wanted) => issue(wanted, null),
    list: (tenantId) => store.list(tenantId),
    async rotate(id, overlapMs) {
      const old = await get(id);
      const now = clock.now();
      const why = whyUnusable(old, now);
      if (why !== undefined) throw notUsable(id, why);
      const issued = await issue(successorOf(old), id);
      const end = new Date(now.getTime() + overlapMs);
      const oldExpiresAt = old.expires_at !== null && old.expires_at < end ? old.expires_at : end;
      await store.setExpiry(id, oldExpiresAt);
      return { ...issued, oldExpiresAt };
    },
    async revoke(id) {
      await get(id);
      await store.setStatus(id, 'revoked', clock.now());
    },
    async verify(text) {
      if (formOf(text) === 'mistyped') return { valid: false, reason: 'mistyped', row: null, isPublic: false };
      const hashes = hashesOf(text, pepper);
      const found = await store.findByHash(hashes);
      if (found === undefined || !isOneOf(found.key_hash, hashes)) {
        return { valid: false, reason: 'unknown', row: null, isPublic: false };
      }
      const { key_hash, ...row } = found;
      const reason = whyUnusable(row, clock.now()) ?? null;
      return { valid: reason === null, reason, row, isPublic: isDocumentationHash(key_hash) };
    },
  };
}

function successorOf(old: ApiKey): WantedKey {
  return {
    tenantId: old.tenant_id,
    owner: old.owner,
    // As stored: a rotation grants exactly what there was.
    scopes: JSON.parse(old.scopes) as Scope[],
    perMinute: old.quota_per_minute,
    perHour: old.quota_per_hour,
    perDay: old.quota_daily,
    expiresAt: old.expires_at,
    allowedIps: old.allowed_ips === null ? null : (JSON.parse(old.allowed_ips) as string[]),
    kind: old.prefix?.startsWith('sk_test_') ? 'test' : 'live',
  };
}

function notUsable(id: string, why: string): AppError {
  return new AppError(
    'api-keys.not_usable',
    'conflict',
    `The key "${id}" is ${why}: it cannot be rotated. Create a new one. / La clé est ${why} : créez-en une nouvelle.`,
  );
}
