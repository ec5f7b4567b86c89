import type { WebReply } from '../http.ts';
import type { RegisteredTool } from '../protocol/registration.ts';
import type { Person } from '../site/people.ts';
import { html } from './html.ts';
import { renderPage, type View } from './layout.ts';

/** Moodle's "Manage tools": the tool in use, the one that waits, and the field where an address is pasted. */
export function toolsPage(view: View, person: Person, waiting: RegisteredTool | undefined): WebReply {
  const { tools, course } = view.words;
  const { clientId, deploymentId } = view.platform;
  const card =
    waiting !== undefined &&
    html`<section class="sheet tool"><h2>${waiting.logoUrl !== null && html`<img src="${waiting.logoUrl}" alt="" width="40" height="40">`} ${waiting.name}</h2>
      <p>${waiting.description}</p><p class="quiet">${tools.waiting} · ${tools.client} <code>${waiting.clientId}</code></p>
      <form method="post" action="/as/${person.id}/tools"><button class="button">${tools.activate}</button></form></section>`;
  const main = html`<p class="crumb"><a href="/as/${person.id}/course">${course.backToCourse}</a></p><h1>${tools.title}</h1>
    <p class="lead">${tools.intro}</p>
    <form method="get" action="/as/${person.id}/tools" class="more"><label for="url">${tools.address}</label>
      <input type="url" name="url" id="url" required><button class="button">${tools.add}</button></form>
    ${card}
    <h2>${tools.present}</h2><p>Passerelle · ${tools.client} <code>${clientId}</code> · ${tools.deployment} <code>${deploymentId}</code></p>`;
  return renderPage(view, { title: tools.title, main, toolImages: waiting !== undefined });
}

/** The tool's own registration page, in a frame that the tool closes. */
export function registrationPage(view: View, person: Person, address: URL): WebReply {
  const { tools } = view.words;
  const back = `/as/${person.id}/tools`;
  const main = html`<div class="activity-head"><p class="crumb"><a href="${back}">${tools.back}</a></p><h1>${tools.registering}</h1></div>
    <iframe id="contentframe" src="${address.href}" title="${tools.registering}" width="100%" data-closes-to="${back}"></iframe>`;
  return renderPage(view, { title: tools.registering, main, isWide: true });
}
