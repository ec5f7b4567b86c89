/**
 * The load generator, in a process of its own: POST /api/progress, no learner and grain twice, neighbours in time always of
 * different learners. Driven by messages: first `{learners, grains}`, then any number of `{url, connections, seconds}`.
 */
import autocannon, { type LoadRequest } from 'autocannon';
import { bearerOfLearner } from './bearer.ts';

interface People {
  learners: string[];
  grains: string[];
}

interface Order {
  url: string;
  connections: number;
  seconds: number;
}

let people: People = { learners: [], grains: [] };
const nextOf = new Map<string, number>();

process.on('message', async (message: People | Order) => {
  if ('learners' in message) people = message;
  else process.send?.(await run(message));
});
process.on('disconnect', () => process.exit());

async function run({ url, connections, seconds }: Order) {
  const setupRequest = (request: LoadRequest): LoadRequest => ({ ...request, ...eventNumber(url) });
  const result = await autocannon({ url, connections, duration: seconds, requests: [{ setupRequest }] });
  return {
    requests: result.requests.total,
    seconds: result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    created: result.statusCodeStats['201']?.count ?? 0,
    statuses: Object.keys(result.statusCodeStats),
    errors: result.errors,
  };
}

/** The next event for a server: every learner's first grain, then every learner's second one ... */
function eventNumber(url: string): LoadRequest {
  const index = nextOf.get(url) ?? 0;
  nextOf.set(url, index + 1);
  const { learners, grains } = people;
  const learner = learners[index % learners.length] ?? '';
  const grain = Math.floor(index / learners.length) % grains.length;
  const event = {
    token: bearerOfLearner(learner),
    grain_id: grains[grain],
    module_id: `m${Math.floor(grain / 6) + 1}`,
    sequence_id: `s${Math.floor(grain / 3) + 1}`,
    score: 0.8,
    time_spent_seconds: 95,
  };
  return {
    method: 'POST',
    path: '/api/progress',
    headers: { 'content-type': 'text/plain' },
    body: JSON.stringify(event),
  };
}
