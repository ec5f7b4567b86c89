import { type Catalogue, covers, type Grain } from '../catalogue/catalogue.ts';
import type { ActivityScope } from '../catalogue/scope.ts';

/** One finished grain as stored. */
export interface CompletedGrain {
  grainId: string;
  moduleId: string;
  sequenceId: string | null;
  completedAt: Date;
  /** 0..1 */
  score: number | null;
}

export interface Share {
  done: number;
  total: number;
  /** floor(100 x done / total): 100 only when all are done; 0 when there is nothing. */
  percent: number;
}

export interface SequenceShare extends Share {
  sequenceId: string;
  title: string;
}

export interface ModuleShare extends Share {
  moduleId: string;
  title: string;
  sequences: SequenceShare[];
}

export interface Summary {
  course: Share;
  modules: ModuleShare[];
  /** The first grain of the activity's scope that is not finished; null when all are. */
  resume: { grainId: string; url: string } | null;
}

/** What a learner has done, counted against the present catalogue. Finished grains that were retired count nowhere. */
export function summarise(
  catalogue: Catalogue,
  completed: readonly { grainId: string }[],
  scope: ActivityScope,
): Summary {
  const done = new Set(completed.map((one) => one.grainId));
  const perModule = Map.groupBy(catalogue.grains, (grain) => grain.moduleId);
  const perSequence = Map.groupBy(catalogue.grains, (grain) => grain.sequenceId);
  const sequences = Map.groupBy(catalogue.sequences, (sequence) => sequence.moduleId);
  const next = catalogue.grains.find((grain) => grain.url !== null && covers(scope, grain) && !done.has(grain.grainId));
  return {
    course: shareOf(catalogue.grains, done),
    modules: catalogue.modules.map(({ moduleId, title }) => ({
      moduleId,
      title,
      ...shareOf(perModule.get(moduleId) ?? [], done),
      sequences: (sequences.get(moduleId) ?? []).map((sequence) => ({
        sequenceId: sequence.sequenceId,
        title: sequence.title,
        ...shareOf(perSequence.get(sequence.sequenceId) ?? [], done),
      })),
    })),
    resume: next?.url == null ? null : { grainId: next.grainId, url: next.url },
  };
}

function shareOf(grains: readonly Grain[], done: ReadonlySet<string>): Share {
  const count = grains.reduce((sum, grain) => sum + (done.has(grain.grainId) ? 1 : 0), 0);
  return { done: count, total: grains.length, percent: percentOf(count, grains.length) };
}

/** floor(100 x done / total), 0 when total is 0. */
export function percentOf(done: number, total: number): number {
  return total === 0 ? 0 : Math.min(100, Math.floor((100 * done) / total));
}
