/** Maintenance as every replica reads it. */
export interface Maintenance {
  sinceAt: Date;
  retryAfterSeconds: number;
  /** Since when the database itself refuses writes; null while it does not. */
  fencedAt: Date | null;
}

/** Whether writes are refused. It lies in the database, so that all replicas follow. */
export interface MaintenanceStore {
  find(): Promise<Maintenance | undefined>;
  /** Begins it, or changes what callers are told to wait. */
  begin(retryAfterSeconds: number, now: Date): Promise<void>;
  /** Notes since when the database itself refuses writes; null = it does not. */
  noteFence(since: Date | null): Promise<void>;
  /** Answers whether it was on. */
  end(): Promise<boolean>;
}
