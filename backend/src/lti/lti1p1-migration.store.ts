import { type Kysely, sql } from 'kysely';
import { type Database, sqlOf } from '../db/connection.ts';
import type { Tables } from '../db/tables/tables.ts';
import { newId } from '../ids/ids.ts';
import type { Identities, Identity } from './former-identity.ts';

export function createIdentities(database: Database): Identities {
  return {
    async current(transaction, identity) {
      const row = await sqlOf(transaction)
        .selectFrom('former_identities as f')
        .innerJoin('users as u', 'u.id', 'f.user_id')
        .select(['u.platform_id as platformId', 'u.moodle_user_id as moodleUserId'])
        .where('f.platform_id', '=', identity.platformId)
        .where('f.moodle_user_id', '=', identity.moodleUserId)
        .executeTakeFirst();
      return row ?? identity;
    },
    async adopt(transaction, former, { tenantId, ...present }, now) {
      const trx = sqlOf(transaction);
      const [old, known] = [await userOf(trx, former), await userOf(trx, present)];
      if (old === undefined || old === known) return;
      if (known === undefined) await move(trx, old, present);
      else await merge(trx, old, known);
      await remember(database, trx, { tenantId, former, userId: known ?? old, now });
    },
  };
}

async function userOf(trx: Kysely<Tables>, { platformId, moodleUserId }: Identity): Promise<string | undefined> {
  const row = await trx
    .selectFrom('users')
    .select('id')
    .where('platform_id', '=', platformId)
    .where('moodle_user_id', '=', moodleUserId)
    .executeTakeFirst();
  return row?.id;
}

/** The usual case: the same row, with its progress, sessions and whatever else hangs on it. */
async function move(trx: Kysely<Tables>, userId: string, { platformId, moodleUserId }: Identity): Promise<void> {
  await trx
    .updateTable('users')
    .set({ platform_id: platformId, moodle_user_id: moodleUserId })
    .where('id', '=', userId)
    .execute();
}

/** Somebody who came by LTI 1.3 before the platform could prove who they had been. */
async function merge(trx: Kysely<Tables>, from: string, to: string): Promise<void> {
  const later = await trx
    .selectFrom('progress as mine')
    .innerJoin('progress as theirs', 'theirs.grain_id', 'mine.grain_id')
    .select([
      'mine.id as keptId',
      'mine.completed_at as keptAt',
      'theirs.id as otherId',
      'theirs.completed_at as otherAt',
    ])
    .where('mine.user_id', '=', to)
    .where('theirs.user_id', '=', from)
    .execute();
  const losers = later.map(({ keptId, keptAt, otherId, otherAt }) => (otherAt < keptAt ? keptId : otherId));
  if (losers.length > 0) await trx.deleteFrom('progress').where('id', 'in', losers).execute();
  await trx.updateTable('progress').set({ user_id: to }).where('user_id', '=', from).execute();
  await trx.updateTable('study_sessions').set({ user_id: to, open_slot: null }).where('user_id', '=', from).execute();
  const theirs = sql<string>`(select context_id from (select context_id from context_memberships where user_id = ${to}) x)`;
  await trx
    .updateTable('context_memberships')
    .set({ user_id: to })
    .where('user_id', '=', from)
    .where('context_id', 'not in', theirs)
    .execute();
  // Their grades are those of the learner who stays; the catch-up of this launch and the reconcile job make the rows.
  await trx.deleteFrom('grade_outbox').where('user_id', '=', from).execute();
}

async function remember(
  { engine }: Database,
  trx: Kysely<Tables>,
  { tenantId, former, userId, now }: { tenantId: string; former: Identity; userId: string; now: Date },
): Promise<void> {
  const insert = trx.insertInto('former_identities').values({
    id: newId(now.getTime()),
    tenant_id: tenantId,
    platform_id: former.platformId,
    moodle_user_id: former.moodleUserId,
    user_id: userId,
    created_at: now,
  });
  await (engine === 'mysql' ? insert.ignore() : insert.onConflict((conflict) => conflict.doNothing())).execute();
}
