import type { CollectionDescription } from './description.ts';
import { COLOURS, choice, instant, kept, keyField, longText, tenantField, text, toOne } from './field-kinds.ts';

const FOLDER = 'passerelle_register';

const ONCE = { locked: 'once saved', isRequired: true } as const;

const themes: CollectionDescription = {
  collection: 'themes',
  label: { fr: 'Thèmes', en: 'Themes' },
  singular: { fr: 'Thème', en: 'Theme' },
  icon: 'category',
  folder: FOLDER,
  note: { fr: 'Un sujet d’étude ; chaque module en est un', en: 'A subject of study; each module is one' },
  template: '{{title}}',
  editing: 'people',
  isForTeachers: true,
  columns: ['title', 'theme_id', 'difficulty', 'source', 'status'],
  sort: 'sort_key',
  fields: [
    keyField(),
    tenantField(),
    text('title', { fr: 'Titre', en: 'Title' }, { isRequired: true }),
    text('theme_id', { fr: 'Identifiant de l’établissement', en: 'The institution’s id' }, ONCE),
    longText('description', { fr: 'Description', en: 'Description' }),
    text(
      'tags',
      { fr: 'Mots-clés', en: 'Tags' },
      {
        note: { fr: 'Une liste JSON : ["algèbre", "L1"]', en: 'A JSON list: ["algebra", "L1"]' },
        validation: {
          rule: { _or: [{ tags: { _regex: '^\\s*\\[(\\s*"[^"]*"\\s*,?)*\\s*\\]\\s*$' } }, { tags: { _null: true } }] },
          message: { fr: 'Écrivez une liste : ["algèbre", "L1"]', en: 'Write a list: ["algebra", "L1"]' },
        },
      },
    ),
    choice('difficulty', { fr: 'Difficulté', en: 'Difficulty' }, [
      { value: 'beginner', label: { fr: 'Débutant', en: 'Beginner' } },
      { value: 'intermediate', label: { fr: 'Intermédiaire', en: 'Intermediate' } },
      { value: 'advanced', label: { fr: 'Avancé', en: 'Advanced' } },
    ]),
    text('module_id', { fr: 'Module du mini-site', en: 'Module of the site' }, { locked: 'always' }),
    choice('status', { fr: 'État', en: 'State' }, [
      { value: 'draft', label: { fr: 'Brouillon', en: 'Draft' }, color: COLOURS.quiet },
      { value: 'active', label: { fr: 'Actif', en: 'Active' }, color: COLOURS.good },
      { value: 'archived', label: { fr: 'Archivé', en: 'Archived' }, color: COLOURS.quiet },
    ]),
    choice(
      'source',
      { fr: 'Origine', en: 'Origin' },
      [
        { value: 'manual', label: { fr: 'Saisi à la main', en: 'By hand' } },
        { value: 'import', label: { fr: 'Import', en: 'Import' } },
        { value: 'module', label: { fr: 'Module du mini-site', en: 'Module of the site' } },
      ],
      { locked: 'always' },
    ),
    text('sort_key', { fr: 'Clé de tri', en: 'Sort key' }, { locked: 'always', isHidden: true }),
    kept('created_at', { fr: 'Créé le', en: 'Made' }),
    kept('updated_at', { fr: 'Modifié le', en: 'Changed' }),
  ],
};

const assignments: CollectionDescription = {
  collection: 'assignments',
  label: { fr: 'Affectations', en: 'Assignments' },
  singular: { fr: 'Affectation', en: 'Assignment' },
  icon: 'assignment',
  folder: FOLDER,
  note: { fr: 'Un travail donné ; chaque activité Moodle en est un', en: 'Work given; each Moodle activity is one' },
  template: '{{title}}',
  editing: 'people',
  isForTeachers: true,
  columns: ['title', 'type', 'theme_pk', 'teacher_pk', 'status', 'due_at'],
  sort: '-created_at',
  fields: [
    keyField(),
    tenantField(),
    text('title', { fr: 'Titre', en: 'Title' }, { isRequired: true }),
    text('assignment_id', { fr: 'Identifiant de l’établissement', en: 'The institution’s id' }, ONCE),
    choice(
      'type',
      { fr: 'Type', en: 'Type' },
      ['quiz', 'flashcards', 'fiche', 'annales', 'module'].map((value) => ({
        value,
        label: { fr: value.charAt(0).toUpperCase() + value.slice(1), en: value },
      })),
      { isRequired: true },
    ),
    choice('mode', { fr: 'Moment', en: 'Moment' }, [
      { value: 'post-cours', label: { fr: 'Après le cours', en: 'After the course' } },
      { value: 'pre-examen', label: { fr: 'Avant l’examen', en: 'Before the exam' } },
      { value: 'revision-generale', label: { fr: 'Révision générale', en: 'General revision' } },
    ]),
    toOne('theme_pk', { fr: 'Thème', en: 'Theme' }, '{{title}}'),
    toOne('teacher_pk', { fr: 'Enseignant', en: 'Teacher' }, '{{firstname}} {{lastname}}'),
    toOne('resource_link_id', { fr: 'Activité Moodle', en: 'Moodle activity' }, '{{title}}', { locked: 'always' }),
    choice('status', { fr: 'État', en: 'State' }, [
      { value: 'draft', label: { fr: 'Brouillon', en: 'Draft' }, color: COLOURS.quiet },
      { value: 'queued', label: { fr: 'En file', en: 'Queued' }, color: COLOURS.wait },
      { value: 'pushed', label: { fr: 'Envoyée', en: 'Pushed' }, color: COLOURS.good },
      { value: 'ack', label: { fr: 'Reçue', en: 'Received' }, color: COLOURS.good },
      { value: 'error', label: { fr: 'En erreur', en: 'Failed' }, color: COLOURS.bad },
    ]),
    instant('due_at', { fr: 'À rendre le', en: 'Due' }),
    longText('instructions', { fr: 'Consignes', en: 'Instructions' }),
    text('source', { fr: 'Origine', en: 'Origin' }, { locked: 'always', isHidden: true }),
    kept('created_at', { fr: 'Créé le', en: 'Made' }),
    kept('updated_at', { fr: 'Modifié le', en: 'Changed' }),
  ],
  related: [
    {
      field: 'targets',
      label: { fr: 'Destinataires', en: 'For whom' },
      collection: 'assignment_targets',
      by: 'assignment_pk',
      columns: ['target_type', 'class_pk.name', 'promo_pk.name', 'student_pk.lastname'],
    },
  ],
};

const targets: CollectionDescription = {
  collection: 'assignment_targets',
  label: { fr: 'Destinataires', en: 'Assignment targets' },
  singular: { fr: 'Destinataire', en: 'Target' },
  icon: 'ads_click',
  folder: FOLDER,
  note: { fr: 'À qui une affectation est donnée', en: 'Whom an assignment is for' },
  template: '{{target_type}} {{class_pk.name}} {{promo_pk.name}} {{student_pk.lastname}}',
  editing: 'people',
  isForTeachers: true,
  columns: ['assignment_pk', 'target_type', 'class_pk', 'promo_pk', 'student_pk'],
  sort: '-created_at',
  fields: [
    keyField(),
    tenantField(),
    toOne('assignment_pk', { fr: 'Affectation', en: 'Assignment' }, '{{title}}', { isRequired: true }),
    choice(
      'target_type',
      { fr: 'Pour', en: 'For' },
      [
        { value: 'student', label: { fr: 'Un étudiant', en: 'A student' } },
        { value: 'class', label: { fr: 'Une classe', en: 'A class' } },
        { value: 'promo', label: { fr: 'Une promotion', en: 'A promotion' } },
      ],
      { isRequired: true },
    ),
    toOne('student_pk', { fr: 'Étudiant', en: 'Student' }, '{{firstname}} {{lastname}}'),
    toOne('class_pk', { fr: 'Classe', en: 'Class' }, '{{name}}'),
    toOne('promo_pk', { fr: 'Promotion', en: 'Promotion' }, '{{name}}'),
    kept('created_at', { fr: 'Créé le', en: 'Made' }),
  ],
};

export const workCollections: readonly CollectionDescription[] = [themes, assignments, targets];
