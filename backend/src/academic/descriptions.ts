import type { Resource } from './resources.ts';

/** What the documentation says of each resource, French first. */
export const DESCRIPTIONS: Readonly<Record<Resource, { summary: string; description: string }>> = {
  students: {
    summary: 'Liste des étudiants / students',
    description:
      'Les étudiants de l’établissement, filtrés par classe et promotion, par ordre de nom. Une classe compte tous ceux qui y sont inscrits. Scope requis : `academic:read`. / The institution’s students by name; a class has everybody enrolled in it.',
  },
  classes: {
    summary: 'Liste des classes / classes',
    description:
      'Les classes avec leur enseignant et leur nombre d’étudiants actifs. Sans `limit`, toutes. Scope requis : `academic:read`. / Classes with their teacher and number of active students; all of them without `limit`.',
  },
  promotions: {
    summary: 'Liste des promotions / promotions',
    description:
      'Les promotions avec leurs nombres de classes et d’étudiants actifs. Scope requis : `academic:read`. / Promotions with their numbers of active classes and students.',
  },
  themes: {
    summary: 'Liste des thèmes pédagogiques / themes',
    description: 'Les thèmes, par ordre de titre. Scope requis : `academic:read`. / Themes by title.',
  },
  assignments: {
    summary: 'Liste des affectations / assignments',
    description:
      'Les affectations, la plus proche échéance en dernier. `class_id` prend celles de la classe et de sa promotion. Scope requis : `academic:read`. / Assignments, the latest due first; `class_id` takes those of the class and of its promotion.',
  },
  stats: {
    summary: 'Statistiques agrégées / statistics',
    description:
      'Le travail par étudiant et par thème entre deux jours compris, et quatre métriques : `total_sessions`, `avg_score` (0-100), `avg_mastery` (0-1), `total_time_hours`. Sans travail, les moyennes sont `null`. Scope requis : `academic:read`. / Work per student and theme between two days, both included.',
  },
  export: {
    summary: 'Export complet / complete export',
    description:
      'Toutes les données en une seule requête, d’un seul instantané, en flux. Un appel à la fois par clé. Scope requis : `academic:export`. / Everything in one streamed answer from one snapshot; one call at a time per key.',
  },
};
