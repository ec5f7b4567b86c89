import type { Html } from './html.ts';

export type Language = 'fr' | 'en';

/** The language of a page: the person's own in the LMS, else what the browser prefers, else French. */
export function languageOf(locale: string | null | undefined, acceptLanguage: string | undefined): Language {
  const wanted = [locale ?? '', ...(acceptLanguage ?? '').split(',')].map((tag) =>
    tag.trim().slice(0, 2).toLowerCase(),
  );
  return wanted.find((tag): tag is Language => tag === 'fr' || tag === 'en') ?? 'fr';
}

/** One small page of the server's own: no file beside it, readable on a phone inside a frame, light and dark. */
export interface Page {
  status: number;
  language: Language;
  title: string;
  body: Html;
  /** Rules of this page alone, after those of every page. */
  style?: Html;
  /** Runs after the body; plain JavaScript of ours. */
  script?: Html;
  /** Who may show the page in a frame; undefined = anybody (pages that can do nothing). */
  frameOrigins?: readonly string[];
  /** Origins that its form may lead to, redirects included; absent = it has no form. */
  formOrigins?: readonly string[];
}
