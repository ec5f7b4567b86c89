import type { Instant, OptionalInstant } from './column-types.ts';

/** Tables about this one base. They begin with passerelle_ and are neither exported nor copied. */
export interface MaintenanceTables {
  passerelle_maintenance: PasserelleMaintenanceTable;
}

/** One row, `maintenance`, while writes are refused. */
export interface PasserelleMaintenanceTable {
  id: string;
  since_at: Instant;
  /** What callers are told to wait. */
  retry_after_seconds: number;
  /** Since when the database itself refuses writes: the last step of a cut-over. */
  fenced_at: OptionalInstant;
}
