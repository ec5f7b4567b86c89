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
/** Clicks whose sign of success is still awaited. */
const attempts: ReturnType<typeof setInterval>[] = [];
/** Now less the time in view; it stands still while the page is seen. */
let seenFrom = 0;
let hiddenFrom = 0;

/** Counts the time in view. */
export function watchTime(): void {
  const now = performance.now();
  if (document.hidden) hiddenFrom = now;
  else seenFrom += now - hiddenFrom;
}

const buttons = () => [...all('[data-grain-done]'), ...all(options.doneSelector)];
const grainOf = (button: HTMLElement) => button.dataset.grainDone || nearest('grain', button);

/** Records a grain for whoever uses this tab. One record, whatever the number of clicks. */
export function finish(grain: string, detail: DoneDetail = {}, from?: Element): void {
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
        score: detail.score,
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

const isVisible = (element: Element) =>
  element.getClientRects()[0] &&
  getComputedStyle(element).visibility === 'visible' &&
  +getComputedStyle(element).opacity;

/** A click that the page's own handlers have seen; one that prevented the default has said no. Twice is harmless. */
export function hearClick(event: Event): void {
  const button = buttons().find((item) => item.contains(event.target as Node));
  const grain = button && grainOf(button);
  // Whoever goes on to something else has failed: a correction that is shown later finishes nothing.
  if (!grain) attempts.forEach(clearInterval);
  if (!grain || event.defaultPrevented) return;
  // The page's own code decides: the grain counts once the sign of success is to be seen.
  const sign = button.dataset.doneWhen || options.doneWhen;
  const attempt = () => {
    if (sign && !all(sign).some(isVisible)) return;
    clearInterval(timer);
    finish(grain, {}, button);
  };
  // Signs fade in, or come with a server's answer.
  const timer = setInterval(attempt, 100);
  attempts.push(timer);
  attempt();
}

/** Listens after the page's own handlers; those that stop the click on its way keep it from the page, not from the script. */
export function listenToButtons(): void {
  addEventListener('click', hearClick);
  addEventListener('click', (event) => setTimeout(hearClick, 0, event), true);
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
    const grain = grainOf(button) ?? '';
    const { dataset } = button;
    const part = button.matches('input') ? 'value' : 'textContent';
    const shown = (button as HTMLInputElement)[part];
    dataset.label ||= shown || words[idle];
    const [state, text = dataset.label] = stateOf(grain);
    if (shown !== text) {
      (button as HTMLInputElement)[part] = text;
      if (touched.has(grain)) say(text);
    }
    set(button, { 'data-state': state, 'aria-disabled': state !== 'idle' });
  }
}
