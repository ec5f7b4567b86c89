import { AppError } from '../errors/app-error.ts';
import type { QuotaBucket } from './quota.ts';
import type { Scope } from './scopes.ts';

/** Who calls, as its key or token proves. */
export interface Caller {
  /** Id of the key; null for a token that an institution's own server issued. */
  apiKeyId: string | null;
  /** The program that a token was issued to. */
  clientId: string | null;
  /** The institution that the key or the token's issuer belongs to. */
  tenantId: string;
  /** The institution that the credential itself names; undefined when a token names none. */
  namedTenant: string | undefined;
  scopes: readonly Scope[];
  /** What a token was granted beside them: names of another interface over the same data (token-grant.ts). */
  otherScopes: readonly string[];
  /** Whose counters the call is charged to. */
  bucket: QuotaBucket;
  /** JSON array of address ranges; null = from anywhere. */
  allowedIps: string | null;
}

/**
 * The institution that a call is about. An unknown institution and somebody else's answer the same.
 * @param header X-Orchestrator-Id
 * @param isActive whether an institution of that id exists and is active
 * @throws AppError api-keys.missing_tenant_id, api-keys.invalid_tenant
 */
export async function tenantOf(
  caller: Caller,
  header: string | undefined,
  isActive: (tenantId: string) => Promise<boolean>,
): Promise<string> {
  const wanted = header ?? caller.namedTenant;
  if (wanted === undefined) {
    throw new AppError(
      'api-keys.missing_tenant_id',
      'invalid',
      'the token names no institution and the header X-Orchestrator-Id is missing',
      'Name the institution in the header X-Orchestrator-Id or in the token’s claim tenant_id.',
    );
  }
  const isOwn = wanted === caller.namedTenant && wanted === caller.tenantId;
  if (!isOwn || !(await isActive(wanted))) throw invalidTenant();
  return wanted;
}

function invalidTenant(): AppError {
  return new AppError('api-keys.invalid_tenant', 'forbidden', 'another or no tenant', 'Tenant not found or inactive.');
}

/** @throws AppError api-keys.insufficient_scope */
export function requireScope(caller: Caller, scope: Scope): void {
  if (caller.scopes.includes(scope)) return;
  const text = `Your API key does not have the required scope: ${scope}`;
  const details = { required_scope: scope, your_scopes: caller.scopes };
  throw new AppError('api-keys.insufficient_scope', 'forbidden', text, text, { details });
}

/** AppError api-keys.invalid_api_key: one answer for missing, unknown, mistyped, suspended, revoked and expired. */
export function invalidApiKey(why: string): AppError {
  return new AppError('api-keys.invalid_api_key', 'unauthenticated', why, 'Invalid or expired API key.');
}

/** AppError api-keys.invalid_token: one answer for every token that is not good. */
export function invalidToken(why: string): AppError {
  return new AppError('api-keys.invalid_token', 'unauthenticated', why, 'Invalid or expired token.');
}
