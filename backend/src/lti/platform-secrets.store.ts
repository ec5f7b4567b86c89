import type { Database } from '../db/connection.ts';
import { AppError } from '../errors/app-error.ts';
import { newId } from '../ids/ids.ts';
import type { PlatformSecrets, SecretKind } from './platform-secrets.ts';
import { seal, unseal } from './signing-keys-seal.ts';

/** @param secretKey SECRET_KEY, which encrypts what is stored */
export function createPlatformSecrets({ query, engine }: Database, secretKey: string): PlatformSecrets {
  return {
    async find(platformId, kind) {
      const row = await query
        .selectFrom('platform_secrets')
        .select(['secret', 'url'])
        .where('platform_id', '=', platformId)
        .where('kind', '=', kind)
        .executeTakeFirst();
      return row && { secret: opened(row.secret, secretKey, sealOf(platformId, kind)), url: row.url };
    },
    async save({ id, tenantId }, kind, { secret, url }) {
      const changes = { secret: seal(secret, secretKey, sealOf(id, kind)), url };
      const insert = query
        .insertInto('platform_secrets')
        .values({ id: newId(), tenant_id: tenantId, platform_id: id, kind, ...changes });
      await (engine === 'mysql'
        ? insert.onDuplicateKeyUpdate(changes)
        : insert.onConflict((conflict) => conflict.columns(['platform_id', 'kind']).doUpdateSet(changes))
      ).execute();
    },
    async remove(platformId, kind) {
      const { numDeletedRows } = await query
        .deleteFrom('platform_secrets')
        .where('platform_id', '=', platformId)
        .where('kind', '=', kind)
        .executeTakeFirst();
      return Number(numDeletedRows) > 0;
    },
  };
}

/** A secret opens only in the row that it was written for. */
function sealOf(platformId: string, kind: SecretKind): string {
  return `${platformId} ${kind}`;
}

function opened(sealed: string, secretKey: string, boundTo: string): string {
  try {
    return unseal(sealed, secretKey, boundTo);
  } catch (cause) {
    throw new AppError(
      'lti.secret_key_mismatch',
      'internal',
      'SECRET_KEY is not the one that encrypted the secrets of this database. Set the former SECRET_KEY again, or give ' +
        'the secrets anew ("passerelle platforms add-1p1", "add-token", "services").',
      'The service is not configured correctly. Its administrator finds the reason in the log.',
      { cause },
    );
  }
}
