import type { Kysely } from 'kysely';
import { type Database, sqlOf } from '../db/connection.ts';
import type { Tables } from '../db/tables/tables.ts';
import type { KeyRotationStore } from './key-rotation.ts';
import type { StoredSigningKey } from './signing-keys.ts';

const COLUMNS = ['id', 'status', 'created_at', 'activate_at', 'retire_at', 'retired_at', 'public_jwk'] as const;

export function createKeyRotationStore(database: Database): KeyRotationStore {
  return {
    list: () => database.query.selectFrom('signing_keys').select(COLUMNS).orderBy('created_at').orderBy('id').execute(),
    announce: (key, activateAt, now) =>
      database.write(async (transaction) => {
        const sql = sqlOf(transaction);
        const waiting = await sql
          .selectFrom('signing_keys')
          .select('id')
          .where('activate_at', 'is not', null)
          .execute();
        if (waiting.length > 0) return false;
        await insert(sql, key, { created_at: now, activate_at: activateAt });
        return true;
      }),
    replaceAll: (key, now) =>
      database.write(async (transaction) => {
        const sql = sqlOf(transaction);
        await sql
          .updateTable('signing_keys')
          .set({ status: 'retired', retired_at: now, activate_at: null, retire_at: null })
          .where('status', '<>', 'retired')
          .execute();
        await insert(sql, key, { created_at: now });
      }),
    async advance(now, retireAt) {
      // Mostly there is nothing to do, and then nothing is locked.
      if ((await dueKeys(database.query, now)).length === 0) return 0;
      return database.write((transaction) => advanceDue(sqlOf(transaction), now, retireAt));
    },
  };
}

function dueKeys(sql: Kysely<Tables>, now: Date): Promise<{ id: string; activate_at: Date | null }[]> {
  return sql
    .selectFrom('signing_keys')
    .select(['id', 'activate_at'])
    .where('status', '=', 'published')
    .where((eb) => eb.or([eb('activate_at', '<=', now), eb('retire_at', '<=', now)]))
    .execute();
}

/** Each change names the state it starts from, so that a process that comes second changes nothing. */
async function advanceDue(sql: Kysely<Tables>, now: Date, retireAt: Date): Promise<number> {
  let changed = 0;
  for (const { id, activate_at: activateAt } of await dueKeys(sql, now)) {
    const key = sql.updateTable('signing_keys').where('id', '=', id).where('status', '=', 'published');
    if (activateAt === null) {
      const { numUpdatedRows } = await key.set({ status: 'retired', retired_at: now }).executeTakeFirst();
      changed += Number(numUpdatedRows);
      continue;
    }
    const former = { status: 'published' as const, retire_at: retireAt };
    await sql.updateTable('signing_keys').set(former).where('status', '=', 'active').where('id', '<>', id).execute();
    const { numUpdatedRows } = await key.set({ status: 'active', activate_at: null }).executeTakeFirst();
    changed += Number(numUpdatedRows);
  }
  return changed;
}

async function insert(
  sql: Kysely<Tables>,
  key: StoredSigningKey,
  times: { created_at: Date; activate_at?: Date },
): Promise<void> {
  await sql
    .insertInto('signing_keys')
    .values({ id: key.id, private_key: key.sealedPrivateKey, public_jwk: key.publicJwk, status: key.status, ...times })
    .execute();
}
