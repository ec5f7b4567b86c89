import { isIdentifier } from '../ids/identifier.ts';
import { hashOfSecret } from '../ids/ids.ts';
import type { QuotaBucket } from './quota.ts';
import { quotasOf } from './quota.ts';
import { scopesOf } from './scopes.ts';

/** A server whose tokens an institution accepts; a row of jwt_issuers by its column names. */
export interface Issuer {
  id: string;
  tenant_id: string;
  issuer: string;
  /** Null when it signs with a secret. */
  jwks_url: string | null;
  /** Sealed; null when it has a key set. */
  secret: string | null;
  scopes: string;
  quota_per_minute: number | null;
  quota_per_hour: number | null;
  quota_daily: number | null;
  status: 'active' | 'suspended';
}

/** Where issuers are kept. */
export interface IssuerStore {
  /** The active rows of that `iss`, one per institution that accepts it. */
  findByIssuer(issuer: string): Promise<Issuer[]>;
  list(tenantId?: string): Promise<Issuer[]>;
  /** @throws AppError api-keys.issuer_exists */
  add(issuer: Issuer): Promise<void>;
  /** Whether there was one. */
  remove(id: string): Promise<boolean>;
}

const MAX_CLIENT_LENGTH = 200;

/** The counters that a client's calls are charged to: of its name, or of its hash where no column takes the name. */
export function bucketOfClient(issuer: Issuer, client: string): QuotaBucket {
  return {
    id: `jwt:${issuer.id}#${isIdentifier(client, MAX_CLIENT_LENGTH) ? client : hashOfSecret(client)}`,
    tenantId: issuer.tenant_id,
    quotas: quotasOf(issuer, scopesOf(issuer.scopes)),
  };
}
