import type { Database } from '../db/connection.ts';
import type { ClassRoll, ReadClassRoll } from './class-roll.ts';

/** Reads a course in seven queries, however many its learners are. */
export function createClassRollReader(database: Database): ReadClassRoll {
  return async (contextId) => {
    const context = await readContext(database, contextId);
    if (context === undefined) return undefined;
    const [scopes, members, seen, done, grades] = await Promise.all([
      readScopes(database, contextId),
      readLearners(database, contextId),
      readLastSeen(database, contextId),
      readDone(database, contextId),
      readGrades(database, contextId),
    ]);
    const learners = members.map((learner) => ({ ...learner, lastSeenAt: seen.get(learner.userId) ?? null }));
    return { ...context, scopes, learners, done, grades };
  };
}

async function readContext({ query }: Database, contextId: string) {
  const row = await query
    .selectFrom('contexts as c')
    .innerJoin('tenants as t', 't.id', 'c.tenant_id')
    .select(['c.tenant_id as tenantId', 'c.title', 't.timezone', 'c.roster_synced_at as rosterSyncedAt'])
    .select(['c.roster_reason as rosterReason', 'c.memberships_url'])
    .where('c.id', '=', contextId)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { memberships_url: url, ...context } = row;
  return { ...context, hasRoster: url !== null };
}

function readScopes({ query }: Database, contextId: string) {
  return query
    .selectFrom('resource_links')
    .select(['module_id as moduleId', 'sequence_id as sequenceId', 'grain_id as grainId'])
    .where('context_id', '=', contextId)
    .execute();
}

/** Active learners of the course (`m`). */
function learnersOf({ query }: Database, contextId: string) {
  return query
    .selectFrom('context_memberships as m')
    .where('m.context_id', '=', contextId)
    .where('m.role', '=', 'learner')
    .where('m.status', '=', 'active');
}

async function readLearners(database: Database, contextId: string) {
  const rows = await learnersOf(database, contextId)
    .innerJoin('users as u', 'u.id', 'm.user_id')
    .select(['u.id as userId', 'u.moodle_user_id as moodleUserId', 'u.firstname', 'u.lastname'])
    .select(['u.full_name as fullName', 'u.email', 'm.launch_role', 'm.group_names as groups'])
    .execute();
  return rows.map(({ launch_role: launched, ...learner }) => ({ ...learner, hasOpened: launched !== null }));
}

/** The latest of the sessions still kept and of the stretches of work. */
async function readLastSeen(database: Database, contextId: string): Promise<Map<string, Date>> {
  const [sessions, studies] = await Promise.all([
    learnersOf(database, contextId)
      .innerJoin('sessions as s', 's.user_id', 'm.user_id')
      .select((eb) => ['m.user_id', eb.fn.max('s.last_seen_at').as('seen_at')])
      .groupBy('m.user_id')
      .execute(),
    learnersOf(database, contextId)
      .innerJoin('study_sessions as s', 's.user_id', 'm.user_id')
      .select((eb) => ['m.user_id', eb.fn.max('s.last_activity_at').as('seen_at')])
      .groupBy('m.user_id')
      .execute(),
  ]);
  const latest = new Map<string, Date>();
  for (const { user_id: userId, seen_at: at } of [...sessions, ...studies]) {
    const known = latest.get(userId);
    if (known === undefined || known < at) latest.set(userId, at);
  }
  return latest;
}

async function readDone(database: Database, contextId: string): Promise<ClassRoll['done']> {
  const rows = await learnersOf(database, contextId)
    .innerJoin('progress as p', 'p.user_id', 'm.user_id')
    .innerJoin('grains as g', (join) =>
      join.onRef('g.tenant_id', '=', 'p.tenant_id').onRef('g.grain_id', '=', 'p.grain_id'),
    )
    .select(['m.user_id as userId', 'g.module_id as moduleId', 'g.sequence_id as sequenceId'])
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('g.retired_at', 'is', null)
    .groupBy(['m.user_id', 'g.module_id', 'g.sequence_id'])
    .execute();
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}

function readGrades(database: Database, contextId: string) {
  return learnersOf(database, contextId)
    .innerJoin('resource_links as r', 'r.context_id', 'm.context_id')
    .innerJoin('grade_outbox as o', (join) =>
      join.onRef('o.resource_link_id', '=', 'r.id').onRef('o.user_id', '=', 'm.user_id'),
    )
    .select(['o.user_id as userId', 'r.title as activity', 'o.state', 'o.sent_score as sentScore', 'o.reason'])
    .execute();
}
