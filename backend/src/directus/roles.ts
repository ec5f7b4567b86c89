import type { CollectionDescription, Label, Language } from './description.ts';
import type { Metadata } from './wanted-metadata.ts';

interface RoleDescription {
  readonly number: number;
  readonly name: Label;
  readonly description: Label;
  readonly icon: string;
  /** What the role may do with a table; nothing = it does not see it. */
  actionsOn(collection: CollectionDescription): readonly Action[];
}

type Action = 'create' | 'read' | 'update' | 'delete';

const roles: readonly RoleDescription[] = [
  {
    number: 1,
    name: { fr: 'Passerelle : administration', en: 'Passerelle: administration' },
    description: {
      fr: 'Voit et corrige les tables de Passerelle, sans toucher au modèle de données',
      en: 'Sees and mends Passerelle’s tables, never the data model',
    },
    icon: 'admin_panel_settings',
    actionsOn: ({ editing }) => (editing === 'people' ? ['create', 'read', 'update', 'delete'] : ['read']),
  },
  {
    number: 2,
    name: { fr: 'Passerelle : enseignant (lecture)', en: 'Passerelle: teacher (read-only)' },
    description: {
      fr: 'Voit les apprenants, l’avancement, le registre et les notes de tous les établissements ; n’écrit rien',
      en: 'Sees learners, progress, register and grades of every institution; writes nothing',
    },
    icon: 'school',
    actionsOn: ({ isForTeachers }) => (isForTeachers ? ['read'] : []),
  },
];

/** One role with its policy and its rights. Rights are whole tables: the free tier of Directus 12 accepts nothing finer. */
export interface RoleMetadata {
  readonly role: Metadata & { id: string };
  readonly policy: Metadata & { id: string };
  /** Joins the two. */
  readonly access: Metadata & { id: string };
  readonly permissions: readonly Permission[];
}

export interface Permission extends Metadata {
  readonly policy: string;
  readonly collection: string;
  readonly action: Action;
}

/** Directus' own tables that the app needs for dashboards. */
const FOR_DASHBOARDS = ['directus_dashboards', 'directus_panels'];

export function rolesMetadata(collections: readonly CollectionDescription[], language: Language): RoleMetadata[] {
  return roles.map(({ number, name, description, icon, actionsOn }) => {
    const id = (kind: number): string => `7a55e2e1-000${kind}-4000-8000-${String(number).padStart(12, '0')}`;
    const [role, policy] = [id(3), id(4)];
    const texts = { name: name[language], description: description[language], icon };
    const allow = (collection: string, action: Action): Permission => ({
      policy,
      collection,
      action,
      permissions: {},
      validation: {},
      presets: null,
      fields: ['*'],
    });
    return {
      role: { id: role, ...texts },
      policy: { id: policy, ...texts, app_access: true, admin_access: false, enforce_tfa: false },
      access: { id: id(5), role, policy },
      permissions: [
        ...collections.flatMap((one) => actionsOn(one).map((action) => allow(one.collection, action))),
        ...FOR_DASHBOARDS.map((collection) => allow(collection, 'read')),
      ],
    };
  });
}
