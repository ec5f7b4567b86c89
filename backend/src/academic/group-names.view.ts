import { keyList } from '../db/dialects/key-list.ts';
import type { TenantQuery } from './tenant-query.view.ts';

/** What an institution calls a class or a promotion, as JSON texts. */
export interface GroupName {
  id: string;
  name: string;
  /** When it is read again: milliseconds as of Date.now(). */
  until: number;
}

const NO_KEY = 'null';
const MAX_AGE_MS = 30_000;
/** Of all institutions together: some megabytes. */
const MOST_KEPT = 20_000;
/** More than these are found sooner by reading all that the institution has. */
const FEW = 90;

/**
 * The names of classes or of promotions by the keys of their rows, each remembered for 30 s. A page of 500 students by name
 * has students of almost 500 classes: looked up for each page, the names would double the rows that it reads.
 */
export class GroupNames {
  readonly #table: 'classes' | 'promotions';
  readonly #maxAgeMs: number;
  readonly #now: () => number;
  readonly #kept = new Map<string, Map<string, GroupName>>();

  /** @param maxAgeMs how old a name may be; within one snapshot nothing ages */
  constructor(table: 'classes' | 'promotions', maxAgeMs = MAX_AGE_MS, now: () => number = Date.now) {
    this.#table = table;
    this.#maxAgeMs = maxAgeMs;
    this.#now = now;
  }

  /** The name for each of these keys, both as JSON texts; a key that is not the institution's has none, nor has `null`. */
  async of(tenant: TenantQuery, keys: readonly string[]): Promise<(GroupName | undefined)[]> {
    const now = this.#now();
    const kept = this.#kept.get(tenant.tenantId);
    const missing = new Set<string>();
    const names = keys.map((key) => {
      const known = kept?.get(key);
      if (known !== undefined && known.until > now) return known;
      if (key !== NO_KEY) missing.add(key);
      return undefined;
    });
    if (missing.size === 0) return names;
    const read = await this.#read(
      tenant,
      [...missing].map((key) => JSON.parse(key) as string),
      now + this.#maxAgeMs,
    );
    this.#keep(tenant.tenantId, read);
    return keys.map((key, at) => names[at] ?? read.get(key));
  }

  async #read(tenant: TenantQuery, keys: readonly string[], until: number): Promise<ReadonlyMap<string, GroupName>> {
    const some = <Q extends { where(column: 'g.id', operator: 'in', keys: ReturnType<typeof keyList>): Q }>(
      query: Q,
    ) => (keys.length > FEW ? query : query.where('g.id', 'in', keyList(tenant.engine, keys)));
    const rows =
      this.#table === 'classes'
        ? await some(tenant.from('classes', 'g').select(['g.id as key', 'g.class_id as id', 'g.name'])).execute()
        : await some(tenant.from('promotions', 'g').select(['g.id as key', 'g.promo_id as id', 'g.name'])).execute();
    return new Map(
      rows.map(({ key, id, name }) => [
        JSON.stringify(key),
        { id: JSON.stringify(id), name: JSON.stringify(name), until },
      ]),
    );
  }

  #keep(tenantId: string, names: ReadonlyMap<string, GroupName>): void {
    let size = names.size;
    for (const kept of this.#kept.values()) size += kept.size;
    if (size > MOST_KEPT) this.#kept.clear();
    const kept = this.#kept.get(tenantId) ?? new Map();
    for (const [key, name] of names) kept.set(key, name);
    this.#kept.set(tenantId, kept);
  }
}
