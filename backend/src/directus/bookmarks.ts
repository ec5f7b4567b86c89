import type { Label, Language } from './description.ts';
import type { Metadata } from './wanted-metadata.ts';

interface Bookmark {
  readonly name: Label;
  readonly collection: string;
  readonly icon: string;
  readonly filter: Metadata;
  readonly columns: readonly string[];
  readonly sort: string;
}

/** After so long without a finished grain somebody counts as stopped. */
const STOPPED = '$NOW(-14 days)';

const bookmarks: readonly Bookmark[] = [
  {
    name: { fr: 'Apprenants à l’arrêt depuis 14 jours', en: 'Learners who stopped 14 days ago' },
    collection: 'users',
    icon: 'pause_circle',
    filter: {
      _and: [
        { progress: { _some: { completed_at: { _lt: STOPPED } } } },
        { progress: { _none: { completed_at: { _gte: STOPPED } } } },
      ],
    },
    columns: ['lastname', 'firstname', 'platform_id', 'created_at'],
    sort: 'lastname',
  },
  {
    name: { fr: 'Apprenants qui n’ont rien terminé', en: 'Learners who finished nothing' },
    collection: 'users',
    icon: 'hourglass_empty',
    filter: { progress: { _none: { id: { _nnull: true } } } },
    columns: ['lastname', 'firstname', 'platform_id', 'created_at'],
    sort: '-created_at',
  },
  {
    name: { fr: 'Notes refusées', en: 'Refused grades' },
    collection: 'grade_outbox',
    icon: 'error',
    filter: { state: { _eq: 'dead' } },
    columns: ['user_id', 'resource_link_id', 'reason_text', 'updated_at'],
    sort: '-updated_at',
  },
  {
    name: { fr: 'Notes en attente', en: 'Waiting grades' },
    collection: 'grade_outbox',
    icon: 'schedule_send',
    filter: { state: { _eq: 'due' } },
    columns: ['user_id', 'resource_link_id', 'attempts', 'due_at', 'reason_text'],
    sort: 'due_at',
  },
];

/** The filtered lists that stand in the navigation under their table. */
export function bookmarkPresets(language: Language): Metadata[] {
  return bookmarks.map(({ name, collection, icon, filter, columns, sort }) => ({
    bookmark: name[language],
    collection,
    icon,
    filter,
    layout: 'tabular',
    layout_query: { tabular: { fields: columns, sort: [sort], page: 1 } },
    layout_options: { tabular: { spacing: 'cozy' } },
  }));
}

/** Names in every language, so that a change of language renames and does not double. */
export const bookmarkNames: readonly Label[] = bookmarks.map(({ name }) => name);
