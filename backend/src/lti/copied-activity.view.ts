import type { Database } from '../db/connection.ts';
import type { CopyPorts } from './copied-activity.ts';

/** Scopes of the activities that were opened before. */
export function createScopesReader({ query }: Database): CopyPorts['scopesOf'] {
  return async (platform, deploymentId, ltiIds) => {
    const rows = await query
      .selectFrom('resource_links as r')
      .innerJoin('deployments as d', 'd.id', 'r.deployment_id')
      .select(['r.lti_resource_link_id as id', 'r.module_id as moduleId', 'r.sequence_id as sequenceId'])
      .select('r.grain_id as grainId')
      .where('d.platform_id', '=', platform.id)
      .where('d.deployment_id', '=', deploymentId)
      .where('r.lti_resource_link_id', 'in', [...ltiIds])
      .execute();
    return new Map(rows.map(({ id, ...scope }) => [id, scope]));
  };
}
