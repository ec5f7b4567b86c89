import type { CollectionDescription } from './description.ts';
import { count, fraction, instant, kept, keyField, tenantChoice, tenantField, text, toOne } from './field-kinds.ts';

const FOLDER = 'passerelle_learning';

const users: CollectionDescription = {
  collection: 'users',
  label: { fr: 'Apprenants', en: 'Learners' },
  singular: { fr: 'Apprenant', en: 'Learner' },
  icon: 'person',
  folder: FOLDER,
  note: { fr: 'Une personne venue d’un Moodle', en: 'A person who came from a Moodle' },
  template: '{{firstname}} {{lastname}}',
  editing: 'people',
  isForTeachers: true,
  columns: ['lastname', 'firstname', 'moodle_user_id', 'platform_id', 'created_at'],
  sort: 'lastname',
  fields: [
    keyField(),
    text(
      'firstname',
      { fr: 'Prénom', en: 'First name' },
      {
        note: { fr: 'Repris de Moodle à chaque ouverture', en: 'Taken from Moodle at every launch' },
      },
    ),
    text(
      'lastname',
      { fr: 'Nom', en: 'Last name' },
      {
        note: { fr: 'Repris de Moodle à chaque ouverture', en: 'Taken from Moodle at every launch' },
      },
    ),
    text('full_name', { fr: 'Nom affiché', en: 'Display name' }, { isHidden: true }),
    text('email', { fr: 'Adresse e-mail', en: 'E-mail' }, { isHidden: true }),
    text('moodle_user_id', { fr: 'Identifiant Moodle', en: 'Moodle id' }, { locked: 'once saved', isRequired: true }),
    toOne('platform_id', { fr: 'Moodle', en: 'Moodle' }, '{{name}}', { locked: 'once saved', isRequired: true }),
    tenantField(),
    text(
      'student_id',
      { fr: 'Identifiant au registre', en: 'Student id' },
      {
        note: { fr: 'L’étudiant du registre dont il s’agit', en: 'Which student of the register this is' },
      },
    ),
    text('teacher_id', { fr: 'Identifiant d’enseignant', en: 'Teacher id' }, { isHidden: true }),
    text('locale', { fr: 'Langue', en: 'Language' }),
    kept('created_at', { fr: 'Arrivée', en: 'Arrived' }),
    kept('updated_at', { fr: 'Modifié le', en: 'Changed' }),
  ],
  related: [
    {
      field: 'progress',
      label: { fr: 'Avancement', en: 'Progress' },
      collection: 'progress',
      by: 'user_id',
      columns: ['grain_id', 'module_id', 'completed_at', 'score'],
    },
    {
      field: 'grades',
      label: { fr: 'Notes vers Moodle', en: 'Grades to Moodle' },
      collection: 'grade_outbox',
      by: 'user_id',
      columns: ['resource_link_id.title', 'state', 'sent_score', 'last_sent_at'],
    },
  ],
};

const progress: CollectionDescription = {
  collection: 'progress',
  label: { fr: 'Avancement', en: 'Progress' },
  singular: { fr: 'Grain terminé', en: 'Finished grain' },
  icon: 'task_alt',
  folder: FOLDER,
  note: { fr: 'Un grain terminé par un apprenant', en: 'A grain that a learner finished' },
  template: '{{grain_id}} · {{user_id.firstname}} {{user_id.lastname}}',
  editing: 'people',
  isForTeachers: true,
  columns: ['user_id', 'module_id', 'sequence_id', 'grain_id', 'completed_at', 'score'],
  sort: '-completed_at',
  fields: [
    keyField(),
    tenantChoice(),
    toOne('user_id', { fr: 'Apprenant', en: 'Learner' }, '{{firstname}} {{lastname}}', { isRequired: true }),
    text('module_id', { fr: 'Module', en: 'Module' }, { isRequired: true }),
    text('sequence_id', { fr: 'Séquence', en: 'Sequence' }),
    text(
      'grain_id',
      { fr: 'Grain', en: 'Grain' },
      {
        isRequired: true,
        note: { fr: 'L’identifiant écrit dans la page, par exemple grain3', en: 'The id in the page, e.g. grain3' },
      },
    ),
    instant('completed_at', { fr: 'Terminé le', en: 'Finished' }),
    fraction('score', { fr: 'Score', en: 'Score' }),
    count('time_spent_seconds', { fr: 'Durée (secondes)', en: 'Time spent (seconds)' }),
  ],
};

const studySessions: CollectionDescription = {
  collection: 'study_sessions',
  label: { fr: 'Séances', en: 'Study sessions' },
  singular: { fr: 'Séance', en: 'Study session' },
  icon: 'timer',
  folder: FOLDER,
  note: { fr: 'Un moment de travail dans un module', en: 'A stretch of work in one module' },
  template: '{{day}} · {{module_id}}',
  editing: 'passerelle',
  isForTeachers: true,
  columns: ['user_id', 'module_id', 'started_at', 'grains_completed', 'time_spent_seconds'],
  sort: '-started_at',
  fields: [
    keyField(),
    text('tenant_id', { fr: 'Établissement', en: 'Institution' }, { isHidden: true }),
    toOne('user_id', { fr: 'Apprenant', en: 'Learner' }, '{{firstname}} {{lastname}}'),
    text('module_id', { fr: 'Module', en: 'Module' }),
    instant('started_at', { fr: 'Début', en: 'Start' }),
    instant('last_activity_at', { fr: 'Dernière activité', en: 'Last activity' }),
    text('day', { fr: 'Jour', en: 'Day' }),
    text('grains_completed', { fr: 'Grains terminés', en: 'Finished grains' }),
    text('time_spent_seconds', { fr: 'Durée (secondes)', en: 'Time spent (seconds)' }),
    text('mastery', { fr: 'Maîtrise', en: 'Mastery' }),
    text('score_sum', { fr: 'Somme des scores', en: 'Sum of scores' }, { isHidden: true }),
    text('score_count', { fr: 'Grains notés', en: 'Scored grains' }, { isHidden: true }),
    text('open_slot', { fr: 'Séance ouverte', en: 'Open slot' }, { isHidden: true }),
    text('student_pk', { fr: 'Étudiant', en: 'Student' }, { isHidden: true }),
    text('class_pk', { fr: 'Classe', en: 'Class' }, { isHidden: true }),
    text('theme_pk', { fr: 'Thème', en: 'Theme' }, { isHidden: true }),
    instant('rolled_at', { fr: 'Additionnée le', en: 'Summed' }, { isHidden: true }),
  ],
};

export const learningCollections: readonly CollectionDescription[] = [users, progress, studySessions];
