import { type DefaultTreeAdapterTypes, parse } from 'parse5';

type Node = DefaultTreeAdapterTypes.ChildNode;
type Element = DefaultTreeAdapterTypes.Element;

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
  moduleId: string | null;
  sequenceId: string | null;
  grainId: string | null;
  minutes: number | null;
  /** Text of the first h1, else of title, else the path. */
  title: string;
  /** Sequences announced by a sommaire: elements that carry data-sequence and a heading. */
  sequences: { sequenceId: string; title: string; line: number }[];
  links: PageLink[];
  /** Every id="" of the page, the targets of #links. */
  anchors: ReadonlySet<string>;
  /** Line of the body's start tag, 1-based. */
  bodyLine: number;
}

/** Reads one page. Any text is HTML to a browser, so nothing is refused here. */
export function readSitePage(path: string, html: string): SitePage {
  const elements: Element[] = [];
  const document = parse(html, { sourceCodeLocationInfo: true }) as unknown as { childNodes: Node[] };
  walk(document, (element) => elements.push(element));
  const body = elements.find((element) => element.tagName === 'body');
  const of = (name: string) => (body === undefined ? null : attribute(body, name));
  const textOfFirst = (tag: string) => elements.filter((element) => element.tagName === tag).map(textOf)[0];
  return {
    path,
    moduleId: of('data-module'),
    sequenceId: of('data-sequence'),
    grainId: of('data-grain'),
    minutes: wholeMinutes(of('data-minutes')),
    title: textOfFirst('h1') || textOfFirst('title') || path,
    sequences: elements.filter((element) => element !== body).flatMap(announcedSequence),
    links: elements.filter((element) => element.tagName === 'a').flatMap(linkOf),
    anchors: new Set(elements.flatMap((element) => attribute(element, 'id') ?? attribute(element, 'name') ?? [])),
    bodyLine: body === undefined ? 1 : lineOf(body),
  };
}

function announcedSequence(element: Element): SitePage['sequences'] {
  const sequenceId = attribute(element, 'data-sequence');
  const title = sequenceId === null ? undefined : firstHeading(element);
  return sequenceId === null || title === undefined ? [] : [{ sequenceId, title, line: lineOf(element) }];
}

function linkOf(element: Element): PageLink[] {
  const href = attribute(element, 'href');
  return href === null ? [] : [{ href, line: lineOf(element), grainId: attribute(element, 'data-grain-link') }];
}

function lineOf(element: Element): number {
  return element.sourceCodeLocation?.startLine ?? 1;
}

function walk(parent: { childNodes: Node[] }, visit: (element: Element) => void): void {
  for (const child of parent.childNodes) {
    if (!('tagName' in child)) continue;
    visit(child);
    walk('content' in child ? (child.content as unknown as { childNodes: Node[] }) : child, visit);
  }
}

function attribute(element: Element, name: string): string | null {
  const value = element.attrs.find((one) => one.name === name)?.value;
  return value === undefined || value === '' ? null : value;
}

function textOf(element: Element): string {
  let text = '';
  const collect = (parent: { childNodes: Node[] }): void => {
    for (const child of parent.childNodes) {
      if (child.nodeName === '#text') text += (child as DefaultTreeAdapterTypes.TextNode).value;
      else if ('childNodes' in child) collect(child as Element);
    }
  };
  collect(element);
  return text.replace(/\s+/g, ' ').trim();
}

function firstHeading(element: Element): string | undefined {
  let heading: string | undefined;
  walk(element, (child) => {
    if (/^h[1-6]$/.test(child.tagName)) heading ??= textOf(child);
  });
  return heading;
}

function wholeMinutes(text: string | null): number | null {
  const value = Number(text);
  return text !== null && Number.isFinite(value) && value > 0 ? Math.round(value) : null;
}
