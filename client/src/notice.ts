import { make, makeHidden, set } from './elements.ts';
import { session } from './session.ts';
import { expired, words } from './texts.ts';

const region = makeHidden();
const box = make('aside');

/** The one polite live region, present before it speaks. */
export function openRegion(): void {
  set(region, { role: 'status' });
  document.body.append(region);
  box.className = 'progress-notice';
}

/** Read out by screen readers. */
export function say(text: string): void {
  region.textContent = text;
}

/** A message at the top of the page, with what can be done about it; replaces the one before. */
export function show(text: string, ...actions: HTMLElement[]): void {
  box.replaceChildren(make('p', text), ...actions);
  document.body.prepend(box);
  say(text);
}

/** Takes the message away. */
export function hideNotice(): void {
  box.remove();
}

/** The session has ended: never a silent failure. */
export function showExpired(): void {
  const { backUrl: href } = session;
  const link = make('a', 'Moodle');
  set(link, { href, target: '_top' });
  show(words[expired]);
  if (href) box.append(link);
}
