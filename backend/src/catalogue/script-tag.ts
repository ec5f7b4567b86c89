import { attributeOf, type PageElement } from './page-elements.ts';
import { matcherOf } from './selector.ts';

/** How a page asks for the progress script. */
export interface ScriptTag {
  /** The element that carries the options: the script, or `<meta name="progress-api">` beside a module. */
  element: PageElement;
  /** Address of the script as written; null for an import inside a module. */
  src: string | null;
  api: string | null;
  doneSelector: string | null;
  barSelector: string | null;
  cardSelector: string | null;
  doneWhen: string | null;
}

/**
 * Keeps the page's own calls, and the clicks of learners who are faster than the network, until the script has loaded. Inline:
 * a page with a content policy of its own may not run it, and goes without.
 */
export const STUB =
  '<script>addEventListener("click",window.progressApi??=(...a)=>(progressApi.q??=[]).push(a),true)</script>';

/** Whether an element is the stub, in any of the ways in which authors write it. */
export const isStub = (element: PageElement): boolean =>
  element.tag === 'script' && element.text().includes('progressApi.q');

/** The page's progress script; undefined when it has none. */
export function scriptTagOf(elements: readonly PageElement[]): ScriptTag | undefined {
  const scripts = elements.filter((element) => element.tag === 'script');
  const classic = scripts.find((script) => attributeOf(script, 'src')?.includes('progress-api'));
  const importing = scripts.find(
    (script) => !attributeOf(script, 'src') && /progress-api[\w.-]*\.mjs/.test(script.text()),
  );
  const meta = elements.find((element) => element.tag === 'meta' && attributeOf(element, 'name') === 'progress-api');
  const isModule = classic === undefined || attributeOf(classic, 'type') === 'module';
  const element = isModule ? (meta ?? classic ?? importing) : classic;
  if (element === undefined || (classic === undefined && importing === undefined)) return undefined;
  return {
    element,
    src: classic === undefined ? null : attributeOf(classic, 'src'),
    api: attributeOf(element, 'data-api'),
    doneSelector: attributeOf(element, 'data-done-selector'),
    barSelector: attributeOf(element, 'data-bar-selector'),
    cardSelector: attributeOf(element, 'data-card-selector'),
    doneWhen: attributeOf(element, 'data-done-when'),
  };
}

/**
 * The server that a page's script speaks to: data-api, else the folder that the script's `assets` lies in, below a path perhaps.
 * @param siteUrl address of the folder that the page's path is relative to
 * @returns undefined where that hangs on an address which is not known
 */
export function serverOf({ api, src }: ScriptTag, page: ScriptedPage, siteUrl?: string): string | undefined {
  if (api !== null) return api;
  if (src === null) return undefined;
  const place = page.path.split('/').map(encodeURIComponent).join('/');
  const [own, base] = [addressOf(place, siteUrl), page.baseHref];
  return addressOf(src, base === null ? own : addressOf(base, own))?.split('/assets')[0];
}

type ScriptedPage = { path: string; baseHref: string | null };

function addressOf(href: string, base: string | undefined): string | undefined {
  return URL.canParse(href, base) ? new URL(href, base).href : undefined;
}

/** Elements that a selector finds; undefined when it is one that only a browser can follow. */
export function elementsMatching(elements: readonly PageElement[], selector: string): PageElement[] | undefined {
  const matches = matcherOf(selector);
  return matches && elements.filter(matches);
}

/** Whether the page's own code speaks to the script: then it may finish a grain without a button of ours. */
export function speaksToScript(elements: readonly PageElement[]): boolean {
  const says = /progressApi\s*(\?\.)?\s*\(|progress-api[\w.-]*\.mjs/;
  return elements.some(
    (element) =>
      (element.tag === 'script' && says.test(element.text())) || says.test(element.attributes.get('onclick') ?? ''),
  );
}
