import { bodyContentStart, type PageElement } from './page-elements.ts';

/** Something to put into a page's source. */
export interface PageInsertion {
  /** In UTF-16 units of the page's text. */
  at: number;
  /** ASCII. */
  text: string;
}

/** Attributes put into a start tag right after its name, where nothing that is there can swallow them. */
export function attributesInto(element: PageElement, attributes: ReadonlyMap<string, string>): PageInsertion[] {
  if (element.start === undefined || attributes.size === 0) return [];
  return [{ at: element.start + 1 + element.tag.length, text: attributeText(attributes) }];
}

/** Attributes as they stand in a tag, with the space before them. */
export function attributeText(attributes: ReadonlyMap<string, string>): string {
  return [...attributes]
    .map(([name, value]) => (value === '' ? ` ${name}` : ` ${name}="${escapeAttribute(value)}"`))
    .join('');
}

/** What the file's encoding may not hold is written as a character reference. */
function escapeAttribute(value: string): string {
  const escaped = value.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  return escaped.replace(/[^\x20-\x7e]/gu, (letter) => `&#${letter.codePointAt(0)};`);
}

/**
 * The script tag at the end of the head, on a line of its own where `</head>` has one.
 * @param before markup that goes on a line before it
 * @returns nothing for a page that has no place for it
 */
export function scriptInto(
  html: string,
  elements: readonly PageElement[],
  attributes: ReadonlyMap<string, string>,
  before?: string,
): PageInsertion[] {
  const script = `<script async${attributeText(attributes)}></script>`;
  const tags = before === undefined ? [script] : [before, script];
  const of = (tag: string) => elements.find((element) => element.tag === tag);
  const head = of('head');
  const next = head?.endTagStart ?? of('body')?.start;
  if (next !== undefined) return [onLinesBefore(html, next, tags, indentIn(html, head, elements))];
  const after = head?.startEnd ?? of('html')?.startEnd;
  if (after !== undefined) return [{ at: after, text: tags.map((tag) => `${lineEndOf(html)}${tag}`).join('') }];
  const start = bodyContentStart(html);
  return start === undefined ? [] : [onLinesBefore(html, start, tags, undefined)];
}

function onLinesBefore(html: string, at: number, tags: readonly string[], indent: string | undefined): PageInsertion {
  const lineStart = lineStartOf(html, at);
  const leading = html.slice(lineStart, at);
  if (leading.trim() !== '' || lineStart === 0) return { at, text: tags.join('') };
  return { at: lineStart, text: tags.map((tag) => `${indent ?? leading}${tag}${lineEndOf(html)}`).join('') };
}

/** White space before the last element of the head that begins a line. */
function indentIn(html: string, head: PageElement | undefined, elements: readonly PageElement[]): string | undefined {
  const last = elements.findLast(
    (element) => element.parent === head && head !== undefined && element.start !== undefined,
  );
  if (last?.start === undefined) return undefined;
  const leading = html.slice(lineStartOf(html, last.start), last.start);
  return /^[ \t]*$/.test(leading) ? leading : undefined;
}

function lineStartOf(html: string, at: number): number {
  return Math.max(html.lastIndexOf('\n', at - 1), html.lastIndexOf('\r', at - 1)) + 1;
}

/** The file's own line end: that of its first line. */
function lineEndOf(html: string): string {
  return /\r\n|\n|\r/.exec(html)?.[0] ?? '\n';
}
