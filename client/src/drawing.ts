import { all, makeHidden, nearest, set } from './elements.ts';
import { figureOf, isDone } from './known.ts';
import { options } from './options.ts';
import { session } from './session.ts';
import { countText, words } from './texts.ts';
import type { Totals } from './wire.ts';

const idOfCard = (card: HTMLElement) => card.dataset.grain || card.dataset.sequence || card.id;

/** The first of these scopes that exists. */
const scopeOf = (id: string, ...others: string[]) => [`sequence:${id}`, `module:${id}`, ...others].find(figureOf) ?? '';

/** A bar of an existing page belongs to the card around it, else to the nearest sequence or module. */
function scopeOfBar(bar: HTMLElement): string {
  const card = all(options.cardSelector)
    .reverse()
    .find((item) => item.contains(bar));
  return scopeOf(
    card ? idOfCard(card) : '',
    `sequence:${nearest('sequence', bar)}`,
    `module:${nearest('module', bar)}`,
    'course',
  );
}

function drawBar(bar: HTMLElement, scope: string, inner: Element | null): void {
  const figure = figureOf(scope);
  if (!figure) return;
  const percent = figure.percent;
  // The name of last resort: a label of the author's own goes before.
  bar.title ||= bar.ariaLabel || figure.title || 'Progression';
  set(bar, {
    'aria-valuetext': countText(figure),
    ...(bar.matches('progress,meter')
      ? { value: percent, max: 100 }
      : { role: 'progressbar', 'aria-valuenow': percent }),
  });
  bar.style.setProperty('--p', percent as unknown as string);
  if (inner) (inner as HTMLElement).style.width = `${percent}%`;
}

/** `level`: 0 = nothing, 1 = some, 2 = all of what the element stands for is done. */
function mark(element: HTMLElement, level: number): void {
  const state = ['todo', 'current', 'done'][level];
  if (element.dataset.state === state) return;
  element.dataset.state = state;
  const last = element.lastElementChild as HTMLElement | null;
  (last?.style.clipPath ? last : element.appendChild(makeHidden())).textContent = ` (${words[level as 0]})`;
}

const markGrain = (element: HTMLElement, grain: string) =>
  mark(element, isDone(grain) ? 2 : +(grain === document.body.dataset.grain || grain === session.place?.grain_id));

/** A visitor has no catalogue: a page that lists the grains of a sequence tells its size. */
function countListed({ module, sequence }: DOMStringMap, figures: Record<string, Totals> = {}): void {
  // One link for each grain.
  for (const link of new Map(all('[data-grain-link]').map((item) => [item.dataset.grainLink, item])).values()) {
    for (const scope of [
      `sequence:${nearest('sequence', link)}`,
      // The list on a sequence's page says nothing about its module, nor a module's about the course: nobody asks for these.
      sequence || `module:${nearest('module', link)}`,
      sequence || module || 'course',
    ]) {
      figures[scope] ??= { done: 0, total: 0 };
      figures[scope].total++;
    }
  }
  session.figures = figures;
}

/** Everything but the buttons. */
export function drawPage(): void {
  // Nothing is known yet: what the page says without the script stands until the server has answered.
  if (session.ticket || (session.token && !session.figures.course)) return;
  if (!session.learnerId) countListed(document.body.dataset);
  for (const bar of all('[data-progress]')) drawBar(bar, bar.dataset.progress as string, bar.firstElementChild);
  for (const bar of all(options.barSelector)) drawBar(bar, scopeOfBar(bar), bar.firstElementChild ?? bar);
  for (const element of all('[data-progress-text]')) {
    const figure = figureOf(element.dataset.progressText as string);
    if (figure) element.textContent = countText(figure, true);
  }
  for (const link of all('[data-grain-link]')) markGrain(link, link.dataset.grainLink as string);
  for (const card of all(options.cardSelector)) {
    const id = idOfCard(card);
    const figure = figureOf(scopeOf(id));
    if (figure) mark(card, figure.percent > 99 ? 2 : +!!figure.done);
    else markGrain(card, id);
  }
  drawResume();
}

function drawResume(): void {
  const { grain_id = '', url } = session.place ?? {};
  for (const anchor of all('[data-resume]')) {
    anchor.hidden = !url || isDone(grain_id);
    if (url) {
      // The address comes from the site's root, wherever that is: all grains lie as deep as this one, one hopes.
      const [root, rest = options.site] = location.href.split(`/${url.split('/')[0]}/`);
      const up = '../'.repeat((document.body.dataset.grain && url.split('/').length - 1) as number);
      set(anchor, { href: rest ? `${options.site || root}/${url}` : up + url });
    }
  }
}
