import type { CollectionDescription, FieldDescription } from './description.ts';
import { count, instant, kept, keyField, tenantField, text } from './field-kinds.ts';

const FOLDER = 'passerelle_content';

function place(): FieldDescription[] {
  return [
    count('position', { fr: 'Ordre', en: 'Position' }),
    instant(
      'retired_at',
      { fr: 'Retiré le', en: 'Retired' },
      {
        note: {
          fr: 'Vide tant que la page existe ; une date la retire sans toucher à l’avancement',
          en: 'Empty while the page exists; a date retires it and touches no progress',
        },
      },
    ),
    kept('created_at', { fr: 'Créé le', en: 'Made' }),
    kept('updated_at', { fr: 'Modifié le', en: 'Changed' }),
  ];
}

const MODULE_ID: FieldDescription = text(
  'module_id',
  { fr: 'Identifiant du module', en: 'Module id' },
  {
    locked: 'once saved',
    isRequired: true,
  },
);

const modules: CollectionDescription = {
  collection: 'modules',
  label: { fr: 'Modules', en: 'Modules' },
  singular: { fr: 'Module', en: 'Module' },
  icon: 'book',
  folder: FOLDER,
  note: { fr: 'Un chapitre du mini-site', en: 'A chapter of the site' },
  template: '{{title}}',
  editing: 'people',
  isForTeachers: true,
  columns: ['position', 'title', 'module_id', 'url', 'retired_at'],
  sort: 'position',
  fields: [
    keyField(),
    tenantField(),
    text('title', { fr: 'Titre', en: 'Title' }, { width: 'full', isRequired: true }),
    MODULE_ID,
    text('url', { fr: 'Page', en: 'Page' }),
    ...place(),
  ],
};

const sequences: CollectionDescription = {
  collection: 'sequences',
  label: { fr: 'Séquences', en: 'Sequences' },
  singular: { fr: 'Séquence', en: 'Sequence' },
  icon: 'view_list',
  folder: FOLDER,
  note: { fr: 'Une suite de grains dans un module', en: 'A run of grains in a module' },
  template: '{{title}}',
  editing: 'people',
  isForTeachers: true,
  columns: ['module_id', 'position', 'title', 'sequence_id', 'retired_at'],
  sort: 'module_id',
  fields: [
    keyField(),
    tenantField(),
    text('title', { fr: 'Titre', en: 'Title' }, { width: 'full', isRequired: true }),
    { ...MODULE_ID },
    text(
      'sequence_id',
      { fr: 'Identifiant de la séquence', en: 'Sequence id' },
      {
        locked: 'once saved',
        isRequired: true,
      },
    ),
    ...place(),
  ],
};

const grains: CollectionDescription = {
  collection: 'grains',
  label: { fr: 'Grains', en: 'Grains' },
  singular: { fr: 'Grain', en: 'Grain' },
  icon: 'article',
  folder: FOLDER,
  note: { fr: 'Une petite leçon, une page', en: 'A small lesson, one page' },
  template: '{{title}}',
  editing: 'people',
  isForTeachers: true,
  columns: ['module_id', 'sequence_id', 'position', 'title', 'grain_id', 'minutes'],
  sort: 'module_id',
  fields: [
    keyField(),
    tenantField(),
    text('title', { fr: 'Titre', en: 'Title' }, { width: 'full', isRequired: true }),
    { ...MODULE_ID },
    text('sequence_id', { fr: 'Identifiant de la séquence', en: 'Sequence id' }),
    text('grain_id', { fr: 'Identifiant du grain', en: 'Grain id' }, { locked: 'once saved', isRequired: true }),
    text('url', { fr: 'Page', en: 'Page' }),
    count('minutes', { fr: 'Minutes prévues', en: 'Minutes planned' }),
    ...place(),
  ],
};

export const contentCollections: readonly CollectionDescription[] = [modules, sequences, grains];
