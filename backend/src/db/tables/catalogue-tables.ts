import type { Defaulted, Instant, Optional, OptionalInstant } from './column-types.ts';

/** What there is to learn. A retired row keeps its progress and leaves the totals. */
export interface CatalogueTables {
  modules: ModulesTable;
  sequences: SequencesTable;
  grains: GrainsTable;
}

export interface ModulesTable {
  id: string;
  tenant_id: string;
  /** The author's own name for it, e.g. `module1`; unique per tenant. */
  module_id: string;
  title: string;
  /** Path of its sommaire, relative to the site. */
  url: Optional<string>;
  position: Defaulted<number>;
  retired_at: OptionalInstant;
  created_at: Instant;
  updated_at: Instant;
}

export interface SequencesTable {
  id: string;
  tenant_id: string;
  module_id: string;
  sequence_id: string;
  title: string;
  position: Defaulted<number>;
  retired_at: OptionalInstant;
  created_at: Instant;
  updated_at: Instant;
}

export interface GrainsTable {
  id: string;
  tenant_id: string;
  module_id: string;
  sequence_id: Optional<string>;
  grain_id: string;
  title: string;
  url: Optional<string>;
  minutes: Optional<number>;
  position: Defaulted<number>;
  retired_at: OptionalInstant;
  created_at: Instant;
  updated_at: Instant;
}
