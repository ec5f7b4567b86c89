import { isAllowedAddress } from '../api-keys/allowed-addresses.ts';
import { type Caller, invalidToken, tenantOf } from '../api-keys/caller.ts';
import type { KeyCheck } from '../api-keys/key-check.ts';
import {
  exhaustedWindows,
  type QuotaCount,
  type QuotaStore,
  remainingOf,
  resetOf,
  secondsToReset,
} from '../api-keys/quota.ts';
import type { TokenCheck } from '../api-keys/token-check.ts';
import { AppError } from '../errors/app-error.ts';
import type { Clock } from '../time/clock.ts';
import { isoSeconds } from './records.ts';

export interface GatePorts {
  keys: Pick<KeyCheck, 'callerOf'>;
  tokens: TokenCheck;
  quotas: QuotaStore;
  isActiveTenant(tenantId: string): Promise<boolean>;
  clock: Clock;
}

/** What of a request says who calls. */
export interface Credentials {
  key: string | undefined;
  authorization: string | undefined;
  tenant: string | undefined;
  address: string;
  /** Names of the query's parameters. */
  queryNames: readonly string[];
}

/** The steps that stand before every answer, in this order; each may refuse. */
export interface Gate {
  /** @throws AppError academic.credentials_in_url, ambiguous_credentials, api-keys.invalid_api_key, invalid_token ... */
  callerOf(credentials: Credentials): Promise<Caller>;
  /** Counts the call. The count comes back even when it is refused, for the headers. */
  count(caller: Caller): Promise<QuotaCount>;
  /** @throws AppError academic.address_not_allowed, api-keys.invalid_tenant, missing_tenant_id */
  tenantOf(caller: Caller, credentials: Credentials): Promise<string>;
}

/** Keys in addresses end up in logs and histories. */
const SECRET_NAMES = /^(x-)?(api[-_]?key|access[-_]?token|token|jwt|authorization|client_secret)$/i;

export function createGate(ports: GatePorts): Gate {
  return {
    async callerOf({ key, authorization, tenant, address, queryNames }) {
      if (queryNames.some((name) => SECRET_NAMES.test(name))) throw credentialsInUrl();
      if (key !== undefined && authorization !== undefined) throw ambiguousCredentials();
      if (authorization === undefined) return ports.keys.callerOf(key, address);
      const token = /^bearer +(\S+)$/i.exec(authorization)?.[1];
      if (token === undefined) throw invalidToken('not a Bearer header');
      return ports.tokens.callerOf(token, tenant, address);
    },
    count: (caller) => ports.quotas.consume(caller.bucket, ports.clock.now()),
    async tenantOf(caller, { tenant, address }) {
      if (!isAllowedAddress(caller.allowedIps, address)) throw addressNotAllowed();
      return tenantOf(caller, tenant, ports.isActiveTenant);
    },
  };
}

function credentialsInUrl(): AppError {
  const text = 'Never put a key or token into the address: send it in the header X-API-Key or Authorization.';
  return new AppError('academic.credentials_in_url', 'invalid', text);
}

function ambiguousCredentials(): AppError {
  return new AppError('academic.ambiguous_credentials', 'invalid', 'Send either X-API-Key or Authorization, not both.');
}

function addressNotAllowed(): AppError {
  return new AppError(
    'academic.address_not_allowed',
    'forbidden',
    'the key is bound to other addresses',
    'This API key may not be used from this address.',
  );
}

/** AppError academic.rate_limit_exceeded, with the body that the public documentation shows. */
export function quotaExceeded(caller: Caller, count: QuotaCount): AppError {
  const { quotas } = caller.bucket;
  const remaining = remainingOf(quotas, count.used);
  const exceeded = exhaustedWindows(remaining);
  // Whoever waits for the minute only, when the day is spent, comes back in vain.
  const longest = exceeded.at(-1) ?? 'minute';
  const retryAfter = secondsToReset(longest, count.at);
  const text = 'Rate limit exceeded. Please retry after the reset time.';
  return new AppError('academic.rate_limit_exceeded', 'too_many', text, text, {
    retryAfterSeconds: retryAfter,
    details: {
      retry_after: retryAfter,
      reset_at: isoSeconds(new Date(resetOf(longest, count.at) * 1000)),
      limits: quotas,
      remaining,
      exceeded,
    },
  });
}
