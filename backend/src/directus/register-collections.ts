import type { CollectionDescription, FieldDescription } from './description.ts';
import { COLOURS, choice, count, instant, kept, keyField, longText, tenantField, text, toOne } from './field-kinds.ts';

const FOLDER = 'passerelle_register';

const KEPT: readonly FieldDescription[] = [
  kept('created_at', { fr: 'Créé le', en: 'Made' }),
  kept('updated_at', { fr: 'Modifié le', en: 'Changed' }),
];

const SORT_KEY = text('sort_key', { fr: 'Clé de tri', en: 'Sort key' }, { locked: 'always', isHidden: true });

const SOURCE = choice(
  'source',
  { fr: 'Origine', en: 'Origin' },
  [
    { value: 'manual', label: { fr: 'Saisi à la main', en: 'By hand' } },
    { value: 'import', label: { fr: 'Import', en: 'Import' } },
    { value: 'lti', label: { fr: 'Moodle', en: 'Moodle' } },
  ],
  { locked: 'always' },
);

const IN_USE = choice('status', { fr: 'État', en: 'State' }, [
  { value: 'active', label: { fr: 'Actif', en: 'Active' }, color: COLOURS.good },
  { value: 'archived', label: { fr: 'Archivé', en: 'Archived' }, color: COLOURS.quiet },
]);

function institutionsId(field: string): FieldDescription {
  return text(
    field,
    { fr: 'Identifiant de l’établissement', en: 'The institution’s id' },
    {
      locked: 'once saved',
      isRequired: true,
      note: { fr: 'Celui que l’API montre ; unique', en: 'The one the API shows; unique' },
    },
  );
}

const PERSON = '{{firstname}} {{lastname}}';

const promotions: CollectionDescription = {
  collection: 'promotions',
  label: { fr: 'Promotions', en: 'Promotions' },
  singular: { fr: 'Promotion', en: 'Promotion' },
  icon: 'event',
  folder: FOLDER,
  note: { fr: 'Une année d’études', en: 'A year of study' },
  template: '{{name}}',
  editing: 'people',
  isForTeachers: true,
  columns: ['name', 'level', 'year_start', 'year_end', 'status'],
  sort: 'sort_key',
  fields: [
    keyField(),
    tenantField(),
    text('name', { fr: 'Nom', en: 'Name' }, { isRequired: true }),
    institutionsId('promo_id'),
    text('level', { fr: 'Niveau', en: 'Level' }),
    count('year_start', { fr: 'Année de début', en: 'First year' }),
    count('year_end', { fr: 'Année de fin', en: 'Last year' }),
    IN_USE,
    longText('description', { fr: 'Description', en: 'Description' }),
    SOURCE,
    SORT_KEY,
    ...KEPT,
  ],
};

const classes: CollectionDescription = {
  collection: 'classes',
  label: { fr: 'Classes', en: 'Classes' },
  singular: { fr: 'Classe', en: 'Class' },
  icon: 'groups',
  folder: FOLDER,
  note: { fr: 'Un groupe d’étudiants ; chaque cours Moodle en est un', en: 'A group; each Moodle course is one' },
  template: '{{name}}',
  editing: 'people',
  isForTeachers: true,
  columns: ['name', 'promo_pk', 'teacher_pk', 'status', 'source'],
  sort: 'sort_key',
  fields: [
    keyField(),
    tenantField(),
    text('name', { fr: 'Nom', en: 'Name' }, { isRequired: true }),
    institutionsId('class_id'),
    toOne('promo_pk', { fr: 'Promotion', en: 'Promotion' }, '{{name}}'),
    toOne('teacher_pk', { fr: 'Enseignant', en: 'Teacher' }, PERSON),
    IN_USE,
    text('context_id', { fr: 'Cours Moodle', en: 'Moodle course' }, { locked: 'always', isHidden: true }),
    longText('description', { fr: 'Description', en: 'Description' }),
    SOURCE,
    SORT_KEY,
    ...KEPT,
  ],
  related: [
    {
      field: 'enrolments',
      label: { fr: 'Inscrits', en: 'Enrolled' },
      collection: 'enrolments',
      by: 'class_pk',
      columns: ['student_pk.lastname', 'student_pk.firstname', 'status'],
    },
  ],
};

const students: CollectionDescription = {
  collection: 'students',
  label: { fr: 'Étudiants', en: 'Students' },
  singular: { fr: 'Étudiant', en: 'Student' },
  icon: 'badge',
  folder: FOLDER,
  note: { fr: 'Une ligne du registre', en: 'A row of the register' },
  template: PERSON,
  editing: 'people',
  isForTeachers: true,
  columns: ['lastname', 'firstname', 'student_id', 'class_pk', 'promo_pk', 'status'],
  sort: 'sort_key',
  fields: [
    keyField(),
    tenantField(),
    text('firstname', { fr: 'Prénom', en: 'First name' }),
    text('lastname', { fr: 'Nom', en: 'Last name' }),
    institutionsId('student_id'),
    text('uuid_scolaire', { fr: 'Identifiant scolaire', en: 'School id' }),
    text('email_scolaire', { fr: 'Adresse e-mail', en: 'E-mail' }, { isHidden: true }),
    toOne('class_pk', { fr: 'Classe principale', en: 'Main class' }, '{{name}}'),
    toOne('promo_pk', { fr: 'Promotion', en: 'Promotion' }, '{{name}}'),
    instant('consent_sharing_at', { fr: 'Accord de partage', en: 'Consent to sharing' }),
    choice('status', { fr: 'État', en: 'State' }, [
      { value: 'active', label: { fr: 'Actif', en: 'Active' }, color: COLOURS.good },
      { value: 'graduated', label: { fr: 'Diplômé', en: 'Graduated' }, color: COLOURS.quiet },
      { value: 'withdrawn', label: { fr: 'Parti', en: 'Withdrawn' }, color: COLOURS.quiet },
    ]),
    SOURCE,
    SORT_KEY,
    ...KEPT,
  ],
};

const teachers: CollectionDescription = {
  collection: 'teachers',
  label: { fr: 'Enseignants', en: 'Teachers' },
  singular: { fr: 'Enseignant', en: 'Teacher' },
  icon: 'co_present',
  folder: FOLDER,
  note: { fr: 'Un enseignant du registre', en: 'A teacher of the register' },
  template: PERSON,
  editing: 'people',
  isForTeachers: true,
  columns: ['lastname', 'firstname', 'teacher_id', 'status'],
  sort: 'sort_key',
  fields: [
    keyField(),
    tenantField(),
    text('firstname', { fr: 'Prénom', en: 'First name' }),
    text('lastname', { fr: 'Nom', en: 'Last name' }),
    institutionsId('teacher_id'),
    text('email', { fr: 'Adresse e-mail', en: 'E-mail' }, { isHidden: true }),
    IN_USE,
    SOURCE,
    SORT_KEY,
    ...KEPT,
  ],
};

const enrolments: CollectionDescription = {
  collection: 'enrolments',
  label: { fr: 'Inscriptions', en: 'Enrolments' },
  singular: { fr: 'Inscription', en: 'Enrolment' },
  icon: 'how_to_reg',
  folder: FOLDER,
  note: { fr: 'Un étudiant dans une classe', en: 'A student in a class' },
  template: '{{student_pk.firstname}} {{student_pk.lastname}} · {{class_pk.name}}',
  editing: 'people',
  isForTeachers: true,
  columns: ['student_pk', 'class_pk', 'status', 'source'],
  sort: 'class_pk.sort_key',
  fields: [
    keyField(),
    tenantField(),
    toOne('student_pk', { fr: 'Étudiant', en: 'Student' }, PERSON, { isRequired: true }),
    toOne('class_pk', { fr: 'Classe', en: 'Class' }, '{{name}}', { isRequired: true }),
    choice('status', { fr: 'État', en: 'State' }, [
      { value: 'active', label: { fr: 'Inscrit', en: 'Enrolled' }, color: COLOURS.good },
      { value: 'removed', label: { fr: 'Retiré', en: 'Removed' }, color: COLOURS.quiet },
    ]),
    SOURCE,
    ...KEPT,
  ],
};

export const registerCollections: readonly CollectionDescription[] = [
  promotions,
  classes,
  students,
  teachers,
  enrolments,
];
