import type { Kysely } from 'kysely';
import type { Tables } from '../db/tables/tables.ts';
import type { Completion, Outcome } from './completion.ts';

/** The outcome of a completion that was there before. */
export type Stored = Outcome & { kind: 'already' };

/** Reads what there is for completions that were not new, by {@link keyOf}; what was removed meanwhile is not in it. */
export async function readStored(
  query: Kysely<Tables>,
  repeated: readonly Completion[],
): Promise<ReadonlyMap<string, Stored>> {
  if (repeated.length === 0) return new Map();
  const rows = await query
    .selectFrom('progress')
    .select(['user_id', 'grain_id', 'module_id', 'sequence_id', 'completed_at'])
    .where('user_id', 'in', [...new Set(repeated.map(({ userId }) => userId))])
    .where('grain_id', 'in', [...new Set(repeated.map(({ grainId }) => grainId))])
    .execute();
  return new Map(
    rows.map((row): [string, Stored] => [
      keyOf({ userId: row.user_id, grainId: row.grain_id }),
      { kind: 'already', moduleId: row.module_id, sequenceId: row.sequence_id, completedAt: row.completed_at },
    ]),
  );
}

export function keyOf({ userId, grainId }: Pick<Completion, 'userId' | 'grainId'>): string {
  return `${userId}:${grainId}`;
}
