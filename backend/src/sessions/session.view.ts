import { type Selectable, sql } from 'kysely';
import { type ActivityScope, wholeCourse } from '../catalogue/scope.ts';
import type { Database } from '../db/connection.ts';
import type { SessionsTable } from '../db/tables/lti-tables.ts';
import { hashOfSecret } from '../ids/ids.ts';
import { DEVELOPMENT_ISSUER } from './development-sign-in.ts';
import { inBatches } from './in-batches.ts';
import type { Session, SessionReader } from './session.ts';

/** Long enough to spare the database during a burst of grains, short enough for a revocation to bite. */
const CACHE_MS = 5000;
const CACHE_ENTRIES = 20_000;

/**
 * Reads sessions by bearer, keeping each answer for five seconds. Unknown bearers are never kept. What is asked for at once
 * is read together.
 */
export function createSessionReader(database: Database, now: () => number = Date.now): SessionReader {
  const kept = new Map<string, { until: number; session: Session }>();
  const read = inBatches((bearers: readonly string[]) => readSessions(database, bearers, new Date(now())));
  return {
    async find(bearer) {
      const known = kept.get(bearer);
      if (known !== undefined && known.until > now()) return known.session;
      kept.delete(bearer);
      const session = await read(bearer);
      if (session === undefined) return undefined;
      if (kept.size >= CACHE_ENTRIES) kept.delete(kept.keys().next().value ?? '');
      kept.set(bearer, { until: Math.min(now() + CACHE_MS, session.expiresAt.getTime()), session });
      return session;
    },
  };
}

/** @returns the live sessions by their bearers */
async function readSessions(
  database: Database,
  bearers: readonly string[],
  now: Date,
): Promise<ReadonlyMap<string, Session>> {
  const bearerOf = new Map(bearers.map((bearer) => [hashOfSecret(bearer), bearer]));
  const ids = [...bearerOf.keys()];
  const rows = await database.repeated
    .selectFrom('sessions as s')
    .innerJoin('tenants as t', 't.id', 's.tenant_id')
    .innerJoin('platforms as p', 'p.id', 's.platform_id')
    .select(['s.id', 's.tenant_id', 's.platform_id', 's.user_id', 's.resource_link_id', 's.role'])
    .select(['s.site_origin', 's.expires_at'])
    // On PostgreSQL in the same words for any number of them, so that the statement is planned once.
    .where((where) => (database.engine === 'postgres' ? sql<boolean>`s.id = any(${ids})` : where('s.id', 'in', ids)))
    .where('s.expires_at', '>', now)
    .where('t.status', '=', 'active')
    .where((where) => where.or([where('p.status', '=', 'active'), where('p.issuer', '=', DEVELOPMENT_ISSUER)]))
    .execute();
  return new Map(rows.map((row) => [bearerOf.get(row.id) ?? '', sessionOf(row)]));
}

function sessionOf(row: Omit<Selectable<SessionsTable>, 'created_at' | 'last_seen_at'>): Session {
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
