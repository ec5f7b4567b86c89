import { type Database, sqlOf } from '../db/connection.ts';
import { keepLastVisits } from '../db/last-visits.ts';
import { hashOfSecret, newSecret } from '../ids/ids.ts';
import type { LaunchGrant } from './session.ts';

/** Eight hours, extended by use. */
export const SESSION_MS = 8 * 3600_000;
/** A session is extended at most this often, so that reading progress is not a write. */
const EXTEND_EVERY_MS = 15 * 60_000;
const DAY_MS = 24 * 3600_000;

export interface SessionStore {
  /**
   * Opens a session; its bearer is answered once and stored as a hash.
   * @param bearer what the browser has made (a random UUID or more), else one is made here
   */
  open(
    grant: LaunchGrant,
    siteOrigin: string | null,
    now: Date,
    bearer?: string,
  ): Promise<{ bearer: string; expiresAt: Date }>;
  /**
   * Extends a session in use; does nothing when it was extended a short while ago.
   * @param maxDays after which it ends however much it is used: what it proves is as old as its launch
   */
  extend(bearer: string, now: Date, maxDays: number): Promise<void>;
  /** Whether a session, live or expired and not yet deleted, has this bearer. */
  isBearerUsed(bearer: string): Promise<boolean>;
  /** Deletes what expired, and keeps when its learners were here last; answers how many. */
  purge(now: Date): Promise<number>;
}

/** In small transactions, so that nobody waits long for SQLite's only writer. */
const PURGED_AT_ONCE = 500;

export function createSessionStore(database: Database): SessionStore {
  const { query, engine } = database;
  return {
    async open(grant, siteOrigin, now, bearer = newSecret()) {
      const expiresAt = new Date(now.getTime() + SESSION_MS);
      await query
        .insertInto('sessions')
        .values({
          id: hashOfSecret(bearer),
          tenant_id: grant.tenantId,
          platform_id: grant.platformId,
          user_id: grant.userId,
          resource_link_id: grant.resourceLinkId,
          role: grant.role,
          site_origin: siteOrigin,
          created_at: now,
          last_seen_at: now,
          expires_at: expiresAt,
        })
        .execute();
      return { bearer, expiresAt };
    },
    async extend(bearer, now, maxDays) {
      const expiresAt = new Date(now.getTime() + SESSION_MS);
      const oldest = new Date(expiresAt.getTime() - maxDays * DAY_MS);
      await query
        .updateTable('sessions')
        .set((eb) => ({
          last_seen_at: now,
          expires_at: eb
            .case()
            .when('created_at', '>=', oldest)
            .then(eb.val(expiresAt))
            .else(eb.ref('expires_at'))
            .end(),
        }))
        .where('id', '=', hashOfSecret(bearer))
        .where('last_seen_at', '<', new Date(now.getTime() - EXTEND_EVERY_MS))
        .where('expires_at', '>', now)
        .execute();
    },
    async isBearerUsed(bearer) {
      const id = hashOfSecret(bearer);
      return (await query.selectFrom('sessions').select('id').where('id', '=', id).executeTakeFirst()) !== undefined;
    },
    async purge(now) {
      const purgeSome = () =>
        database.write(async (transaction) => {
          const trx = sqlOf(transaction);
          const some = await trx
            .selectFrom('sessions')
            .select(['id', 'user_id as userId', 'last_seen_at as at'])
            .where('expires_at', '<', now)
            .limit(PURGED_AT_ONCE)
            .execute();
          if (some.length === 0) return 0;
          await keepLastVisits(trx, engine, some);
          const ids = some.map(({ id }) => id);
          await trx.deleteFrom('sessions').where('id', 'in', ids).execute();
          return ids.length;
        });
      for (let all = 0; ; ) {
        const purged = await purgeSome();
        all += purged;
        if (purged < PURGED_AT_ONCE) return all;
      }
    },
  };
}
