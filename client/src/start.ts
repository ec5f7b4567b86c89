import { drawButtons, finish, listenToButtons, watchTime } from './buttons.ts';
import { drawPage } from './drawing.ts';
import { make } from './elements.ts';
import { fire } from './events.ts';
import { figureOf, recallKnown, waiting } from './known.ts';
import { hideNotice, openRegion, show, showExpired } from './notice.ts';
import type { Entry } from './outbox.ts';
import { followTabs, isFragile, keepEntry, openOutbox, queue } from './outbox.ts';
import { connectSender, flush, settle, synchronize, take } from './sender.ts';
import { readSession, saveSession, session } from './session.ts';
import * as texts from './texts.ts';

/** Draws everything again. */
export function refresh(): void {
  drawPage();
  drawButtons();
}

/** A visitor's work, unless this learner has already said that it is not theirs. */
function offerMerge(): void {
  const { token, learnerId = '', isPutOff, preview } = session;
  const found = [...queue.values()].filter((entry) => !entry.learnerId && !entry.declinedBy.includes(learnerId));
  if (!found[0] || !token || isPutOff || preview) return;
  const answer = (text: string, act: (entry: Entry) => void) => {
    const button = make('button', text);
    button.onclick = () => {
      hideNotice();
      found.forEach(act);
      flush();
      refresh();
    };
    return button;
  };
  // In the page itself: a dialog window would be blocked inside Moodle's frame.
  show(
    texts.merge,
    answer(texts.yes, take),
    answer(texts.no, (entry) => keepEntry({ ...entry, declinedBy: [...entry.declinedBy, learnerId] })),
    answer(texts.later, () => saveSession({ ...session, isPutOff: true })),
  );
}

function listen(): void {
  connectSender(refresh);
  listenToButtons(refresh);
  followTabs(settle);
  document.addEventListener('visibilitychange', () => {
    watchTime();
    flush();
  });
  // All tabs hear it at once: the first one sends, the others see it gone.
  addEventListener('online', () => setTimeout(synchronize, 1e3 * Math.random()));
  addEventListener('pageshow', (event) => {
    if (!event.persisted) return;
    readSession();
    recallKnown();
    void synchronize();
  });
  addEventListener('beforeunload', (event) => {
    if (isFragile && waiting()[0]) event.preventDefault();
  });
  document.addEventListener('progress:expired', showExpired);
  document.addEventListener('progress:rejected', () => show(texts.rejected));
}

/** Tells the frame around the page how tall it is; platforms that do not listen keep their scrollbar. */
function followHeight(): void {
  const root = document.documentElement;
  new ResizeObserver(() => parent.postMessage({ subject: 'lti.frameResize', height: root.offsetHeight }, '*')).observe(
    root,
  );
}

/** Starts the script; `drawn` when the page's own code may speak to it. */
export async function begin(drawn?: () => void): Promise<void> {
  readSession();
  recallKnown();
  const opened = openOutbox();
  if (document.readyState === 'loading') await new Promise((resolve) => addEventListener('DOMContentLoaded', resolve));
  openRegion();
  listen();
  if (parent !== self) followHeight();
  refresh();
  drawn?.();
  await opened;
  await synchronize();
  if (session.isEnded) showExpired();
  else offerMerge();
  fire('ready', { learner: session.learnerId ?? null, course: figureOf('course') ?? null });
}

export { finish, flush };
