import { type Html, html } from '../html/html.ts';
import type { Language, Page } from '../html/page.ts';
import type { CompletedGrain } from '../progress/summary.ts';
import { zoneOf } from '../time/zone.ts';

export interface ReviewedModule {
  title: string;
  /** Sequences in their order; title null = the grains that stand in none. */
  parts: readonly { title: string | null; grains: readonly ReviewedGrain[] }[];
}

export interface ReviewedGrain {
  title: string;
  completed: CompletedGrain | null;
}

/** What a teacher sees of one learner. */
export interface Review {
  language: Language;
  frameOrigins: readonly string[];
  /** Title of the activity in the LMS. */
  activity: string | null;
  /** Null = this person has not opened any activity of the course. */
  learner: { name: string | null } | null;
  modules: readonly ReviewedModule[];
  /** IANA zone of the dates. */
  timezone: string;
  back: { url: string; name: string } | null;
}

const WORDS = {
  fr: {
    title: (name: string) => `Le travail ${/^[aàâeéèêëhiîïoôœuùûü]/i.test(name) ? 'd’' : 'de '}${name}`,
    somebody: 'cette personne',
    notYet: 'Cette personne n’a encore ouvert aucune activité de ce cours : il n’y a rien à montrer.',
    total: (done: number, total: number) => `${done} ${done < 2 ? 'grain terminé' : 'grains terminés'} sur ${total}`,
    last: (date: string) => `dernier le ${date}`,
    readOnly: 'Page à lire seulement : rien de ce que vous faites ici ne change une note.',
    notDone: 'pas encore',
    score: (percent: number) => `score ${percent} %`,
    back: 'Revenir à',
    done: 'terminé le',
  },
  en: {
    title: (name: string) => `The work of ${name}`,
    somebody: 'this person',
    notYet: 'This person has not opened any activity of this course yet: there is nothing to show.',
    total: (done: number, total: number) => `${done} of ${total} ${total === 1 ? 'grain' : 'grains'} finished`,
    last: (date: string) => `last on ${date}`,
    readOnly: 'To be read only: nothing you do here changes a grade.',
    notDone: 'not yet',
    score: (percent: number) => `score ${percent} %`,
    back: 'Back to',
    done: 'finished on',
  },
} as const;

/** One learner's path through the activity's scope, module by module, with dates. */
export function reviewPage(review: Review): Page {
  const { language, learner, modules } = review;
  const words = WORDS[language];
  const title = words.title(learner?.name ?? words.somebody);
  const grains = modules.flatMap((module) => module.parts.flatMap((part) => part.grains));
  const format = new Intl.DateTimeFormat(language, {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: zoneOf(review.timezone),
  });
  const path = html`<p><strong>${totalOf(grains, words)}</strong>${lastOf(grains, words, format)}</p>
${modules.map((module) => moduleOf(module, words, format))}`;
  return {
    status: 200,
    language,
    title,
    frameOrigins: review.frameOrigins,
    style: STYLE,
    body: html`<h1>${title}</h1>${review.activity !== null && html`<p class="soft">${review.activity}</p>`}
${learner === null ? html`<p>${words.notYet}</p>` : path}
<p class="soft">${words.readOnly}</p>
${review.back !== null && html`<p class="actions"><a class="button quiet" href="${review.back.url}">${words.back} ${review.back.name}</a></p>`}`,
  };
}

type Words = (typeof WORDS)[Language];

function totalOf(grains: readonly ReviewedGrain[], words: Words): string {
  return words.total(grains.filter((grain) => grain.completed !== null).length, grains.length);
}

function lastOf(grains: readonly ReviewedGrain[], words: Words, format: Intl.DateTimeFormat): string {
  const times = grains.flatMap((grain) => grain.completed?.completedAt.getTime() ?? []);
  return times.length === 0 ? '' : `, ${words.last(format.format(Math.max(...times)))}`;
}

function moduleOf({ title, parts }: ReviewedModule, words: Words, format: Intl.DateTimeFormat): Html {
  const grains = parts.flatMap((part) => part.grains);
  return html`<section><h2>${title} <small>${totalOf(grains, words)}</small></h2>
${parts.map(
  (part) => html`${part.title !== null && html`<h3>${part.title} <small>${totalOf(part.grains, words)}</small></h3>`}
<ul>${part.grains.map((grain) => grainOf(grain, words, format))}</ul>`,
)}</section>`;
}

function grainOf({ title, completed }: ReviewedGrain, words: Words, format: Intl.DateTimeFormat): Html {
  if (completed === null) return html`<li class="open"><span>${title}</span> <small>${words.notDone}</small></li>`;
  const at = completed.completedAt;
  const score = completed.score === null ? '' : `, ${words.score(Math.round(completed.score * 100))}`;
  return html`<li class="done"><span>${title}</span>
<small><span class="mark" aria-hidden="true">✓</span> ${words.done} <time datetime="${at.toISOString()}">${format.format(at)}</time>${score}</small></li>`;
}

const STYLE = html`
body{place-items:start center}
main{max-width:44rem}
h2{font-size:1.125rem;margin:1.25rem 0 .25rem;padding-top:.75rem;border-top:1px solid var(--line)}
h3{font-size:1rem;margin:.75rem 0 .25rem}
h2 small,h3 small,li small{color:var(--soft);font-weight:400;font-size:.875rem;display:inline-block}
ul{list-style:none;margin:0 0 1rem;padding:0 0 0 .75rem;border-left:2px solid var(--line)}
li{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.1rem 1rem;padding:.3rem .25rem}
.open>span{color:var(--soft)}
.mark{color:var(--key);font-weight:700}
`;
