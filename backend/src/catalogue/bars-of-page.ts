import { classesOf, type PageElement } from './page-elements.ts';

/** The bars that a page has already, and the class by which the script finds them. */
export interface PageBars {
  name: string;
  bars: PageElement[];
}

/** Bars as frameworks name them; undefined when the page has none. */
export function barsOfPage(elements: readonly PageElement[]): PageBars | undefined {
  const named = ['progress-bar-container', 'progress-bar']
    .map((name) => ({ name, bars: withClass(elements, name).filter((one) => !one.attributes.has('data-progress')) }))
    .find(({ bars }) => bars.length > 0);
  return named?.name === 'progress-bar' ? (tracksOf(named.bars, elements) ?? named) : named;
}

/**
 * The script sets the width of a bar's first element, or of the bar when it is empty. Where the moving part has an element of its
 * own (Bootstrap's text for readers of screens), the track around it is the bar.
 */
function tracksOf(bars: readonly PageElement[], elements: readonly PageElement[]): PageBars | undefined {
  if (!bars.some((bar) => firstInside(bar, elements) !== undefined)) return undefined;
  const tracks = withClass(elements, 'progress');
  const isTrack = (one: PageElement) => {
    const first = firstInside(one, elements);
    return first !== undefined && bars.includes(first);
  };
  return tracks.every(isTrack) && bars.every((bar) => bar.parent && tracks.includes(bar.parent))
    ? { name: 'progress', bars: tracks }
    : undefined;
}

function withClass(elements: readonly PageElement[], name: string): PageElement[] {
  return elements.filter((one) => classesOf(one).includes(name));
}

function firstInside(parent: PageElement, elements: readonly PageElement[]): PageElement | undefined {
  return elements.find((one) => one.parent === parent);
}
