/** Maintenance as every replica reads it. */
export interface Maintenance {
  sinceAt: Date;
  retryAfterSeconds: number;
}

/** Whether writes are refused. It lies in the database, so that all replicas follow. */
export interface MaintenanceStore {
  find(): Promise<Maintenance | undefined>;
  /** Begins it, or changes what callers are told to wait. */
  begin(retryAfterSeconds: number, now: Date): Promise<void>;
  /** Answers whether it was on. */
  end(): Promise<boolean>;
}
