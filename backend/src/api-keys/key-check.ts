import { type AddressDetail, keptAddress } from '../ids/client-address.ts';
import type { Log } from '../log/log.ts';
import type { Clock } from '../time/clock.ts';
import { type ApiKeyFinder, bucketOfKey, type FoundKey, whyUnusable } from './api-key.ts';
import { type Caller, invalidApiKey } from './caller.ts';
import type { FailedAttempts } from './failed-attempts.ts';
import { formOf } from './key-format.ts';
import { hashesOf, isDocumentationHash, isOneOf } from './key-hash.ts';
import { isScopeList, scopesOf } from './scopes.ts';

export interface KeyCheckPorts {
  store: ApiKeyFinder;
  attempts: FailedAttempts;
  clock: Clock;
  log: Log;
}

export interface KeyCheckOptions {
  pepper: string | undefined;
  /** How long an answer of the database is believed; 0 = asked each time. */
  cacheMs: number;
  /** Refuses keys that Passerelle did not make. */
  strict: boolean;
  /** How much of the address that a key was last used from is kept. */
  addresses: AddressDetail;
}

/** Tells who holds a key. */
export interface KeyCheck {
  /** @throws AppError api-keys.invalid_api_key, api-keys.too_many_failed_attempts */
  callerOf(key: string | undefined, address: string): Promise<Caller>;
  /** The caller behind a key's id, for tokens that were issued for it; undefined when it opens nothing any more. */
  callerById(id: string, address: string): Promise<Caller | undefined>;
}

const MAX_KEY_LENGTH = 512;
const MOST_KEPT = 5000;
const TOUCH_EVERY_MS = 60_000;

/** Checks keys against the database, remembering its answers, wrong keys too, for a short while. */
export function createKeyCheck(ports: KeyCheckPorts, options: KeyCheckOptions): KeyCheck {
  const kept = new KeptKeys(ports.clock, options.cacheMs);
  const usedAt = new Map<string, number>();
  const find = async (name: string, read: () => Promise<FoundKey | undefined>, address: string) => {
    const known = kept.get(name);
    if (known !== undefined) return known.key;
    ports.attempts.check(address);
    const key = await read();
    kept.set(name, key);
    if (key === undefined) ports.attempts.add(address);
    else warnOf(key, ports.log);
    return key;
  };
  const used = (key: FoundKey, address: string): Caller => {
    const now = ports.clock.now();
    if (now.getTime() - (usedAt.get(key.id) ?? 0) >= TOUCH_EVERY_MS) {
      usedAt.set(key.id, now.getTime());
      ports.store.touch(key.id, now, keptAddress(address, options.addresses)).catch(() => usedAt.delete(key.id));
    }
    return callerOfRow(key);
  };
  return {
    async callerOf(text, address) {
      if (text === undefined || text === '') throw invalidApiKey('no key');
      if (text.length > MAX_KEY_LENGTH) throw invalidApiKey('too long');
      const form = formOf(text);
      if (form === 'mistyped') throw invalidApiKey('check characters');
      if (options.strict && form !== 'ours') throw invalidApiKey('not made by us');
      const hashes = hashesOf(text, options.pepper);
      const key = await find(hashes[0] ?? '', () => ports.store.findByHash(hashes), address);
      if (key === undefined || !isOneOf(key.key_hash, hashes)) throw invalidApiKey('unknown');
      const why = whyUnusable(key, ports.clock.now());
      if (why !== undefined) throw invalidApiKey(why);
      return used(key, address);
    },
    async callerById(id, address) {
      const key = await find(`id:${id}`, () => ports.store.findById(id), address);
      if (key === undefined || whyUnusable(key, ports.clock.now()) !== undefined) return undefined;
      return used(key, address);
    },
  };
}

function callerOfRow(key: FoundKey): Caller {
  return {
    apiKeyId: key.id,
    clientId: null,
    tenantId: key.tenant_id,
    namedTenant: key.tenant_id,
    scopes: scopesOf(key.scopes),
    otherScopes: [],
    bucket: bucketOfKey(key),
    allowedIps: key.allowed_ips,
  };
}

function warnOf(key: FoundKey, log: Log): void {
  if (isDocumentationHash(key.key_hash)) {
    log.warn({ apiKeyId: key.id }, 'this API key stands in public documentation: everybody knows it, replace it');
  }
  if (!isScopeList(key.scopes)) {
    log.warn({ apiKeyId: key.id }, 'the scopes of this API key are no JSON array: it may do nothing');
  }
}

/** Answers of the database, the oldest forgotten first. */
class KeptKeys {
  readonly #clock: Clock;
  readonly #maxAgeMs: number;
  readonly #kept = new Map<string, { until: number; key: FoundKey | undefined }>();

  constructor(clock: Clock, maxAgeMs: number) {
    this.#clock = clock;
    this.#maxAgeMs = maxAgeMs;
  }

  get(name: string): { key: FoundKey | undefined } | undefined {
    const known = this.#kept.get(name);
    return known !== undefined && known.until > this.#clock.now().getTime() ? known : undefined;
  }

  set(name: string, key: FoundKey | undefined): void {
    if (this.#maxAgeMs === 0) return;
    if (this.#kept.size >= MOST_KEPT) {
      for (const oldest of this.#kept.keys()) {
        this.#kept.delete(oldest);
        break;
      }
    }
    this.#kept.delete(name);
    this.#kept.set(name, { until: this.#clock.now().getTime() + this.#maxAgeMs, key });
  }
}
