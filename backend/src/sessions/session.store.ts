import type { Database } from '../db/connection.ts';
import { hashOfSecret, newSecret } from '../ids/ids.ts';
import type { LaunchGrant } from './session.ts';

/** Eight hours, extended by use. */
export const SESSION_MS = 8 * 3600_000;
/** A session is extended at most this often, so that reading progress is not a write. */
const EXTEND_EVERY_MS = 15 * 60_000;

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
  /** Extends a session in use; does nothing when it was extended a short while ago. */
  extend(bearer: string, now: Date): Promise<void>;
  /** Whether a session, live or expired and not yet deleted, has this bearer. */
  isBearerUsed(bearer: string): Promise<boolean>;
  /** Deletes what expired; answers how many. */
  purge(now: Date): Promise<number>;
}

export function createSessionStore({ query }: Database): SessionStore {
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
    async extend(bearer, now) {
      await query
        .updateTable('sessions')
        .set({ last_seen_at: now, expires_at: new Date(now.getTime() + SESSION_MS) })
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
      const { numDeletedRows } = await query.deleteFrom('sessions').where('expires_at', '<', now).executeTakeFirst();
      return Number(numDeletedRows);
    },
  };
}
