import { type ActivityScope, wholeCourse } from '../catalogue/scope.ts';
import type { LaunchMessage } from './launch-message.ts';
import type { Platform } from './platform.ts';

/** What is known of activities besides what a launch says. */
export interface CopyPorts {
  /** Scopes of known activities of a deployment, by the platform's own id of the activity. */
  scopesOf(platform: Platform, deploymentId: string, ltiIds: readonly string[]): Promise<Map<string, ActivityScope>>;
  /** The scope that the activity's gradebook column names; undefined when the platform did not answer. */
  scopeOfColumn(platform: Platform, ags: NonNullable<LaunchMessage['ags']>): Promise<ActivityScope | undefined>;
}

const KEEP_MS = 10 * 60_000;
const MOST_KEPT = 5000;

/**
 * The scope of an activity whose launch names none. It may be the whole course, or a copy that lost its parameters:
 * the activities it was copied from tell, else its gradebook column, which keeps the resource id that we gave it. Where
 * the platform does not answer, the activity stays what it was. Answers are kept for ten minutes.
 * @param now milliseconds
 */
export function createScopeOfCopy(
  ports: CopyPorts,
  now: () => number = Date.now,
): (platform: Platform, message: LaunchMessage) => Promise<ActivityScope> {
  const kept = new Map<string, { until: number; answer: Promise<ActivityScope> }>();
  return (platform, message) => {
    const name = JSON.stringify([
      platform.id,
      message.deploymentId,
      message.resourceLink?.id,
      message.ags?.lineitemUrl,
    ]);
    const known = kept.get(name);
    if (known !== undefined && known.until > now()) return known.answer;
    const answer = lookUp(ports, platform, message);
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(name, { until: now() + KEEP_MS, answer });
    answer.catch(() => kept.delete(name));
    return answer;
  };
}

async function lookUp(ports: CopyPorts, platform: Platform, message: LaunchMessage): Promise<ActivityScope> {
  const { ags, copiedFrom, deploymentId } = message;
  const hasColumn = ags !== null && ags.lineitemUrl !== null;
  if (copiedFrom === null && !hasColumn) return wholeCourse;
  const own = message.resourceLink?.id ?? '';
  const scopes = await ports.scopesOf(platform, deploymentId, [own, ...(copiedFrom ?? [])]);
  const original = copiedFrom?.find((id) => scopes.has(id));
  if (original !== undefined) return scopes.get(original) ?? wholeCourse;
  if (!hasColumn) return wholeCourse;
  return (await ports.scopeOfColumn(platform, ags)) ?? scopes.get(own) ?? wholeCourse;
}
