import type { Catalogue } from './catalogue.ts';
import type { PageElement } from './page-elements.ts';
import type { ScriptTag } from './script-tag.ts';
import type { SitePage } from './site-page.ts';

/** Every kind of fault there is; stable, for those who filter the JSON. */
export type CheckCode =
  | 'http_error'
  | 'misread_letters'
  | 'encoding_missing'
  | 'encoding_wrong'
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
  | 'sequence_of_two_modules'
  | 'not_in_catalogue'
  | 'no_finish_button'
  | 'quiz_without_sign'
  | 'unknown_grain'
  | 'link_elsewhere'
  | 'bar_unknown'
  | 'bar_without_grain'
  | 'selector_finds_nothing'
  | 'bad_selector'
  | 'broken_link'
  | 'link_outside';

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

/** How the bytes of a page without a byte order mark are to be read. */
export type UnmarkedEncoding = 'utf-8' | 'windows-1252';

/** A page as it was read. */
export interface PageToCheck {
  path: string;
  html: string;
  /** What its bytes are, where neither a mark nor the host says so: then what it declares must be right. */
  encoding?: UnmarkedEncoding | undefined;
}

/** A site as it was read from a folder or over HTTP. */
export interface SiteToCheck {
  pages: readonly PageToCheck[];
  /** Every file of the site: what links may lead to. */
  files: ReadonlySet<string>;
  /** Why a file is not in `files`, for those that a server refused: a status or a reason. */
  refusals?: ReadonlyMap<string, string>;
  /** Address of the folder that paths are relative to, with a slash at its end, where the site is or will be published. */
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

/** The ids that a site's pages make up. */
export interface SiteIds {
  modules: ReadonlySet<string>;
  sequences: ReadonlySet<string>;
  grains: ReadonlySet<string>;
}
