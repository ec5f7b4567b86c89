import { isIdentifier } from '../ids/identifier.ts';
import type { Catalogue, Grain, Module, Sequence } from './catalogue.ts';
import { naturalOrder } from './natural-order.ts';
import { pagesWithoutId } from './pages-without-id.ts';
import { brokenLinks, siteFileOf } from './site-links.ts';
import type { SitePage } from './site-page.ts';

/** Something an author should mend, and where. */
export interface SiteFault {
  code:
    | 'page_without_id'
    | 'duplicate_id'
    | 'bad_id'
    | 'broken_link'
    | 'grain_without_module'
    | 'sequence_of_two_modules';
  path: string;
  line: number;
  /** The id or address in question. */
  subject: string;
  /** Another page concerned (the first holder of the id). */
  other?: string;
}

export interface SiteScan {
  catalogue: Catalogue;
  faults: SiteFault[];
}

/**
 * Turns the pages of a site into its catalogue. Order: modules by their pages' paths in natural order; grains as the
 * sommaires link to them, those that no sommaire links to after them by path.
 * @param files every file of the site relative to its folder, to check links against
 */
export function scanSite(pages: readonly SitePage[], files: ReadonlySet<string>): SiteScan {
  const sorted = [...pages].sort((a, b) => naturalOrder(a.path, b.path));
  const faults: SiteFault[] = [];
  const grains = grainsOf(sorted, faults);
  faults.push(...sharedSequences(sorted, grains));
  const catalogue = {
    courseUrl: coursePageOf(sorted),
    modules: modulesOf(sorted, grains),
    sequences: sequencesOf(sorted, grains),
    grains: inSommaireOrder(grains, sorted),
  };
  for (const { path, bodyLine: line } of pagesWithoutId(sorted)) {
    faults.push({ code: 'page_without_id', path, line, subject: path });
  }
  for (const { path, line, href } of brokenLinks(sorted, files)) {
    faults.push({ code: 'broken_link', path, line, subject: href });
  }
  return { catalogue, faults };
}

function grainsOf(pages: readonly SitePage[], faults: SiteFault[]): Grain[] {
  const byId = new Map<string, Grain>();
  for (const page of pages) {
    const { grainId, moduleId, path } = page;
    if (grainId === null) continue;
    const fault = (code: SiteFault['code'], other?: string): void => {
      faults.push({ code, path, line: page.bodyLine, subject: grainId, ...(other !== undefined && { other }) });
    };
    const first = byId.get(grainId);
    if (first !== undefined) fault('duplicate_id', first.url ?? '');
    else if (![grainId, moduleId ?? 'x', page.sequenceId ?? 'x'].every((id) => isIdentifier(id))) fault('bad_id');
    else if (moduleId === null) fault('grain_without_module');
    else
      byId.set(grainId, {
        grainId,
        moduleId,
        sequenceId: page.sequenceId,
        title: page.title,
        url: path,
        minutes: page.minutes,
      });
  }
  return [...byId.values()];
}

/** A sequence belongs to one module, the first: in another, its grains would be counted in the wrong one. */
function sharedSequences(pages: readonly SitePage[], grains: readonly Grain[]): SiteFault[] {
  const first = new Map<string, Grain>();
  const told = new Set<string>();
  return grains.flatMap((grain): SiteFault[] => {
    const { sequenceId, moduleId, url } = grain;
    if (sequenceId === null) return [];
    const holder = first.get(sequenceId) ?? grain;
    first.set(sequenceId, holder);
    const key = JSON.stringify([sequenceId, moduleId]);
    if (holder.moduleId === moduleId || told.has(key)) return [];
    told.add(key);
    const line = pages.find((page) => page.path === url)?.bodyLine ?? 1;
    return [{ code: 'sequence_of_two_modules', path: url ?? '', line, subject: sequenceId, other: holder.url ?? '' }];
  });
}

/** The page of no module that leads to most grains. */
function coursePageOf(pages: readonly SitePage[]): string | null {
  const countOf = (page: SitePage): number => new Set(page.links.flatMap((link) => link.grainId ?? [])).size;
  const candidates = pages.filter((page) => page.moduleId === null && page.grainId === null && countOf(page) > 0);
  return candidates.sort((a, b) => countOf(b) - countOf(a))[0]?.path ?? null;
}

function modulesOf(pages: readonly SitePage[], grains: readonly Grain[]): Module[] {
  const modules = new Map<string, Module>();
  for (const page of pages) {
    if (page.moduleId === null || page.grainId !== null || modules.has(page.moduleId)) continue;
    modules.set(page.moduleId, { moduleId: page.moduleId, title: page.title, url: page.path });
  }
  for (const { moduleId } of grains) {
    if (!modules.has(moduleId)) modules.set(moduleId, { moduleId, title: moduleId, url: null });
  }
  return [...modules.values()];
}

function sequencesOf(pages: readonly SitePage[], grains: readonly Grain[]): Sequence[] {
  const titles = new Map<string, string>();
  for (const page of pages) {
    for (const { sequenceId, title } of page.sequences) if (!titles.has(sequenceId)) titles.set(sequenceId, title);
  }
  const sequences = new Map<string, Sequence>();
  for (const { sequenceId, moduleId } of grains) {
    if (sequenceId === null || sequences.has(sequenceId)) continue;
    sequences.set(sequenceId, { sequenceId, moduleId, title: titles.get(sequenceId) ?? sequenceId });
  }
  const order = [...titles.keys()];
  return [...sequences.values()].sort((a, b) => rank(order, a.sequenceId) - rank(order, b.sequenceId));
}

function inSommaireOrder(grains: readonly Grain[], pages: readonly SitePage[]): Grain[] {
  const byPath = new Map(pages.map((page) => [page.path, page]));
  const grainBehind = (page: SitePage, href: string) => byPath.get(siteFileOf(page, href) ?? '')?.grainId ?? null;
  const sommaires = pages.filter((page) => page.grainId === null && page.moduleId !== null);
  const order = sommaires
    .flatMap((page) => page.links.map((link) => link.grainId ?? grainBehind(page, link.href)))
    .filter((id) => id !== null);
  return [...grains].sort((a, b) => rank(order, a.grainId) - rank(order, b.grainId));
}

function rank(order: readonly string[], id: string): number {
  const place = order.indexOf(id);
  return place === -1 ? order.length : place;
}
