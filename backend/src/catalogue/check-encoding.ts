import type { CheckedPage, CheckFault, PageToCheck } from './check-fault.ts';
import { attributeOf, type PageElement } from './page-elements.ts';
import { isWholePage } from './whole-page.ts';

const NAMES = { 'utf-8': 'UTF-8', 'windows-1252': 'Latin-1' } as const;

/** Whether a page with letters outside ASCII declares the encoding that its bytes have: browsers go by that. */
export function checkEncoding({ page, elements }: CheckedPage, { html, encoding }: PageToCheck): CheckFault[] {
  const { path } = page;
  if (encoding === undefined || !hasLetters(html) || !isWholePage(path, elements)) return [];
  const name = NAMES[encoding];
  const declared = declaredIn(html, elements);
  if (declared === undefined) return [{ code: 'encoding_missing', path, line: 1, subject: name }];
  const isUnicode = /^utf-/.test(encodingOf(declared.label) ?? (encoding === 'utf-8' ? '' : 'utf-'));
  if (isUnicode === (encoding === 'utf-8')) return [];
  return [{ code: 'encoding_wrong', path, line: declared.line, subject: declared.label, other: name }];
}

/** Whether a page is in Latin-1, declared or not: a host that announces UTF-8 for all pages spoils it. */
export function isLatin1({ encoding }: PageToCheck): boolean {
  return encoding === 'windows-1252';
}

function hasLetters(html: string): boolean {
  return /[^\0-\x7f]/.test(html);
}

function declaredIn(html: string, elements: readonly PageElement[]): { label: string; line: number } | undefined {
  for (const element of elements) {
    if (element.tag !== 'meta') continue;
    const isType = /^content-type$/i.test(attributeOf(element, 'http-equiv') ?? '');
    const content = isType ? attributeOf(element, 'content') : null;
    const label = attributeOf(element, 'charset') ?? /charset\s*=\s*["']?([^\s"';]+)/i.exec(content ?? '')?.[1];
    if (label !== undefined) return { label, line: element.line };
  }
  const xml = /^<\?xml[^>]*?encoding\s*=\s*["']([^"']+)/.exec(html)?.[1];
  return xml === undefined ? undefined : { label: xml, line: 1 };
}

/** An encoding's own name for one of its labels; undefined when it is none. */
function encodingOf(label: string): string | undefined {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return undefined;
  }
}
