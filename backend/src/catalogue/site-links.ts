import type { SitePage } from './site-page.ts';

/** A link or resource that leads to no file of the site, or to an anchor that its page lacks. */
export interface BrokenLink {
  path: string;
  line: number;
  /** As written. */
  href: string;
}

type LinkingPage = Pick<SitePage, 'path' | 'baseHref' | 'sitePath'>;

const SITE = 'http://site.invalid';

/**
 * The file of the site that an address written in a page stands for, a folder being its index.html.
 * @returns undefined for another site, a mail address, a script, and what is no address
 */
export function siteFileOf(page: LinkingPage, href: string): string | undefined {
  const target = targetOf(page, href);
  return target?.pathname.startsWith(page.sitePath) ? fileAt(target, page.sitePath) : undefined;
}

function fileAt({ pathname }: URL, sitePath: string): string {
  const path = decodePath(pathname.slice(sitePath.length));
  return path === '' || path.endsWith('/') ? `${path}index.html` : path;
}

/** Links and resources that are right only where a site is published at the root of its host, and so lead out of this one. */
export function linksOutside(pages: readonly SitePage[], files: ReadonlySet<string>): BrokenLink[] {
  const leadsOut = (page: SitePage, href: string): boolean => {
    const target = targetOf(page, href);
    return target?.pathname.startsWith(page.sitePath) === false && files.has(fileAt(target, '/'));
  };
  return pages.flatMap((page) =>
    [...page.links, ...page.resources]
      .filter(({ href }) => leadsOut(page, href))
      .map(({ href, line }) => ({ path: page.path, line, href })),
  );
}

/**
 * Links and resources that lead nowhere.
 * @param files every file of the site relative to its folder
 */
export function brokenLinks(pages: readonly SitePage[], files: ReadonlySet<string>): BrokenLink[] {
  const byPath = new Map(pages.map((page) => [page.path, page]));
  const isBroken = (page: SitePage, href: string): boolean => {
    const file = siteFileOf(page, href);
    if (file === undefined) return false;
    if (!files.has(file)) return true;
    const anchor = decodePath(targetOf(page, href)?.hash.slice(1) ?? '');
    return anchor !== '' && anchor !== 'top' && byPath.get(file)?.anchors.has(anchor) === false;
  };
  return pages.flatMap((page) =>
    [...page.links, ...page.resources]
      .filter(({ href }) => isBroken(page, href))
      .map(({ href, line }) => ({ path: page.path, line, href })),
  );
}

/** Path of a site's folder on its host, between slashes; the root where its address is not known, or none. */
export function sitePathOf(siteUrl: string | undefined): string {
  if (siteUrl === undefined || !URL.canParse(siteUrl)) return '/';
  return new URL(siteUrl).pathname.replace(/\/*$/, '/');
}

function targetOf(page: LinkingPage, href: string): URL | undefined {
  const own = `${SITE}${page.sitePath}${page.path.split('/').map(encodeURIComponent).join('/')}`;
  const base = page.baseHref !== null && URL.canParse(page.baseHref, own) ? new URL(page.baseHref, own).href : own;
  const target = URL.canParse(href, base) ? new URL(href, base) : undefined;
  return target?.origin === SITE ? target : undefined;
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
