import { AppError } from '../errors/app-error.ts';
import type { CollectionDescription, Language, RelatedRows } from './description.ts';
import type { DirectusApi, KnownCollection, KnownField, KnownRelation } from './directus-api.ts';
import { folders } from './folders.ts';
import { difference, type Step, same } from './installation-steps.ts';
import {
  collectionMetadata,
  fieldMetadata,
  folderMetadata,
  type Metadata,
  relatedMetadata,
} from './wanted-metadata.ts';

/** What Directus knows of the data model. */
export interface KnownModel {
  readonly collections: readonly KnownCollection[];
  readonly fields: readonly KnownField[];
  readonly relations: readonly KnownRelation[];
  readonly majorVersion: number;
}

export async function readModel(api: DirectusApi): Promise<KnownModel> {
  const [collections, fields, relations, info] = await Promise.all([
    api.get<KnownCollection[]>('/collections'),
    api.get<KnownField[]>('/fields'),
    api.get<KnownRelation[]>('/relations'),
    api.get<{ version?: string }>('/server/info'),
  ]);
  return { collections, fields, relations, majorVersion: Number.parseInt(info.version ?? '12', 10) };
}

/** Steps for folders, tables, columns and the rows that belong together. None of them changes a table. */
export function modelSteps(known: KnownModel, wanted: readonly CollectionDescription[], language: Language): Step[] {
  requireTables(known, wanted);
  return [
    ...folders.map((folder, i) => folderStep(known, folder.folder, folderMetadata(folder, i + 1))),
    ...wanted.map((one, i) => collectionStep(known, one.collection, collectionMetadata(one, i + 1, language))),
    ...wanted.map((one) => fieldsStep(known, one, language)),
    // Directus 11 makes the foreign key anew to note where it is shown, and on SQLite the whole table without its triggers.
    ...(known.majorVersion < 12 ? [] : wanted).flatMap((one) =>
      (one.related ?? []).flatMap((related, i) => relatedSteps(known, one, related, one.fields.length + i + 1)),
    ),
  ];
}

/** @throws AppError directus.no_tables */
function requireTables(known: KnownModel, wanted: readonly CollectionDescription[]): void {
  const tables = new Set(known.collections.filter(({ schema }) => schema !== null).map(({ collection }) => collection));
  const missing = wanted.filter(({ collection }) => !tables.has(collection)).map(({ collection }) => collection);
  const columns = new Set(known.fields.map(({ collection, field }) => `${collection}.${field}`));
  for (const { collection, fields } of wanted) {
    if (missing.includes(collection)) continue;
    for (const { field } of fields) if (!columns.has(`${collection}.${field}`)) missing.push(`${collection}.${field}`);
  }
  if (missing.length === 0) return;
  throw new AppError(
    'directus.no_tables',
    'not_found',
    `Directus does not see ${missing.slice(0, 6).join(', ')}${missing.length > 6 ? ' …' : ''}. Does it use the same database as Passerelle, and has "passerelle migrate" been run there? / Directus ne voit pas ces tables : utilise-t-il la même base, et « passerelle migrate » y a-t-il été lancé ?`,
  );
}

function folderStep(known: KnownModel, folder: string, meta: Metadata): Step {
  const what = `folder ${folder}`;
  const found = known.collections.find(({ collection }) => collection === folder);
  if (found === undefined) {
    const body = { collection: folder, meta, schema: null };
    const joined = { method: 'POST', path: '/collections', body } as const;
    return { what, outcome: 'made', run: (api) => api.send('POST', '/collections', body), joined };
  }
  return patchCollection(what, found, meta);
}

function collectionStep(known: KnownModel, collection: string, meta: Metadata): Step {
  const found = known.collections.find((one) => one.collection === collection);
  // Deactivated by --remove, or by a licence: wanted again. Asking for it when it is active would count it twice.
  const wanted = found?.meta?.status === 'inactive' ? { ...meta, status: 'active' } : meta;
  return patchCollection(`collection ${collection}`, found ?? { collection, meta: null }, wanted);
}

function patchCollection(what: string, found: Pick<KnownCollection, 'collection' | 'meta'>, wanted: Metadata): Step {
  const meta = difference(wanted, found.meta);
  if (meta === undefined) return same(what);
  const outcome = found.meta === null ? 'made' : 'changed';
  const { collection } = found;
  return {
    what,
    outcome,
    run: (api) => api.send('PATCH', `/collections/${collection}`, { meta }),
    // Tables that become active again are counted against the licence one by one.
    ...(meta.status === undefined && {
      joined: { method: 'PATCH', path: '/collections', body: { collection, meta } } as const,
    }),
  };
}

function fieldsStep(known: KnownModel, wanted: CollectionDescription, language: Language): Step {
  const { collection } = wanted;
  const what = `fields of ${collection}`;
  const metas = new Map(
    known.fields.filter((one) => one.collection === collection).map((one) => [one.field, one.meta]),
  );
  const changes = wanted.fields.flatMap((field, i) => {
    const meta = difference(
      fieldMetadata(field, i + 1, language, wanted.editing === 'passerelle'),
      metas.get(field.field),
    );
    return meta === undefined ? [] : [{ field: field.field, meta }];
  });
  if (changes.length === 0) return same(what);
  const outcome = wanted.fields.every(({ field }) => metas.get(field) === null) ? 'made' : 'changed';
  return { what, outcome, run: (api) => api.send('PATCH', `/fields/${collection}`, changes) };
}

function relatedSteps(known: KnownModel, one: CollectionDescription, related: RelatedRows, position: number): Step[] {
  const { collection } = one;
  const what = `field ${collection}.${related.field}`;
  const wanted = relatedMetadata(related, position);
  const found = known.fields.find((field) => field.collection === collection && field.field === related.field);
  const relation = known.relations.find((r) => r.collection === related.collection && r.field === related.by);
  const steps: Step[] = [];
  if (found === undefined) {
    const body = { field: related.field, type: 'alias', meta: wanted, schema: null };
    steps.push({ what, outcome: 'made', run: (api) => api.send('POST', `/fields/${collection}`, body) });
  } else {
    const meta = difference(wanted, found.meta);
    if (meta === undefined) steps.push(same(what));
    else {
      const path = `/fields/${collection}/${related.field}`;
      steps.push({ what, outcome: 'changed', run: (api) => api.send('PATCH', path, { meta }) });
    }
  }
  steps.push(relationStep(related, relation));
  return steps;
}

/** Joins the field to the foreign key that is there already. */
function relationStep(related: RelatedRows, relation: KnownRelation | undefined): Step {
  const what = `relation ${related.collection}.${related.by}`;
  const meta = difference({ one_field: related.field }, relation?.meta);
  if (meta === undefined) return same(what);
  const path = `/relations/${related.collection}/${related.by}`;
  return { what, outcome: relation?.meta ? 'changed' : 'made', run: (api) => api.send('PATCH', path, { meta }) };
}
