import type { Defaulted, Instant, Optional, OptionalInstant } from './column-types.ts';

/** Who may read the academic API, how much, and what was read. */
export interface AcademicTables {
  api_keys: ApiKeysTable;
  api_quotas: ApiQuotasTable;
  jwt_issuers: JwtIssuersTable;
  sync_logs: SyncLogsTable;
}

/** A key of the academic API. An INSERT of the first ten columns is enough. */
export interface ApiKeysTable {
  /** Any name; also the `client_id` of POST /oauth/token. */
  id: string;
  tenant_id: string;
  /** The program or institution that holds it, for people. */
  owner: string;
  /** Lowercase hex SHA-256 of the whole key, or `h1$` + hex HMAC-SHA-256 under API_KEY_PEPPER. */
  key_hash: string;
  /** JSON array of scope names. What is no JSON array grants nothing. */
  scopes: string;
  /** Calls per window; null = the default. 0 = none. */
  quota_daily: Optional<number>;
  quota_per_hour: Optional<number>;
  quota_per_minute: Optional<number>;
  status: Defaulted<'active' | 'suspended' | 'revoked'>;
  /** Valid while now is before it; null = for ever. */
  expires_at: OptionalInstant;
  /** The first 12 characters and the last 4, to recognise a key by. */
  prefix: Optional<string>;
  last4: Optional<string>;
  last_used_at: OptionalInstant;
  last_used_ip: Optional<string>;
  /** JSON array of addresses and CIDR ranges; null = from anywhere. */
  allowed_ips: Optional<string>;
  /** Id of the key that this one replaces. */
  rotated_from: Optional<string>;
  revoked_at: OptionalInstant;
  /** JSON, the institution's own notes. */
  metadata: Optional<string>;
  created_at: Instant;
  updated_at: Instant;
}

/** The three counters of one caller. Windows are numbered from 1970 in UTC: minute 0 = 1970-01-01T00:00Z. */
export interface ApiQuotasTable {
  /** `key:<id>` or `jwt:<issuer row>#<client>`. */
  id: string;
  tenant_id: string;
  minute_number: number;
  minute_count: number;
  hour_number: number;
  hour_count: number;
  day_number: number;
  day_count: number;
}

/** A server whose JSON Web Tokens an institution accepts. (tenant_id, issuer) is unique. */
export interface JwtIssuersTable {
  id: string;
  tenant_id: string;
  /** Claim `iss`, compared byte for byte. */
  issuer: string;
  /** Its key set; null when it signs with the secret. */
  jwks_url: Optional<string>;
  /** HS256 secret, sealed with SECRET_KEY; null when it has a key set. */
  secret: Optional<string>;
  /** JSON array: the scopes that its tokens may carry. */
  scopes: string;
  quota_daily: Optional<number>;
  quota_per_hour: Optional<number>;
  quota_per_minute: Optional<number>;
  status: Defaulted<'active' | 'suspended'>;
  created_at: Instant;
  updated_at: Instant;
}

/** The journal: one row per call. Never a key or a token in it. */
export interface SyncLogsTable {
  id: string;
  /** Null when nobody was recognised. Points at no row, so that the journal outlives what it tells of. */
  tenant_id: Optional<string>;
  direction: 'pull';
  type: 'academic_api' | 'oneroster';
  status: 'ok' | 'error';
  /** JSON: endpoint, api_key_id, tenant_id, status_code, duration_ms, ip, user_agent, params, count. */
  metadata: string;
  /** The member of the same name; null = no key was recognised. */
  api_key_id: Optional<string>;
  created_at: Instant;
}
