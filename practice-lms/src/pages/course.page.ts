import type { WebReply } from '../http.ts';
import { fullName, type Person } from '../site/people.ts';
import { type Activity, COURSE_ID, type Site } from '../site/site.ts';
import { gradeCell } from './gradebook.page.ts';
import { type Html, html } from './html.ts';
import { isStaff, renderPage, type View } from './layout.ts';

/** The features that Moodle's frame hands to the tool. */
const FRAME_FEATURES = ['microphone', 'camera', 'geolocation', 'midi', 'encrypted-media', 'autoplay'];

function parameters(view: View, activity: Activity): Html {
  const { course } = view.words;
  const pairs = Object.entries(activity.custom);
  if (pairs.length === 0) return html`<p class="parameters">${course.noParameters}</p>`;
  return html`<p class="parameters"><span class="sr">${course.parameters} : </span>${pairs.map(([name, value]) => html`<code>${name}=${value}</code> `)}</p>`;
}

function ownGrade(view: View, site: Site, person: Person, activity: Activity): Html | false {
  if (isStaff(person)) return false;
  const item = site.lineItems.get(activity.lineItemId ?? '');
  const content =
    item === undefined
      ? html`<span class="quiet">${view.words.course.notGraded}</span>`
      : gradeCell(view, site.row(item, person.id));
  return html`<div class="own-grade" id="own-grade-${activity.id}" data-live>${content}</div>`;
}

function card(view: View, site: Site, person: Person, activity: Activity): Html {
  const { course } = view.words;
  const here = `/as/${person.id}`;
  const { courseModuleId: module, title } = activity;
  return html`<li class="activity">
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M3 17V9a9 9 0 0 1 18 0v8"/><path d="M1 17h22M8 17v-4.500M12 17v-5M16 17v-4.500"/></svg>
    <div class="about"><h3>${title}</h3>${activity.description !== '' && html`<p>${activity.description}</p>`}${parameters(view, activity)}</div>
    ${ownGrade(view, site, person, activity)}
    <div class="actions"><a class="button" href="${here}/activity/${module}">${course.open}<span class="sr"> : ${title}</span></a>
      <a href="${here}/launch/${module}?container=window" target="_blank" rel="opener">${course.newWindow}<span class="sr"> : ${title}</span></a></div>
  </li>`;
}

/** The course: its activities, and for a learner the grade of each. */
export function coursePage(view: View, site: Site, person: Person): WebReply {
  const { course } = view.words;
  const note = person.role === 'none' ? course.notEnrolled : isStaff(person) ? course.teacherNote : '';
  const cards = [...site.activities.values()].map((activity) => card(view, site, person, activity));
  const select = html`<p class="select"><a class="button quiet-button" href="/as/${person.id}/content">${course.select}</a>
    <span class="quiet">${course.selectHint}</span></p>
    <p class="select"><a class="button quiet-button" href="/as/${person.id}/tools">${view.words.tools.link}</a>
    <span class="quiet">${view.words.tools.linkHint}</span></p>`;
  const main = html`<p class="crumb">${view.platform.course.label}</p><h1>${view.platform.course.title}</h1>
    <p class="lead">${course.intro}</p>${note !== '' && html`<p class="note">${note}</p>`}
    <h2>${course.activities}</h2><ul class="activities">${cards}</ul>${person.role === 'teacher' && select}`;
  return renderPage(view, { title: view.platform.course.title, main });
}

function frame(view: View, source: string, title: string): Html {
  const origin = new URL(view.platform.toolUrl).origin;
  const allow = FRAME_FEATURES.map((feature) => `${feature} ${origin}`).join('; ');
  return html`<iframe id="contentframe" src="${source}" title="${title}" allow="${allow}" allowfullscreen width="100%"></iframe>`;
}

/** An activity in the page, as Moodle shows it: a frame as wide as the page and as high as the window. */
export function activityPage(view: View, site: Site, person: Person, activity: Activity): WebReply {
  const { course } = view.words;
  const main = html`<div class="activity-head"><p class="crumb"><a href="/as/${person.id}/course">${course.backToCourse}</a></p>
    <h1>${activity.title}</h1>${ownGrade(view, site, person, activity)}</div>
    ${frame(view, `/as/${person.id}/launch/${activity.courseModuleId}`, `${activity.title} – ${course.wholePage}`)}`;
  return renderPage(view, { title: activity.title, main, isWide: true });
}

/** Deep linking: the tool's picker in a frame. */
export function contentPage(view: View, person: Person): WebReply {
  const { content, course } = view.words;
  const main = html`<div class="activity-head"><p class="crumb"><a href="/as/${person.id}/course">${course.backToCourse}</a></p>
    <h1>${content.title}</h1></div>${frame(view, `/as/${person.id}/content/launch?course=${COURSE_ID}`, content.title)}`;
  return renderPage(view, { title: content.title, main, isWide: true });
}

/** What a teacher sees of one learner's work: the tool's own page in a frame. */
export function reviewPage(view: View, person: Person, activity: Activity, learner: Person): WebReply {
  const { review, nav } = view.words;
  const title = review.title(fullName(learner));
  const source = `/as/${person.id}/launch/${activity.courseModuleId}?for_user=${learner.id}`;
  const main = html`<div class="activity-head"><p class="crumb"><a href="/as/${person.id}/gradebook">${nav.gradebook}</a></p>
    <h1>${title}</h1><p class="quiet">${activity.title}</p></div>${frame(view, source, title)}`;
  return renderPage(view, { title, main, isWide: true });
}

/** Inside the frame after deep linking: what was added, or why nothing was. */
export function contentAddedPage(view: View, person: Person, titles: readonly string[]): WebReply {
  const { content, course } = view.words;
  const list = html`<h1>${content.added}</h1><ul>${titles.map((title) => html`<li>${title}</li>`)}</ul>`;
  const main = html`<section class="sheet message">${titles.length > 0 ? list : html`<h1>${content.none}</h1>`}
    <p><a class="button" href="/as/${person.id}/course" target="_top">${course.backToCourse}</a></p></section>`;
  return renderPage(view, { title: content.title, main, isBare: true });
}

/** Where the tool sends people who leave an activity, with its words for them. */
export function returnPage(
  view: View,
  courseUrl: string,
  messages: { error: string | null; message: string | null },
): WebReply {
  const { back, course } = view.words;
  const { error, message } = messages;
  const main = html`<section class="sheet message"><h1>${back.title}</h1>
    ${error !== null && html`<p class="note" role="alert">${error}</p>`}<p>${message ?? (error === null && back.plain)}</p>
    <p><a class="button" href="${courseUrl}" target="_top">${course.backToCourse}</a></p></section>`;
  return renderPage(view, { title: back.title, main, isBare: true });
}
