import type { Catalogue } from './catalogue.ts';
import { checkBars, checkSelectors } from './check-bars.ts';
import { checkButtons } from './check-buttons.ts';
import { checkLinks } from './check-links.ts';
import { checkMixedContent, checkScript } from './check-script.ts';
import { type PageElement, readElements } from './page-elements.ts';
import { type ScriptTag, scriptTagOf } from './script-tag.ts';
import { type SitePage, sitePageOf } from './site-page.ts';
import { naturalOrder, scanSite } from './site-scan.ts';

/** Every kind of fault there is; stable, for those who filter the JSON. */
export type CheckCode =
  | 'http_error'
  | 'no_script'
  | 'missing_api'
  | 'wrong_api'
  | 'api_silent'
  | 'origin_not_allowed'
  | 'mixed_content'
  | 'page_without_id'
  | 'duplicate_id'
  | 'bad_id'
  | 'grain_without_module'
  | 'not_in_catalogue'
  | 'no_finish_button'
  | 'quiz_without_sign'
  | 'unknown_grain'
  | 'link_elsewhere'
  | 'bar_unknown'
  | 'bar_without_grain'
  | 'selector_finds_nothing'
  | 'broken_link';

/** Something to mend before publishing. */
export interface CheckFault {
  code: CheckCode;
  /** Page, relative to the site (to the origin's root when an address is checked). */
  path: string;
  /** 1-based. */
  line: number;
  /** The id, address, selector or text in question. */
  subject: string;
  /** What goes with it: the other page, the id that was meant, the address expected, the server's status. */
  other?: string;
}

/** A site as it was read from a folder or over HTTP. */
export interface SiteToCheck {
  pages: readonly { path: string; html: string }[];
  /** Every file of the site: what links may lead to. */
  files: ReadonlySet<string>;
  /** Why a file is not in `files`, for those that a server refused: a status or a reason. */
  refusals?: ReadonlyMap<string, string>;
  /** Where the site is or will be published, when that is known. */
  siteUrl?: string;
  /** Address of the Passerelle server that its pages must speak to, when that is known. */
  api?: string;
  /** The institution's catalogue, when it could be read. */
  known?: Catalogue;
  tenantId?: string;
}

/** A page with all that the checks look at. */
export interface CheckedPage {
  page: SitePage;
  elements: readonly PageElement[];
  tag: ScriptTag | undefined;
}

/** Everything an author should mend, in the order of the pages and their lines. */
export function checkSite(site: SiteToCheck): CheckFault[] {
  const pages = site.pages.map(({ path, html }): CheckedPage => {
    const elements = readElements(html);
    return { page: sitePageOf(path, elements), elements, tag: scriptTagOf(elements) };
  });
  const scan = scanSite(
    pages.map(({ page }) => page),
    site.files,
  );
  const ids = idsOf(scan.catalogue);
  const faults: CheckFault[] = [
    ...scan.faults.filter(({ code }) => code !== 'broken_link'),
    ...checkLinks(pages, site),
    ...checkSelectors(pages),
    ...pages.flatMap((one) => [
      ...checkScript(one, site),
      ...checkMixedContent(one, site),
      ...checkButtons(one, ids),
      ...checkBars(one, ids, scan.catalogue),
    ]),
    ...checkCatalogue(pages, site),
  ];
  return faults.sort((a, b) => naturalOrder(a.path, b.path) || a.line - b.line);
}

/** The ids that a site's pages make up. */
export interface SiteIds {
  modules: ReadonlySet<string>;
  sequences: ReadonlySet<string>;
  grains: ReadonlySet<string>;
}

function idsOf({ modules, sequences, grains }: Catalogue): SiteIds {
  return {
    modules: new Set(modules.map((one) => one.moduleId)),
    sequences: new Set(sequences.map((one) => one.sequenceId)),
    grains: new Set(grains.map((one) => one.grainId)),
  };
}

function checkCatalogue(pages: readonly CheckedPage[], { known, tenantId = '' }: SiteToCheck): CheckFault[] {
  if (known === undefined) return [];
  const ids = idsOf(known);
  const missing = new Map<string, CheckFault>();
  for (const { page } of pages) {
    const { path, bodyLine: line } = page;
    for (const [id, there] of [
      [page.moduleId, ids.modules],
      [page.grainId && page.sequenceId, ids.sequences],
      [page.grainId, ids.grains],
    ] as const) {
      if (id === null || there.has(id) || missing.has(id)) continue;
      missing.set(id, { code: 'not_in_catalogue', path, line, subject: id, other: tenantId });
    }
  }
  return [...missing.values()];
}
