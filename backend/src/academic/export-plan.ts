import type { Exportable } from './resources.ts';

/** What an export takes in. */
export interface ExportPlan {
  tenantId: string;
  /** In the order of the answer. */
  include: readonly Exportable[];
  /** Only what stands as active now, where a status says so; all of it when only changes are wanted. */
  activeOnly: boolean;
  /** Days of the statistics, YYYY-MM-DD, both included; undefined = no bound. */
  startDate: string | undefined;
  endDate: string | undefined;
  /** Only what has changed since. */
  updatedSince: Date | undefined;
}

/** A record of an export, by its field names. */
export type ExportRecord = Readonly<Record<string, unknown>>;

/** Something that has left the register. */
export interface Deletion {
  resource: string;
  id: string;
  deleted_at: string;
}

/** One moment of the database, read from top to bottom. */
export interface ExportSource {
  readonly takenAt: Date;
  /** All records of a resource, some hundreds at a time. */
  records(plan: ExportPlan, resource: Exportable): AsyncIterable<readonly ExportRecord[]>;
  /** The same as JSON texts, where the database writes them so; undefined where it does not. */
  written(plan: ExportPlan, resource: Exportable): AsyncIterable<readonly string[]> | undefined;
  deletions(plan: ExportPlan & { updatedSince: Date }): AsyncIterable<readonly Deletion[]>;
  end(): Promise<void>;
}

/** Opens a source; nothing written afterwards is seen through it. */
export type OpenExport = (tenantId: string) => Promise<ExportSource>;

/** A file of an export in a form of somebody else's; read when its turn comes. */
export interface BulkFile {
  name: string;
  pieces(): AsyncIterable<{ text: string; records: number }>;
}

/** All files of one moment. */
export interface BulkSource {
  readonly takenAt: Date;
  readonly files: readonly BulkFile[];
  end(): Promise<void>;
}

/** Opens the files of an export as OneRoster; of a plan, the institution and the days count. */
export type OpenBulk = (plan: Pick<ExportPlan, 'tenantId' | 'startDate' | 'endDate'>) => Promise<BulkSource>;

/** Who exports now, in this process: at most one export per key and two per institution. */
export class ExportPlaces {
  readonly #keys = new Set<string>();
  readonly #tenants = new Map<string, number>();

  /** How to give the place back; undefined when there is none. */
  take(bucket: string, tenantId: string): (() => void) | undefined {
    const underWay = this.#tenants.get(tenantId) ?? 0;
    if (this.#keys.has(bucket) || underWay >= MOST_PER_TENANT) return undefined;
    this.#keys.add(bucket);
    this.#tenants.set(tenantId, underWay + 1);
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      this.#keys.delete(bucket);
      const left = (this.#tenants.get(tenantId) ?? 1) - 1;
      if (left === 0) this.#tenants.delete(tenantId);
      else this.#tenants.set(tenantId, left);
    };
  }
}

const MOST_PER_TENANT = 2;
