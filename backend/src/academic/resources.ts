import type { Parameter } from './parameters.ts';
import { DEFAULT_LIMIT, MAX_LIMIT } from './parameters.ts';

/** Everything there is under /api/academic, in the order in which the 404 answer names it. */
export const RESOURCES = ['students', 'classes', 'promotions', 'themes', 'assignments', 'stats', 'export'] as const;
export type Resource = (typeof RESOURCES)[number];

/** What an export can contain. */
export const EXPORTABLE = ['students', 'classes', 'promotions', 'themes', 'assignments', 'teachers', 'stats'] as const;
export type Exportable = (typeof EXPORTABLE)[number];

const ALL = 'all';

function idFilter(name: string, french: string, english: string): Parameter {
  return { name, kind: 'id', description: `${french} / ${english}` };
}

function status(values: readonly string[], fallback: string): Parameter {
  return {
    name: 'status',
    kind: 'choice',
    values: [...values, ALL],
    fallback,
    description: 'Filtrer par statut ; `all` pour tous. / Filter by status; `all` for every one.',
  };
}

const CLASS = idFilter('class_id', 'Filtrer par classe', 'Filter by class');
const PROMO = idFilter('promo_id', 'Filtrer par promotion', 'Filter by promotion');
const LIMIT: Parameter = {
  name: 'limit',
  kind: 'limit',
  fallback: DEFAULT_LIMIT,
  description: `Limite de résultats ; au-delà de ${MAX_LIMIT}, ${MAX_LIMIT}. / Rows at most; more than ${MAX_LIMIT} counts as ${MAX_LIMIT}.`,
};
const OFFSET: Parameter = {
  name: 'offset',
  kind: 'offset',
  fallback: 0,
  description: 'Nombre de résultats à passer. / Rows to skip.',
};
const CURSOR: Parameter = {
  name: 'cursor',
  kind: 'cursor',
  description:
    'La suite d’une page : la valeur de `pagination.next_cursor`, à la place de `offset`. Rapide à toute profondeur. / What follows a page: its `pagination.next_cursor`, instead of `offset`.',
};
/** Without them a short list comes whole. */
const { fallback: _, ...PLAIN_LIMIT } = LIMIT;
const { fallback: __, ...PLAIN_OFFSET } = OFFSET;
const DAYS: readonly Parameter[] = [
  {
    name: 'start_date',
    kind: 'day',
    description:
      'Premier jour, compris (par défaut 30 jours avant le dernier). / First day, included (default: 30 days before the last).',
  },
  {
    name: 'end_date',
    kind: 'day',
    description: 'Dernier jour, compris (par défaut aujourd’hui). / Last day, included (default: today).',
  },
];

export const ASSIGNMENT_STATUS = ['draft', 'queued', 'pushed', 'ack', 'error'] as const;
export const GROUP_STATUS = ['active', 'archived'] as const;
export const THEME_STATUS = ['draft', 'active', 'archived'] as const;
export const STUDENT_STATUS = ['active', 'graduated', 'withdrawn'] as const;
export const DIFFICULTIES = ['beginner', 'intermediate', 'advanced'] as const;

/** The query parameters of each resource. */
export const PARAMETERS: Readonly<Record<Resource, readonly Parameter[]>> = {
  students: [CLASS, PROMO, LIMIT, OFFSET, status(STUDENT_STATUS, ALL), CURSOR],
  classes: [PROMO, status(GROUP_STATUS, 'active'), PLAIN_LIMIT, PLAIN_OFFSET, CURSOR],
  promotions: [status(GROUP_STATUS, 'active'), PLAIN_LIMIT, PLAIN_OFFSET, CURSOR],
  themes: [
    status(THEME_STATUS, 'active'),
    {
      name: 'difficulty',
      kind: 'choice',
      values: DIFFICULTIES,
      description: 'Niveau de difficulté / Level of difficulty',
    },
    LIMIT,
    OFFSET,
    CURSOR,
  ],
  assignments: [
    CLASS,
    idFilter('teacher_id', 'Filtrer par enseignant', 'Filter by teacher'),
    status(ASSIGNMENT_STATUS, ALL),
    LIMIT,
    OFFSET,
    CURSOR,
  ],
  stats: [
    idFilter('class_id', 'Filtrer par classe, celle du moment du travail', 'Filter by class at the time of the work'),
    idFilter('student_id', 'Filtrer par étudiant', 'Filter by student'),
    idFilter('theme_id', 'Filtrer par thème', 'Filter by theme'),
    ...DAYS,
    {
      name: 'group_by',
      kind: 'choice',
      values: ['student_theme', 'none'],
      fallback: 'student_theme',
      description: '`none` : les métriques seules, `data` reste vide. / `none`: the metrics alone, `data` stays empty.',
    },
    LIMIT,
    OFFSET,
  ],
  export: [
    {
      name: 'format',
      kind: 'choice',
      values: ['json', 'csv', 'oneroster'],
      fallback: 'json',
      description:
        'json : un objet ; csv : un fichier, ou un zip quand il y a plusieurs ressources ; oneroster : le zip CSV de OneRoster 1.2 (bulk). / json: one object; csv: one file, or a zip of several; oneroster: the CSV zip of OneRoster 1.2 (bulk).',
    },
    {
      name: 'include',
      kind: 'list',
      values: EXPORTABLE,
      fallback: 'students,classes,themes,stats',
      description: 'Ressources à inclure, séparées par des virgules / Resources to include, separated by commas',
    },
    status(['active'], 'active'),
    ...DAYS.map((day) => ({
      ...day,
      description: `${day.description} Des statistiques ; sans borne : tout. / Of the statistics; without: all.`,
    })),
    {
      name: 'updated_since',
      kind: 'instant',
      description:
        'Seulement ce qui a changé depuis cet instant (`meta.sync_token` de l’export précédent), suppressions comprises dans `deleted`. / Only what has changed since, deletions in `deleted`.',
    },
    {
      name: 'csv_dialect',
      kind: 'choice',
      values: ['rfc4180', 'excel-fr'],
      fallback: 'rfc4180',
      description:
        'excel-fr : points-virgules, virgule décimale, marque UTF-8, pour ouvrir dans un tableur français. / For a French spreadsheet.',
    },
    {
      name: 'csv_escape',
      kind: 'choice',
      values: ['on', 'off'],
      fallback: 'on',
      description:
        'off : ne pas neutraliser les textes qu’un tableur lirait comme une formule. / off: do not neutralise texts that a spreadsheet would run.',
    },
  ],
};
