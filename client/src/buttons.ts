import { all, nearest, newId, set } from './elements.ts';
import { draw, fire } from './events.ts';
import { isCompleted, isDone } from './known.ts';
import { say } from './notice.ts';
import { options } from './options.ts';
import { keepEntry, queue } from './outbox.ts';
import type { DoneDetail } from './public.d.ts';
import { delayMs, flush } from './sender.ts';
import { session } from './session.ts';
import { expired, idle, offline, recorded, saving, words } from './texts.ts';

/** Grains finished in this page: only their news is read out. */
const touched = new Set<string>();
/** When something else than a finish button was clicked last. */
let elsewhere = 0;
/** Now less the time in view; it stands still while the page is seen. */
let seenFrom = 0;
let hiddenFrom = 0;

/** Counts the time in view. */
export function watchTime(): void {
  if (document.hidden) hiddenFrom = performance.now();
  else seenFrom += performance.now() - hiddenFrom;
}

const buttons = () => [...all('[data-grain-done]'), ...all(options.doneSelector)];
const grainOf = (button: HTMLElement) => button.dataset.grainDone || nearest('grain', button);

/** Records a grain for whoever uses this tab. One record, whatever the number of clicks. */
export function finish(grain: string, detail?: DoneDetail, from?: Element): void {
  touched.add(grain);
  if (!isDone(grain)) {
    const now = performance.now();
    const id = newId();
    const entry = {
      id,
      learnerId: session.learnerId,
      work: {
        event_id: id,
        grain_id: grain,
        module_id: nearest('module', from),
        sequence_id: nearest('sequence', from),
        score: detail?.score,
        time_spent_seconds: Math.round((now - seenFrom) / 1e3),
      },
      wallMs: Date.now(),
      steadyMs: now,
      pageLife: performance.timeOrigin,
      declinedBy: [],
    };
    if (session.preview) queue.set(id, entry);
    else keepEntry(entry);
    // The next grain of the page begins its own time.
    seenFrom = hiddenFrom = now;
    fire('queued', entry.work);
  }
  flush();
  draw();
}

/** Nothing around it is transparent either. */
const isOpaque = (element: Element | null): unknown =>
  !element || (+getComputedStyle(element).opacity && isOpaque(element.parentElement));

const isVisible = (element: Element) =>
  element.getClientRects()[0] && getComputedStyle(element).visibility === 'visible' && isOpaque(element);

/**
 * A click that the page's own handlers have seen; one that prevented the default has said no. Twice is harmless.
 * `path`: what the click went through, though a handler may have taken it away since; empty once the click is over.
 */
export function hearClick(event: Event, path = event.composedPath()): void {
  const isHit = (element: HTMLElement) => path.includes(element) || element.contains(event.target as Node);
  const now = performance.now();
  const button = buttons().find(isHit);
  const grain = button && grainOf(button);
  // What the page clicks by itself, a text or a field shows no correction.
  if (!button && event.isTrusted && all('a,button,[role=button],[onclick]').some(isHit)) elsewhere = now;
  if (!grain || event.defaultPrevented) return;
  // The page's own code decides: the grain counts once the sign of success is to be seen.
  const sign = button.dataset.doneWhen || options.doneWhen;
  const attempt = () => {
    if (sign && !all(sign).some(isVisible)) return;
    clearInterval(timer);
    // What a click on something else has just made appear is a correction.
    if (elsewhere < now || performance.now() - elsewhere > 500) finish(grain, undefined, button);
  };
  // Signs fade in, or come with a server's answer.
  const timer = setInterval(attempt, 100);
  setTimeout(clearInterval, 6e4, timer);
  attempt();
}

/** Listens after the page's own handlers; those that stop the click on its way keep it from the page, not from the script. */
export function listenToButtons(): void {
  addEventListener('click', hearClick as (event: Event) => void);
  addEventListener('click', (event) => setTimeout(hearClick, 0, event, event.composedPath()), true);
}

function stateOf(grain: string): [state: string, text?: string] {
  if (!isDone(grain)) return ['idle'];
  if (isCompleted(grain) || session.preview || !(session.learnerId || session.ticket)) return ['done', words[recorded]];
  if (session.isEnded) return ['offline', words[expired]];
  return delayMs ? ['offline', words[offline]] : ['saving', words[saving]];
}

/** Shows where each grain's record stands; the button keeps its focus. */
export function drawButtons(): void {
  for (const button of buttons()) {
    const grain = grainOf(button) as string;

    const part = button.matches('input')
      ? 'value'
      : button.ariaLabel && !button.innerText
        ? 'ariaLabel'
        : 'textContent';
    const shown = (button as HTMLInputElement)[part];
    button.dataset.label ||= shown || words[idle];
    const [state, text = button.dataset.label] = stateOf(grain);
    if (shown !== text) {
      (button as HTMLInputElement)[part] = text;
      if (touched.has(grain)) say(text);
    }
    button.dataset.state = state;
    set(button, { 'aria-disabled': state !== 'idle' });
  }
}
