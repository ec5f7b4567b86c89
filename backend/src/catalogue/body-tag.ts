import { bodyContentStart, type PageElement, readElements } from './page-elements.ts';
import { attributesInto, attributeText, type PageInsertion } from './page-insertions.ts';

/**
 * Attributes for the body of a page in which a browser found no tag to begin it: into a tag that comes later (a browser adds
 * its attributes to the body that is there), else into one of its own before the first content.
 * @returns undefined where neither would do, as in a page of frames
 */
export function attributesIntoBody(
  html: string,
  elements: readonly PageElement[],
  attributes: ReadonlyMap<string, string>,
): PageInsertion | undefined {
  const body = elements.find((element) => element.tag === 'body');
  if (body === undefined) return undefined;
  if (body.start !== undefined) return attributesInto(body, attributes)[0];
  const text = attributeText(attributes);
  const later = [...html.matchAll(/<body(?=[\s>/])/gi)].map(({ index }) => ({ at: index + '<body'.length, text }));
  const start = bodyContentStart(html);
  const own = start === undefined ? [] : [{ at: start, text: ownTag(html, start, text) }];
  return [...later, ...own].find((insertion) => isTaken(html, elements, insertion, attributes));
}

/** On a line of its own where what follows begins one. */
function ownTag(html: string, at: number, attributes: string): string {
  const lineEnd = /(?:\r\n|\n|\r)$/.exec(html.slice(0, at))?.[0] ?? '';
  return `<body${attributes}>${lineEnd}`;
}

/** Whether a browser reads the page as before, with the attributes on its body. */
function isTaken(
  html: string,
  elements: readonly PageElement[],
  { at, text }: PageInsertion,
  attributes: ReadonlyMap<string, string>,
): boolean {
  const now = readElements(html.slice(0, at) + text + html.slice(at));
  const body = now.find((element) => element.tag === 'body');
  return (
    now.length === elements.length &&
    now.every(({ tag }, i) => tag === elements[i]?.tag) &&
    [...attributes].every(([name, value]) => body?.attributes.get(name) === value)
  );
}
