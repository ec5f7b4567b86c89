import { fire } from './events.ts';
import { isFresh, learn, markSaved, recallKnown, waiting } from './known.ts';
import type { Entry } from './outbox.ts';
import { ageMs, dropEntry, keepEntry, queue } from './outbox.ts';
import { openSession, saveSession, session } from './session.ts';
import { call } from './wire.remote.ts';
import type { BatchReply } from './wire.ts';

const maxBatch = 100;

/** The last try did not reach the server. */
export let isFailing = false;
const flying = new Set<string>();
let batchSize = maxBatch;
let delayMs = 0;
let timer: ReturnType<typeof setTimeout>;
let changed: () => void;

/** `draw` after any change. */
export function connectSender(draw: () => void): void {
  changed = draw;
}

/** After 1 s, 2 s, 4 s … 5 min, half of it at random. Never gives up. Smaller batches pass where a big one did not. */
function fail(): void {
  isFailing = true;
  batchSize = batchSize >> 1 || 1;
  delayMs = Math.min(delayMs * 2 || 1e3, 3e5);
  clearTimeout(timer);
  timer = setTimeout(synchronize, delayMs * (0.5 + Math.random() / 2));
  changed();
}

/** The server is in reach. */
function succeed(): void {
  isFailing = false;
  batchSize = maxBatch;
  delayMs = 0;
  changed();
}

function expire(): void {
  saveSession({ ...session, token: undefined, isEnded: true });
  fire('expired', { returnUrl: session.backUrl ?? null, waiting: waiting().length });
}

/** Makes it the work of whoever uses this tab, to be sent. */
export const take = (entry: Entry): void =>
  keepEntry({ ...entry, learnerId: session.learnerId ?? '', refusal: undefined });

/** Somebody has arrived from Moodle. */
function welcome(): void {
  for (const entry of queue.values()) {
    const isOwn = entry.learnerId === session.learnerId;
    // Refused: the catalogue may have been put right since. Finished while the launch was on its way: no doubt whose.
    if (isOwn ? entry.refusal : !entry.learnerId && entry.pageLife === performance.timeOrigin) take(entry);
  }
  recallKnown();
}

/** The one GET of a page. */
async function fetchProgress(): Promise<void> {
  const { token } = session;
  if (!token || isFresh) return;
  const response = await call('progress', { headers: { authorization: `Bearer ${token}` } });
  if (response.status === 401) expire();
  else if (response.ok) learn(await response.json());
  else throw response;
}

/** Opens, reads, sends: whatever is still to be done; comes back by itself as long as the server is out of reach. */
export async function synchronize(): Promise<void> {
  try {
    if (await openSession()) welcome();
    flush();
    await fetchProgress();
    succeed();
  } catch {
    fail();
  }
}

/** Another tab may have sent it first: then the server answers the same, and it is gone here as well. */
export function settle(entry: Entry): void {
  markSaved(entry);
  dropEntry(entry.id);
  fire('saved', { grain: entry.work.grain_id, event: entry.id });
  changed();
}

function takeReply(batch: Entry[], { ack, rejected }: BatchReply): void {
  for (const entry of batch) {
    const refusal = rejected?.find((item) => item.event_id === entry.id);
    if (ack?.includes(entry.id)) settle(entry);
    else if (refusal) {
      keepEntry({ ...entry, refusal: refusal.error });
      fire('rejected', { ...refusal, grain: entry.work.grain_id, event: entry.id });
    } else throw batch;
  }
}

async function post(batch: Entry[], token: string): Promise<void> {
  // A string body is text/plain: no preflight; keepalive: it survives the page.
  const response = await call('progress', {
    method: 'POST',
    body: JSON.stringify({ token, events: batch.map((entry) => ({ ...entry.work, age_ms: ageMs(entry) })) }),
    keepalive: true,
  });
  if (response.status === 401) {
    expire();
    return;
  }
  const reply: BatchReply = await response.json();
  const { error, message = '' } = reply;
  // An event that is refused even when it comes alone.
  if (response.status === 400 && !batch[1] && error)
    reply.rejected = [{ event_id: (batch[0] as Entry).id, error, message }];
  takeReply(batch, reply);
}

/** Sends what this learner has waiting. Starts within the caller's task: the tab may close right after the click. */
export function flush(): void {
  const { token, preview } = session;
  const batch = waiting()
    .filter((entry) => !flying.has(entry.id))
    .slice(0, batchSize);
  if (!token || preview || !batch[0]) return;
  for (const { id } of batch) flying.add(id);
  void post(batch, token)
    .then(succeed, fail)
    .then(() => {
      for (const { id } of batch) flying.delete(id);
      if (!isFailing) flush();
    });
}
