import type { Catalogue, Grain } from '../catalogue/catalogue.ts';
import { type ActivityScope, wholeCourse } from '../catalogue/scope.ts';
import { resourceIdOf } from './resource-id.ts';

/** Something that can become an activity of the LMS. */
export interface Choice {
  /** What the form sends: the resource id of its scope. */
  key: string;
  kind: 'course' | 'module' | 'sequence' | 'grain';
  /** Null for the course, which has no title of its own. */
  title: string | null;
  scope: ActivityScope;
  /** How many sequences and grains it covers. */
  sequences: number;
  grains: number;
  /** The sum of its grains' minutes; null when none of them says. */
  minutes: number | null;
  children: readonly Choice[];
}

/**
 * The catalogue as a tree of choices: the course, in it the modules, in them the sequences and the grains that stand in
 * none. What has no page to open is left out.
 */
export function choicesOf(catalogue: Catalogue): Choice {
  const grains = catalogue.grains.filter((grain) => grain.url !== null);
  const modules = catalogue.modules.flatMap(({ moduleId, title, url }) => {
    const own = grains.filter((grain) => grain.moduleId === moduleId);
    const sequences = catalogue.sequences
      .filter((sequence) => sequence.moduleId === moduleId)
      .map((sequence) => {
        const inside = own.filter((grain) => grain.sequenceId === sequence.sequenceId);
        const scope = { ...wholeCourse, moduleId, sequenceId: sequence.sequenceId };
        return choice('sequence', sequence.title, scope, { grains: inside, children: inside.map(grainChoice) });
      });
    const loose = own.filter((grain) => grain.sequenceId === null).map(grainChoice);
    const inside = { grains: own, children: [...sequences, ...loose] };
    // Without a sommaire neither the module nor its sequences can be opened, but its grains can.
    if (url === null) return own.map(grainChoice);
    return [choice('module', title, { ...wholeCourse, moduleId }, inside)];
  });
  return choice('course', null, wholeCourse, { grains, children: modules });
}

function grainChoice(grain: Grain): Choice {
  const { moduleId, sequenceId, grainId } = grain;
  return choice('grain', grain.title, { moduleId, sequenceId, grainId }, { grains: [grain], children: [] });
}

function choice(
  kind: Choice['kind'],
  title: string | null,
  scope: ActivityScope,
  inside: { grains: readonly Grain[]; children: readonly Choice[] },
): Choice {
  const minutes = inside.grains.flatMap((grain) => grain.minutes ?? []);
  return {
    key: resourceIdOf(scope),
    kind,
    title,
    scope,
    sequences: new Set(inside.grains.flatMap((grain) => grain.sequenceId ?? [])).size,
    grains: inside.grains.length,
    minutes: minutes.length === 0 ? null : minutes.reduce((sum, one) => sum + one, 0),
    children: inside.children,
  };
}

/** The choices of these keys, in the order of the tree; keys that it does not hold are passed over. */
export function chosenIn(tree: Choice, keys: ReadonlySet<string>): Choice[] {
  const below = tree.children.flatMap((child) => chosenIn(child, keys));
  return keys.has(tree.key) ? [tree, ...below] : below;
}
