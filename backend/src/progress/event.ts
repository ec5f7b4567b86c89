import { AppError } from '../errors/app-error.ts';
import { isIdentifier } from '../ids/identifier.ts';
import { isUuid, newId } from '../ids/ids.ts';
import type { Completion } from './completion.ts';
import type { GrainMap } from './grain-catalogue.ts';

/** "This grain was finished", as a browser says it. */
export interface ProgressEvent {
  /** Null where a single write came without. */
  eventId: string | null;
  grainId: string;
  score: number | null;
  timeSpentSeconds: number | null;
  /** How long ago, for events that waited in a browser without network. */
  ageMs: number;
}

/** At most so many events in one batch. */
export const MAX_BATCH = 100;
/** Ten years: beyond it an age is a mistake of the page. */
const MAX_AGE_MS = 10 * 366 * 86_400_000;
const MAX_INTEGER = 2_147_483_647;
/** A day: a page that says more has counted while nobody was there, and its grain counts all the same. */
const MAX_SECONDS = 86_400;

/**
 * Reads one event.
 * @throws AppError progress.invalid_event (kind invalid), whose sentence names the member and what was expected
 */
export function readEvent(body: unknown, options: { needsId: boolean }): ProgressEvent {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw invalid('an event must be a JSON object');
  const event = body as Record<string, unknown>;
  const {
    event_id = null,
    grain_id,
    module_id = null,
    sequence_id = null,
    score = null,
    time_spent_seconds = null,
  } = event;
  const { age_ms = null } = event;
  if (event_id === null ? options.needsId : typeof event_id !== 'string' || !isUuid(event_id))
    throw invalid('event_id must be a UUID');
  if (!isIdentifier(grain_id)) throw invalid(`grain_id ${IDENTIFIER}`);
  if (module_id !== null && !isIdentifier(module_id)) throw invalid(`module_id, where given, ${IDENTIFIER}`);
  if (sequence_id !== null && !isIdentifier(sequence_id)) throw invalid(`sequence_id, where given, ${IDENTIFIER}`);
  return {
    eventId: event_id as string | null,
    grainId: grain_id,
    score: numberWithin(score, 1, 'score must be a number from 0 to 1'),
    timeSpentSeconds: wholeSeconds(time_spent_seconds),
    ageMs:
      numberWithin(age_ms, MAX_AGE_MS, 'age_ms must be a number of milliseconds, 0 or more, at most ten years') ?? 0,
  };
}

const IDENTIFIER =
  'must be a text of 1 to 255 characters without white space at its ends and without control characters';

function numberWithin(value: unknown, max: number, sentence: string): number | null {
  if (value === null) return null;
  if (typeof value !== 'number' || !(value >= 0 && value <= max)) throw invalid(sentence);
  return value;
}

function wholeSeconds(value: unknown): number | null {
  const sentence = `time_spent_seconds must be a number of seconds from 0 to ${MAX_INTEGER}`;
  const seconds = numberWithin(value, MAX_INTEGER, sentence);
  return seconds === null ? null : Math.min(Math.round(seconds), MAX_SECONDS);
}

/** The id under which an event that was refused is told back; null when it has none that can be used. */
export function eventIdOf(body: unknown): string | null {
  const id = (body as { event_id?: unknown } | null)?.event_id;
  return typeof id === 'string' && isUuid(id) ? id : null;
}

/**
 * What an event asks to be recorded. Module and sequence are those of the catalogue: the page may lag behind it.
 * @throws AppError progress.unknown_grain (kind invalid)
 */
export function completionOf(
  event: ProgressEvent,
  learner: { tenantId: string; userId: string },
  grains: GrainMap,
  now: Date,
): Completion {
  const grain = grains.get(event.grainId);
  if (grain === undefined) {
    throw new AppError(
      'progress.unknown_grain',
      'invalid',
      'the catalogue has no such grain',
      'This grain is not in the catalogue: grain_id must name one of its grains. / Ce grain n’est pas au catalogue.',
    );
  }
  return {
    id: newId(now.getTime()),
    tenantId: learner.tenantId,
    userId: learner.userId,
    grainId: event.grainId,
    moduleId: grain.moduleId,
    sequenceId: grain.sequenceId,
    completedAt: new Date(now.getTime() - Math.floor(event.ageMs)),
    score: event.score,
    timeSpentSeconds: event.timeSpentSeconds,
  };
}

function invalid(sentence: string): AppError {
  return new AppError('progress.invalid_event', 'invalid', sentence);
}
