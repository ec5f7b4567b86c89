// The pages work without this script, except that they then need a click to open an activity and a reload to show a new grade.

for (const form of document.querySelectorAll('form[data-auto-post]')) form.submit();

/** Takes the regions marked data-live from a fresh copy of this page; says aloud and marks the cells that changed. */
async function refresh() {
  const response = await fetch(location.href, { headers: { accept: 'text/html' } });
  if (!response.ok || response.redirected) return;
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
  const said = [];
  for (const region of document.querySelectorAll('[data-live]')) {
    const next = fresh.getElementById(region.id);
    if (next === null || next.innerHTML === region.innerHTML) continue;
    const before = new Map(
      [...region.querySelectorAll('[data-cell]')].map((cell) => [cell.dataset.cell, cell.dataset.announce]),
    );
    const focused = region.contains(document.activeElement) ? document.activeElement.id : '';
    region.replaceChildren(...next.childNodes);
    if (focused !== '') document.getElementById(focused)?.focus();
    for (const cell of region.querySelectorAll('[data-cell]')) {
      if (!before.has(cell.dataset.cell) || before.get(cell.dataset.cell) === cell.dataset.announce) continue;
      cell.classList.add('arrived');
      said.push(cell.dataset.announce);
    }
  }
  const announce = document.getElementById('announce');
  if (announce !== null && said.length > 0) announce.textContent = said.slice(0, 3).join('. ');
}

let isRefreshing = false;
let isDueAgain = false;

/** One refresh at a time; a change that comes during one is followed by another. */
async function refreshSoon() {
  isDueAgain = isRefreshing;
  if (isRefreshing) return;
  isRefreshing = true;
  await refresh().catch(() => {});
  isRefreshing = false;
  if (isDueAgain) await refreshSoon();
}

/** Says whether the page hears of changes at the moment. */
function showLive(isLost) {
  const live = document.getElementById('live');
  if (live === null) return;
  live.classList.toggle('lost', isLost);
  live.textContent = isLost ? live.dataset.lost : live.dataset.on;
}

let events;

/** Listens while the page is in sight: a browser keeps only six connections to one server, for all its tabs. */
function listen() {
  events?.close();
  events = undefined;
  if (document.hidden) return;
  events = new EventSource(document.body.dataset.events);
  events.addEventListener('changed', refreshSoon);
  events.addEventListener('error', () => showLive(true));
  events.addEventListener('open', async () => {
    showLive(false);
    await refreshSoon();
  });
}

if (document.body.dataset.events !== undefined) {
  listen();
  document.addEventListener('visibilitychange', listen);
  addEventListener('pagehide', () => events?.close());
  addEventListener('pageshow', (event) => event.persisted && listen());
}

for (const form of document.querySelectorAll('form[data-in-place]')) {
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const body = new URLSearchParams(new FormData(form, event.submitter));
    await fetch(form.action, { method: 'POST', body, redirect: 'manual' });
    await refreshSoon();
  });
}

// The tool's registration page says that it is done (LTI Dynamic Registration 1.0, 3.6).
const registration = document.querySelector('iframe[data-closes-to]');
if (registration !== null) {
  addEventListener('message', (event) => {
    const isTool = event.origin === new URL(registration.src).origin && event.source === registration.contentWindow;
    if (isTool && event.data?.subject === 'org.imsglobal.lti.close') location.assign(registration.dataset.closesTo);
  });
}
