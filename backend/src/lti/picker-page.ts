import { type Html, html, scriptData } from '../html/html.ts';
import type { Language, Page } from '../html/page.ts';
import type { Choice } from './picker-choices.ts';
import { extentOf, PICKER_WORDS } from './picker-words.ts';

/** What the picker shows. */
export interface Picker {
  language: Language;
  frameOrigins: readonly string[];
  tree: Choice;
  /** Title of the LMS' course. */
  course: string | null;
  isMultiple: boolean;
  takesLineItem: boolean;
  /** The sealed facts. */
  token: string;
  /** Where the form goes. */
  formUrl: string;
  /** The form came back with nothing chosen. */
  isIncomplete: boolean;
}

/** The list of all that can become an activity. It works without its script, which adds search and counting. */
export function pickerPage(picker: Picker): Page {
  const { language, tree, course, takesLineItem, isMultiple } = picker;
  const words = PICKER_WORDS[language];
  const title = isMultiple ? words.title : words.titleOne;
  const into = course === null ? null : html`<p class="soft">${words.into(course)}</p>`;
  const frame = { status: picker.isIncomplete ? 400 : 200, language, title, frameOrigins: picker.frameOrigins };
  const form = (content: Html): Html =>
    html`<form method="post" action="${picker.formUrl}" class="picker" data-page="picker"><input type="hidden" name="token" value="${picker.token}">${content}</form>`;
  if (tree.grains === 0) {
    const back = html`<p class="actions"><button name="action" value="cancel">${words.goBack}</button></p>`;
    const body = html`<h1>${words.empty}</h1><p>${words.emptyHint}</p>${form(back)}`;
    return { ...frame, formOrigins: [], body };
  }
  const graded = html`<label class="row graded"><input type="checkbox" name="graded" value="yes" checked>
<span class="what"><b>${words.graded}</b> <small>${words.gradedHint}</small></span></label>`;
  return {
    ...frame,
    formOrigins: [],
    style: STYLE,
    script: html`(${SCRIPT})(${scriptData({ found: words.found, add: words.addMany })})`,
    body: html`<h1>${title}</h1>${into}
${picker.isIncomplete && html`<p role="alert" class="alert">${words.chooseOne}</p>`}
${form(html`<div class="search" hidden><label for="search">${words.search}</label><input type="search" id="search" autocomplete="off"></div>
<p id="found" class="soft" role="status"></p>
<fieldset><legend class="hidden">${words.list}</legend><ul class="tree">${item(picker, { ...tree, title: words.course, children: [] })}${tree.children.map((child) => item(picker, child))}</ul></fieldset>
<div class="foot">${takesLineItem && graded}<p class="actions">
<button name="action" value="add" id="add">${words.add}</button><button name="action" value="cancel" class="quiet" id="cancel" formnovalidate>${words.cancel}</button></p></div>`)}`,
  };
}

/** One choice with what lies in it; the grains of a sequence are folded away. */
function item(picker: Picker, choice: Choice): Html {
  const { language, isMultiple } = picker;
  const words = PICKER_WORDS[language];
  const { key, kind, title, children } = choice;
  const inside = children.map((child) => item(picker, child));
  const list = inside.length === 0 ? null : html`<ul>${inside}</ul>`;
  const folded = html`<details><summary>${words.inside(children.length)}</summary>${list}</details>`;
  return html`<li class="${kind}"><label class="row"><input type="${isMultiple ? 'checkbox' : 'radio'}" name="choice" value="${key}">
<span class="what"><span class="hidden">${words.kinds[kind]} : </span><b>${title}</b> <small>${extentOf(choice, language)}</small></span></label>
${kind === 'sequence' && list !== null ? folded : list}</li>`;
}

/** For a platform that asks for something else than activities: all one can do is go back. */
export function wrongPlacePage(picker: Pick<Picker, 'language' | 'frameOrigins' | 'token' | 'formUrl'>): Page {
  const words = PICKER_WORDS[picker.language];
  return {
    status: 200,
    language: picker.language,
    title: words.typeTitle,
    frameOrigins: picker.frameOrigins,
    formOrigins: [],
    body: html`<h1>${words.typeTitle}</h1><p>${words.typeText}</p>
<form method="post" action="${picker.formUrl}" data-page="wrong-place"><input type="hidden" name="token" value="${picker.token}">
<p class="actions"><button name="action" value="cancel">${words.goBack}</button></p></form>`,
  };
}

/** Carries the signed answer back to the platform, by itself or at a click. */
export function answerFormPage(answer: {
  language: Language;
  frameOrigins: readonly string[];
  returnUrl: string;
  jwt: string;
  count: number;
}): Page {
  const words = PICKER_WORDS[answer.language];
  return {
    status: 200,
    language: answer.language,
    title: words.sending,
    frameOrigins: answer.frameOrigins,
    formOrigins: [...new Set([new URL(answer.returnUrl).origin, ...answer.frameOrigins])],
    body: html`<h1>${words.sending}</h1><p role="status">${words.sendingText(answer.count)}</p>
<form method="post" action="${answer.returnUrl}" data-page="answer"><input type="hidden" name="JWT" value="${answer.jwt}">
<p class="actions"><button type="submit">${words.goOn}</button></p></form>`,
    script: html`document.forms[0].submit()`,
  };
}

const STYLE = html`
body{place-items:start center;padding:.75rem}
main{max-width:48rem;padding:1.25rem 1.25rem 0}
form.picker{display:block}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.search label{display:block;font-weight:600;margin-bottom:.3rem}
.search input{width:100%;min-height:2.75rem;padding:.5rem .75rem;font:inherit;color:inherit;background:var(--paper);border:1px solid var(--soft);border-radius:.5rem}
#found{min-height:1.5em;margin:.35rem 0}
fieldset{border:0;margin:0;padding:0;min-width:0}
ul{list-style:none;margin:0;padding:0}
ul ul{padding-left:1.1rem;margin-left:.6rem;border-left:2px solid var(--line)}
.row{display:flex;gap:.7rem;align-items:flex-start;padding:.5rem .4rem;min-height:2.75rem;border-radius:.4rem;cursor:pointer}
.row:hover{background:var(--paper)}
.row:has(input:checked){background:var(--paper);box-shadow:inset 3px 0 var(--key)}
.row input{flex:none;width:1.25rem;height:1.25rem;margin:.2rem 0 0;accent-color:var(--key)}
.what{min-width:0}
.what b{font-weight:600}
.grain .what b{font-weight:400}
small{display:block;color:var(--soft);font-size:.875rem}
.tree>.module{border-top:1px solid var(--line);padding-top:.25rem;margin-top:.25rem}
summary{padding:.4rem .4rem;min-height:2.5rem;display:list-item;list-style-position:inside;color:var(--key);cursor:pointer;font-size:.9375rem}
.alert{border-left:4px solid var(--key);padding:.4rem .75rem;background:var(--paper)}
.foot{position:sticky;bottom:0;background:var(--card);border-top:1px solid var(--line);border-radius:0 0 .75rem .75rem;margin:.75rem -1.25rem 0;padding:.35rem 1.25rem .75rem}
.foot .graded.row{background:none;box-shadow:none;padding:.35rem 0;min-height:0}
button:disabled{opacity:.5;cursor:default}
.foot .actions{margin:.35rem 0 0}
.foot button{flex:1 1 8rem}
button.quiet{background:transparent;color:var(--key)}
`;

const SCRIPT = html`function (words) {
  var form = document.forms[0], search = document.getElementById('search'), found = document.getElementById('found');
  var add = document.getElementById('add'), items = [].slice.call(document.querySelectorAll('.tree li'));
  var folds = [].slice.call(document.querySelectorAll('.tree details')), wasOpen = null;
  function say(text, n) { return (n === 0 ? text.none : n === 1 ? text.one : text.many).replace('{n}', n); }
  function plain(text) { return text.normalize('NFD').replace(/[\\u0300-\\u036f]/g, '').toLowerCase(); }
  var titles = items.map(function (li) { return plain(li.querySelector('.what b').textContent); });
  function filter() {
    var wanted = plain(search.value).split(/\\s+/).filter(Boolean), hits = 0;
    if (wanted.length > 0 && wasOpen === null) wasOpen = folds.map(function (fold) { return fold.open; });
    items.forEach(function (li) { li.hidden = wanted.length > 0; });
    if (wanted.length > 0) folds.forEach(function (fold) { fold.open = false; });
    items.forEach(function (li, i) {
      if (wanted.length === 0 || !wanted.every(function (word) { return titles[i].indexOf(word) !== -1; })) return;
      hits++;
      li.hidden = false;
      [].forEach.call(li.querySelectorAll('li'), function (below) { below.hidden = false; });
      for (var up = li.parentElement; up && !up.classList.contains('tree'); up = up.parentElement) {
        if (up.tagName === 'LI') up.hidden = false;
        if (up.tagName === 'DETAILS') up.open = true;
      }
    });
    if (wanted.length === 0 && wasOpen !== null) {
      folds.forEach(function (fold, i) { fold.open = wasOpen[i]; });
      wasOpen = null;
    }
    found.textContent = wanted.length === 0 ? '' : say(words.found, hits);
  }
  function count() {
    var chosen = form.querySelectorAll('input[name=choice]:checked').length;
    add.textContent = say(words.add, chosen);
    add.disabled = chosen === 0;
  }
  search.parentElement.hidden = false;
  search.addEventListener('input', filter);
  search.addEventListener('keydown', function (event) { if (event.key === 'Enter') event.preventDefault(); });
  form.addEventListener('change', count);
  addEventListener('pageshow', count);
  count();
}`;
