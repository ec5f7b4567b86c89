import { apiCollections } from './api-collections.ts';
import { contentCollections } from './content-collections.ts';
import type { CollectionDescription } from './description.ts';
import { learningCollections } from './learning-collections.ts';
import { moodleCollections } from './moodle-collections.ts';
import { registerCollections } from './register-collections.ts';
import { workCollections } from './work-collections.ts';

/**
 * Every table that Directus shows, in the order of its navigation. The others (signing keys, secrets, sessions, launch
 * states, quota counters, sums) get no metadata: Directus does not offer them, and they count for no licence limit.
 */
export const collections: readonly CollectionDescription[] = [
  ...learningCollections,
  ...contentCollections,
  ...registerCollections,
  ...workCollections,
  ...moodleCollections,
  ...apiCollections,
];
