import { sql } from 'kysely';
import type { Database } from '../db/connection.ts';

/** How many grades are in each state, and since when the oldest of those not yet sent waits. */
export interface OutboxFigures {
  due: number;
  dead: number;
  /** Null when nothing waits. */
  oldestDueAt: Date | null;
}

/** Done rows, of which there are as many as learners and activities, are not counted. */
export function createOutboxFigures({ query }: Database): () => Promise<OutboxFigures> {
  return async () => {
    const rows = await query
      .selectFrom('grade_outbox')
      .select(({ fn }) => ['state', fn.countAll<number>().as('rows')])
      // A row that is tried again has a due time in the future; since when it fails tells how long it waits.
      .select(sql<Date | null>`min(case when attempts > 0 then failing_since_at else due_at end)`.as('oldest_at'))
      .where('state', 'in', ['due', 'dead'])
      .groupBy('state')
      .execute();
    const of = (state: 'due' | 'dead') => rows.find((row) => row.state === state);
    const due = of('due');
    return { due: Number(due?.rows ?? 0), dead: Number(of('dead')?.rows ?? 0), oldestDueAt: due?.oldest_at ?? null };
  };
}
