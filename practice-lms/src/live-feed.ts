import type { ServerResponse } from 'node:http';

interface Listener {
  response: ServerResponse;
  /** Null: hears of everything; else only of this person's grades and of changes that concern everybody. */
  userId: string | null;
  isWaiting: boolean;
}

const PAUSE_MS = 100;
const HEARTBEAT_MS = 15_000;

/** Server-sent events: tells open pages that something changed, at most ten times a second each. The page then fetches itself. */
export class LiveFeed {
  #listeners = new Set<Listener>();

  join(response: ServerResponse, userId: string | null): void {
    const listener: Listener = { response, userId, isWaiting: false };
    this.#listeners.add(listener);
    response.write('retry: 1000\n\n');
    const heartbeat = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS);
    response.on('close', () => {
      clearInterval(heartbeat);
      this.#listeners.delete(listener);
    });
  }

  /** `userId`: whose grade changed; undefined when the change concerns everybody. */
  tell(userId: string | undefined): void {
    for (const listener of this.#listeners) {
      const concerns = userId === undefined || listener.userId === null || listener.userId === userId;
      if (!concerns || listener.isWaiting) continue;
      listener.isWaiting = true;
      setTimeout(() => {
        listener.isWaiting = false;
        if (!listener.response.writableEnded) listener.response.write('event: changed\ndata: {}\n\n');
      }, PAUSE_MS).unref();
    }
  }

  close(): void {
    for (const { response } of this.#listeners) response.end();
  }
}
