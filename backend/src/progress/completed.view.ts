import type { Database } from '../db/connection.ts';
import type { CompletedGrain } from './summary.ts';

/** A learner's finished grains, oldest first. */
export function createCompletedReader({ query }: Database): (userId: string) => Promise<CompletedGrain[]> {
  return (userId) =>
    query
      .selectFrom('progress')
      .select(['grain_id as grainId', 'module_id as moduleId', 'sequence_id as sequenceId', 'completed_at', 'score'])
      .where('user_id', '=', userId)
      .orderBy('completed_at')
      .orderBy('grain_id')
      .execute()
      .then((rows) => rows.map(({ completed_at: completedAt, ...row }) => ({ ...row, completedAt })));
}
