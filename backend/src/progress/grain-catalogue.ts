import { percentOf } from './summary.ts';

/** What recording has to know of a grain. */
export interface CatalogueGrain {
  moduleId: string;
  sequenceId: string | null;
  /** No longer part of the course: still recorded for a page that lags behind, counted nowhere. */
  isRetired: boolean;
}

/** The grains of one tenant by their ids, retired ones too. */
export type GrainMap = ReadonlyMap<string, CatalogueGrain>;

/** Where recording gets the catalogue from; answers may be a few seconds old. */
export interface GrainCatalogue {
  grainsOf(tenantId: string): Promise<GrainMap>;
}

/** floor(100 x done / total) of what surrounds a grain; null where the grain stands in no sequence. */
export interface Percentages {
  sequence: number | null;
  module: number;
  course: number;
}

/**
 * How far a learner is in the sequence, the module and the course of a grain.
 * @param done every finished grain of the learner; those that the catalogue no longer has count nowhere
 */
export function percentagesAround(
  grains: GrainMap,
  done: readonly string[],
  { moduleId, sequenceId }: Pick<CatalogueGrain, 'moduleId' | 'sequenceId'>,
): Percentages {
  const counts = { sequence: 0, module: 0, course: 0 };
  for (const grainId of done) {
    const grain = grains.get(grainId);
    if (grain === undefined || grain.isRetired) continue;
    counts.course += 1;
    if (grain.moduleId === moduleId) counts.module += 1;
    if (sequenceId !== null && grain.sequenceId === sequenceId) counts.sequence += 1;
  }
  const totals = totalsOf(grains);
  return {
    sequence: sequenceId === null ? null : percentOf(counts.sequence, totals.sequences.get(sequenceId) ?? 0),
    module: percentOf(counts.module, totals.modules.get(moduleId) ?? 0),
    course: percentOf(counts.course, totals.course),
  };
}

interface Totals {
  sequences: Map<string, number>;
  modules: Map<string, number>;
  course: number;
}

const known = new WeakMap<GrainMap, Totals>();

function totalsOf(grains: GrainMap): Totals {
  const kept = known.get(grains);
  if (kept !== undefined) return kept;
  const totals: Totals = { sequences: new Map(), modules: new Map(), course: 0 };
  for (const { moduleId, sequenceId, isRetired } of grains.values()) {
    if (isRetired) continue;
    totals.course += 1;
    totals.modules.set(moduleId, (totals.modules.get(moduleId) ?? 0) + 1);
    if (sequenceId !== null) totals.sequences.set(sequenceId, (totals.sequences.get(sequenceId) ?? 0) + 1);
  }
  known.set(grains, totals);
  return totals;
}
