import type { Database } from '../db/connection.ts';
import type { ClaimedRow, PendingGrade, PendingGradeReader } from './outbox.ts';
import { type FinishedGrain, gradeOf } from './score.ts';

/** Reads what claimed rows need in three queries, however many they are. */
export function createPendingGradeReader(database: Database): PendingGradeReader {
  return async (rows) => {
    if (rows.length === 0) return [];
    const contexts = await readContexts(database, rows);
    const [finished, grains] = await Promise.all([
      readFinished(database, [...new Set(rows.map((row) => row.userId))]),
      readGrains(database, [...new Set(contexts.map((context) => context.tenantId))]),
    ]);
    const byRow = new Map(contexts.map((context) => [context.id, context]));
    return rows.flatMap((row) => {
      const context = byRow.get(row.id);
      if (context === undefined) return [];
      const { id: _, tenantId, ...about } = context;
      const grade = gradeOf(about.activity.scope, grains.get(tenantId) ?? [], finished.get(row.userId) ?? []);
      return [{ row, ...about, grade }];
    });
  };
}

type Context = Omit<PendingGrade, 'row' | 'grade'> & { id: string; tenantId: string };

async function readContexts({ query }: Database, rows: readonly ClaimedRow[]): Promise<Context[]> {
  const ids = rows.map((row) => row.id);
  const found = await query
    .selectFrom('grade_outbox as o')
    .innerJoin('resource_links as r', 'r.id', 'o.resource_link_id')
    .innerJoin('platforms as p', 'p.id', 'o.platform_id')
    .innerJoin('users as u', 'u.id', 'o.user_id')
    .innerJoin('contexts as c', 'c.id', 'r.context_id')
    .leftJoin('outcome_results as t', (join) =>
      join.onRef('t.resource_link_id', '=', 'o.resource_link_id').onRef('t.user_id', '=', 'o.user_id'),
    )
    .select(['o.id', 'o.tenant_id', 'u.moodle_user_id', 'p.id as platform_id', 'p.client_id', 'p.token_url'])
    .select(['p.token_audience', 'r.id as resource_link_id', 'r.lti_resource_link_id', 'r.title', 'r.module_id'])
    .select(['r.sequence_id', 'r.grain_id', 'r.lineitem_url', 'r.lineitems_url', 'r.lineitem_origin', 'r.ags_scopes'])
    .select(['r.passback', 'r.grade_policy', 'r.moodle_cmid', 'c.lti_context_id', 't.service_url', 't.sourced_id'])
    .where('o.id', 'in', ids)
    .where('r.passback', '<>', 'none')
    .execute();
  return found.map((row) => ({
    id: row.id,
    tenantId: row.tenant_id,
    moodleUserId: row.moodle_user_id,
    channel: row.passback === 'none' ? 'ags' : row.passback,
    policy: row.grade_policy,
    outcome:
      row.service_url === null || row.sourced_id === null
        ? null
        : { serviceUrl: row.service_url, sourcedId: row.sourced_id },
    ltiContextId: row.lti_context_id,
    moodleCmid: row.moodle_cmid,
    platform: {
      id: row.platform_id,
      clientId: row.client_id,
      tokenUrl: row.token_url,
      tokenAudience: row.token_audience,
    },
    activity: {
      resourceLinkId: row.resource_link_id,
      ltiResourceLinkId: row.lti_resource_link_id,
      title: row.title,
      scope: { moduleId: row.module_id, sequenceId: row.sequence_id, grainId: row.grain_id },
      lineItemUrl: row.lineitem_url,
      lineItemsUrl: row.lineitems_url,
      lineItemOrigin: row.lineitem_origin,
      scopes: (row.ags_scopes ?? '').split(' ').filter((scope) => scope !== ''),
    },
  }));
}

async function readFinished({ query }: Database, userIds: string[]): Promise<Map<string, FinishedGrain[]>> {
  const rows = await query
    .selectFrom('progress')
    .select(['user_id as userId', 'grain_id as grainId', 'module_id as moduleId', 'sequence_id as sequenceId', 'score'])
    .where('user_id', 'in', userIds)
    .execute();
  return Map.groupBy(rows, (row) => row.userId);
}

async function readGrains({ query }: Database, tenantIds: string[]) {
  if (tenantIds.length === 0) return new Map<string, never[]>();
  const rows = await query
    .selectFrom('grains')
    .select(['tenant_id as tenantId', 'grain_id as grainId', 'module_id as moduleId', 'sequence_id as sequenceId'])
    .where('tenant_id', 'in', tenantIds)
    .where('retired_at', 'is', null)
    // A fixed order, so that sums of fractions come out the same each time.
    .orderBy('grain_id')
    .execute();
  return Map.groupBy(rows, (row) => row.tenantId);
}
