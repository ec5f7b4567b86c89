import type { UnmarkedEncoding } from './check-fault.ts';

/** How far a crawl goes. */
export interface CrawlLimits {
  maxPages: number;
  maxMs: number;
}

/** A page as it answers over HTTP. */
export interface CrawledPage {
  path: string;
  html: string;
  /** The host says that it is UTF-8, and it is not: its accents are shown as something else. */
  isMisread: boolean;
  /** What its bytes are, where neither a mark nor the host says so. */
  encoding: UnmarkedEncoding | undefined;
}

/** A site as it answers over HTTP. Paths are relative to the root of its origin, a folder being its index.html. */
export interface CrawledSite {
  /** Address of the first page, redirects followed. */
  startUrl: string;
  pages: CrawledPage[];
  /** What answered, and what was not asked because a limit was reached. */
  files: Set<string>;
  /** What did not answer well: status or reason. */
  refusals: Map<string, string>;
  /** A limit was reached: the rest of the site was not read. */
  isPartial: boolean;
}

/** What a server says when the script asks from a site. */
export interface ServerAnswer {
  /** It is a Passerelle that runs. */
  isPasserelle: boolean;
  /** It lets pages of the site's origin read its answers. */
  allowsOrigin: boolean;
  /** Status or reason when it is none. */
  reason: string;
}

/** Reads published sites, and asks the servers that they name. */
export interface SiteReader {
  /** Pages and resources of one origin, from a start page down: what lies in its folder. Never throws for an answer. */
  crawl(startUrl: string, limits: CrawlLimits): Promise<CrawledSite>;
  /** @param siteOrigin as a browser sends it */
  ask(api: string, siteOrigin: string): Promise<ServerAnswer>;
}
