import { createMetrics, type Metrics } from '../http/metrics.ts';
import { createOutboxFigures } from '../passback/outbox-figures.view.ts';
import type { ProgressStore } from '../progress/completion.ts';
import { recent } from '../time/recent.ts';
import type { Ground } from './ground.ts';

/** However often somebody scrapes, the outbox is counted at most so often. */
const FIGURES_AGE_MS = 5000;

/** What this process tells about itself at GET /metrics. */
export function appMetrics({ database, clock }: Pick<Ground, 'database' | 'clock'>): Metrics {
  const metrics = createMetrics();
  const figures = createOutboxFigures(database);
  const outbox = recent(() => figures(), FIGURES_AGE_MS);
  metrics.gauge('outbox_rows', 'Grades that wait to be sent (due) or were given up (dead)', async () => {
    const { due, dead } = await outbox('');
    return [
      { labels: { state: 'due' }, value: due },
      { labels: { state: 'dead' }, value: dead },
    ];
  });
  metrics.gauge('outbox_oldest_due_seconds', 'How long the oldest unsent grade has been waiting', async () => {
    const { oldestDueAt } = await outbox('');
    const ms = oldestDueAt === null ? 0 : clock.now().getTime() - oldestDueAt.getTime();
    return [{ labels: {}, value: Math.max(0, ms / 1000) }];
  });
  metrics.gauge('database_connections', 'Connections of the pool, and callers that wait for one', async () => {
    const pool = database.poolFigures();
    if (pool === undefined) return [];
    return (['open', 'idle', 'waiting'] as const).map((state) => ({ labels: { state }, value: pool[state] }));
  });
  return metrics;
}

/** The same store, its commit groups measured. */
export function measuredStore(store: ProgressStore, metrics: Metrics): ProgressStore {
  return {
    ...store,
    async record(completions, doneWanted, now) {
      const startedAt = performance.now();
      const tell = (outcome: 'committed' | 'failed') =>
        metrics.committed({
          completions: completions.length,
          seconds: (performance.now() - startedAt) / 1000,
          outcome,
        });
      try {
        const result = await store.record(completions, doneWanted, now);
        tell('committed');
        return result;
      } catch (error) {
        tell('failed');
        throw error;
      }
    },
  };
}
