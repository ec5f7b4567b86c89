import type { DirectusApi } from './directus-api.ts';
import type { Metadata } from './wanted-metadata.ts';

/** One thing that has to exist in Directus, and what is missing to it. */
export interface Step {
  /** For people: `collection users`. */
  readonly what: string;
  readonly outcome: 'made' | 'changed' | 'same' | 'removed';
  /** The call; absent when there is nothing to do. */
  run?(api: DirectusApi): Promise<unknown>;
  /** The same as one of a list: neighbours with this method and path are one call, after which Directus reads the tables once. */
  readonly joined?: { readonly method: 'POST' | 'PATCH'; readonly path: string; readonly body: Metadata };
}

/** Steps that are done by one call each, in their order. */
export function inCalls(steps: readonly Step[]): { steps: Step[]; run(api: DirectusApi): Promise<unknown> }[] {
  const groups: Step[][] = [];
  for (const step of steps) {
    const last = groups.at(-1);
    if (last !== undefined && isJoinable(last[0], step)) last.push(step);
    else groups.push([step]);
  }
  return groups.map((group) => ({
    steps: group,
    run: async (api) => {
      const [first] = group;
      if (first?.joined === undefined || group.length === 1) return first?.run?.(api);
      const { method, path } = first.joined;
      return api.send(
        method,
        path,
        group.flatMap(({ joined }) => joined?.body ?? []),
      );
    },
  }));
}

function isJoinable(one: Step | undefined, next: Step): boolean {
  if (one?.joined === undefined || next.joined === undefined) return false;
  return one.joined.method === next.joined.method && one.joined.path === next.joined.path;
}

export function same(what: string): Step {
  return { what, outcome: 'same' };
}

/**
 * The keys of `wanted` that `known` has differently. Directus gives back null, {} and [] for nothing.
 * @returns undefined when nothing differs
 */
export function difference(wanted: Metadata, known: Metadata | null | undefined): Metadata | undefined {
  const different = Object.entries(wanted).filter(([key, value]) => canonical(value) !== canonical(known?.[key]));
  return different.length === 0 ? undefined : Object.fromEntries(different);
}

function canonical(value: unknown): string {
  return JSON.stringify(ordered(value)) ?? '';
}

function ordered(value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map(ordered);
  if (typeof value !== 'object') return value;
  const entries = Object.entries(value)
    .map(([key, one]) => [key, ordered(one)] as const)
    .filter(([, one]) => one !== undefined);
  if (entries.length === 0) return undefined;
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A step for a row of one of Directus' own tables that has an id of our choosing. */
export function rowStep(what: string, path: string, wanted: Metadata & { id?: unknown }, known?: Metadata): Step {
  if (known === undefined) {
    const joined = { method: 'POST', path, body: wanted } as const;
    return { what, outcome: 'made', run: (api) => api.send('POST', path, wanted), joined };
  }
  const changes = difference(wanted, known);
  if (changes === undefined) return same(what);
  return { what, outcome: 'changed', run: (api) => api.send('PATCH', `${path}/${String(known.id)}`, changes) };
}
