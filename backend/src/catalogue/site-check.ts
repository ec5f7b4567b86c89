import type { Catalogue } from './catalogue.ts';
import { checkBars, checkSelectors, checkSelectorsAreSome } from './check-bars.ts';
import { checkButtons } from './check-buttons.ts';
import { checkEncoding } from './check-encoding.ts';
import type { CheckedPage, CheckFault, SiteIds, SiteToCheck } from './check-fault.ts';
import { checkLinks } from './check-links.ts';
import { checkMixedContent, checkScript } from './check-script.ts';
import { naturalOrder } from './natural-order.ts';
import { readElements } from './page-elements.ts';
import { scriptTagOf } from './script-tag.ts';
import { sitePathOf } from './site-links.ts';
import { sitePageOf } from './site-page.ts';
import { scanSite } from './site-scan.ts';

/** Everything an author should mend, in the order of the pages and their lines. */
export function checkSite(site: SiteToCheck): CheckFault[] {
  const sitePath = sitePathOf(site.siteUrl);
  const pages = site.pages.map(({ path, html }): CheckedPage => {
    const elements = readElements(html);
    return { page: sitePageOf(path, elements, sitePath), elements, tag: scriptTagOf(elements) };
  });
  const scan = scanSite(
    pages.map(({ page }) => page),
    site.files,
  );
  const ids = idsOf(scan.catalogue);
  const sources = new Map(site.pages.map((source) => [source.path, source]));
  const faults: CheckFault[] = [
    ...scan.faults.filter(({ code }) => code !== 'broken_link'),
    ...checkLinks(pages, site, ids),
    ...checkSelectors(pages),
    ...checkSelectorsAreSome(pages),
    ...pages.flatMap((one) => checkEncoding(one, sources.get(one.page.path) ?? { path: '', html: '' })),
    ...pages.flatMap((one) => [
      ...checkScript(one, site),
      ...checkMixedContent(one, site),
      ...checkButtons(one),
      ...checkBars(one, ids, scan.catalogue),
    ]),
    ...checkCatalogue(pages, site),
  ];
  return faults.sort((a, b) => naturalOrder(a.path, b.path) || a.line - b.line);
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
