import type { WebReply } from '../http.ts';
import { fullName, type Person } from '../site/people.ts';
import type { Site } from '../site/site.ts';
import { type Html, html } from './html.ts';
import { initials, isStaff, renderPage, type View } from './layout.ts';

const MOST_BUTTONS = 12;

function enterButton(who: Person, note: string): Html {
  return html`<button name="person" value="${who.id}" class="person">
    <span class="badge ${isStaff(who) ? 'staff' : ''}" aria-hidden="true">${initials(who)}</span>
    <span><b>${fullName(who)}</b>${note !== '' && html`<small>${note}</small>`}</span></button>`;
}

function diagram(view: View): Html {
  const { steps, carries, diagram: title } = view.words.home;
  const arrow = (text: string | undefined): Html => html`<li class="arrow"><span>${text}</span>
    <svg viewBox="0 0 80 16" preserveAspectRatio="none" aria-hidden="true"><path d="M0 8h72"/><path d="m66 2 8 6-8 6" class="tip"/></svg></li>`;
  const box = (
    step: readonly string[] | undefined,
    index: number,
  ): Html => html`<li class="box ${index === 1 ? 'ours' : 'lms'}">
    <b class="place">${step?.[0]}</b><p>${step?.[1]}</p><p class="quiet">${step?.[2]}</p></li>`;
  return html`<section aria-labelledby="how"><h2 id="how">${title}</h2>
    <ol class="bridge">${box(steps[0], 0)}${arrow(carries[0])}${box(steps[1], 1)}${arrow(carries[1])}${box(steps[2], 2)}</ol></section>`;
}

function moreLearners(view: View, rest: readonly Person[]): Html | false {
  if (rest.length === 0) return false;
  const { home } = view.words;
  return html`<form method="post" action="/sign-in" class="more"><label for="more">${home.more}</label>
    <select name="person" id="more">${rest.map((who) => html`<option value="${who.id}">${fullName(who)} (${who.id})</option>`)}</select>
    <button class="button">${home.enter}</button></form>`;
}

/** The first page: what this is, how it works, and the choice of a person. */
export function homePage(view: View, site: Site): WebReply {
  const { home } = view.words;
  const people = [...site.people.values()];
  const learners = people.filter((who) => who.role === 'learner');
  const note = (who: Person): string => (who.suspended ? home.suspended : '');
  const group = (title: string, id: string, buttons: Html[]): Html =>
    html`<section class="group" aria-labelledby="${id}"><h3 id="${id}">${title}</h3><div class="people">${buttons}</div></section>`;
  const teachers = people.filter((who) => who.role === 'teacher').map((who) => enterButton(who, home.teacherHint));
  const others = [
    ...people.filter((who) => who.role === 'non-editing-teacher').map((who) => enterButton(who, home.nonEditingHint)),
    ...people.filter((who) => who.role === 'none').map((who) => enterButton(who, home.notEnrolledHint)),
  ];
  const main = html`<div class="intro"><h1>${home.title}</h1><p class="lead">${home.what}</p></div>
  ${diagram(view)}
  <section aria-labelledby="try"><h2 id="try">${home.try}</h2><p>${home.tryHint}</p>
  <form method="post" action="/sign-in" class="sign-in">
    ${group(
      home.asLearner,
      'as-learner',
      learners.slice(0, MOST_BUTTONS).map((who) => enterButton(who, note(who))),
    )}
    <div class="beside">${group(home.asTeacher, 'as-teacher', teachers)}${group(home.asOthers, 'as-others', others)}</div>
  </form>
  ${moreLearners(view, learners.slice(MOST_BUTTONS))}</section>`;
  return renderPage(view, { title: home.title, main });
}
