import { type QuotaBucket, quotasOf } from './quota.ts';
import { type Scope, scopesOf } from './scopes.ts';

/** A row of api_keys, by its column names, without its hash. */
export interface ApiKey {
  id: string;
  tenant_id: string;
  owner: string;
  /** JSON, as stored. */
  scopes: string;
  quota_per_minute: number | null;
  quota_per_hour: number | null;
  quota_daily: number | null;
  status: 'active' | 'suspended' | 'revoked';
  expires_at: Date | null;
  prefix: string | null;
  last4: string | null;
  allowed_ips: string | null;
  rotated_from: string | null;
  last_used_at: Date | null;
  created_at: Date;
  revoked_at: Date | null;
}

/** A key as found by its hash. */
export type FoundKey = ApiKey & { key_hash: string };

/** What a new key is made of. */
export interface NewApiKey {
  id: string;
  tenantId: string;
  owner: string;
  keyHash: string;
  scopes: readonly Scope[];
  /** Null = the default. */
  perMinute: number | null;
  perHour: number | null;
  perDay: number | null;
  expiresAt: Date | null;
  prefix: string;
  last4: string;
  allowedIps: readonly string[] | null;
  rotatedFrom: string | null;
}

/** Where keys are found while they are used. */
export interface ApiKeyFinder {
  /** The key whose stored hash is one of these, whatever its status. */
  findByHash(hashes: readonly string[]): Promise<FoundKey | undefined>;
  findById(id: string): Promise<FoundKey | undefined>;
  /** Notes that a key was used. */
  touch(id: string, at: Date, ip: string | null): Promise<void>;
}

/** Where keys are kept. */
export interface ApiKeyStore extends ApiKeyFinder {
  /** @throws AppError api-keys.already_exists */
  add(key: NewApiKey): Promise<void>;
  /** Newest first. */
  list(tenantId?: string): Promise<ApiKey[]>;
  setStatus(id: string, status: ApiKey['status'], now: Date): Promise<void>;
  setExpiry(id: string, expiresAt: Date): Promise<void>;
}

/** Why a key that exists opens nothing; undefined = it is good. */
export function whyUnusable(key: Pick<ApiKey, 'status' | 'expires_at'>, now: Date): string | undefined {
  if (key.status !== 'active') return key.status;
  // A date that could not be read is no licence to go on for ever.
  if (key.expires_at !== null && !(now.getTime() < new Date(key.expires_at).getTime())) return 'expired';
  return undefined;
}

/** The counters that calls with this key are charged to. */
export function bucketOfKey(key: ApiKey): QuotaBucket {
  return { id: `key:${key.id}`, tenantId: key.tenant_id, quotas: quotasOf(key, scopesOf(key.scopes)) };
}
