import { type ActivityScope, wholeCourse } from '../catalogue/scope.ts';
import type { Database } from '../db/connection.ts';
import { hashOfSecret } from '../ids/ids.ts';
import type { Session, SessionReader } from './session.ts';

/** Long enough to spare the database during a burst of grains, short enough for a revocation to bite. */
const CACHE_MS = 5000;
const CACHE_ENTRIES = 20_000;

/** Reads sessions by bearer, keeping each answer for five seconds. Unknown bearers are never kept. */
export function createSessionReader(database: Database, now: () => number = Date.now): SessionReader {
  const kept = new Map<string, { until: number; session: Session }>();
  return {
    async find(bearer) {
      const known = kept.get(bearer);
      if (known !== undefined && known.until > now()) return known.session;
      kept.delete(bearer);
      const session = await readSession(database, bearer, new Date(now()));
      if (session === undefined) return undefined;
      if (kept.size >= CACHE_ENTRIES) kept.delete(kept.keys().next().value ?? '');
      kept.set(bearer, { until: Math.min(now() + CACHE_MS, session.expiresAt.getTime()), session });
      return session;
    },
  };
}

async function readSession(database: Database, bearer: string, now: Date): Promise<Session | undefined> {
  const row = await database.query
    .selectFrom('sessions')
    .select(['tenant_id', 'platform_id', 'user_id', 'resource_link_id', 'role', 'site_origin', 'expires_at'])
    .where('id', '=', hashOfSecret(bearer))
    .where('expires_at', '>', now)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return {
    tenantId: row.tenant_id,
    platformId: row.platform_id,
    userId: row.user_id,
    resourceLinkId: row.resource_link_id,
    role: row.role,
    siteOrigin: row.site_origin,
    expiresAt: row.expires_at,
  };
}

/** The scope of the activity a session was opened from; the whole course when there is none. */
export function createScopeReader(database: Database): (session: Session) => Promise<ActivityScope> {
  return async ({ resourceLinkId }) => {
    if (resourceLinkId === null) return wholeCourse;
    const row = await database.query
      .selectFrom('resource_links')
      .select(['module_id as moduleId', 'sequence_id as sequenceId', 'grain_id as grainId'])
      .where('id', '=', resourceLinkId)
      .executeTakeFirst();
    return row ?? wholeCourse;
  };
}
