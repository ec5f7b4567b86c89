import type { CollectionDescription } from './description.ts';
import { ACTIVE_OR_NOT, COLOURS, choice, instant, kept, keyField, longText, text, toOne } from './field-kinds.ts';

const FOLDER = 'passerelle_moodle';

const tenants: CollectionDescription = {
  collection: 'tenants',
  label: { fr: 'Établissements', en: 'Institutions' },
  singular: { fr: 'Établissement', en: 'Institution' },
  icon: 'account_balance',
  folder: FOLDER,
  note: { fr: 'Un établissement et son mini-site', en: 'An institution and its site' },
  template: '{{name}}',
  editing: 'people',
  isForTeachers: true,
  columns: ['name', 'id', 'site_url', 'status'],
  sort: 'name',
  fields: [
    text('id', { fr: 'Identifiant', en: 'Id' }, { isRequired: true }),
    text('name', { fr: 'Nom', en: 'Name' }, { isRequired: true }),
    text(
      'site_url',
      { fr: 'Adresse du mini-site', en: 'Address of the site' },
      {
        validation: {
          rule: { _or: [{ site_url: { _regex: '^https?://[^\\s?#]+[^\\s?#/]$' } }, { site_url: { _null: true } }] },
          message: {
            fr: 'Écrivez une adresse complète sans « / » final : https://cours.exemple.fr',
            en: 'Write a whole address without a final "/": https://course.example.org',
          },
        },
      },
    ),
    text('course_url', { fr: 'Page du cours', en: 'Page of the course' }),
    text('timezone', { fr: 'Fuseau horaire', en: 'Time zone' }),
    choice('status', { fr: 'État', en: 'State' }, ACTIVE_OR_NOT),
    choice('consent_required_for_stats', { fr: 'Accord exigé pour les statistiques', en: 'Consent for statistics' }, [
      { value: 'no', label: { fr: 'Non', en: 'No' } },
      { value: 'yes', label: { fr: 'Oui', en: 'Yes' } },
    ]),
    kept('created_at', { fr: 'Créé le', en: 'Made' }),
    kept('updated_at', { fr: 'Modifié le', en: 'Changed' }),
  ],
};

const platforms: CollectionDescription = {
  collection: 'platforms',
  label: { fr: 'Plateformes Moodle', en: 'Moodle platforms' },
  singular: { fr: 'Plateforme', en: 'Platform' },
  icon: 'hub',
  folder: FOLDER,
  note: { fr: 'Un Moodle relié ; ajoutez-en avec « passerelle platforms »', en: 'A Moodle joined to us' },
  template: '{{name}}',
  editing: 'people',
  isForTeachers: true,
  columns: ['name', 'tenant_id', 'issuer', 'status'],
  sort: 'name',
  fields: [
    keyField(),
    toOne('tenant_id', { fr: 'Établissement', en: 'Institution' }, '{{name}}', { locked: 'once saved' }),
    text('name', { fr: 'Nom', en: 'Name' }, { isRequired: true }),
    text('issuer', { fr: 'Adresse du Moodle', en: 'Issuer' }, { locked: 'once saved', isRequired: true }),
    text('client_id', { fr: 'Identifiant client', en: 'Client id' }, { locked: 'once saved', isRequired: true }),
    choice('status', { fr: 'État', en: 'State' }, [
      { value: 'active', label: { fr: 'Active', en: 'Active' }, color: COLOURS.good },
      { value: 'pending', label: { fr: 'À confirmer', en: 'Pending' }, color: COLOURS.wait },
      { value: 'disabled', label: { fr: 'Désactivée', en: 'Disabled' }, color: COLOURS.quiet },
    ]),
    choice('deployment_policy', { fr: 'Déploiements inconnus', en: 'Unknown deployments' }, [
      { value: 'reject', label: { fr: 'Refusés', en: 'Refused' } },
      { value: 'pending', label: { fr: 'Mis en attente', en: 'Kept pending' } },
      { value: 'auto-add', label: { fr: 'Acceptés', en: 'Accepted' } },
    ]),
    choice('anonymous_policy', { fr: 'Visiteurs sans identité', en: 'Visitors without identity' }, [
      { value: 'refuse', label: { fr: 'Refusés', en: 'Refused' } },
      { value: 'guest', label: { fr: 'Invités', en: 'Guests' } },
    ]),
    choice('unbound_policy', { fr: 'Navigateurs sans cookie', en: 'Browsers without cookies' }, [
      { value: 'confirm', label: { fr: 'Confirmer l’identité', en: 'Confirm who it is' } },
      { value: 'reject', label: { fr: 'Refusés', en: 'Refused' } },
    ]),
    text('auth_url', { fr: 'Adresse d’ouverture', en: 'Authentication address' }, { isRequired: true }),
    text('token_url', { fr: 'Adresse des jetons', en: 'Token address' }, { isRequired: true }),
    text('jwks_url', { fr: 'Adresse des clés', en: 'Key set address' }, { isRequired: true }),
    text('token_audience', { fr: 'Audience des jetons', en: 'Token audience' }),
    kept('created_at', { fr: 'Créée le', en: 'Made' }),
    kept('updated_at', { fr: 'Modifiée le', en: 'Changed' }),
  ],
};

const resourceLinks: CollectionDescription = {
  collection: 'resource_links',
  label: { fr: 'Activités Moodle', en: 'Moodle activities' },
  singular: { fr: 'Activité', en: 'Activity' },
  icon: 'extension',
  folder: FOLDER,
  note: { fr: 'Une activité d’un cours Moodle', en: 'An activity in a Moodle course' },
  template: '{{title}}',
  editing: 'people',
  isForTeachers: true,
  columns: ['title', 'platform_id', 'module_id', 'sequence_id', 'passback', 'grade_policy'],
  sort: 'title',
  fields: [
    keyField(),
    toOne('tenant_id', { fr: 'Établissement', en: 'Institution' }, '{{name}}', { locked: 'always' }),
    toOne('platform_id', { fr: 'Moodle', en: 'Moodle' }, '{{name}}', { locked: 'always' }),
    text('title', { fr: 'Titre', en: 'Title' }),
    text('module_id', { fr: 'Périmètre : module', en: 'Scope: module' }),
    text('sequence_id', { fr: 'Périmètre : séquence', en: 'Scope: sequence' }),
    text('grain_id', { fr: 'Périmètre : grain', en: 'Scope: grain' }),
    choice('grade_policy', { fr: 'Règle de remontée', en: 'Grade policy' }, [
      { value: 'progressive', label: { fr: 'À chaque grain', en: 'With every grain' } },
      { value: 'on_completion', label: { fr: 'À la fin', en: 'On completion' } },
    ]),
    choice(
      'passback',
      { fr: 'Canal des notes', en: 'Channel of grades' },
      [
        { value: 'none', label: { fr: 'Aucun', en: 'None' }, color: COLOURS.quiet },
        { value: 'ags', label: { fr: 'LTI 1.3', en: 'LTI 1.3' } },
        { value: 'outcomes', label: { fr: 'LTI 1.1', en: 'LTI 1.1' } },
        { value: 'moodle_ws', label: { fr: 'Services web Moodle', en: 'Moodle web services' } },
      ],
      { locked: 'always' },
    ),
    text('lineitem_url', { fr: 'Colonne de notes', en: 'Line item' }, { locked: 'always', width: 'full' }),
    ...['deployment_id', 'context_id', 'lti_resource_link_id', 'lineitems_url', 'ags_scopes'].map((field) =>
      text(field, { fr: field, en: field }, { locked: 'always', isHidden: true }),
    ),
    ...['lineitem_origin', 'moodle_cmid', 'launch_scope'].map((field) =>
      text(field, { fr: field, en: field }, { locked: 'always', isHidden: true }),
    ),
    kept('created_at', { fr: 'Créée le', en: 'Made' }),
    kept('updated_at', { fr: 'Modifiée le', en: 'Changed' }),
  ],
};

const gradeOutbox: CollectionDescription = {
  collection: 'grade_outbox',
  label: { fr: 'Notes vers Moodle', en: 'Grades to Moodle' },
  singular: { fr: 'Note', en: 'Grade' },
  icon: 'outbox',
  folder: FOLDER,
  note: { fr: 'La note de chaque apprenant par activité', en: 'Each learner’s grade per activity' },
  template: '{{user_id.firstname}} {{user_id.lastname}} · {{resource_link_id.title}}',
  editing: 'people',
  isForTeachers: true,
  columns: ['user_id', 'resource_link_id', 'state', 'sent_score', 'reason_text', 'last_sent_at'],
  sort: '-updated_at',
  fields: [
    text('id', { fr: 'Clé interne', en: 'Internal key' }, { locked: 'always', isHidden: true }),
    toOne('user_id', { fr: 'Apprenant', en: 'Learner' }, '{{firstname}} {{lastname}}', { locked: 'always' }),
    toOne('resource_link_id', { fr: 'Activité', en: 'Activity' }, '{{title}}', { locked: 'always' }),
    toOne('platform_id', { fr: 'Moodle', en: 'Moodle' }, '{{name}}', { locked: 'always' }),
    choice(
      'state',
      { fr: 'État', en: 'State' },
      [
        { value: 'due', label: { fr: 'À envoyer', en: 'To be sent' }, color: COLOURS.wait },
        { value: 'done', label: { fr: 'Envoyée', en: 'Sent' }, color: COLOURS.good },
        { value: 'dead', label: { fr: 'Refusée', en: 'Refused' }, color: COLOURS.bad },
      ],
      {
        note: {
          fr: '« À envoyer » renvoie une note refusée, une fois sa cause corrigée',
          en: '"To be sent" sends a refused grade again, once its cause is mended',
        },
      },
    ),
    text('sent_score', { fr: 'Score envoyé', en: 'Score sent' }, { locked: 'always' }),
    text('reason', { fr: 'Code du refus', en: 'Code of the refusal' }, { locked: 'always' }),
    longText('reason_text', { fr: 'Pourquoi', en: 'Why' }, { locked: 'always' }),
    instant('last_sent_at', { fr: 'Dernier envoi', en: 'Last sent' }, { locked: 'always' }),
    instant('due_at', { fr: 'Prochain essai', en: 'Next try' }, { locked: 'always' }),
    text('attempts', { fr: 'Essais', en: 'Tries' }, { locked: 'always' }),
    instant('failing_since_at', { fr: 'En échec depuis', en: 'Failing since' }, { locked: 'always' }),
    ...['tenant_id', 'seq', 'sent_seq', 'sent_done', 'sent_grains', 'sent_target', 'lease_owner', 'lease_until'].map(
      (field) => text(field, { fr: field, en: field }, { locked: 'always', isHidden: true }),
    ),
    kept('created_at', { fr: 'Créée le', en: 'Made' }),
    kept('updated_at', { fr: 'Modifiée le', en: 'Changed' }),
  ],
};

export const moodleCollections: readonly CollectionDescription[] = [tenants, platforms, resourceLinks, gradeOutbox];
