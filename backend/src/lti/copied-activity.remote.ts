import { wholeCourse } from '../catalogue/scope.ts';
import { atMost } from '../time/at-most.ts';
import type { AccessTokens } from './access-token.ts';
import { AGS_SCOPES, AGS_TYPES } from './ags.ts';
import type { CopyPorts } from './copied-activity.ts';
import { type GuardedFetch, jsonOf } from './outbound.ts';
import { OUR_TAG, scopeOfResourceId } from './resource-id.ts';

/** A learner waits for this answer: after that long the activity opens without it. */
const LONGEST_WAIT_MS = 2500;

/** Reads the resource id of an activity's gradebook column. A column that is not ours stands for the whole course. */
export function createColumnScopeReader(fetch: GuardedFetch, tokens: AccessTokens): CopyPorts['scopeOfColumn'] {
  const read: CopyPorts['scopeOfColumn'] = async (platform, { lineitemUrl, scopes }) => {
    const right = [AGS_SCOPES.lineItemReadonly, AGS_SCOPES.lineItem].find((scope) => scopes.includes(scope));
    if (lineitemUrl === null || right === undefined) return wholeCourse;
    const token = await tokens.get(platform, [right]);
    if (token.kind !== 'granted') return undefined;
    const headers = { accept: AGS_TYPES.lineItem, authorization: `Bearer ${token.token}` };
    const response = await fetch(lineitemUrl, { headers });
    if (response.status !== 200) return undefined;
    const { tag, resourceId } = (jsonOf(response) ?? {}) as { tag?: unknown; resourceId?: unknown };
    return (tag === OUR_TAG ? scopeOfResourceId(resourceId) : undefined) ?? wholeCourse;
  };
  // What another server does wrong is no reason to refuse a launch.
  return (platform, ags) =>
    atMost(
      LONGEST_WAIT_MS,
      read(platform, ags).catch(() => undefined),
    );
}
