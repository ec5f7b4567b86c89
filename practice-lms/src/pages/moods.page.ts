import { CALM, MOOD_CHOICES, type Moods } from '../site/moods.ts';
import type { Person } from '../site/people.ts';
import { type Html, html } from './html.ts';
import type { View } from './layout.ts';

function choiceLabel(view: View, name: keyof Moods, value: string | number): string {
  const { values, seconds } = view.words.moods;
  return name === 'slowSeconds' ? seconds(Number(value)) : values[String(value) as keyof typeof values];
}

function moodRow(view: View, name: keyof Moods): Html {
  const current = view.moods[name];
  const choices: readonly (string | number)[] = MOOD_CHOICES[name];
  const [title, sentence] = view.words.moods.names[name];
  const button = (
    value: string | number,
  ): Html => html`<button name="${name}" value="${value}" id="mood-${name}-${value}"
    aria-pressed="${value === current}" class="${value === CALM[name] ? 'calm' : ''}">${choiceLabel(view, name, value)}</button>`;
  return html`<li class="${current === CALM[name] ? '' : 'on'}"><div><b id="mood-${name}">${title}</b><p class="quiet">${sentence}</p></div>
    <div class="choices" role="group" aria-labelledby="mood-${name}">${choices.map(button)}</div></li>`;
}

/** The panel that upsets Moodle: one row per mood, one button per choice. */
export function moodsPanel(view: View, person: Person): Html {
  const { moods } = view.words;
  const names = Object.keys(MOOD_CHOICES) as (keyof Moods)[];
  return html`<section id="moods" aria-labelledby="moods-title"><h2 id="moods-title">${moods.title}</h2><p>${moods.intro}</p>
    <form method="post" action="/as/${person.id}/moods" data-in-place><div id="mood-list" data-live>
    <ul class="moods">${names.map((name) => moodRow(view, name))}</ul>
    <p><button name="calm" value="1" id="mood-calm" class="button quiet-button">${moods.calm}</button></p></div></form></section>`;
}

/** The mood that a pressed button asks for; undefined when it names none. */
export function moodFromForm(form: URLSearchParams): Partial<Moods> | undefined {
  for (const [name, value] of form) {
    const choices: readonly (string | number)[] | undefined = MOOD_CHOICES[name as keyof Moods];
    const choice = choices?.find((one) => String(one) === value);
    if (choice !== undefined) return { [name]: choice };
  }
  return undefined;
}
