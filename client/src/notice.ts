import { make, makeHidden, set } from './elements.ts';
import { session } from './session.ts';
import * as texts from './texts.ts';

const region = makeHidden('status');
let box: HTMLElement | undefined;

/** The one polite live region, present before it speaks. */
export function openRegion(): void {
  set(region, { role: 'status' });
  document.body.append(region);
}

/** Read out by screen readers. */
export function say(text: string): void {
  region.textContent = text;
}

/** A message at the top of the page, with what can be done about it; replaces the one before. */
export function show(text: string, ...actions: HTMLElement[]): void {
  hideNotice();
  box = make('section', '');
  box.className = 'progress-notice';
  set(box, { 'aria-label': texts.progress });
  for (const element of [make('p', text), ...actions]) box.append(element, ' ');
  document.body.prepend(box);
  say(text);
}

/** Takes the message away. */
export function hideNotice(): void {
  box?.remove();
}

/** The session has ended: never a silent failure. */
export function showExpired(): void {
  const link = make('a', 'Moodle');
  set(link, { href: session.backUrl ?? '', target: '_top' });
  show(texts.expired, ...(/^http/.test(link.protocol) && session.backUrl ? [link] : []));
}
