import { covers, type Grain } from '../catalogue/catalogue.ts';
import type { ActivityScope } from '../catalogue/scope.ts';

/** A finished grain, with the place it had when it was finished. */
export interface FinishedGrain {
  grainId: string;
  moduleId: string;
  sequenceId: string | null;
  /** 0..1; null where the grain carries no score: finishing it counts in full. */
  score: number | null;
}

/** A grade as the present rows give it. */
export interface Grade {
  /** 0..1, seven decimals: the same rows give the same number on every engine. */
  score: number;
  /** Finished grains that the scope covers now or covered when they were finished, retired ones too. */
  grains: readonly string[];
}

/** A grade computed now. */
export interface PresentGrade extends Grade {
  /** Every grain of the scope is finished. */
  isComplete: boolean;
  /** Every grain that the learner has finished, whatever covers it: what is not among them was deleted or never there. */
  finished: ReadonlySet<string>;
}

/** When the grade of an activity may leave: with every finished grain, or only once all are finished. */
export type GradePolicy = 'progressive' | 'on_completion';

/** The grade that the LMS has. */
export interface SentGrade {
  score: number;
  /** The finished grains that it stood for; null where only their number, `done`, was noted. */
  grains: readonly string[] | null;
  done: number;
  /** `other`: it stood for another scope of the same column. */
  meaning: 'same' | 'other';
  /** False: it stood in another column than the activity has now. */
  isHere: boolean;
  /** So the column of now is owed it; or somebody asked for it to be sent once more. */
  mayBeLost: boolean;
}

type Place = Pick<Grain, 'grainId' | 'moduleId' | 'sequenceId'>;

const DECIMALS = 1e7;

/**
 * The grade of an activity: the mean over all its grains of the score of each, where a finished grain without score counts
 * 1 and an unfinished one 0.
 * @returns undefined when the scope holds no grain
 */
export function gradeOf(
  scope: ActivityScope,
  grains: readonly Place[],
  finished: readonly FinishedGrain[],
): PresentGrade | undefined {
  const inScope = grains.filter((grain) => covers(scope, grain));
  if (inScope.length === 0) return undefined;
  const places = new Map(grains.map((grain) => [grain.grainId, grain]));
  const done = finished.filter((one) => covers(scope, places.get(one.grainId) ?? one) || covers(scope, one));
  const scores = new Map(finished.map((one) => [one.grainId, one.score ?? 1]));
  const sum = inScope.reduce((total, grain) => total + (scores.get(grain.grainId) ?? 0), 0);
  const score = Math.round(Math.min(Math.max(sum / inScope.length, 0), 1) * DECIMALS) / DECIMALS;
  return {
    score,
    grains: done.map((one) => one.grainId).sort(),
    isComplete: inScope.every((grain) => scores.has(grain.grainId)),
    finished: new Set(scores.keys()),
  };
}

/** Whether a grade that the LMS does not have yet may leave. Nothing done: a zero would only make the column look graded. */
export function mayLeave(grade: PresentGrade, policy: GradePolicy): boolean {
  return grade.grains.length > 0 && (policy === 'progressive' || grade.isComplete);
}

/** What is to be done about a grade: `keep` = the LMS has what it should have. */
export type Decision = { kind: 'send'; grade: Grade } | { kind: 'keep'; grade: Grade | undefined };

/**
 * Never lowers a grade, unless a grain that it stood for is finished no more: then somebody deleted progress on purpose. A
 * change of the catalogue alone lowers nothing, however often grains are moved.
 * @param sent undefined when the LMS has no grade of ours in this column
 */
export function decide(grade: PresentGrade | undefined, sent: SentGrade | undefined): Decision {
  if (grade === undefined) return { kind: 'keep', grade: undefined };
  // Nothing done and nothing sent: a zero would only make the column look graded.
  const isEmptyHere = sent === undefined || !sent.isHere;
  if (isEmptyHere && grade.grains.length === 0) return { kind: 'keep', grade: undefined };
  if (sent === undefined) return send(grade);
  if (grade.score > sent.score || (grade.score < sent.score && mayLower(grade, sent))) return send(grade);
  const kept = sent.grains ?? grade.grains;
  if (sent.mayBeLost) return send({ score: sent.score, grains: grade.score === sent.score ? grade.grains : kept });
  return { kind: 'keep', grade: grade.score === sent.score ? grade : undefined };
}

function send({ score, grains }: Grade): Decision {
  return { kind: 'send', grade: { score, grains } };
}

function mayLower(grade: PresentGrade, { meaning, grains, done }: SentGrade): boolean {
  if (meaning === 'other') return true;
  return grains === null ? grade.grains.length < done : grains.some((grainId) => !grade.finished.has(grainId));
}

/** Names a column and the scope its grades stand for. */
export function targetOf(lineItemUrl: string, scope: ActivityScope): string {
  return `${lineItemUrl}${scopePart(scope)}`;
}

function scopePart({ moduleId, sequenceId, grainId }: ActivityScope): string {
  return ` ${JSON.stringify([moduleId, sequenceId, grainId])}`;
}

/** What a row of the outbox says of the grade that the LMS has. */
export interface SentNote {
  sentScore: number | null;
  sentDone: number | null;
  /** The grains that the sent grade stood for, one a line; null where they were not noted. */
  sentGrains: string | null;
  sentTarget: string | null;
  /** 0 = what was sent before, if anything, may be lost: it is sent once more, unchanged. */
  sentSeq: number;
}

/**
 * The grade that the LMS has had of this activity, as far as we know. Undefined when it has none, or one of another scope in
 * another column. A column that takes the place of another is owed what stood there: the course may have grown since.
 */
export function sentGradeOf(row: SentNote, lineItemUrl: string, scope: ActivityScope): SentGrade | undefined {
  const { sentScore, sentDone, sentGrains, sentTarget, sentSeq } = row;
  if (sentScore === null || sentTarget === null) return undefined;
  const isHere = sentTarget.startsWith(`${lineItemUrl} `);
  const meaning = sentTarget.endsWith(scopePart(scope)) ? 'same' : 'other';
  if (!isHere && meaning === 'other') return undefined;
  const grains = sentGrains?.split('\n').filter((grainId) => grainId !== '') ?? null;
  return { score: sentScore, grains, done: sentDone ?? 0, meaning, isHere, mayBeLost: !isHere || sentSeq === 0 };
}
