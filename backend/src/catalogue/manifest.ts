import { AppError } from '../errors/app-error.ts';
import { isIdentifier } from '../ids/identifier.ts';
import type { Catalogue, Grain, Module, Sequence } from './catalogue.ts';

/**
 * A catalogue written by hand:
 * `{"url"?,"modules":[{"id","title","url"?,"sequences":[{"id","title","grains":[{"id","title"?,"url"?,"minutes"?}]}],"grains"?:[…]}]}`.
 * @throws AppError catalogue.bad_manifest naming every fault and where it stands
 */
export function catalogueFromManifest(document: unknown): Catalogue {
  const faults: string[] = [];
  const modules: Module[] = [];
  const sequences: Sequence[] = [];
  const grains: Grain[] = [];
  const ids = new Set<string>();
  const idOf = (item: Record<string, unknown>, where: string, kind: string): string => {
    const { id } = item;
    if (!isIdentifier(id)) faults.push(`${where}: "id" must be a text without spaces at its edges`);
    else if (ids.has(`${kind} ${id}`)) faults.push(`${where}: the id "${id}" is used twice`);
    ids.add(`${kind} ${String(id)}`);
    return String(id);
  };
  const addGrain = (
    item: Record<string, unknown>,
    where: string,
    moduleId: string,
    sequenceId: string | null,
  ): void => {
    const grainId = idOf(item, where, 'grain');
    const minutes = typeof item.minutes === 'number' && item.minutes > 0 ? Math.round(item.minutes) : null;
    grains.push({
      grainId,
      moduleId,
      sequenceId,
      title: textOf(item.title) ?? grainId,
      url: textOf(item.url),
      minutes,
    });
  };
  for (const [module, where] of itemsOf(document, 'modules', 'the manifest', faults)) {
    const moduleId = idOf(module, where, 'module');
    modules.push({ moduleId, title: textOf(module.title) ?? moduleId, url: textOf(module.url) });
    for (const [sequence, place] of itemsOf(module, 'sequences', where, faults, true)) {
      const sequenceId = idOf(sequence, place, 'sequence');
      sequences.push({ sequenceId, moduleId, title: textOf(sequence.title) ?? sequenceId });
      for (const [grain, spot] of itemsOf(sequence, 'grains', place, faults))
        addGrain(grain, spot, moduleId, sequenceId);
    }
    for (const [grain, spot] of itemsOf(module, 'grains', where, faults, true)) addGrain(grain, spot, moduleId, null);
  }
  if (faults.length > 0) {
    throw new AppError(
      'catalogue.bad_manifest',
      'invalid',
      `The manifest has ${faults.length} fault(s):\n- ${faults.join('\n- ')}`,
    );
  }
  const courseUrl = textOf((document as Record<string, unknown> | null)?.url);
  return { courseUrl, modules, sequences, grains };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

function itemsOf(
  parent: unknown,
  member: string,
  where: string,
  faults: string[],
  optional = false,
): [Record<string, unknown>, string][] {
  const list = (parent as Record<string, unknown> | null)?.[member];
  if (list === undefined && optional) return [];
  if (!Array.isArray(list)) {
    faults.push(`${where}: expected a list named "${member}"`);
    return [];
  }
  const items: [Record<string, unknown>, string][] = [];
  for (const [index, item] of list.entries()) {
    const place = `${where === 'the manifest' ? '' : `${where}.`}${member}[${index}]`;
    if (typeof item === 'object' && item !== null) items.push([item as Record<string, unknown>, place]);
    else faults.push(`${place}: expected an object`);
  }
  return items;
}
