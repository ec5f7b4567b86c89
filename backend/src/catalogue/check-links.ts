import type { CheckedPage, CheckFault, SiteIds, SiteToCheck } from './check-fault.ts';
import { closestId } from './closest-id.ts';
import { attributeOf } from './page-elements.ts';
import { brokenLinks, linksOutside, siteFileOf } from './site-links.ts';

/** Links that lead nowhere, to another grain than they say, or to a grain that no page carries. */
export function checkLinks(pages: readonly CheckedPage[], site: SiteToCheck, ids: SiteIds): CheckFault[] {
  const sitePages = pages.map(({ page }) => page);
  const byPath = new Map(sitePages.map((page) => [page.path, page]));
  const broken = brokenLinks(sitePages, site.files).map(({ path, line, href }): CheckFault => {
    const file = siteFileOf(byPath.get(path) ?? { path, baseHref: null, sitePath: '/' }, href) ?? '';
    const why = site.refusals?.get(file);
    return { code: 'broken_link', path, line, subject: href, ...(why !== undefined && { other: why }) };
  });
  const elsewhere = sitePages.flatMap((page) =>
    page.links.flatMap(({ href, grainId, line }): CheckFault[] => {
      const target = byPath.get(siteFileOf(page, href) ?? '');
      if (grainId === null || !target?.grainId || target.grainId === grainId) return [];
      return [{ code: 'link_elsewhere', path: page.path, line, subject: grainId, other: target.grainId }];
    }),
  );
  const outside = linksOutside(sitePages, site.files).map(
    ({ path, line, href }): CheckFault => ({
      code: 'link_outside',
      path,
      line,
      subject: href,
      other: site.siteUrl ?? '',
    }),
  );
  return [...broken, ...outside, ...elsewhere, ...pages.flatMap((one) => unknownGrains(one, ids))];
}

function unknownGrains({ page, elements }: CheckedPage, { grains }: SiteIds): CheckFault[] {
  return elements.flatMap((element) => {
    const subject =
      attributeOf(element, 'data-grain-link') ??
      attributeOf(element, 'data-grain-done') ??
      (element.tag === 'body' ? null : attributeOf(element, 'data-grain'));
    if (subject === null || grains.has(subject)) return [];
    const other = closestId(subject, grains);
    return [{ code: 'unknown_grain', path: page.path, line: element.line, subject, ...(other && { other }) } as const];
  });
}
