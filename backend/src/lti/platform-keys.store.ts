import type { Database } from '../db/connection.ts';
import type { KeySetStore } from './platform-keys.ts';

export function createKeySetStore({ query, engine }: Database): KeySetStore {
  return {
    async find(platformId) {
      const row = await query
        .selectFrom('platform_jwks')
        .select(['jwks', 'expires_at', 'attempted_at'])
        .where('platform_id', '=', platformId)
        .executeTakeFirst();
      return row && { jwks: row.jwks, expiresAt: row.expires_at, attemptedAt: row.attempted_at };
    },
    async save(platform, keySet, fetchedAt) {
      const tried = { attempted_at: keySet.attemptedAt };
      // A failed try keeps the set that is there, which another replica may have renewed meanwhile.
      const changes =
        fetchedAt === null
          ? tried
          : { ...tried, jwks: keySet.jwks, expires_at: keySet.expiresAt, fetched_at: fetchedAt };
      const insert = query
        .insertInto('platform_jwks')
        .values({ id: platform.id, platform_id: platform.id, ...changes });
      await (engine === 'mysql'
        ? insert.onDuplicateKeyUpdate(changes)
        : insert.onConflict((conflict) => conflict.column('platform_id').doUpdateSet(changes))
      ).execute();
    },
  };
}
