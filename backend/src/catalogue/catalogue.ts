import type { ActivityScope } from './scope.ts';

export interface Grain {
  grainId: string;
  moduleId: string;
  sequenceId: string | null;
  title: string;
  /** Path relative to the site, e.g. `pages/module1/grain2.html`. */
  url: string | null;
  minutes: number | null;
}

export interface Sequence {
  sequenceId: string;
  moduleId: string;
  title: string;
}

export interface Module {
  moduleId: string;
  title: string;
  /** Path of its sommaire, relative to the site. */
  url: string | null;
}

/** What there is to learn now at one tenant, in the authors' order. Nothing retired. */
export interface Catalogue {
  /** Path of the page that shows the whole course, relative to the site; null = the site's front page. */
  courseUrl: string | null;
  modules: readonly Module[];
  sequences: readonly Sequence[];
  grains: readonly Grain[];
}

/** Where rules get the catalogue from; answers may be a few seconds old. */
export interface CatalogueReader {
  of(tenantId: string): Promise<Catalogue>;
}

/** Whether a scope covers a grain. */
export function covers(scope: ActivityScope, grain: Pick<Grain, 'grainId' | 'moduleId' | 'sequenceId'>): boolean {
  if (scope.grainId !== null) return scope.grainId === grain.grainId;
  if (scope.sequenceId !== null) return scope.sequenceId === grain.sequenceId;
  if (scope.moduleId !== null) return scope.moduleId === grain.moduleId;
  return true;
}

/**
 * The page that an activity of this scope opens: the grain, else the sommaire of its (or its sequence's) module, else the
 * course page.
 * @returns a path relative to the site, or undefined when the catalogue has no such page
 */
export function pageOf(catalogue: Catalogue, scope: ActivityScope): string | undefined {
  if (scope.grainId !== null)
    return catalogue.grains.find((grain) => grain.grainId === scope.grainId)?.url ?? undefined;
  if (scope.sequenceId !== null) {
    const sequence = catalogue.sequences.find((one) => one.sequenceId === scope.sequenceId);
    return catalogue.modules.find((module) => module.moduleId === sequence?.moduleId)?.url ?? undefined;
  }
  if (scope.moduleId !== null)
    return catalogue.modules.find((module) => module.moduleId === scope.moduleId)?.url ?? undefined;
  return catalogue.courseUrl ?? '';
}
