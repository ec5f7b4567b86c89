import type { WebReply } from '../http.ts';
import type { LineItem } from '../site/grades.ts';
import { fullName, type Person } from '../site/people.ts';
import type { GradebookRow, Site } from '../site/site.ts';
import { type Html, html } from './html.ts';
import { isStaff, renderPage, type View } from './layout.ts';
import { moodsPanel } from './moods.page.ts';

/** A page of more rows than this is no help to anybody. */
const MOST_ROWS = 60;

function number(view: View, value: number): string {
  return new Intl.NumberFormat(view.words.code, { maximumFractionDigits: 2 }).format(value);
}

/** `12:04:31`, with the date when it is not today's. */
function clock(view: View, at: number): string {
  const when = new Date(at);
  const isToday = when.toDateString() === new Date().toDateString();
  const format: Intl.DateTimeFormatOptions = isToday
    ? { timeStyle: 'medium' }
    : { dateStyle: 'short', timeStyle: 'medium' };
  return new Intl.DateTimeFormat(view.words.code === 'fr' ? 'fr-FR' : 'en-GB', format).format(when);
}

function completionMark(view: View, row: GradebookRow): Html | false {
  const state = row.completion?.state ?? 0;
  if (state === 0) return false;
  const { completion, completionWithPass } = view.words.grades;
  const label =
    state === 3 && row.passGrade !== null ? completionWithPass(number(view, row.passGrade)) : completion[state];
  return html`<span class="state state-${state}">${label}</span>`;
}

/** One grade: value and maximum, a bar, completion, time of arrival. */
export function gradeCell(view: View, row: GradebookRow): Html {
  const { grades } = view.words;
  if (row.finalGrade === null)
    return html`<span class="no-grade" title="${grades.none}">–<span class="sr">${grades.none}</span></span>`;
  const share = row.maximum > 0 ? (row.finalGrade / row.maximum) * 100 : 0;
  const remark = row.locked ? grades.locked : row.overriddenAt === null ? '' : grades.overridden;
  return html`<div class="result"><span class="grade"><b>${number(view, row.finalGrade)}</b><span class="of">/${number(view, row.maximum)}</span></span>
    <svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true"><rect width="${share.toFixed(2)}" height="1"/></svg></div>
    <div class="result-notes">${completionMark(view, row)}${remark !== '' && html`<small class="quiet">${remark}</small>`}
    ${row.arrivedAt !== null && html`<small class="quiet">${grades.arrived(clock(view, row.arrivedAt))}</small>`}</div>`;
}

function headerCell(view: View, item: LineItem): Html {
  return html`<th scope="col">${item.label}<small>/${number(view, item.scoreMaximum)}</small></th>`;
}

function tableRow(view: View, site: Site, viewer: Person, who: Person): Html {
  const { grades } = view.words;
  const cell = (item: LineItem): Html => {
    const row = site.row(item, who.id);
    const activity = site.activities.get(item.resourceLinkId ?? '');
    const announcement = grades.changed(
      fullName(who),
      item.label,
      row.finalGrade === null ? grades.none : `${number(view, row.finalGrade)}/${number(view, row.maximum)}`,
    );
    const path = `/as/${viewer.id}/review/${activity?.courseModuleId}/${who.id}`;
    const hasWork = isStaff(viewer) && activity !== undefined && row.finalGrade !== null;
    const review =
      hasWork &&
      html`<a class="review" href="${path}" aria-label="${grades.workOf(fullName(who), item.label)}">${grades.work}</a>`;
    const mark = row.finalGrade === null ? html` class="empty"` : '';
    return html`<td${mark} data-cell="${item.id}-${who.id}" data-label="${item.label}" data-announce="${announcement}">${gradeCell(view, row)}${review}</td>`;
  };
  const isUngraded = [...site.lineItems.keys()].every((itemId) => site.grade(itemId, who.id).finalGrade === null);
  return html`<tr class="${isUngraded ? 'ungraded' : ''}"><th scope="row">${fullName(who)}</th>${[...site.lineItems.values()].map(cell)}</tr>`;
}

function table(view: View, site: Site, viewer: Person, people: readonly Person[]): Html {
  const { grades } = view.words;
  const items = [...site.lineItems.values()];
  const shown = people.slice(0, MOST_ROWS);
  const cut =
    people.length > shown.length && html`<p class="quiet">${grades.onlyFirst(shown.length, people.length)}</p>`;
  return html`<div id="gradebook" data-live><div class="scroll" tabindex="0" role="region" aria-label="${grades.title}"><table class="gradebook">
    <thead><tr><th scope="col">${grades.learner}</th>${items.map((item) => headerCell(view, item))}</tr></thead>
    <tbody>${shown.map((who) => tableRow(view, site, viewer, who))}</tbody></table></div>${cut}</div>`;
}

/** The gradebook: everybody for teachers, one's own row for others; it refreshes itself. Teachers also find Moodle's moods here. */
export function gradebookPage(view: View, site: Site, person: Person): WebReply {
  const { grades } = view.words;
  const title = isStaff(person) ? grades.title : grades.mine;
  const people = isStaff(person) ? site.learners() : [person];
  const main = html`<p class="crumb">${view.platform.course.label} · ${view.platform.course.title}</p>
    <div class="title-line"><h1>${title}</h1><p class="live" id="live" data-lost="${grades.lost}" data-on="${grades.live}" role="status">${grades.live}</p></div>
    <p class="lead">${grades.intro}</p><p id="announce" class="sr" aria-live="polite"></p>
    ${table(view, site, person, people)}${isStaff(person) && moodsPanel(view, person)}`;
  return renderPage(view, { title, main });
}
