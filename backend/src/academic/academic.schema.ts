import { type TObject, type TSchema, Type } from 'typebox';
import { EXAMPLE_VALUES } from './example-values.ts';
import type { Parameter } from './parameters.ts';
import { MAX_LIMIT } from './parameters.ts';
import {
  ASSIGNMENT_STATUS,
  DIFFICULTIES,
  type Exportable,
  GROUP_STATUS,
  STUDENT_STATUS,
  THEME_STATUS,
} from './resources.ts';

type Options = Record<string, unknown>;

/** One schema with two types instead of a union of two: what OpenAPI 3.1 readers and code generators handle best. */
function nullable(type: string, options: Options = {}): TSchema {
  return Type.Unsafe({ type: [type, 'null'], ...options });
}

const text = (description?: string) => Type.String(description === undefined ? {} : { description });
const maybeText = (description?: string) => nullable('string', description === undefined ? {} : { description });
const id = (what: string, example: string) => Type.String({ maxLength: 64, description: what, example });
const named = (example: string) => Type.String({ example });
const maybeId = (what: string) => nullable('string', { maxLength: 64, description: what });
const instant = () => Type.String({ format: 'date-time', description: 'UTC' });
const oneOf = (values: readonly string[]) => Type.Unsafe<string>({ type: 'string', enum: values });
const maybeOneOf = (values: readonly string[]) => nullable('string', { enum: [...values, null] });
const count = () => Type.Integer({ minimum: 0 });
function closed<T extends Record<string, TSchema>>(properties: T, options: Options = {}): TObject<T> {
  for (const [name, schema] of Object.entries(properties)) {
    const example = EXAMPLE_VALUES[name];
    if (example !== undefined) Object.assign(schema, { example });
  }
  return Type.Object(properties, { additionalProperties: false, ...options });
}

const dates = { created_at: instant(), updated_at: instant() };

const student = {
  id: id('Identifiant de l’établissement / the institution’s id', 'STUDENT_PARIS_002'),
  uuid_scolaire: maybeText(),
  email_scolaire: maybeText(),
  firstname: maybeText('Prénom / first name'),
  lastname: maybeText('Nom / last name'),
  class_id: maybeId('Classe principale / main class'),
  promo_id: maybeId('Promotion'),
  consent_sharing: Type.Boolean({ description: 'Accord pour la transmission des données / agreed to sharing' }),
  status: oneOf(STUDENT_STATUS),
  ...dates,
};
const schoolClass = {
  id: id('Classe / class', 'CLASS_PARIS_L1_A'),
  name: named('L1 groupe A'),
  description: maybeText(),
  promo_id: maybeId('Promotion'),
  teacher_id: maybeId('Enseignant / teacher'),
  student_count: count(),
  status: oneOf(GROUP_STATUS),
  ...dates,
};
const promotion = {
  id: id('Promotion', 'PROMO_PARIS_L1'),
  name: named('Licence 1'),
  description: maybeText(),
  level: maybeText(),
  year_start: nullable('integer'),
  year_end: nullable('integer'),
  class_count: count(),
  student_count: count(),
  status: oneOf(GROUP_STATUS),
  ...dates,
};
const theme = {
  id: id('Thème / theme', 'THEME_CHIFFREMENT'),
  title: named('Chiffrement et signatures'),
  description: maybeText(),
  tags: Type.Array(Type.String()),
  difficulty: maybeOneOf(DIFFICULTIES),
  source: oneOf(['manual', 'import', 'module']),
  status: oneOf(THEME_STATUS),
  ...dates,
};
const assignment = {
  id: id('Affectation / assignment', 'ASSIGN_PARIS_001'),
  type: oneOf(['quiz', 'flashcards', 'fiche', 'annales', 'module']),
  title: named('Quiz : chiffrement'),
  mode: maybeOneOf(['post-cours', 'pre-examen', 'revision-generale']),
  theme_id: maybeId('Thème / theme'),
  teacher_id: maybeId('Enseignant / teacher'),
  status: oneOf(ASSIGNMENT_STATUS),
  due_at: nullable('string', { format: 'date-time' }),
  instructions: maybeText(),
  targets: Type.Array(
    closed({ target_type: oneOf(['student', 'class', 'promo']), target_id: id('', 'CLASS_PARIS_L1_A') }),
  ),
  ...dates,
};
const teacher = {
  id: id('Enseignant / teacher', 'TEACHER_PARIS_001'),
  firstname: maybeText(),
  lastname: maybeText(),
  email: maybeText(),
  status: oneOf(GROUP_STATUS),
  ...dates,
};
const score = () => nullable('number', { minimum: 0, maximum: 100, description: 'Score moyen (0-100) / mean score' });
const mastery = (description: string) => nullable('number', { minimum: 0, maximum: 1, description });
const stat = {
  student_id: id('Étudiant / student', 'STUDENT_PARIS_002'),
  theme_id: maybeId('Thème / theme'),
  attempts: Type.Integer({ minimum: 0, description: 'Séances / study sessions' }),
  score: score(),
  mastery: mastery('Maîtrise à la dernière séance (0-1) / mastery after the latest session'),
  time_spent: Type.Integer({ minimum: 0, description: 'Secondes / seconds' }),
  last_activity_at: instant(),
};

/** The fields of an export's records, in the order of its CSV columns. */
export const EXPORT_FIELDS: Readonly<Record<Exportable, Record<string, TSchema>>> = {
  students: student,
  classes: schoolClass,
  promotions: promotion,
  themes: theme,
  assignments: assignment,
  teachers: teacher,
  stats: stat,
};

const PAGE = { description: 'La liste / the list' };

const pagination = closed(
  {
    total: Type.Integer({ minimum: 0, description: 'Tous les résultats du filtre / all rows of the filter' }),
    limit: Type.Integer({ minimum: 1, description: 'Limite appliquée / the limit in effect' }),
    offset: count(),
    has_more: Type.Boolean(),
    next_cursor: Type.Optional(nullable('string')),
    total_is_exact: Type.Optional(
      Type.Boolean({ description: 'false : compté il y a moins de 30 s / counted within 30 s' }),
    ),
  },
  { title: 'Pagination' },
);
const meta = { tenant_id: text(), generated_at: instant() };

const page = (record: Record<string, TSchema>, title: string) =>
  closed({ data: Type.Array(closed(record, { title })), pagination, meta: closed(meta) }, PAGE);
const whole = (record: Record<string, TSchema>, title: string) =>
  closed(
    {
      data: Type.Array(closed(record, { title })),
      pagination: Type.Optional(pagination),
      meta: closed({ tenant_id: text(), count: count(), generated_at: instant() }),
    },
    PAGE,
  );

/** What each list answers with 200. */
export const ANSWERS = {
  students: page({ ...student, class_name: maybeText(), promo_name: maybeText() }, 'Student'),
  classes: whole(
    { ...schoolClass, promo_name: maybeText(), teacher_firstname: maybeText(), teacher_lastname: maybeText() },
    'Class',
  ),
  promotions: whole(promotion, 'Promotion'),
  themes: page(theme, 'Theme'),
  assignments: page(
    {
      ...assignment,
      theme_title: maybeText(),
      theme_difficulty: maybeOneOf(DIFFICULTIES),
      teacher_firstname: maybeText(),
      teacher_lastname: maybeText(),
    },
    'Assignment',
  ),
  stats: closed(
    {
      data: Type.Array(
        closed(
          {
            ...stat,
            firstname: maybeText(),
            lastname: maybeText(),
            email_scolaire: maybeText(),
            theme_title: maybeText(),
            theme_difficulty: maybeOneOf(DIFFICULTIES),
          },
          { title: 'StudyStats' },
        ),
      ),
      aggregates: closed(
        {
          total_sessions: nullable('integer', { description: 'Nombre total de sessions / number of study sessions' }),
          avg_score: score(),
          avg_mastery: mastery('Maîtrise moyenne des séances (0-1) / mean mastery of the sessions'),
          total_time_hours: nullable('number', { minimum: 0, description: 'Temps total en heures / hours in all' }),
        },
        { title: 'StudyAggregates' },
      ),
      filters: closed({
        class_id: maybeId(''),
        student_id: maybeId(''),
        theme_id: maybeId(''),
        start_date: Type.String({ format: 'date' }),
        end_date: Type.String({ format: 'date' }),
      }),
      pagination,
      meta: closed(meta),
    },
    PAGE,
  ),
};

/** What the export answers with 200 as JSON: the requested resources and nothing else. */
export const exportAnswer = closed({
  tenant_id: text(),
  exported_at: instant(),
  format_version: Type.Literal('1.0'),
  ...Object.fromEntries(
    Object.entries(EXPORT_FIELDS).map(([name, fields]) => [name, Type.Optional(Type.Array(closed(fields)))]),
  ),
  deleted: Type.Optional(
    Type.Array(closed({ resource: named('students'), id: id('', 'STUDENT_PARIS_009'), deleted_at: instant() })),
  ),
  meta: closed({
    sync_token: Type.String({
      format: 'date-time',
      description: 'Pour updated_since la prochaine fois / next updated_since',
    }),
    counts: Type.Record(Type.String(), Type.Integer()),
  }),
});

/** The query of a resource, for the documentation; parameters.ts is what reads it. */
export function querySchemaOf(parameters: readonly Parameter[]): TSchema {
  return Type.Object(Object.fromEntries(parameters.map((one) => [one.name, Type.Optional(schemaOf(one))])), {
    additionalProperties: false,
  });
}

function schemaOf({ kind, values = [], fallback, description }: Parameter): TSchema {
  const more = { description, ...(fallback !== undefined && { default: fallback }) };
  if (kind === 'limit') return Type.Integer({ minimum: 1, 'x-clamped-to': MAX_LIMIT, ...more });
  if (kind === 'offset') return Type.Integer({ minimum: 0, ...more });
  if (kind === 'choice') return Type.Unsafe({ type: 'string', enum: values, ...more });
  if (kind === 'list') return Type.String({ 'x-list-of': values, ...more });
  if (kind === 'day') return Type.String({ format: 'date', ...more });
  if (kind === 'instant') return Type.String({ format: 'date-time', ...more });
  return Type.String({ minLength: 1, ...(kind === 'id' && { maxLength: 64 }), ...more });
}

/** X-Orchestrator-Id, which every call may carry. */
export const tenantHeader = Type.Object({
  'x-orchestrator-id': Type.Optional(
    Type.String({
      description: 'Identifiant du tenant ; facultatif avec une clé / the institution; optional with a key',
    }),
  ),
});
