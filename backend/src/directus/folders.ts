import type { FolderDescription } from './description.ts';

/** Where the tables lie in Directus' navigation, in order. Folders count for no licence limit. */
export const folders: readonly FolderDescription[] = [
  { folder: 'passerelle_learning', label: { fr: 'Suivi', en: 'Learning' }, icon: 'school' },
  { folder: 'passerelle_content', label: { fr: 'Contenu du mini-site', en: 'Content of the site' }, icon: 'menu_book' },
  { folder: 'passerelle_register', label: { fr: 'Registre scolaire', en: 'School register' }, icon: 'groups' },
  { folder: 'passerelle_moodle', label: { fr: 'Moodle et notes', en: 'Moodle and grades' }, icon: 'sync_alt' },
  { folder: 'passerelle_api', label: { fr: 'API académique', en: 'Academic API' }, icon: 'vpn_key' },
];
