import type { Instant, Optional, OptionalInstant } from './column-types.ts';

/** Dynamic registration. */
export interface RegistrationTables {
  registration_invitations: RegistrationInvitationsTable;
  platform_registrations: PlatformRegistrationsTable;
}

/** A link that lets one LMS register itself for one institution, once. */
export interface RegistrationInvitationsTable {
  id: string;
  tenant_id: string;
  /** Name of the platform to be; null = its host. */
  name: Optional<string>;
  /** SHA-256 of what stands in the link. */
  token_hash: string;
  created_at: Instant;
  expires_at: Date;
  used_at: OptionalInstant;
}

/** What an LMS said when it registered itself. */
export interface PlatformRegistrationsTable {
  id: string;
  /** Null = nobody invited it: it belongs to no institution yet. */
  tenant_id: Optional<string>;
  /** Null = it waits for `platforms enable --tenant`, and can do nothing. */
  platform_id: Optional<string>;
  issuer: string;
  client_id: string;
  deployment_id: Optional<string>;
  name: string;
  auth_url: string;
  token_url: string;
  jwks_url: string;
  token_audience: Optional<string>;
  /** `moodle`, `canvas`, `desire2learn` ... */
  product_family: Optional<string>;
  /** Scopes that the platform granted, separated by spaces. */
  scopes: Optional<string>;
  /** Where the platform keeps its side of the registration. */
  registration_client_uri: Optional<string>;
  created_at: Instant;
  updated_at: Instant;
}
