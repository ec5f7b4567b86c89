import type { Database } from '../db/connection.ts';
import { AppError } from '../errors/app-error.ts';
import type { ApiKeyStore, NewApiKey } from './api-key.ts';

const COLUMNS = [
  'id',
  'tenant_id',
  'owner',
  'scopes',
  'quota_per_minute',
  'quota_per_hour',
  'quota_daily',
  'status',
  'expires_at',
  'prefix',
  'last4',
  'allowed_ips',
  'rotated_from',
  'last_used_at',
  'created_at',
  'revoked_at',
] as const;

export function createApiKeyStore({ query, engine }: Database): ApiKeyStore {
  const keys = () => query.selectFrom('api_keys').select(COLUMNS);
  return {
    findByHash: (hashes) => keys().select('key_hash').where('key_hash', 'in', hashes).limit(1).executeTakeFirst(),
    findById: (id) => keys().select('key_hash').where('id', '=', id).executeTakeFirst(),
    async touch(id, at, ip) {
      await query.updateTable('api_keys').set({ last_used_at: at, last_used_ip: ip }).where('id', '=', id).execute();
    },
    async add(key) {
      const insert = query.insertInto('api_keys').values(rowOf(key));
      const done = await (engine === 'mysql'
        ? insert.ignore()
        : insert.onConflict((conflict) => conflict.column('id').doNothing())
      ).executeTakeFirst();
      if (Number(done.numInsertedOrUpdatedRows ?? 0) === 0) {
        throw new AppError('api-keys.already_exists', 'conflict', `There is already a key "${key.id}".`);
      }
    },
    list: (tenantId) =>
      keys()
        .$if(tenantId !== undefined, (q) => q.where('tenant_id', '=', tenantId ?? ''))
        .orderBy('created_at', 'desc')
        .orderBy('id')
        .execute(),
    async setStatus(id, status, now) {
      await query
        .updateTable('api_keys')
        .set({ status, ...(status === 'revoked' && { revoked_at: now }) })
        .where('id', '=', id)
        .execute();
    },
    async setExpiry(id, expiresAt) {
      await query.updateTable('api_keys').set({ expires_at: expiresAt }).where('id', '=', id).execute();
    },
  };
}

function rowOf(key: NewApiKey) {
  return {
    id: key.id,
    tenant_id: key.tenantId,
    owner: key.owner,
    key_hash: key.keyHash,
    scopes: JSON.stringify(key.scopes),
    quota_per_minute: key.perMinute,
    quota_per_hour: key.perHour,
    quota_daily: key.perDay,
    expires_at: key.expiresAt,
    prefix: key.prefix,
    last4: key.last4,
    allowed_ips: key.allowedIps === null ? null : JSON.stringify(key.allowedIps),
    rotated_from: key.rotatedFrom,
  };
}
