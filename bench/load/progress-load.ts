/**
 * The load generator, in a process of its own: POST /api/progress, no learner and grain twice, neighbours in time always of
 * different learners. Driven by messages: first `{learners, grains}`, then any number of `{port, connections, seconds}`.
 */
import { bearerOfLearner } from './bearer.ts';
import { RawClient } from './raw-client.ts';

interface People {
  learners: string[];
  grains: string[];
}

interface Order {
  port: number;
  connections: number;
  seconds: number;
}

/** What one round measured. */
export interface LoadResult {
  /** Answers with 201. */
  created: number;
  /** Answers with anything else. */
  others: number;
  seconds: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
}

let people: People = { learners: [], grains: [] };
let next = 0;

process.on('message', async (message: People | Order) => {
  if ('learners' in message) people = message;
  else process.send?.(await run(message));
});
process.on('disconnect', () => process.exit());

async function run({ port, connections, seconds }: Order): Promise<LoadResult> {
  const clients = await Promise.all(Array.from({ length: connections }, () => RawClient.open(port)));
  const tookMs: number[] = [];
  let others = 0;
  const from = performance.now();
  const until = from + seconds * 1000;
  const work = async (client: RawClient) => {
    for (let at = performance.now(); at < until; at = performance.now()) {
      const { status } = await client.send(nextRequest());
      if (status === 201) tookMs.push(performance.now() - at);
      else others += 1;
    }
    client.close();
  };
  await Promise.all(clients.map(work));
  const took = (performance.now() - from) / 1000;
  tookMs.sort((a, b) => a - b);
  const at = (share: number) => tookMs[Math.floor(tookMs.length * share)] ?? Number.NaN;
  return { created: tookMs.length, others, seconds: took, p50: at(0.5), p99: at(0.99) };
}

/** Every learner's first grain, then every learner's second one ... */
function nextRequest(): string {
  const index = next++;
  const { learners, grains } = people;
  const learner = learners[index % learners.length] ?? '';
  const grain = Math.floor(index / learners.length) % grains.length;
  const body = JSON.stringify({
    token: bearerOfLearner(learner),
    grain_id: grains[grain],
    module_id: `m${Math.floor(grain / 6) + 1}`,
    sequence_id: `s${Math.floor(grain / 3) + 1}`,
    score: 0.8,
    time_spent_seconds: 95,
  });
  return `POST /api/progress HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: text/plain\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
}
