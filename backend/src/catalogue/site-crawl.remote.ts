import { decodePage, unmarkedEncoding } from '../cli/page-bytes.ts';
import type { CrawledPage, CrawledSite, CrawlLimits, ServerAnswer, SiteReader } from './site-crawl.ts';
import { siteFileOf } from './site-links.ts';
import { readSitePage, type SitePage } from './site-page.ts';

const REQUEST_MS = 15_000;
const MAX_BYTES = 4 * 1024 * 1024;
const AT_ONCE = 4;
const MAX_REDIRECTS = 5;
const USER_AGENT = 'passerelle-site-check';

/** Reads published sites with fetch. The address is the operator's own; nothing of an answer decides where else to go. */
export function createSiteReader(): SiteReader {
  return { crawl, ask: askServer };
}

interface Answer {
  isOk: boolean;
  /** Status, or why there is none. */
  reason: string;
  /** Where redirects led. */
  url: URL;
  /** The page, when it is one. */
  page?: Omit<CrawledPage, 'path'>;
}

interface Place {
  file: string;
  url: URL;
}

async function crawl(startUrl: string, limits: CrawlLimits): Promise<CrawledSite> {
  const deadline = AbortSignal.timeout(limits.maxMs);
  const start = await get(new URL(startUrl), deadline, true);
  const folder = new URL('.', start.url).href;
  const first = {
    file: siteFileOf({ path: '', baseHref: null, sitePath: '/' }, start.url.pathname) ?? '',
    url: start.url,
  };
  const site: CrawledSite = {
    startUrl: start.url.href,
    pages: [],
    files: new Set(),
    refusals: new Map(),
    isPartial: false,
  };
  const seen = new Set([first.file]);
  let waiting: Place[] = keep(site, first, start, folder, limits);
  while (waiting.length > 0) {
    const fresh = waiting.filter(({ file }) => !seen.has(file) && seen.add(file));
    waiting = [];
    for (let i = 0; i < fresh.length; i += AT_ONCE) {
      const some = fresh.slice(i, i + AT_ONCE);
      if (deadline.aborted) {
        leaveUnasked(site, some);
        continue;
      }
      const answers = await Promise.all(some.map(({ url }) => get(url, deadline)));
      for (const [at, place] of some.entries()) {
        const answer = answers[at];
        if (deadline.aborted && answer?.isOk !== true) leaveUnasked(site, [place]);
        else if (answer !== undefined) waiting.push(...keep(site, place, answer, folder, limits));
      }
    }
  }
  return site;
}

/** What nobody asked for, because the time was over, is not said to be missing. */
function leaveUnasked(site: CrawledSite, places: readonly Place[]): void {
  site.isPartial = true;
  for (const { file } of places) site.files.add(file);
}

/** Notes an answer. @returns where the page leads, when it is one of the site's */
function keep(site: CrawledSite, { file }: Place, answer: Answer, folder: string, limits: CrawlLimits): Place[] {
  if (!answer.isOk) {
    site.refusals.set(file, answer.reason);
    return [];
  }
  site.files.add(file);
  if (answer.page === undefined || !answer.url.href.startsWith(folder)) return [];
  if (site.pages.length >= limits.maxPages) {
    site.isPartial = true;
    return [];
  }
  site.pages.push({ path: file, ...answer.page });
  return placesIn(readSitePage(file, answer.page.html), answer.url);
}

function placesIn(page: SitePage, own: URL): Place[] {
  const base = page.baseHref !== null && URL.canParse(page.baseHref, own.href) ? new URL(page.baseHref, own) : own;
  return [...page.links, ...page.resources].flatMap(({ href }) => {
    const file = siteFileOf(page, href);
    if (file === undefined || !URL.canParse(href, base.href)) return [];
    const url = new URL(href, base);
    url.search = '';
    url.hash = '';
    return url.origin === own.origin ? [{ file, url }] : [];
  });
}

/** Follows redirects within the origin; out of it only for the start page. */
async function get(url: URL, deadline: AbortSignal, mayLeave = false, hops = MAX_REDIRECTS): Promise<Answer> {
  try {
    const signal = AbortSignal.any([deadline, AbortSignal.timeout(REQUEST_MS)]);
    const response = await fetch(url, { redirect: 'manual', signal, headers: { 'user-agent': USER_AGENT } });
    const location = response.headers.get('location');
    if (response.status >= 300 && response.status < 400 && location !== null && URL.canParse(location, url.href)) {
      await response.body?.cancel();
      const next = new URL(location, url);
      // Elsewhere something answers; whether it pleases is not this site's affair.
      if (!mayLeave && next.origin !== url.origin) return { isOk: true, reason: '', url: next };
      if (hops === 0) return { isOk: false, reason: 'too many redirects', url };
      return await get(next, deadline, mayLeave, hops - 1);
    }
    const isPage = response.ok && /html/i.test(response.headers.get('content-type') ?? '');
    const answer: Answer = { isOk: response.ok, reason: String(response.status), url };
    if (isPage) return { ...answer, page: await readPage(response) };
    await response.body?.cancel();
    return answer;
  } catch (error) {
    return { isOk: false, reason: reasonOf(error), url };
  }
}

async function readPage(response: Response): Promise<Omit<CrawledPage, 'path'>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MAX_BYTES) break;
  }
  const page = decodePage(Buffer.concat(chunks));
  const announced = /charset\s*=\s*"?([^\s;"]+)/i.exec(response.headers.get('content-type') ?? '')?.[1];
  const isMisread = /^utf-?8$/i.test(announced ?? '') && page.encoding === 'windows-1252';
  return { html: page.text, isMisread, encoding: announced === undefined ? unmarkedEncoding(page) : undefined };
}

/** Without a session a Passerelle answers 401 to the sites that it knows, and 403 to others. */
async function askServer(api: string, siteOrigin: string): Promise<ServerAnswer> {
  try {
    const response = await fetch(`${api}/api/progress`, {
      headers: { origin: siteOrigin, 'user-agent': USER_AGENT },
      redirect: 'manual',
      signal: AbortSignal.timeout(REQUEST_MS),
    });
    const body: unknown = await response.json().catch(() => undefined);
    const isRefusal = [401, 403].includes(response.status);
    const isOurs = isRefusal && typeof body === 'object' && body !== null && 'error' in body;
    const allowed = response.headers.get('access-control-allow-origin');
    return {
      isPasserelle: isOurs,
      allowsOrigin: response.status === 401 && (new URL(api).origin === siteOrigin || allowed === siteOrigin),
      reason: String(response.status),
    };
  } catch (error) {
    return { isPasserelle: false, allowsOrigin: false, reason: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  const { name, message, cause } = error as Error & { cause?: { code?: string; message?: string } };
  return cause?.code ?? cause?.message ?? (name === 'TimeoutError' ? 'no answer in time' : message);
}
