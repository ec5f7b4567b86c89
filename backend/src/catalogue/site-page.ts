import { attributeOf, type PageElement, readElements } from './page-elements.ts';

/** A link of a page, as written. */
export interface PageLink {
  href: string;
  line: number;
  /** data-grain-link, when it has one. */
  grainId: string | null;
}

/** What a scanner reads of one HTML page. */
export interface SitePage {
  /** Path relative to the site's folder, with slashes. */
  path: string;
  /** Path of the site's folder on its host, between slashes: `/` or `/mon-cours/`. */
  sitePath: string;
  moduleId: string | null;
  sequenceId: string | null;
  grainId: string | null;
  minutes: number | null;
  /** Text of the first h1, else of title, else the path. */
  title: string;
  /** Sequences announced by a sommaire: elements that carry data-sequence and a heading. */
  sequences: { sequenceId: string; title: string; line: number }[];
  links: PageLink[];
  /** What the page loads: images, scripts, style sheets, frames, sounds, films. */
  resources: { href: string; line: number }[];
  /** `<base href>`, against which links are resolved. */
  baseHref: string | null;
  /** Every id="" of the page, the targets of #links. */
  anchors: ReadonlySet<string>;
  /** Line of the body's start tag, 1-based. */
  bodyLine: number;
  elements: readonly PageElement[];
}

/** Reads one page. Any text is HTML to a browser, so nothing is refused here. */
export function readSitePage(path: string, html: string, sitePath = '/'): SitePage {
  return sitePageOf(path, readElements(html), sitePath);
}

/** The same of a page whose elements are there already. */
export function sitePageOf(path: string, elements: readonly PageElement[], sitePath = '/'): SitePage {
  const body = elements.find((element) => element.tag === 'body');
  const of = (name: string) => (body === undefined ? null : attributeOf(body, name));
  const textOfFirst = (tag: string) => elements.find((element) => element.tag === tag)?.text();
  const base = elements.find((element) => element.tag === 'base');
  return {
    path,
    sitePath,
    moduleId: of('data-module'),
    sequenceId: of('data-sequence'),
    grainId: of('data-grain'),
    minutes: wholeMinutes(of('data-minutes')),
    title: textOfFirst('h1') || textOfFirst('title') || path,
    sequences: elements.filter((element) => element !== body).flatMap(announcedSequence),
    links: elements.filter((element) => element.tag === 'a').flatMap(linkOf),
    resources: elements.flatMap(resourcesOf),
    baseHref: base === undefined ? null : attributeOf(base, 'href'),
    anchors: new Set(elements.flatMap((element) => attributeOf(element, 'id') ?? attributeOf(element, 'name') ?? [])),
    bodyLine: body?.line ?? 1,
    elements,
  };
}

function announcedSequence(element: PageElement): SitePage['sequences'] {
  const sequenceId = attributeOf(element, 'data-sequence');
  if (sequenceId === null) return [];
  const title = element
    .inside()
    .find((inner) => /^h[1-6]$/.test(inner.tag))
    ?.text();
  return title === undefined ? [] : [{ sequenceId, title, line: element.line }];
}

function linkOf(element: PageElement): PageLink[] {
  const href = attributeOf(element, 'href');
  return href === null ? [] : [{ href, line: element.line, grainId: attributeOf(element, 'data-grain-link') }];
}

const LOADED_BY_SRC = ['img', 'script', 'iframe', 'source', 'audio', 'video', 'track', 'embed'];
const LOADED_BY_LINK = /\b(stylesheet|icon|manifest|preload|modulepreload)\b/i;

function resourcesOf(element: PageElement): SitePage['resources'] {
  const { tag, line } = element;
  const addresses = [
    LOADED_BY_SRC.includes(tag) ? attributeOf(element, 'src') : null,
    tag === 'video' ? attributeOf(element, 'poster') : null,
    tag === 'object' ? attributeOf(element, 'data') : null,
    tag === 'link' && LOADED_BY_LINK.test(attributeOf(element, 'rel') ?? '') ? attributeOf(element, 'href') : null,
    ...imagesOfStyle(tag === 'style' ? element.text() : (attributeOf(element, 'style') ?? '')),
    ...(attributeOf(element, 'srcset') ?? '').split(/,\s+/).map((candidate) => candidate.trim().split(/\s/)[0] || null),
  ];
  return addresses.filter((href) => href !== null).map((href) => ({ href: href.trim(), line }));
}

function imagesOfStyle(css: string): string[] {
  const addresses = [...css.matchAll(/url\(\s*(?:"([^"]*)"|'([^']*)'|([^'")\s]*))\s*\)/g)];
  return addresses
    .map(([, ...quoted]) => quoted.find((one) => one !== undefined) ?? '')
    .filter((one) => /^[^#]/.test(one));
}

function wholeMinutes(text: string | null): number | null {
  const value = Number(text);
  return text !== null && Number.isFinite(value) && value > 0 ? Math.round(value) : null;
}
