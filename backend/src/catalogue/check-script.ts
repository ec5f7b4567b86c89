import type { CheckedPage, CheckFault, SiteToCheck } from './check-fault.ts';
import { serverOf } from './script-tag.ts';
import { isWholePage } from './whole-page.ts';

/** Shown where nobody has said which server it is. */
const ANY_API = 'https://api.exemple.fr';
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** Whether the page carries the script, and whether that speaks to the right server. */
export function checkScript({ page, elements, tag }: CheckedPage, site: SiteToCheck): CheckFault[] {
  const { path } = page;
  if (tag === undefined) {
    if (!isWholePage(path, elements)) return [];
    return [{ code: 'no_script', path, line: page.bodyLine, subject: path, ...(site.api && { other: site.api }) }];
  }
  const fault = (code: CheckFault['code'], subject: string, other?: string): CheckFault[] => [
    { code, path, line: tag.element.line, subject, ...(other !== undefined && { other }) },
  ];
  return tag.api === null ? implied() : written(tag.api);

  function written(api: string): CheckFault[] {
    if (site.api !== undefined) return api === site.api ? [] : fault('wrong_api', api, site.api);
    const wellFormed = wellFormedApi(api);
    if (api !== wellFormed) return fault('wrong_api', api, wellFormed ?? ANY_API);
    return isForgottenLoopback(api, site) ? fault('wrong_api', api, ANY_API) : [];
  }

  function implied(): CheckFault[] {
    const api = tag === undefined ? undefined : serverOf(tag, page, site.siteUrl);
    if (site.api !== undefined) return api === site.api ? [] : fault('missing_api', api ?? '', site.api);
    return api !== undefined && isForgottenLoopback(api, site) ? fault('wrong_api', api, ANY_API) : [];
  }
}

/** An http(s) address without a final slash; undefined when it is none at all. */
function wellFormedApi(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) return undefined;
  return `${url.origin}${url.pathname}`.replace(/(\/api)?\/*$/, '');
}

/** The address of somebody's own computer, left behind in pages for everybody. */
function isForgottenLoopback(api: string, { siteUrl }: SiteToCheck): boolean {
  const isSiteLocal = siteUrl !== undefined && LOOPBACK.test(new URL(siteUrl).hostname);
  return LOOPBACK.test(new URL(api).hostname) && !isSiteLocal;
}

/** What a browser refuses to load, or to call, from a page that came over https. */
export function checkMixedContent({ page, tag }: CheckedPage, { siteUrl }: SiteToCheck): CheckFault[] {
  if (siteUrl?.startsWith('http:')) return [];
  const isPlain = (href: string): boolean =>
    /^http:\/\//i.test(href) && URL.canParse(href) && !LOOPBACK.test(new URL(href).hostname);
  const api = tag?.api ?? null;
  const loaded = [...page.resources, ...(api === null ? [] : [{ href: api, line: tag?.element.line ?? 1 }])];
  return loaded
    .filter(({ href }) => isPlain(href))
    .map(({ href, line }) => ({
      code: 'mixed_content',
      path: page.path,
      line,
      subject: href,
      other: href.replace(/^http:/i, 'https:'),
    }));
}
