import { type Database, sqlOf } from '../db/connection.ts';
import type { SigningKeyStore } from './signing-keys.ts';

export function createSigningKeyStore(database: Database): SigningKeyStore {
  return {
    published: () =>
      database.query
        .selectFrom('signing_keys')
        .select(['id', 'private_key as sealedPrivateKey', 'public_jwk as publicJwk', 'status'])
        .where('status', '<>', 'retired')
        .orderBy('created_at')
        .orderBy('id')
        .execute(),
    addIfNoneActive: (key, now) =>
      database.write(async (transaction) => {
        const sql = sqlOf(transaction);
        const active = await sql.selectFrom('signing_keys').select('id').where('status', '=', 'active').execute();
        if (active.length > 0) return;
        await sql
          .insertInto('signing_keys')
          .values({
            id: key.id,
            private_key: key.sealedPrivateKey,
            public_jwk: key.publicJwk,
            status: key.status,
            created_at: now,
          })
          .execute();
      }),
  };
}
