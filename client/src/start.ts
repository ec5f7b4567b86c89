import { drawButtons, finish, listenToButtons, watchTime } from './buttons.ts';
import { drawPage } from './drawing.ts';
import { make } from './elements.ts';
import { drawWith, fire } from './events.ts';
import { entriesOf, figureOf, waiting } from './known.ts';
import { hideNotice, openRegion, show, showExpired } from './notice.ts';
import { options, scriptUrl } from './options.ts';
import type { Entry } from './outbox.ts';
import { isFragile, keepEntry, openOutbox, queue } from './outbox.ts';
import { flush, followTabs, synchronize, take } from './sender.ts';
import { readSession, saveSession, session } from './session.ts';
import { later, no, whose, words, yes } from './texts.ts';

/** Draws everything again. */
function refresh(): void {
  drawPage();
  drawButtons();
}

/** The outbox has been read. */
function proceed(): void {
  flush();
  refresh();
}

/** A visitor's work, unless this learner has already said that it is not theirs. */
function offerMerge(): void {
  const { token, learnerId, isPutOff } = session;
  const find = () => entriesOf('').filter((entry) => !entry.declinedBy.includes(learnerId));
  const answer = (text: string, act: (entry: Entry) => void) => {
    const button = make('button', text);
    button.onclick = () => {
      hideNotice();
      find().forEach(act);
      proceed();
    };
    return button;
  };
  // In the page itself: a dialog window would be blocked inside Moodle's frame.
  if (find()[0] && token && !isPutOff)
    show(
      words[whose],
      answer(words[yes], take),
      answer(words[no], (entry) => keepEntry({ ...entry, declinedBy: [...entry.declinedBy, learnerId] })),
      answer(words[later], () => saveSession({ ...session, isPutOff: true })),
    );
}

function listen(): void {
  drawWith(refresh);
  listenToButtons();
  followTabs();
  addEventListener('visibilitychange', () => {
    watchTime();
    flush();
  });
  // All tabs hear it at once: the first one sends, the others see it gone.
  addEventListener('online', () => setTimeout(synchronize, 1e3 * Math.random()));
  addEventListener('pageshow', (event) => {
    if (!event.persisted) return;
    // While the page was away others may have sent, taken or added work.
    hideNotice();
    readSession();
    if (!isFragile) queue.clear();
    void catchUp(openOutbox(proceed), true);
  });
  addEventListener('beforeunload', (event) => {
    if (isFragile && waiting()[0]) event.preventDefault();
  });
}

/** Parts that no learner's page carries: files of their own beside the script. */
function load(part: 'debug' | 'preview'): void {
  void import(new URL(`progress-api-${part}.js`, scriptUrl) as unknown as string);
}

async function catchUp(opened: Promise<void>, mustRead?: boolean): Promise<void> {
  await opened;
  await synchronize(mustRead);
  if (session.isEnded) showExpired();
  else if (session.preview) load('preview');
  else offerMerge();
  fire('ready', { learner: session.learnerId, course: figureOf('course') });
}

/** Starts the script; resolves when the page's own code may speak to it. */
export async function begin(): Promise<void> {
  readSession();
  const opened = openOutbox(proceed);
  listen();
  if (document.readyState === 'loading') await new Promise((resolve) => addEventListener('DOMContentLoaded', resolve));
  openRegion();
  const root = document.documentElement;
  // Platforms that do not listen keep their scrollbar.
  const tellHeight = () => parent.postMessage({ subject: 'lti.frameResize', height: root.offsetHeight }, '*');
  if (parent !== self) new ResizeObserver(tellHeight).observe(root);
  if ('debug' in options) load('debug');
  refresh();
  void catchUp(opened);
}

/** What the page's own code may ask. */
export const commands = { done: finish, flush, refresh };
