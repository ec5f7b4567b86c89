import { ByAddress } from '../ids/by-address.ts';
import type { Log } from '../log/log.ts';
import type { Clock } from '../time/clock.ts';

/** One call, as the journal keeps it. */
export interface JournalEntry {
  at: Date;
  /** By which interface the call came. */
  type: 'academic_api' | 'oneroster';
  tenantId: string | null;
  status: 'ok' | 'error';
  metadata: JournalMetadata;
}

/** The members of sync_logs.metadata. */
export interface JournalMetadata {
  endpoint: string;
  api_key_id: string | null;
  /** Only for tokens: the program they were issued to. */
  client_id?: string;
  tenant_id: string | null;
  status_code: number;
  duration_ms: number;
  ip: string | null;
  user_agent: string | null;
  params: Record<string, string>;
  /** Records answered; null where the answer has none. */
  count: number | null;
}

/** Where the journal is kept. */
export interface JournalStore {
  add(entries: readonly JournalEntry[]): Promise<void>;
  /** Deletes rows older than this; answers how many there were. */
  prune(before: Date): Promise<number>;
}

export interface Journal {
  /** Notes a call; does not wait for the database. */
  note(entry: JournalEntry): void;
  /** Notes a call and waits until the database has it. */
  write(entry: JournalEntry): Promise<void>;
  /** Writes all that waits; call it when the server stops. */
  flush(): Promise<void>;
}

const MAX_WAIT_MS = 200;
const MAX_BATCH = 100;
/** While the database does not answer, this many calls are remembered. */
const MOST_WAITING = 20_000;
const LAST_TRIES = 3;

/** Writes calls in batches: at most 100 rows, at most 200 ms after the call. A batch that fails is tried again. */
export function createJournal(store: JournalStore, log: Log): Journal {
  const waiting: JournalEntry[] = [];
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<boolean> | undefined;
  const writeBatch = async (): Promise<boolean> => {
    const batch = waiting.slice(0, MAX_BATCH);
    try {
      await store.add(batch);
      waiting.splice(0, batch.length);
      return true;
    } catch (err) {
      log.warn({ err, waiting: waiting.length }, 'the journal could not be written; it is tried again');
      return false;
    }
  };
  const writeOnce = (): Promise<boolean> => {
    writing ??= writeBatch().then((done) => {
      writing = undefined;
      if (done && waiting.length >= MAX_BATCH) void writeOnce();
      else if (waiting.length > 0) wake();
      return done;
    });
    return writing;
  };
  const wake = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      void writeOnce();
    }, MAX_WAIT_MS);
    timer.unref();
  };
  return {
    note(entry) {
      if (waiting.length >= MOST_WAITING) {
        log.error({ waiting: waiting.length }, 'the journal is full: a call is not noted');
        return;
      }
      waiting.push(entry);
      if (waiting.length >= MAX_BATCH && writing === undefined) void writeOnce();
      else wake();
    },
    write: (entry) => store.add([entry]),
    async flush() {
      clearTimeout(timer);
      timer = undefined;
      for (let failures = 0; waiting.length > 0 && failures < LAST_TRIES; ) {
        if (!(await writeOnce())) failures += 1;
      }
      clearTimeout(timer);
      timer = undefined;
      if (waiting.length > 0) log.error({ lost: waiting.length }, 'calls that the journal could not keep');
    },
  };
}

/** A token may end beyond what is looked at: then its head alone is one. */
const SECRETS = /sk_(?:live|test)_\w+|\beyJ[\w-]+(?:\.[\w.-]+|$)/g;
const MOST_PARAMS = 20;
const LONGEST = 200;
/** So much of a text is looked at: it comes from strangers, and may be long. */
const LOOKED_AT = 400;

/** A text from outside as the journal may keep it: short, and without anything that looks like a key or token. */
export function journalText(text: string): string {
  const kept = text.slice(0, LOOKED_AT).replace(SECRETS, '[redacted]').replaceAll('\0', '');
  return kept.slice(0, LONGEST).toWellFormed();
}

/** The query of a call, without what could be a secret or tell of a person: of a filter, the fields only. */
export function journalParams(
  query: Readonly<Record<string, unknown>>,
  allowed: readonly string[],
): Record<string, string> {
  const kept = Object.entries(query).filter(([name]) => allowed.includes(name));
  const textOf = (name: string, value: unknown) => (name === 'filter' ? filterFields(String(value)) : String(value));
  return Object.fromEntries(
    kept.slice(0, MOST_PARAMS).map(([name, value]) => [name, journalText(textOf(name, value))]),
  );
}

/** `familyName='x' AND score>'5'` as `familyName= score>`. */
function filterFields(filter: string): string {
  const asked = filter.replace(/'[^']*'?/g, '').match(/[\w.]{1,64}(?:!=|>=|<=|[=<>~])/g);
  return asked?.join(' ') ?? '';
}

/** Lets through so many entries per address and minute, so that refused calls do not fill the journal. */
export class EntryCap {
  readonly #clock: Clock;
  readonly #most: number;
  #minute = 0;
  readonly #counts = new ByAddress<number>(10_000);

  constructor(clock: Clock, most: number) {
    this.#clock = clock;
    this.#most = most;
  }

  allows(address: string): boolean {
    const minute = Math.floor(this.#clock.now().getTime() / 60_000);
    if (minute !== this.#minute) this.#counts.clear();
    this.#minute = minute;
    const count = (this.#counts.get(address) ?? 0) + 1;
    this.#counts.set(address, count);
    return count <= this.#most;
  }
}
