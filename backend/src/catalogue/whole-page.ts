import { attributeOf, type PageElement } from './page-elements.ts';

/**
 * A page that a learner opens: not a piece that another page loads, not the host's page for what is missing, not a mere
 * redirection.
 */
export function isWholePage(path: string, elements: readonly PageElement[]): boolean {
  if (/(^|\/)404\.html?$/.test(path)) return false;
  if (elements.some((one) => one.tag === 'meta' && /^refresh$/i.test(attributeOf(one, 'http-equiv') ?? '')))
    return false;
  return elements.some(
    (one) =>
      (['html', 'head', 'body'].includes(one.tag) && one.start !== undefined) ||
      // HTML lets all three tags be left out.
      one.doctypeEnd !== undefined ||
      (one.tag === 'title' && one.parent?.tag === 'head'),
  );
}
