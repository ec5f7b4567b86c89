import { prefix } from './options.ts';
import type { Work } from './public.d.ts';
import { keep, recall } from './storage.ts';

/** One finished grain, until the server has acknowledged it. The build stores the fields under fixed short names. */
export interface Entry {
  /** Made here; the server's idempotency key. */
  id: string;
  /** Who finished it: a profile id; empty = a visitor without a session. Only this learner's session may send it. */
  learnerId: string;
  work: Work;
  /** Date.now(), performance.now() and performance.timeOrigin at the click: see ageMs. */
  wallMs: number;
  steadyMs: number;
  pageLife: number;
  /** The server's code when it refused the event. */
  refusal?: string | undefined;
  /** Learners who said that this visitor's work is not theirs. */
  declinedBy: string[];
}

const yearMs = 31536e6;

/** Everything that waits in this browser, whoever it belongs to. */
export const queue = new Map<string, Entry>();
/** The browser keeps nothing: closing the page would lose what waits. */
export let isFragile = false;
let database: IDBDatabase;

/**
 * How long ago, whatever the clock says: a clock that is constantly wrong does not matter, since only differences count.
 * The wall clock also counts sleep, but may jump: back, or by more than a year, it is not believed.
 */
export function ageMs(entry: Entry): number {
  const steady = entry.pageLife === performance.timeOrigin ? performance.now() - entry.steadyMs : 0;
  const wall = Date.now() - entry.wallMs;
  return Math.round(wall > steady && wall - steady < yearMs ? wall : steady);
}

function write(change: (events: IDBObjectStore) => void): void {
  try {
    const transaction = database.transaction(prefix, 'readwrite', { durability: 'strict' });
    change(transaction.objectStore(prefix));
    transaction.commit();
  } catch {
    // Not open yet (openOutbox writes what waits), or storage is off: the mirror has it.
  }
}

/** IndexedDB first: with strict durability it survives a killed browser. The mirror survives a closed tab. */
export function keepEntry(entry: Entry): void {
  queue.set(entry.id, entry);
  write((events) => events.put(entry));
  if (!keep(entry.id, entry)) isFragile = true;
}

/** Only for what the server acknowledged: the other tabs are told by the 0, a mere removal tells them nothing. */
export function dropEntry({ id }: Entry): void {
  queue.delete(id);
  write((events) => events.delete(id));
  keep(id, 0);
  keep(id);
}

/**
 * Reads what waits; resolves in any case, within two seconds: some browsers never answer the opening, or late. `found` is
 * called whenever the database has answered.
 */
export function openOutbox(found: () => void): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 2e3);
    try {
      for (const key in localStorage) {
        const entry = key.startsWith(prefix) && recall<Entry>(key.slice(prefix.length));
        if (entry) queue.set(entry.id, entry);
      }
      const opening = indexedDB.open(prefix);
      opening.onerror = resolve as () => void;
      opening.onupgradeneeded = () => opening.result.createObjectStore(prefix, { keyPath: 'id' });
      opening.onsuccess = () => {
        database = opening.result;
        // Somebody is clearing this site's data: what this page holds is kept again afterwards.
        database.onclose = () => setTimeout(openOutbox, 1e3, found);
        const reading: IDBRequest<Entry[]> = database.transaction(prefix).objectStore(prefix).getAll();
        reading.onsuccess = () => {
          // What the database says is newer: the mirror loses its last seconds when the browser is killed.
          for (const entry of reading.result) queue.set(entry.id, entry);
          queue.forEach(keepEntry);
          found();
          resolve();
        };
      };
    } catch {
      // Storage is off: what is finished lives as long as the page, and is sent at once.
      resolve();
    }
  });
}
