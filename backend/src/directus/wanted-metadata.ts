import type { Choice, CollectionDescription, FieldDescription, Label, Language, RelatedRows } from './description.ts';

/** A value of Directus' metadata as its REST API takes it. */
export type Metadata = Record<string, unknown>;

/** Both languages at once, for names that Directus keeps in several. */
function translations(label: Label, singular?: Label): Metadata[] {
  return (['fr', 'en'] as const).map((language) => ({
    language: language === 'fr' ? 'fr-FR' : 'en-US',
    translation: label[language],
    ...(singular === undefined ? {} : { singular: singular[language], plural: label[language] }),
  }));
}

/** `meta` of a folder in the navigation. */
export function folderMetadata(folder: { label: Label; icon: string }, position: number): Metadata {
  return {
    icon: folder.icon,
    translations: translations(folder.label),
    sort: position,
    collapse: 'open',
    hidden: false,
  };
}

/**
 * `meta` of a table.
 * @param language the one of texts that Directus keeps in one language only (notes)
 */
export function collectionMetadata(wanted: CollectionDescription, position: number, language: Language): Metadata {
  return {
    icon: wanted.icon,
    note: wanted.note[language],
    display_template: wanted.template,
    translations: translations(wanted.label, wanted.singular),
    group: wanted.folder,
    sort: position,
    hidden: false,
    accountability: 'all',
  };
}

/** `meta` of a column. `isLocked`: the whole table is Passerelle's. */
export function fieldMetadata(
  wanted: FieldDescription,
  position: number,
  language: Language,
  isLocked: boolean,
): Metadata {
  const isReadonly = isLocked || wanted.locked === 'always';
  return {
    interface: wanted.interface ?? null,
    options: { ...wanted.options, ...choicesOption(wanted.choices, language) },
    display: wanted.display ?? null,
    display_options: { ...wanted.displayOptions, ...choicesDisplay(wanted.choices, language) },
    special: wanted.special ?? null,
    readonly: isReadonly,
    hidden: wanted.isHidden ?? false,
    required: wanted.isRequired ?? false,
    sort: position,
    width: wanted.width ?? 'full',
    note: wanted.note?.[language] ?? null,
    translations: translations(wanted.label),
    conditions: isReadonly ? null : conditionsOf(wanted, language),
    validation: wanted.validation === undefined ? null : { _and: [wanted.validation.rule] },
    validation_message: wanted.validation?.message[language] ?? null,
  };
}

function choicesOption(choices: readonly Choice[] | undefined, language: Language): Metadata {
  if (choices === undefined) return {};
  return { choices: choices.map(({ value, label }) => ({ value, text: label[language] })) };
}

function choicesDisplay(choices: readonly Choice[] | undefined, language: Language): Metadata {
  if (choices === undefined) return {};
  const coloured = choices.map(({ value, label, color }) => ({
    value,
    text: label[language],
    ...(color === undefined ? {} : { foreground: color }),
  }));
  return { choices: coloured, showAsDot: false };
}

/**
 * Free while the row is new. What tells a new row is that it has no key yet: columns with a default have a value in the form
 * from the beginning. A key that people write cannot tell.
 */
function conditionsOf({ field, locked }: FieldDescription, language: Language): Metadata[] | null {
  if (locked !== 'once saved' || field === 'id') return null;
  const name = language === 'fr' ? 'Fixé à l’enregistrement' : 'Fixed once saved';
  return [{ name, rule: { _and: [{ id: { _nnull: true } }] }, readonly: true, hidden: false, required: false }];
}

/** `meta` of the field that shows the rows that belong to one. */
export function relatedMetadata(wanted: RelatedRows, position: number): Metadata {
  return {
    interface: 'list-o2m',
    special: ['o2m'],
    options: { layout: 'table', fields: wanted.columns, enableSelect: false, limit: 25, enableSearchFilter: true },
    display: null,
    readonly: false,
    hidden: false,
    sort: position,
    width: 'full',
    translations: translations(wanted.label),
  };
}

/** The list of a table as everybody sees it first. */
export function listPreset(wanted: CollectionDescription): Metadata {
  return {
    collection: wanted.collection,
    layout: 'tabular',
    layout_query: { tabular: { fields: wanted.columns, sort: [wanted.sort], page: 1 } },
    layout_options: { tabular: { spacing: 'cozy' } },
  };
}
