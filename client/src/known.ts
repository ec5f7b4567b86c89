import type { Entry } from './outbox.ts';
import { queue } from './outbox.ts';
import type { Figure } from './public.d.ts';
import { session } from './session.ts';
import { keep, recall } from './storage.ts';
import type { ProgressReply, Totals } from './wire.ts';

/** What the server said, plus what it acknowledged since. The build stores the fields under fixed short names. */
interface Known {
  /** By scope: `course`, `module:<id>`, `sequence:<id>`. */
  figures: Record<string, Totals>;
  /** 1 for each completed grain: found at once among thousands. */
  grains: Record<string, 1>;
  place?: ProgressReply['resume'];
}

let known: Known;
/** The server has answered in this page. */
export let isFresh = false;

/** The last page's knowledge: bars are right at once, and without a network. */
export function recallKnown(): void {
  isFresh = false;
  known = recall('sessionStorage', 'known') ?? { figures: {}, grains: {} };
}

function saveKnown(): void {
  keep('sessionStorage', 'known', known);
}

/** Takes the server's answer. */
export function learn({ course, modules, completed, resume }: ProgressReply): void {
  known = { figures: { course }, grains: {}, place: resume };
  for (const item of completed) known.grains[item.grain_id] = 1;
  for (const module of modules) {
    known.figures[`module:${module.module_id}`] = module;
    for (const sequence of module.sequences) known.figures[`sequence:${sequence.sequence_id}`] = sequence;
  }
  isFresh = true;
  saveKnown();
}

/** A visitor's totals come from the grains that a page lists. */
export function learnTotal(scope: string, total: number): void {
  if (total > (known.figures[scope]?.total ?? 0)) {
    known.figures[scope] = { done: 0, total };
    saveKnown();
  }
}

/** Entries of whoever uses this tab, the refused ones left out. */
export const waiting = (): Entry[] =>
  [...queue.values()].filter((entry) => entry.learnerId === (session.learnerId ?? '') && !entry.refusal);

const scopesOf = ({ work }: Entry) => ['course', `module:${work.module_id}`, `sequence:${work.sequence_id}`];

/** The server has acknowledged this one. */
export function markSaved(entry: Entry): void {
  const id = entry.work.grain_id;
  if (entry.learnerId !== session.learnerId || isCompleted(id)) return;
  known.grains[id] = 1;
  for (const scope of scopesOf(entry)) {
    const figure = known.figures[scope];
    if (figure) figure.done++;
  }
  saveKnown();
}

/** Undefined for a scope nobody has told about. */
export function figureOf(scope: string): (Figure & Totals) | undefined {
  const figure = known.figures[scope];
  if (!figure?.total) return undefined;
  const more = waiting().filter((entry) => scopesOf(entry).includes(scope) && !isCompleted(entry.work.grain_id));
  const done = Math.min(figure.done + more.length, figure.total);
  return { ...figure, done, percent: Math.floor((100 * done) / figure.total) };
}

export const isCompleted = (grainId: string): boolean => known.grains[grainId] === 1;
export const findWaiting = (grainId: string): Entry | undefined =>
  waiting().find((entry) => entry.work.grain_id === grainId);
export const isDone = (grainId: string): boolean => isCompleted(grainId) || !!findWaiting(grainId);
export const resumePlace = (): Known['place'] => known.place;
