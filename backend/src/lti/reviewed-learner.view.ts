import type { Database } from '../db/connection.ts';
import { contextIdOf } from './enrolment.ts';
import type { FindReviewedLearner } from './submission-review.ts';

/** Finds a learner only inside the course of the message: a teacher sees nobody of other courses. */
export function createReviewedLearnerReader({ query }: Database): FindReviewedLearner {
  return async (platform, message, moodleUserId) => {
    const member = await query
      .selectFrom('context_memberships as m')
      .innerJoin('contexts as c', 'c.id', 'm.context_id')
      .innerJoin('deployments as d', 'd.id', 'c.deployment_id')
      .innerJoin('users as u', 'u.id', 'm.user_id')
      .select(['u.id', 'u.full_name', 'u.firstname', 'u.lastname', 'd.id as deployment_id'])
      .where('u.platform_id', '=', platform.id)
      .where('u.moodle_user_id', '=', moodleUserId)
      .where('d.platform_id', '=', platform.id)
      .where('d.deployment_id', '=', message.deploymentId)
      .where('c.lti_context_id', '=', contextIdOf(message))
      .executeTakeFirst();
    if (member === undefined) return undefined;
    const link = await query
      .selectFrom('resource_links')
      .select(['module_id as moduleId', 'sequence_id as sequenceId', 'grain_id as grainId'])
      .where('deployment_id', '=', member.deployment_id)
      .where('lti_resource_link_id', '=', message.resourceLink?.id ?? '')
      .executeTakeFirst();
    const parts = [member.firstname, member.lastname].filter((part) => part !== null);
    const name = member.full_name ?? (parts.length === 0 ? null : parts.join(' '));
    return { userId: member.id, name, scope: link ?? null };
  };
}
