import { type ActivityScope, wholeCourse } from '../catalogue/scope.ts';
import { isIdentifier } from '../ids/identifier.ts';

/** Marks a gradebook column as ours, so that it is found again. */
export const OUR_TAG = 'passerelle';

/** What a column stands for (line item `resourceId`), in words that survive the copy of a course; resource link ids do not. */
export function resourceIdOf({ grainId, sequenceId, moduleId }: ActivityScope): string {
  if (grainId !== null) return `grain:${grainId}`;
  if (sequenceId !== null) return `sequence:${sequenceId}`;
  return moduleId === null ? 'course' : `module:${moduleId}`;
}

/** The scope that a resource id of ours names; undefined when it is not one of ours. */
export function scopeOfResourceId(resourceId: unknown): ActivityScope | undefined {
  if (resourceId === 'course') return wholeCourse;
  const [, kind, id] = (typeof resourceId === 'string' && /^(module|sequence|grain):(.+)$/s.exec(resourceId)) || [];
  return isIdentifier(id) ? { ...wholeCourse, [`${kind}Id`]: id } : undefined;
}
