import type { Catalogue } from './catalogue.ts';
import type { CheckedPage, CheckFault, SiteIds } from './check-fault.ts';
import { closestId } from './closest-id.ts';
import { attributeOf, nearestOf, type PageElement } from './page-elements.ts';
import { elementsMatching } from './script-tag.ts';
import { matcherOf } from './selector.ts';
import { isSelector } from './selector-grammar.ts';

/** Bars and counters that no grain of the site will ever move. */
export function checkBars({ page, elements, tag }: CheckedPage, ids: SiteIds, catalogue: Catalogue): CheckFault[] {
  const { path } = page;
  const announced = elements.flatMap((element) => {
    const scope = element.attributes.get('data-progress') ?? element.attributes.get('data-progress-text');
    return scope === undefined ? [] : faultOf(scope, { path, line: element.line }, { ids, catalogue });
  });
  const bars = elementsMatching(elements, tag?.barSelector ?? '') ?? [];
  const isCard = tag?.cardSelector ? matcherOf(tag.cardSelector) : undefined;
  if (isCard === undefined) return announced;
  const inCards = bars.flatMap((bar) => {
    const card = nearestOf(bar, isCard);
    const id = card && idOfCard(card);
    if (!id || ids.grains.has(id) || ids.modules.has(id) || ids.sequences.has(id)) return [];
    return unknown(id, { path, line: bar.line }, new Set([...ids.sequences, ...ids.modules]));
  });
  return [...announced, ...inCards];
}

type Place = Pick<CheckFault, 'path' | 'line'>;

/** The id by which the script knows a card. */
function idOfCard(card: PageElement): string | null {
  return attributeOf(card, 'data-grain') ?? attributeOf(card, 'data-sequence') ?? attributeOf(card, 'id');
}

function faultOf(scope: string, place: Place, site: { ids: SiteIds; catalogue: Catalogue }): CheckFault[] {
  const { grains } = site.catalogue;
  const [, kind, id] = /^(?:course|(module|sequence):(.+))$/s.exec(scope) ?? [];
  if (scope === 'course') return grains.length > 0 ? [] : [{ code: 'bar_without_grain', ...place, subject: scope }];
  if (kind === undefined || id === undefined) return [{ code: 'bar_unknown', ...place, subject: scope }];
  const known = kind === 'module' ? site.ids.modules : site.ids.sequences;
  if (!known.has(id)) return unknown(id, place, known, `${kind}:`);
  const isFed = grains.some((grain) => (kind === 'module' ? grain.moduleId : grain.sequenceId) === id);
  return isFed ? [] : [{ code: 'bar_without_grain', ...place, subject: scope }];
}

function unknown(id: string, place: Place, known: ReadonlySet<string>, prefix = ''): CheckFault[] {
  const meant = closestId(id, known);
  return [{ code: 'bar_unknown', ...place, subject: prefix + id, ...(meant && { other: prefix + meant }) }];
}

/** Selectors of the script tag that find nothing on any page that carries them: a tag copied everywhere is no fault. */
export function checkSelectors(pages: readonly CheckedPage[]): CheckFault[] {
  const first = new Map<string, CheckFault>();
  const found = new Set<string>();
  for (const { page, elements, tag } of pages) {
    for (const selector of [tag?.doneSelector, tag?.barSelector, tag?.cardSelector]) {
      if (!selector || !isSelector(selector) || found.has(selector)) continue;
      const line = tag?.element.line ?? 1;
      if (!first.has(selector)) {
        first.set(selector, { code: 'selector_finds_nothing', path: page.path, line, subject: selector });
      }
      if (elementsMatching(elements, selector)?.length !== 0) found.add(selector);
    }
  }
  return [...first.values()].filter(({ subject }) => !found.has(subject));
}

const SELECTORS = ['data-done-selector', 'data-bar-selector', 'data-card-selector', 'data-done-when'];

/** Selectors that a browser refuses: the script stops at them. Of a tag that was copied, the first page is told. */
export function checkSelectorsAreSome(pages: readonly CheckedPage[]): CheckFault[] {
  const told = new Set<string>();
  return pages.flatMap(({ page, elements, tag }) =>
    elements.flatMap((element) =>
      SELECTORS.flatMap((name): CheckFault[] => {
        const isOption = element === tag?.element;
        const subject = isOption || name === 'data-done-when' ? attributeOf(element, name) : null;
        if (subject === null || isSelector(subject)) return [];
        if (isOption && told.has(`${name} ${subject}`)) return [];
        if (isOption) told.add(`${name} ${subject}`);
        return [{ code: 'bad_selector', path: page.path, line: element.line, subject, other: name }];
      }),
    ),
  );
}
