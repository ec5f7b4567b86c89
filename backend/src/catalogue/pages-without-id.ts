import { finishButtons } from './check-buttons.ts';
import { attributeOf, nearestOf } from './page-elements.ts';
import { scriptTagOf } from './script-tag.ts';
import { idsOfPages } from './site-ids.ts';
import { siteFileOf } from './site-links.ts';
import type { SitePage } from './site-page.ts';
import { isWholePage } from './whole-page.ts';

const IN_PAGES = /(^|\/)pages\//;
const FRONT_PAGE = /^(?:index|accueil|home|default)\.html?$/i;
/** Names of pages that lead to modules, where what they hold leaves it open. */
const LEADING_PAGE =
  /^(?:index|accueil|home|sommaire|summary|contents|cours|course|parcours|portail|plan|modules?)\.html?$/i;
/** What a site must or may say beside its course. */
const NOTICE =
  /^(?:mentions?|legal|imprint|cr[ée]dits?|contacts?|[àa]-?propos|about|cookies?|confidentialit[ée]|privacy|accessibilit[ée]|accessibility|licen[cs]e)(?![a-z])/i;

/**
 * The pages that hold something to learn, or list it, and say on `<body>` neither which module nor which grain. Whoever
 * finishes such a page finishes nothing, wherever it lies and whatever it links to.
 */
export function pagesWithoutId(pages: readonly SitePage[]): SitePage[] {
  const guesses = idsOfPages(pages.map((page) => ({ page, elements: page.elements })));
  const isOnlyCourse = !pages.some(({ path }) => IN_PAGES.test(path));
  const front = frontPageOf(pages);
  const grains = new Set(pages.flatMap((page) => page.grainId ?? []));
  const byPath = new Map(pages.map((page) => [page.path, page]));
  return pages.filter((page) => {
    if (page.moduleId !== null || page.grainId !== null || !isWholePage(page.path, page.elements)) return false;
    const guess = guesses.get(page.path);
    if (guess?.grainId || guess?.moduleId || finishesItself(page)) return true;
    if (leadsToModules(page, byPath)) return false;
    if (carriesUnknownGrain(page, grains)) return true;
    return page !== front && !NOTICE.test(nameOf(page)) && (isOnlyCourse || IN_PAGES.test(page.path));
  });
}

function nameOf({ path }: SitePage): string {
  return path.split('/').at(-1) ?? '';
}

/** The page that the address of the site opens. */
function frontPageOf(pages: readonly SitePage[]): SitePage | undefined {
  const depth = ({ path }: SitePage): number => path.split('/').length;
  const least = Math.min(...pages.map(depth));
  return pages.find((page) => depth(page) === least && FRONT_PAGE.test(nameOf(page)));
}

/** Whether a button finishes the grain of the page itself, not one that it names. */
function finishesItself({ elements }: SitePage): boolean {
  const buttons = finishButtons(elements, scriptTagOf(elements)) ?? [];
  return buttons.some(
    (button) =>
      !attributeOf(button, 'data-grain-done') && !nearestOf(button, (one) => attributeOf(one, 'data-grain') !== null),
  );
}

/** A page of the course or of several modules: it belongs to none. */
function leadsToModules(page: SitePage, byPath: ReadonlyMap<string, SitePage>): boolean {
  if (page.sequences.length > 0 || page.links.some((link) => link.grainId !== null)) return true;
  const targets = page.links.flatMap(({ href }) => byPath.get(siteFileOf(page, href) ?? '') ?? []);
  const sommaires = targets.filter((target) => target.moduleId !== null && target.grainId === null);
  if (new Set(sommaires.map((target) => target.moduleId)).size > 1) return true;
  return LEADING_PAGE.test(nameOf(page)) && targets.some((target) => target.moduleId !== null);
}

/** data-grain belongs on `<body>`; elsewhere it names the grain of a card. */
function carriesUnknownGrain({ elements }: SitePage, grains: ReadonlySet<string>): boolean {
  return elements.some((element) => {
    const id = element.tag === 'body' ? null : attributeOf(element, 'data-grain');
    return id !== null && !grains.has(id);
  });
}
