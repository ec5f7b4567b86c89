import { type Html, html } from '../html/html.ts';
import type { Language, Page } from '../html/page.ts';
import { zoneOf } from '../time/zone.ts';
import type { ClassColumn, ClassRoll, ClassRow, ClassTable } from './class-roll.ts';
import { classWords, gradeText, reasonIn } from './class-words.ts';

/** What the page shows. */
export interface ShownClass {
  language: Language;
  roll: ClassRoll;
  table: ClassTable;
  /** Carried by its buttons. */
  token: string;
  classUrl: string;
  /** How many grades were just put on their way again; undefined = nobody asked. */
  resent: number | undefined;
}

/** The learners of a course with their progress and grades, for those who teach it. */
export function classPageBody(shown: ShownClass): Pick<Page, 'title' | 'body' | 'style'> {
  const { language, roll, table, resent } = shown;
  const words = classWords(language);
  const opened = table.rows.filter(({ learner }) => learner.hasOpened).length;
  return {
    title: words.title,
    style: STYLE,
    body: html`<h1>${roll.title ?? words.title}</h1>
<p>${words.counted(table.rows.length, opened)} <span class="soft">${rosterNote(shown)}</span></p>
${resent !== undefined && html`<p role="status"><strong>${words.resent(resent)}</strong></p>`}
${buttons(shown)}
<p class="soft">${words.siteNote}</p>
${troubles(shown)}
${table.rows.length === 0 ? html`<p>${words.nobody}</p>` : tableOf(shown)}`,
  };
}

function rosterNote({ language, roll }: ShownClass): string {
  const words = classWords(language);
  if (!roll.hasRoster) return words.noRoster;
  if (roll.rosterReason !== null) return `${words.rosterFailed} ${reasonIn(language, roll.rosterReason)}`;
  if (roll.rosterSyncedAt === null) return words.reading;
  return words.syncedAt(formatsOf(language, roll.timezone).instant.format(roll.rosterSyncedAt));
}

function buttons({ language, roll, token, classUrl }: ShownClass): Html {
  const words = classWords(language);
  const refused = roll.grades.filter((grade) => grade.state === 'dead').length;
  return html`<form method="post" action="${classUrl}" data-page="class"><input type="hidden" name="token" value="${token}">
<div class="actions">
<button type="submit" formaction="${classUrl}/site">${words.site}</button>
<button type="submit" class="button quiet">${words.refresh}</button>
<button type="submit" class="button quiet" formaction="${classUrl}/csv">${words.download}</button>
${refused > 0 && html`<button type="submit" class="button quiet" formaction="${classUrl}/resend">${words.resend(refused)}</button>`}
</div></form>`;
}

function troubles({ language, table }: ShownClass): Html | null {
  const words = classWords(language);
  if (table.troubles.length === 0) return null;
  return html`<h2>${words.troubles}</h2><ul>${table.troubles.map(
    ({ reason, isRefused, names }) =>
      html`<li><strong>${isRefused ? words.refused : words.waiting}</strong> · ${reasonIn(language, reason)} <span class="soft">${names.join(', ')}</span></li>`,
  )}</ul>`;
}

function tableOf({ language, roll, table }: ShownClass): Html {
  const words = classWords(language);
  const modules = [...Map.groupBy(table.columns, (column) => column.moduleId).values()];
  const formats = formatsOf(language, roll.timezone);
  return html`<h2 id="progress">${words.table}</h2>
<div class="scroll" role="region" aria-labelledby="progress" tabindex="0"><table>
<thead><tr><th scope="col" rowspan="2" class="who">${words.learner}</th>${table.hasGroups && html`<th scope="col" rowspan="2">${words.groups}</th>`}<th scope="col" rowspan="2" class="n">${words.total}</th>
<th scope="col" rowspan="2">${words.grade}</th><th scope="col" rowspan="2">${words.lastSeen}</th>
${modules.map((columns) => html`<th scope="colgroup" colspan="${columns.length}">${columns[0]?.moduleTitle}</th>`)}</tr>
<tr>${table.columns.map((column) => html`<th scope="col" class="n">${columnTitle(column, language)}</th>`)}</tr></thead>
<tbody>${table.rows.map((row) => rowOf(row, table, language, formats))}</tbody>
</table></div>`;
}

function columnTitle({ title }: ClassColumn, language: Language): string {
  return title ?? classWords(language).otherGrains;
}

function rowOf(row: ClassRow, { hasGroups }: ClassTable, language: Language, formats: Formats): Html {
  const words = classWords(language);
  const { learner, grade } = row;
  const seen =
    learner.lastSeenAt === null
      ? learner.hasOpened
        ? '–'
        : html`<em>${words.neverOpened}</em>`
      : html`<time datetime="${learner.lastSeenAt.toISOString()}" title="${formats.instant.format(learner.lastSeenAt)}">${formats.day.format(learner.lastSeenAt)}</time>`;
  return html`<tr><th scope="row" class="who">${row.name}</th>${hasGroups && html`<td>${learner.groups ?? ''}</td>`}<td class="n total">${words.percent(row.percent)}</td>
<td><span class="state ${grade.state}">${gradeText(grade, language)}</span></td><td>${seen}</td>
${row.percents.map((percent) => percentCell(percent, language))}</tr>`;
}

/** Thousands of cells on a page, at most 101 different ones. */
const CELLS: Record<Language, Html[]> = { fr: [], en: [] };

function percentCell(percent: number, language: Language): Html {
  CELLS[language][percent] ??=
    html`<td class="n q${Math.floor(percent / 25)}">${classWords(language).percent(percent)}</td>`;
  return CELLS[language][percent];
}

/** Times as the institution's clocks show them. The table tells days, and the hour to who points at one. */
interface Formats {
  day: Intl.DateTimeFormat;
  instant: Intl.DateTimeFormat;
}

function formatsOf(language: Language, timezone: string): Formats {
  const timeZone = zoneOf(timezone);
  return {
    day: new Intl.DateTimeFormat(language, { dateStyle: 'short', timeZone }),
    instant: new Intl.DateTimeFormat(language, { dateStyle: 'short', timeStyle: 'short', timeZone }),
  };
}

const STYLE = html`
:root{--bad:#a3211b;--good:#1c6b3a;--wait:#7a5200;--tint:11,92,173}
@media (prefers-color-scheme:dark){:root{--bad:#ffb0a8;--good:#8fdcab;--wait:#f3c971;--tint:142,197,255}}
body{place-items:start center;grid-template-columns:minmax(0,1fr);padding:.75rem}
main{max-width:90rem;padding:1.25rem}
h2{font-size:1.125rem;margin:1.25rem 0 .5rem}
.actions button{flex:0 1 auto}
ul{margin:0 0 1rem;padding-left:1.25rem}
.scroll{overflow-x:auto;border:1px solid var(--line);border-radius:.5rem}
table{border-collapse:separate;border-spacing:0;width:100%;font-size:.9375rem;overflow-wrap:normal}
th,td{padding:.4rem .6rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
tbody tr:last-child>*{border-bottom:0}
thead th{vertical-align:bottom;background:var(--paper);font-size:.875rem;line-height:1.3;min-width:5.5rem}
.who{position:sticky;left:0;background:var(--card);min-width:8rem;max-width:16rem;overflow-wrap:anywhere;z-index:1}
thead .who{background:var(--paper)}
th.n,td.n{text-align:right;font-variant-numeric:tabular-nums}
.total{font-weight:700}
.q1{background:rgba(var(--tint),.1)}.q2{background:rgba(var(--tint),.17)}.q3{background:rgba(var(--tint),.24)}.q4{background:rgba(var(--tint),.32)}
time,.state,em{white-space:nowrap}
.refused{color:var(--bad);font-weight:700}.waiting{color:var(--wait);font-weight:600}.sent{color:var(--good);font-weight:600}.none{color:var(--soft)}
em{color:var(--soft)}
@media (min-width:48rem){.who{min-width:10rem}}
@media (max-width:30rem){body{padding:0}main{border:0;border-radius:0;padding:1rem}.actions button{flex:1 1 100%}th,td{padding:.4rem .45rem}}
`;
