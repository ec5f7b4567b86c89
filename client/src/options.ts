import type { ProgressOptions } from './public.d.ts';

/** The build says which of the two scripts this is. */
declare const isClassic: boolean;

const tag = (
  isClassic ? document.currentScript : document.querySelector('script[src*=progress-api],[name=progress-api]')
) as HTMLScriptElement | null;

/** What the author asked for: the attributes of the tag, or of `<meta name="progress-api">` for the ES module. */
export const options: ProgressOptions = isClassic ? (tag as HTMLScriptElement).dataset : (tag?.dataset ?? {});
/** Where the script came from. */
export const scriptUrl = isClassic ? (tag as HTMLScriptElement).src : import.meta.url;
/** Address of the server: where it serves this script from, below a path perhaps. That of a file: everybody is a guest. */
export const api = options.api || (scriptUrl.split('/assets/js/')[0] as string);
/** Prefix of everything kept in this browser: two courses on one origin never mix, given that each has its server or says its `site`. */
export const prefix = `progress-api ${api}${options.site || ''} `;
