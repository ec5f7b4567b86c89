import type { KnownModel } from './data-model.ts';
import type { CollectionDescription } from './description.ts';
import { folders } from './folders.ts';
import type { Step } from './installation-steps.ts';

/**
 * Steps that take away what was installed. Directus' API has no way to forget a table without dropping it, so tables are
 * hidden and made inactive: they are out of sight and count for no licence limit.
 * @param rows rows of Directus' own tables that are ours
 */
export function removalSteps(
  known: KnownModel,
  installed: readonly CollectionDescription[],
  rows: readonly { what: string; path: string }[],
): Step[] {
  return [
    ...rows.map(({ what, path }): Step => ({ what, outcome: 'removed', run: (api) => api.send('DELETE', path) })),
    ...installed.flatMap(({ collection, related = [] }) =>
      related
        .filter(({ field }) => known.fields.some((f) => f.collection === collection && f.field === field))
        .map(({ field }): Step => {
          const path = `/fields/${collection}/${field}`;
          // Only a field without a column may be deleted here.
          const isAlias = known.fields.some((f) => f.collection === collection && f.field === field && !f.schema);
          const what = `field ${collection}.${field}`;
          return isAlias
            ? { what, outcome: 'removed', run: (api) => api.send('DELETE', path) }
            : { what, outcome: 'same' };
        }),
    ),
    ...installed.flatMap(({ collection }) => {
      const found = known.collections.find((one) => one.collection === collection);
      if (!found?.meta || (found.meta.hidden === true && found.meta.group === null)) return [];
      const meta = { hidden: true, group: null, ...(known.majorVersion < 12 ? {} : { status: 'inactive' }) };
      const what = `collection ${collection} (hidden)`;
      const step: Step = {
        what,
        outcome: 'removed',
        run: (api) => api.send('PATCH', `/collections/${collection}`, { meta }),
      };
      return [step];
    }),
    ...folders
      .filter(({ folder }) => known.collections.some((one) => one.collection === folder && one.schema === null))
      .map(({ folder }): Step => {
        const run: Step['run'] = (api) => api.send('DELETE', `/collections/${folder}`);
        return { what: `folder ${folder}`, outcome: 'removed', run: run as NonNullable<Step['run']> };
      }),
  ];
}
