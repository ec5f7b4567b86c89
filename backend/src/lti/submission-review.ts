import { type CatalogueReader, covers, type Grain } from '../catalogue/catalogue.ts';
import type { ActivityScope } from '../catalogue/scope.ts';
import { languageOf, type Page } from '../html/page.ts';
import type { CompletedGrain } from '../progress/summary.ts';
import type { LaunchOutcome } from './launch.ts';
import type { LaunchMessage } from './launch-message.ts';
import type { Platform } from './platform.ts';
import { type ReviewedModule, reviewPage } from './submission-review-page.ts';

/** The person whose work a teacher looks at, as a member of the course that the message comes from. */
export interface ReviewedLearner {
  userId: string;
  /** Null where the LMS sends no names. */
  name: string | null;
  /** What the activity covers, as its launches said; null = nobody has opened it yet. */
  scope: ActivityScope | null;
}

export type FindReviewedLearner = (
  platform: Platform,
  message: LaunchMessage,
  moodleUserId: string,
) => Promise<ReviewedLearner | undefined>;

export interface SubmissionReviewPorts {
  /** Only inside the course of the message: a teacher sees nobody of other courses. */
  findLearner: FindReviewedLearner;
  completedBy(userId: string): Promise<readonly CompletedGrain[]>;
  catalogue: CatalogueReader;
}

/** The page that answers a submission review request (Submission Review 1.0): one learner's path, to be read only. */
export async function openReview(
  ports: SubmissionReviewPorts,
  { facts, tenant, message }: Extract<LaunchOutcome, { kind: 'request' }>,
  acceptLanguage: string | undefined,
): Promise<Page> {
  const learner = await ports.findLearner(facts.platform, message, message.request?.forUserId ?? '');
  const scope = learner?.scope ?? message.scope;
  const catalogue = await ports.catalogue.of(tenant.id);
  const completed = learner === undefined ? [] : await ports.completedBy(learner.userId);
  const byGrain = new Map(completed.map((one) => [one.grainId, one]));
  const wanted = catalogue.grains.filter((grain) => covers(scope, grain));
  const titleOf = new Map(catalogue.sequences.map((sequence) => [sequence.sequenceId, sequence.title]));
  const modules = catalogue.modules.flatMap(({ moduleId, title }): ReviewedModule[] => {
    const grains = wanted.filter((grain) => grain.moduleId === moduleId);
    if (grains.length === 0) return [];
    const parts = [...Map.groupBy(grains, (grain: Grain) => grain.sequenceId)].map(([sequenceId, inside]) => ({
      title: sequenceId === null ? null : (titleOf.get(sequenceId) ?? sequenceId),
      grains: inside.map((grain) => ({ title: grain.title, completed: byGrain.get(grain.grainId) ?? null })),
    }));
    return [{ title, parts }];
  });
  return reviewPage({
    language: languageOf(facts.locale, acceptLanguage),
    frameOrigins: facts.frameOrigins,
    activity: facts.activity,
    learner: learner ?? null,
    modules,
    timezone: tenant.timezone,
    back: facts.returnUrl === null ? null : { url: facts.returnUrl, name: facts.platform.name },
  });
}
