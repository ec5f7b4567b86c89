import { draw, fire } from './events.ts';
import { learn, markSaved, waiting } from './known.ts';
import { show } from './notice.ts';
import { prefix } from './options.ts';
import type { Entry } from './outbox.ts';
import { ageMs, dropEntry, keepEntry, queue } from './outbox.ts';
import { ask } from './server.remote.ts';
import { saveSession, session } from './session.ts';
import { refused, words } from './texts.ts';
import type { BatchReply, SessionReply } from './wire.ts';

/** The server has told this page what is done. */
let isFresh = false;
/** Saved since this page last asked the server, whose answer may have been older. */
let recent: Entry[] = [];
const flying = new Set<string>();
/** Until the next try, at most; 0 = the server is in reach. */
export let delayMs = 0;
let timer: ReturnType<typeof setTimeout>;

/** After 1 s, 2 s, 4 s … 5 min at most: a random part of it. Never gives up. */
function fail(): void {
  delayMs = Math.min(delayMs * 2 || 1e3, 3e5);
  clearTimeout(timer);
  timer = setTimeout(synchronize, delayMs * Math.random());
  draw();
}

/** The server is in reach. */
function succeed(): void {
  delayMs = 0;
  draw();
}

/** Makes it the work of whoever uses this tab, to be sent. */
export const take = (entry: Entry): void => keepEntry({ ...entry, learnerId: session.learnerId, refusal: undefined });

/** Somebody has arrived from Moodle. */
function welcome({ token, profile, return_url: backUrl, preview }: SessionReply): void {
  saveSession({ token, learnerId: profile.id, backUrl, preview });
  queue.forEach((entry) => {
    const isOwn = entry.learnerId === session.learnerId;
    // Refused: the catalogue may have been put right since. Finished while the launch was on its way: no doubt whose.
    if (isOwn ? entry.refusal : !entry.learnerId && entry.pageLife === performance.timeOrigin) take(entry);
  });
}

/**
 * Opens, sends, reads: whatever is still to be done; comes back by itself as long as the server is out of reach.
 * `mustRead`: ask even though the server has told this page before.
 */
export async function synchronize(mustRead = !isFresh): Promise<void> {
  try {
    if (session.ticket) welcome(await ask('auth/profile', session.ticket));
    flush();
    if (session.token && mustRead) {
      recent = [];
      learn(await ask('progress'));
      recent.forEach(markSaved);
      isFresh = true;
      succeed();
    }
  } catch {
    fail();
  }
}

/** Another tab may have sent it first: then the server answers the same, and it is gone here as well. */
function settle(entry: Entry): void {
  dropEntry(entry);
  // Another learner's, saved by another tab, is no business of this page.
  if (entry.learnerId !== session.learnerId) return;
  recent.push(entry);
  markSaved(entry);
  fire('saved', entry.work);
}

/** Tells what other tabs did. */
export function followTabs(): void {
  addEventListener('storage', ({ key, newValue }) => {
    if (!key?.startsWith(prefix)) return;
    const news = JSON.parse(newValue as string);
    const entry = queue.get(key.slice(prefix.length));
    if (news?.id) queue.set(news.id, news);
    if (entry && news === 0) settle(entry);
    draw();
  });
}

/**
 * Sends what this learner has waiting; after a failure one event first, which passes where a batch was too much.
 * Starts within the caller's task: the tab may close right after the click.
 */
export function flush(): void {
  const { token, preview } = session;
  const batch = waiting()
    .filter((entry) => !flying.has(entry.id))
    .slice(0, delayMs ? 1 : 100);
  if (preview || !token || !batch[0]) return;
  for (const { id } of batch) flying.add(id);
  void ask<BatchReply>('progress', {
    token,
    events: batch.map((entry) => ({ ...entry.work, age_ms: ageMs(entry) })),
  })
    .then(({ ack, rejected }) => {
      for (const entry of batch) {
        const refusal = rejected.find((item) => item.event_id === entry.id);
        if (ack.includes(entry.id)) settle(entry);
        else if (refusal) {
          keepEntry({ ...entry, refusal: refusal.error });
          show(words[refused]);
          fire('rejected', { ...refusal, ...entry.work });
          // In neither list: not recorded, for a reason of the server's own.
        } else throw batch;
      }
    })
    .then(succeed, fail)
    .then(() => {
      for (const { id } of batch) flying.delete(id);
      if (!delayMs) flush();
    });
}
