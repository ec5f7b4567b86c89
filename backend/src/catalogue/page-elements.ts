import { type DefaultTreeAdapterTypes, parse } from 'parse5';

type Node = DefaultTreeAdapterTypes.ChildNode;
type Parent = { childNodes: Node[] };

/** A start tag of a page's source, with what stands around it. */
export interface PageElement {
  tag: string;
  attributes: ReadonlyMap<string, string>;
  parent: PageElement | undefined;
  /** Line of the start tag, 1-based. */
  line: number;
  /** Where the start tag begins in the text; undefined for an element that the source only implies. */
  start: number | undefined;
  /** Where the start tag has ended. */
  startEnd: number | undefined;
  /** Where the end tag begins; undefined when the source has none. */
  endTagStart: number | undefined;
  /** Where the document type has ended; on the outermost element of a page that has one. */
  doctypeEnd?: number;
  /** The text inside, white space folded; scripts and styles give their source. */
  text(): string;
  /** The elements inside, in the order of the source. */
  inside(): PageElement[];
}

/**
 * Reads a page into its elements, in the order of the source. Any text is HTML to a browser, so nothing is refused.
 * Offsets count UTF-16 units of the text as it is given, line ends included.
 */
export function readElements(html: string): PageElement[] {
  const elements: PageElement[] = [];
  // Wrongly nested formatting is repeated in the tree; each start tag of the source counts once.
  const seen = new Set<number>();
  const walk = (node: Parent, parent: PageElement | undefined): void => {
    for (const child of node.childNodes) {
      if (!('tagName' in child)) continue;
      const element = elementOf(child, parent, elements);
      const isRepeated = element.start !== undefined && seen.has(element.start);
      if (element.start !== undefined) seen.add(element.start);
      if (!isRepeated) elements.push(element);
      walk(contentOf(child), element);
    }
  };
  const document = parse(html, { sourceCodeLocationInfo: true });
  walk(document, undefined);
  const doctypeEnd = document.childNodes.find((node) => node.nodeName === '#documentType')?.sourceCodeLocation
    ?.endOffset;
  const [outermost] = elements;
  if (outermost !== undefined && doctypeEnd !== undefined) outermost.doctypeEnd = doctypeEnd;
  return elements;
}

/** Where a browser begins the body of a page that has no tag for it: before its first content, else at the page's end. */
export function bodyContentStart(html: string): number | undefined {
  const outermost = parse(html, { sourceCodeLocationInfo: true }).childNodes.find((node) => node.nodeName === 'html');
  if (outermost === undefined || !('childNodes' in outermost)) return undefined;
  const body = outermost.childNodes.find((node) => node.nodeName === 'body');
  if (body === undefined || !('childNodes' in body)) return undefined;
  const starts = (parent: Parent): number[] =>
    parent.childNodes.flatMap((node) => [
      ...(node.sourceCodeLocation ? [node.sourceCodeLocation.startOffset] : []),
      ...('childNodes' in node ? starts(node) : []),
    ]);
  const end = outermost.sourceCodeLocation?.endTag?.startOffset ?? html.length;
  return Math.min(end, ...starts(body));
}

function elementOf(
  node: DefaultTreeAdapterTypes.Element,
  parent: PageElement | undefined,
  all: readonly PageElement[],
): PageElement {
  const place = node.sourceCodeLocation;
  const element: PageElement = {
    tag: node.tagName,
    attributes: new Map(node.attrs.map(({ name, value }) => [name, value])),
    parent,
    line: place?.startLine ?? parent?.line ?? 1,
    start: place?.startTag?.startOffset,
    startEnd: place?.startTag?.endOffset,
    endTagStart: place?.endTag?.startOffset,
    text: () => textOf(node).replace(/\s+/g, ' ').trim(),
    inside: () => all.filter((other) => isInside(other, element)),
  };
  return element;
}

function contentOf(node: DefaultTreeAdapterTypes.Element): Parent {
  return 'content' in node ? (node.content as Parent) : node;
}

function textOf(parent: Parent): string {
  return parent.childNodes
    .map((child) => {
      if (child.nodeName === '#text') return (child as DefaultTreeAdapterTypes.TextNode).value;
      return 'childNodes' in child ? textOf(child) : '';
    })
    .join('');
}

function isInside(element: PageElement, container: PageElement): boolean {
  for (let around = element.parent; around !== undefined; around = around.parent) {
    if (around === container) return true;
  }
  return false;
}

/** An attribute's value; null when it is absent or empty. */
export function attributeOf(element: PageElement, name: string): string | null {
  return element.attributes.get(name) || null;
}

/** Its classes, in order. */
export function classesOf(element: PageElement): string[] {
  return (element.attributes.get('class') ?? '').split(/\s+/).filter((name) => name !== '');
}

/** The element itself or the nearest around it that satisfies a condition. */
export function nearestOf(
  element: PageElement | undefined,
  matches: (one: PageElement) => boolean,
): PageElement | undefined {
  for (let one = element; one !== undefined; one = one.parent) if (matches(one)) return one;
  return undefined;
}
