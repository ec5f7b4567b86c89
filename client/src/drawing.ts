import { all, makeHidden, nearest, set } from './elements.ts';
import { figureOf, isDone, learnTotal, resumePlace } from './known.ts';
import { options } from './options.ts';
import { session } from './session.ts';
import * as texts from './texts.ts';

const idOfCard = ({ id, dataset }: HTMLElement) => dataset.grain || dataset.sequence || id;

/** The first of these scopes that exists. */
const scopeOf = (id: string | undefined, ...others: string[]) =>
  [`sequence:${id}`, `module:${id}`, ...others].find(figureOf) ?? '';

/** A bar of an existing page belongs to the card around it, else to the nearest sequence or module. */
function scopeOfBar(bar: HTMLElement): string {
  const card = bar.closest<HTMLElement>(options.cardSelector || 'x');
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
  const { done, total, percent, title } = figure;
  const named = (bar as HTMLProgressElement).labels?.[0] || bar.matches('[aria-label],[aria-labelledby]');
  set(bar, { 'aria-valuetext': texts.countText(done, total) });
  if (!named) set(bar, { 'aria-label': `${texts.progress} ${title ?? ''}` });
  if (bar.tagName === 'PROGRESS') set(bar, { max: 100, value: percent });
  else set(bar, { role: 'progressbar', 'aria-valuenow': percent });
  bar.style.setProperty('--p', `${percent}`);
  if (inner) (inner as HTMLElement).style.width = `${percent}%`;
}

/** `level`: 0 = nothing, 1 = some, 2 = all of what the element stands for is done. */
function mark(element: HTMLElement, level: number): void {
  let hidden = element.lastElementChild;
  if (hidden?.className !== 'progress-state') hidden = element.appendChild(makeHidden('state'));
  element.dataset.state = ['todo', 'current', 'done'][level];
  hidden.textContent = ` (${[texts.todo, texts.current, texts.finished][level]})`;
}

const markGrain = (element: HTMLElement, grain: string) =>
  mark(element, isDone(grain) ? 2 : +[document.body.dataset.grain, resumePlace()?.grain_id].includes(grain));

/** A visitor has no catalogue: a page that lists the grains of a sequence tells its size. */
function countListed(): void {
  const sizes: Record<string, number> = {};
  for (const link of all('[data-grain-link]')) {
    for (const name of ['module', 'sequence'] as const) {
      const scope = `${name}:${nearest(name, link)}`;
      // The list on a sequence's page says nothing about the size of its module.
      if (name > 'n' || !document.body.dataset.sequence) learnTotal(scope, (sizes[scope] = (sizes[scope] ?? 0) + 1));
    }
  }
}

/** Everything but the buttons. */
export function drawPage(): void {
  if (!session.learnerId) countListed();
  for (const bar of all('[data-progress]')) drawBar(bar, bar.dataset.progress as string, bar.firstElementChild);
  for (const bar of all(options.barSelector)) drawBar(bar, scopeOfBar(bar), bar.firstElementChild ?? bar);
  for (const element of all('[data-progress-text]')) {
    const figure = figureOf(element.dataset.progressText as string);
    if (figure) element.textContent = texts.countText(figure.done, figure.total, ` ${texts.finished}`);
  }
  for (const link of all('[data-grain-link]')) markGrain(link, link.dataset.grainLink as string);
  for (const card of all(options.cardSelector)) {
    const id = idOfCard(card);
    const figure = figureOf(scopeOf(id));
    if (figure) mark(card, figure.percent > 99 ? 2 : +!!figure.done);
    else markGrain(card, id);
  }
  const place = resumePlace();
  const url = place?.url;
  for (const anchor of all('[data-resume]')) {
    anchor.hidden = !url || isDone(place.grain_id);
    if (url) set(anchor, { href: locate(url) });
  }
}

/** The address comes from the site's root, wherever that is. */
function locate(url: string): string {
  const { href } = location;
  const root = href.indexOf(`/${url.split('/')[0]}/`) + 1;
  return new URL(url, root ? href.slice(0, root) : href).href;
}
