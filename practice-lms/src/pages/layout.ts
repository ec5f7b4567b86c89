import type { WebReply } from '../http.ts';
import type { Platform } from '../protocol/claims.ts';
import type { Moods } from '../site/moods.ts';
import { fullName, type Person } from '../site/people.ts';
import { type Html, html } from './html.ts';
import { ENGLISH } from './words-en.ts';
import { FRENCH, type Words } from './words-fr.ts';

/** What every page needs to know. `person` is null where nobody has entered; `path` is its own. */
export interface View {
  words: Words;
  platform: Platform;
  person: Person | null;
  path: string;
  moods: Readonly<Moods>;
}

/** A page: its title, its content, and whether it fills the window (for an activity's frame). `isBare`: no header, for inside frames. */
export interface Page {
  title: string;
  main: Html;
  isWide?: boolean;
  isBare?: boolean;
  status?: number;
  scripted?: boolean;
  /** It shows the picture of a tool, which is elsewhere. */
  toolImages?: boolean;
}

const POLICY =
  "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self' data:; frame-src http: https:; base-uri 'none'; object-src 'none'";

/** What the visitor chose; without a choice French, or English where it is the first language of the browser. */
export function wordsFor(chosen: string | undefined, acceptLanguage: string | undefined): Words {
  return /^en\b/i.test(chosen ?? acceptLanguage ?? '') ? ENGLISH : FRENCH;
}

export function isStaff(person: Person | null): boolean {
  return person?.role === 'teacher' || person?.role === 'non-editing-teacher';
}

function navigation(view: View, person: Person): Html {
  const { nav } = view.words;
  const here = `/as/${person.id}`;
  const link = (path: string, label: string): Html =>
    html`<a href="${here}/${path}" ${view.path.startsWith(`${here}/${path}`) ? html`aria-current="page"` : ''}>${label}</a>`;
  return html`<nav aria-label="${view.words.siteName}">
    ${link('course', nav.course)}${link('gradebook', isStaff(person) ? nav.gradebook : nav.myGrades)}
  </nav>`;
}

function whoIsHere(view: View, person: Person): Html {
  const { words } = view;
  return html`<div class="who"><span class="badge ${isStaff(person) ? 'staff' : ''}">${initials(person)}</span>
    <span><b>${fullName(person)}</b><small>${words.roles[person.role]} · <a href="/">${words.nav.leave}</a></small></span></div>`;
}

/** The two letters that stand for a person. */
export function initials(person: Person): string {
  return `${person.givenName.slice(0, 1)}${person.familyName.replace(/^(de la |d’|n’)/i, '').slice(0, 1)}`.toUpperCase();
}

/** Says on every page which moods are on; a region that refreshes itself. */
function moodBanner(view: View): Html {
  const { words, moods } = view;
  const { names, values, seconds } = words.moods;
  const on: string[] = [];
  const add = (name: keyof Moods, value: string): unknown => on.push(`${names[name][0]} (${value})`);
  if (moods.down !== 'no') add('down', values[moods.down]);
  if (moods.slowSeconds > 0) add('slowSeconds', seconds(moods.slowSeconds));
  if (moods.failing !== 'no') on.push(names.failing[0] ?? '');
  if (moods.conflict !== 'no') add('conflict', values[moods.conflict]);
  if (moods.expiredToken !== 'no') add('expiredToken', values[moods.expiredToken]);
  if (moods.privacy !== 'send') add('privacy', values.never);
  if (moods.lockedGrades !== 'no') on.push(names.lockedGrades[0] ?? '');
  const banner = html`<p class="mood-banner"><b>${words.moods.active}</b> ${on.join(', ')}</p>`;
  return html`<div id="mood-banner" data-live>${on.length > 0 && banner}</div>`;
}

function header(view: View): Html {
  const { words, person } = view;
  const other = words.code === 'fr' ? 'en' : 'fr';
  return html`<a class="skip" href="#main">${words.skip}</a>
  <header class="top">
    <a class="brand" href="/"><svg viewBox="0 0 24 24" aria-hidden="true"><path d="M2 9 12 4l10 5-10 5Z"/><path d="M6 11.5V16c2 2.4 10 2.4 12 0v-4.500"/></svg>
      <span>${words.siteName}<small>${words.tagline}</small></span></a>
    ${person !== null && navigation(view, person)}
    ${person !== null && whoIsHere(view, person)}
    <a class="language" href="?lang=${other}" lang="${other}" hreflang="${other}">${words.otherLanguage}</a>
  </header>`;
}

/** A whole HTML document, with the policy that lets nothing but our own style and script in. */
export function renderPage(view: View, page: Page): WebReply {
  const { words, person } = view;
  const live = person === null || page.isBare ? '' : html` data-events="/as/${person.id}/events"`;
  const body = html`<!DOCTYPE html>
<html lang="${words.code}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${page.title} – ${words.siteName}</title>
<link rel="icon" href="/practice-lms.svg">
<link rel="stylesheet" href="/practice-lms.css">
<script src="/practice-lms.js" defer></script>
</head>
<body class="${page.isBare ? 'bare' : page.isWide ? 'wide' : ''}"${live}>
${!page.isBare && header(view)}
<main id="main">
${!page.isBare && moodBanner(view)}
${page.main}
</main>
</body>
</html>`;
  const policy = page.toolImages ? POLICY.replace('img-src', 'img-src http: https:') : POLICY;
  const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy };
  return { status: page.status ?? 200, headers, body: body.text };
}

/** A page of one heading and one sentence, with a way back. */
export function errorPage(view: View, status: number, fault: readonly string[], isBare = false): WebReply {
  const [title = '', text = ''] = fault;
  const back = view.person === null ? '/' : `/as/${view.person.id}/course`;
  const label = view.person === null ? view.words.start : view.words.course.backToCourse;
  const main = html`<section class="sheet message"><h1>${title}</h1><p>${text}</p>
    <p><a class="button" href="${back}" target="_top">${label}</a></p></section>`;
  return renderPage(view, { title, main, status, isBare });
}

/** A form that the script submits at once; without the script there is a button. */
export function autoPostPage(view: View, action: string, fields: Record<string, string>): WebReply {
  const inputs = Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">\n`,
  );
  const main = html`<form method="post" action="${action}" data-auto-post>
${inputs}<p class="quiet">${view.words.sending}</p><noscript><button class="button">${view.words.go}</button></noscript></form>`;
  return renderPage(view, { title: view.words.sending, main, isBare: true });
}
