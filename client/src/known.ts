import type { Entry } from './outbox.ts';
import { queue } from './outbox.ts';
import type { Figure } from './public.d.ts';
import { saveSession, session } from './session.ts';
import type { ProgressReply, Totals } from './wire.ts';

/** Takes the server's answer. Kept for the next page: bars are right at once, and without a network. */
export function learn(reply: ProgressReply): void {
  session.figures = { course: reply.course };
  session.grains = {};
  session.place = reply.resume;
  for (const { grain_id } of reply.completed) session.grains[grain_id] = 1;
  for (const module of reply.modules) {
    session.figures[`module:${module.module_id}`] = module;
    for (const sequence of module.sequences) session.figures[`sequence:${sequence.sequence_id}`] = sequence;
  }
  saveSession(session);
}

/** What waits for somebody, without what the server refused. */
export const entriesOf = (learnerId: string): Entry[] =>
  [...queue.values()].filter((entry) => entry.learnerId === learnerId && !entry.refusal);

/** Entries of whoever uses this tab, the refused ones left out. */
export const waiting = (): Entry[] => entriesOf(session.learnerId);

const scopesOf = ({ work }: Entry) => [`sequence:${work.sequence_id}`, `module:${work.module_id}`, 'course'];

/** The server has acknowledged this one of the learner's. */
export function markSaved(entry: Entry): void {
  const id = entry.work.grain_id;
  if (isCompleted(id)) return;
  session.grains[id] = 1;
  for (const scope of scopesOf(entry)) if (session.figures[scope]) session.figures[scope].done++;
  saveSession(session);
}

/** Undefined for a scope nobody has told about. */
export function figureOf(scope: string): (Figure & Totals) | undefined {
  const figure = session.figures[scope];
  if (!figure?.total) return undefined;
  const more = waiting().filter((entry) => scopesOf(entry).includes(scope) && !isCompleted(entry.work.grain_id));
  const done = Math.min(figure.done + more.length, figure.total);
  return { ...figure, done, percent: ((100 * done) / figure.total) | 0 };
}

export const isCompleted = (grainId: string): boolean => session.grains[grainId] === 1;
/** True also for what still waits. */
export const isDone = (grainId: string): boolean =>
  isCompleted(grainId) || waiting().some((entry) => entry.work.grain_id === grainId);
