import type { GroupName, GroupNames } from './group-names.view.ts';
import type { TenantQuery } from './tenant-query.view.ts';

/** Of all institutions together: some megabytes. */
const MOST_KEPT = 20_000;
const NOBODYS: GroupName = { id: 'null', name: 'null', until: Number.POSITIVE_INFINITY };

/**
 * What the records of students say of their classes and promotions, as a piece of JSON: it is the same for all students of a
 * class, and no older than the names in it.
 */
export class StudentGroups {
  readonly #classes: GroupNames;
  readonly #promotions: GroupNames;
  readonly #hasNames: boolean;
  readonly #now: () => number;
  readonly #kept = new Map<string, Map<string, { until: number; json: string }>>();
  #size = 0;

  /** @param hasNames whether their names are written beside their ids */
  constructor(classes: GroupNames, promotions: GroupNames, hasNames = true, now: () => number = Date.now) {
    this.#classes = classes;
    this.#promotions = promotions;
    this.#hasNames = hasNames;
    this.#now = now;
  }

  /**
   * The members `class_id`, `promo_id` and, with names, `class_name`, `promo_name` for each of these pairs.
   * @param pairs key of the class, space, key of the promotion; either may be empty
   */
  async of(tenant: TenantQuery, pairs: readonly string[]): Promise<string[]> {
    const now = this.#now();
    const kept = this.#kept.get(tenant.tenantId);
    const missing: number[] = [];
    const written = pairs.map((pair, at) => {
      const known = kept?.get(pair);
      if (known !== undefined && known.until > now) return known.json;
      missing.push(at);
      return '';
    });
    if (missing.length > 0) await this.#read(tenant, pairs, missing, written);
    return written;
  }

  async #read(tenant: TenantQuery, pairs: readonly string[], missing: readonly number[], written: string[]) {
    const keys = missing.map((at) => (pairs[at] ?? ' ').split(' ') as [string, string]);
    const classes = await this.#classes.of(
      tenant,
      keys.map(([key]) => asJson(key)),
    );
    const promotions = await this.#promotions.of(
      tenant,
      keys.map(([, key]) => asJson(key)),
    );
    for (const [nth, at] of missing.entries()) {
      const [classKey, promoKey] = keys[nth] ?? ['', ''];
      const [schoolClass, promotion] = [classes[nth], promotions[nth]];
      written[at] = membersOf(schoolClass, promotion, this.#hasNames);
      const isWhole = (classKey === '' || schoolClass) && (promoKey === '' || promotion);
      if (!isWhole) continue;
      const until = Math.min((schoolClass ?? NOBODYS).until, (promotion ?? NOBODYS).until);
      this.#keep(tenant.tenantId, `${classKey} ${promoKey}`, until, written[at]);
    }
  }

  #keep(tenantId: string, pair: string, until: number, json: string): void {
    if (this.#size >= MOST_KEPT) {
      this.#kept.clear();
      this.#size = 0;
    }
    const kept = this.#kept.get(tenantId) ?? new Map();
    this.#kept.set(tenantId, kept);
    const sizeBefore = kept.size;
    kept.set(ofItsOwn(pair), { until, json: ofItsOwn(json) });
    this.#size += kept.size - sizeBefore;
  }
}

function asJson(key: string): string {
  return key === '' ? 'null' : `"${key}"`;
}

function membersOf(schoolClass = NOBODYS, promotion = NOBODYS, hasNames: boolean): string {
  const ids = `,"class_id":${schoolClass.id},"promo_id":${promotion.id}`;
  return hasNames ? `${ids},"class_name":${schoolClass.name},"promo_name":${promotion.name}` : ids;
}

/** A copy: a text cut out of a page would keep the whole page. */
function ofItsOwn(text: string): string {
  return Buffer.from(text).toString();
}
