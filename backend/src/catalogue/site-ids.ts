import { naturalOrder } from './natural-order.ts';
import { attributeOf, nearestOf, type PageElement } from './page-elements.ts';
import { siteFileOf } from './site-links.ts';
import type { SitePage } from './site-page.ts';

/** A page with its elements. */
export interface ReadPage {
  page: SitePage;
  elements: readonly PageElement[];
}

/** What a page is, as it says itself or as its name, its folder and the pages that lead to it let conclude. */
export interface PageIds {
  moduleId: string | null;
  sequenceId: string | null;
  grainId: string | null;
}

const GRAIN_NAME = /^(?:grain|le[cç]on|lesson|chapitre|chapter)[-_ ]?\d+[a-z]?$/i;
const GRAIN_CARD = /^grain[-_ ]?\w+$/i;
const MODULE_FOLDER = /^module[-_ ]?\w+$/i;
const SEQUENCE_NAME = /^s[ée]q(?:uence)?[-_ ]?\d+[a-z]?$/i;
const SEQUENCE_HEADING = /^s[ée]quence\s*(?:n\s*[°o]\s*)?(\d+)/i;
const SOMMAIRE_NAME = /^(?:sommaire|index|accueil|summary|contents|module[-_ ]?\w*)$/i;

/** A link of a sommaire to a page. */
interface Lead {
  from: ReadPage;
  link: PageElement;
  /** Number of the sequence whose heading stands above the link. */
  headingNumber: string | undefined;
}

/** The ids of every page, by path; explicit ones always win. Ids that would stand for two things get their module's in front. */
export function idsOfPages(pages: readonly ReadPage[]): Map<string, PageIds> {
  const sorted = [...pages].sort((a, b) => naturalOrder(a.page.path, b.page.path));
  const leads = leadsTo(sorted);
  const ids = new Map<string, PageIds>();
  for (const { page } of sorted) {
    const grainId = page.grainId ?? guessGrain(page, leads.get(page.path) ?? []);
    if (grainId !== null) ids.set(page.path, { grainId, moduleId: null, sequenceId: null });
  }
  for (const { page } of sorted) {
    const own = ids.get(page.path);
    if (own === undefined) continue;
    const to = leads.get(page.path) ?? [];
    own.moduleId = page.moduleId ?? guessModule(page, to, sorted);
    own.sequenceId = page.sequenceId ?? guessSequence(page, to);
  }
  keepApart(sorted, ids);
  for (const one of sorted) if (!ids.has(one.page.path)) ids.set(one.page.path, idsOfOther(one, sorted, ids));
  return ids;
}

/** For each page, the links of pages that are no grains themselves. */
function leadsTo(pages: readonly ReadPage[]): Map<string, Lead[]> {
  const leads = new Map<string, Lead[]>();
  for (const from of pages) {
    if (from.page.grainId !== null || GRAIN_NAME.test(nameOf(from.page))) continue;
    let headingNumber: string | undefined;
    for (const element of from.elements) {
      if (/^h[1-6]$/.test(element.tag)) headingNumber = SEQUENCE_HEADING.exec(element.text())?.[1] ?? headingNumber;
      const href = element.tag === 'a' ? attributeOf(element, 'href') : null;
      const target = href === null ? undefined : siteFileOf(from.page, href);
      if (target !== undefined)
        leads.set(target, [...(leads.get(target) ?? []), { from, link: element, headingNumber }]);
    }
  }
  return leads;
}

function nameOf(page: SitePage): string {
  return (page.path.split('/').at(-1) ?? '').replace(/\.html?$/i, '').trim();
}

function foldersOf(page: SitePage): string[] {
  return page.path.split('/').slice(0, -1).reverse();
}

function guessGrain(page: SitePage, leads: readonly Lead[]): string | null {
  const name = nameOf(page);
  if (GRAIN_NAME.test(name)) return name;
  for (const { link } of leads) {
    const card = nearestOf(link, (one) => GRAIN_CARD.test(attributeOf(one, 'id') ?? ''));
    if (card !== undefined) return attributeOf(card, 'id');
  }
  return null;
}

function guessModule(page: SitePage, leads: readonly Lead[], pages: readonly ReadPage[]): string {
  const folder = foldersOf(page).find((name) => MODULE_FOLDER.test(name));
  if (folder !== undefined) return folder;
  for (const { from, link } of leads) {
    const around = nearestOf(link, (one) => one.attributes.has('data-module'));
    const said = (around && attributeOf(around, 'data-module')) ?? from.page.moduleId;
    if (said !== null) return said;
  }
  const named = foldersOf(page).find((name) => name !== 'pages' && !SEQUENCE_NAME.test(name));
  if (named !== undefined) return named;
  const [only, ...others] = new Set(pages.flatMap((one) => one.page.moduleId ?? []));
  return only !== undefined && others.length === 0 ? only : 'module1';
}

function guessSequence(page: SitePage, leads: readonly Lead[]): string | null {
  for (const { link } of leads) {
    const around = nearestOf(link.parent, (one) => sequenceOf(one) !== null);
    if (around !== undefined) return sequenceOf(around);
  }
  const folder = foldersOf(page).find((name) => SEQUENCE_NAME.test(name));
  if (folder !== undefined) return folder;
  const number = leads.find((lead) => lead.headingNumber !== undefined)?.headingNumber;
  return number === undefined ? null : `sequence${number}`;
}

/** The sequence that an element of a sommaire stands for. */
export function sequenceOf(element: PageElement): string | null {
  const id = attributeOf(element, 'id');
  if (element.tag === 'body') return null;
  return attributeOf(element, 'data-sequence') ?? (id !== null && SEQUENCE_NAME.test(id) ? id : null);
}

/** Folders that each count from 1 give the same id to different things. */
function keepApart(pages: readonly ReadPage[], ids: ReadonlyMap<string, PageIds>): void {
  for (const name of ['grainId', 'sequenceId'] as const) {
    const modules = new Map<string, Set<string>>();
    for (const one of ids.values()) {
      const id = one[name];
      if (id !== null) modules.set(id, (modules.get(id) ?? new Set()).add(one.moduleId ?? ''));
    }
    for (const { page } of pages) {
      const own = ids.get(page.path);
      const id = own?.[name];
      if (own === undefined || !id || page[name] !== null || (modules.get(id)?.size ?? 0) < 2) continue;
      own[name] = `${own.moduleId}-${id}`;
    }
  }
}

/** A page that is no grain belongs to a module when it is the module's sommaire: one page for each. */
function idsOfOther(one: ReadPage, pages: readonly ReadPage[], ids: ReadonlyMap<string, PageIds>): PageIds {
  const { page } = one;
  const { moduleId, sequenceId } = page;
  if (moduleId !== null || !page.path.includes('/')) return { moduleId, sequenceId, grainId: null };
  const modules = new Set(page.links.flatMap((link) => ids.get(siteFileOf(page, link.href) ?? '')?.moduleId ?? []));
  const [only] = modules;
  const isSommaire = modules.size === 1 && only !== undefined && SOMMAIRE_NAME.test(nameOf(page));
  if (!isSommaire) return { moduleId, sequenceId, grainId: null };
  const isTaken = pages.some(
    (other) =>
      other.page !== page &&
      other.page.grainId === null &&
      !ids.get(other.page.path)?.grainId &&
      isSommaireOf(other, only, ids),
  );
  return { moduleId: isTaken ? null : only, sequenceId, grainId: null };
}

function isSommaireOf({ page }: ReadPage, moduleId: string, ids: ReadonlyMap<string, PageIds>): boolean {
  return page.moduleId === moduleId || ids.get(page.path)?.moduleId === moduleId;
}
