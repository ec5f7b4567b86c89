// The panel of `data-debug`, a file of its own so that no learner's page carries it. It reads what the script keeps.
import { all, make, nearest } from './elements.ts';
import { api, options, prefix } from './options.ts';
import type { Entry } from './outbox.ts';
import type { Session } from './session.ts';
import { recall } from './storage.ts';
import { isFrench } from './texts.ts';

type Reach = 'unknown' | 'open' | 'refused' | 'down';

const say = (french: string, english: string) => (isFrench ? french : english);
const panel = make('pre');
let reach: Reach = 'unknown';

/** A refused origin and a dead server look the same to a page, except that an answer nobody may read still gets through. */
async function probe(): Promise<Reach> {
  if (api.startsWith('file:')) return 'down';
  try {
    await fetch(`${api}/api/progress`, { method: 'POST', body: '{"token":"","events":[]}' });
    return 'open';
  } catch {
    return fetch(`${api}/livez`, { mode: 'no-cors' }).then(
      () => 'refused',
      () => 'down',
    );
  }
}

function sessionFaults(session: Session | null | undefined): string[] {
  if (session?.token) return [];
  if (session?.isEnded) return [say('Session terminée : rouvrir depuis Moodle.', 'Session ended: reopen from Moodle.')];
  return [
    say(
      'Pas de session : la page n’a pas été ouverte depuis Moodle, la progression reste sur cet appareil.',
      'No session: the page was not opened from Moodle, progress stays on this device.',
    ),
  ];
}

function serverFaults(): string[] {
  if (reach === 'refused') {
    return [
      say(
        `Le serveur ${api} n’accepte pas cette origine : ${location.origin}`,
        `The server ${api} does not accept this origin: ${location.origin}`,
      ),
    ];
  }
  return reach === 'down' ? [say(`Serveur injoignable : ${api}`, `Server out of reach: ${api}`)] : [];
}

function selectorFaults(): string[] {
  return [options.doneSelector, options.barSelector, options.cardSelector, options.doneWhen].flatMap((selector) => {
    if (!selector) return [];
    try {
      // The sign of success is not there before the success.
      if (document.querySelector(selector) || selector === options.doneWhen) return [];
    } catch {
      return [say(`Sélecteur mal écrit : ${selector}`, `Malformed selector: ${selector}`)];
    }
    return [say(`Rien sur cette page ne correspond à : ${selector}`, `Nothing on this page matches: ${selector}`)];
  });
}

function idFaults(session: Session | null | undefined): string[] {
  const named = new Set<string>();
  for (const { dataset } of all('[data-progress],[data-progress-text]')) {
    named.add(dataset.progress ?? dataset.progressText ?? '');
  }
  for (const { dataset } of all('[data-module]')) named.add(`module:${dataset.module}`);
  for (const { dataset } of all('[data-sequence]')) named.add(`sequence:${dataset.sequence}`);
  const figures = session?.figures ?? {};
  const unknown = figures.course ? [...named].filter((scope) => !figures[scope]) : [];
  const orphans = all('[data-grain-done=""]').filter((button) => !nearest('grain', button));
  return [
    ...unknown.map((scope) => say(`Identifiant absent du catalogue : ${scope}`, `Id not in the catalogue: ${scope}`)),
    ...orphans.map(() => say('Bouton sans data-grain autour de lui.', 'Button without data-grain around it.')),
  ];
}

function entries(): Entry[] {
  try {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(prefix))
      .flatMap((key) => recall<Entry>(key.slice(prefix.length)) ?? []);
  } catch {
    return [];
  }
}

function queueLines(): string[] {
  return entries().map(({ work, refusal }) =>
    refusal
      ? say(`Refusé (${refusal}) : ${work.grain_id}`, `Rejected (${refusal}): ${work.grain_id}`)
      : say(`En attente : ${work.grain_id}`, `Waiting: ${work.grain_id}`),
  );
}

function draw(): void {
  const session = recall<Session>('');
  const faults = [...sessionFaults(session), ...serverFaults(), ...selectorFaults(), ...idFaults(session)];
  const nothing = say('Rien à signaler.', 'Nothing to report.');
  panel.textContent = ['progress-api', ...(faults[0] ? faults : [nothing]), ...queueLines()].join('\n');
}

panel.className = 'progress-debug';
panel.style.cssText =
  'position:fixed;z-index:9999;inset:auto 0 0 auto;max-width:100%;max-height:50%;overflow:auto;white-space:pre-wrap;margin:0;padding:1em;background:#fff;color:#000;outline:2px solid';
document.body.append(panel);
draw();
for (const name of ['ready', 'queued', 'saved', 'expired', 'rejected'] as const) {
  // After the script has kept what it tells about.
  document.addEventListener(`progress:${name}`, () => setTimeout(draw));
}
reach = await probe();
draw();
