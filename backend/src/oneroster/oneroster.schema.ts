import { type TObject, type TSchema, Type } from 'typebox';
import { MOST_ROWS } from './list-request.ts';
import type { CollectionName, Operation } from './operations.ts';

const closed = (properties: Record<string, TSchema>, title?: string): TObject =>
  Type.Object(properties, { additionalProperties: false, ...(title !== undefined && { title }) });
const oneOf = (...values: string[]) => Type.Unsafe<string>({ type: 'string', enum: values });
const maybe = (schema: TSchema) => Type.Optional(schema);
const text = (description?: string) => Type.String({ minLength: 1, ...(description && { description }) });
const day = () => Type.String({ format: 'date' });
const instant = () => Type.String({ format: 'date-time', description: 'UTC' });
const ref = (type: string) => closed({ href: Type.String({ format: 'uri' }), sourcedId: text(), type: oneOf(type) });
const none = () => Type.Array(Type.String());
const yesOrNo = () => oneOf('true', 'false');

const base = { sourcedId: text(), status: oneOf('active', 'tobedeleted'), dateLastModified: instant() };

const person = {
  username: maybe(text()),
  userIds: none(),
  enabledUser: yesOrNo(),
  givenName: text('`-` : inconnu / unknown'),
  familyName: text('`-` : inconnu / unknown'),
  identifier: maybe(text()),
  email: maybe(text()),
  agents: none(),
  grades: none(),
};
const role = closed({
  roleType: oneOf('primary', 'secondary'),
  role: oneOf('student', 'teacher'),
  org: ref('org'),
});

/** Every member a record may have, with those that the standard demands demanded. */
export const ENTITIES = {
  academicSession: closed(
    {
      ...base,
      title: text(),
      startDate: day(),
      endDate: day(),
      type: oneOf('schoolYear', 'term'),
      parent: maybe(ref('academicSession')),
      children: Type.Array(ref('academicSession')),
      schoolYear: text(),
    },
    'AcademicSession',
  ),
  class: closed(
    {
      ...base,
      title: text(),
      classCode: maybe(text()),
      classType: oneOf('scheduled'),
      grades: none(),
      subjects: none(),
      course: ref('course'),
      school: ref('org'),
      terms: Type.Array(ref('academicSession'), { minItems: 1 }),
    },
    'OneRosterClass',
  ),
  course: closed(
    {
      ...base,
      title: text(),
      schoolYear: maybe(ref('academicSession')),
      courseCode: text(),
      grades: none(),
      subjects: none(),
      org: ref('org'),
    },
    'Course',
  ),
  enrollment: closed(
    {
      ...base,
      user: ref('user'),
      class: ref('class'),
      school: ref('org'),
      role: oneOf('student', 'teacher'),
      primary: yesOrNo(),
    },
    'Enrollment',
  ),
  org: closed({ ...base, name: text(), type: oneOf('school'), identifier: text() }, 'Org'),
  user: closed(
    {
      ...base,
      ...person,
      userMasterIdentifier: maybe(text()),
      roles: Type.Array(role, { minItems: 1 }),
      primaryOrg: ref('org'),
    },
    'User',
  ),
  userV1p1: closed({ ...base, ...person, role: oneOf('student', 'teacher'), orgs: Type.Array(ref('org')) }, 'UserV1p1'),
  category: closed({ ...base, title: text() }, 'Category'),
  lineItem: closed(
    {
      ...base,
      title: text(),
      description: maybe(text()),
      assignDate: instant(),
      dueDate: instant(),
      class: ref('class'),
      school: ref('org'),
      category: ref('category'),
      academicSession: ref('academicSession'),
      resultValueMin: Type.Number(),
      resultValueMax: Type.Number(),
    },
    'LineItem',
  ),
  result: closed(
    {
      ...base,
      lineItem: ref('lineItem'),
      student: ref('user'),
      class: ref('class'),
      scoreStatus: oneOf('fully graded', 'submitted'),
      score: maybe(Type.Number({ minimum: 0, maximum: 100 })),
      scoreDate: day(),
    },
    'Result',
  ),
  /** We hold none of these. */
  demographics: closed(base, 'Demographics'),
  scoreScale: closed(base, 'ScoreScale'),
};

/** The record that an operation answers, whole. */
function entityOf({ collection, service }: Operation): TObject {
  const one = collection.one as keyof typeof ENTITIES;
  return ENTITIES[one === 'user' && service === 'rostering-v1p1' ? 'userV1p1' : one];
}

/** The members that `fields` can choose from. */
export function membersOf(operation: Operation): string[] {
  return Object.keys(entityOf(operation).properties);
}

/** What a refusal answers: OneRoster 1.2, imsx_StatusInfo. */
const refusal = (description: string) =>
  Type.Object(
    {
      imsx_codeMajor: oneOf('failure'),
      imsx_severity: oneOf('error'),
      imsx_description: Type.String(),
      imsx_CodeMinor: closed({
        imsx_codeMinorField: Type.Array(
          closed({ imsx_codeMinorFieldName: Type.String(), imsx_codeMinorFieldValue: oneOf(...CODE_MINORS) }),
          { minItems: 1 },
        ),
      }),
    },
    { description, additionalProperties: false },
  );

/** The words by which OneRoster 1.2 tells what went wrong. */
export const CODE_MINORS = [
  ...['invaliddata', 'invalid_filter_field', 'invalid_selection_field', 'unauthorisedrequest', 'forbidden'],
  ...['server_busy', 'unknownobject', 'internal_server_error'],
];

const REFUSALS = {
  400: refusal('Paramètre, filtre ou champ invalide / invalid parameter, filter or field'),
  401: refusal('Clé ou jeton manquant ou invalide / key or token missing or invalid'),
  403: refusal('Autre établissement ou droit manquant / another institution or missing scope'),
  404: refusal('Cet enregistrement n’existe pas / no such record'),
  405: refusal('Seul GET est accepté / only GET'),
  429: refusal('Quota dépassé / quota exceeded'),
  500: refusal('Erreur interne / internal error'),
  503: refusal('Service indisponible, réessayer / unavailable, try again'),
};

const WORDS: Readonly<Record<CollectionName, string>> = {
  academicSessions: 'Périodes : promotions et leurs termes',
  terms: 'Termes (un par promotion)',
  gradingPeriods: 'Périodes de notation (aucune)',
  classes: 'Classes',
  courses: 'Cours : thèmes, et le programme de chaque promotion',
  demographics: 'Données démographiques (aucune)',
  enrollments: 'Inscriptions',
  orgs: 'Organisations : l’établissement',
  schools: 'Écoles : l’établissement',
  students: 'Étudiants',
  teachers: 'Enseignants',
  users: 'Personnes',
  categories: 'Catégories : types d’affectation',
  lineItems: 'Colonnes de notes : affectations par classe',
  results: 'Résultats : moyenne par étudiant et affectation',
  scoreScales: 'Échelles de notation (aucune)',
};

const LIST_QUERY = Type.Object(
  {
    limit: maybe(Type.Integer({ minimum: 1, maximum: MOST_ROWS, default: 100 })),
    offset: maybe(Type.Integer({ minimum: 0, default: 0 })),
    sort: maybe(Type.String({ description: 'Champ de tri / field to sort by' })),
    orderBy: maybe(oneOf('asc', 'desc')),
    filter: maybe(
      Type.String({
        description:
          "Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons.",
      }),
    ),
    fields: maybe(Type.String({ description: 'Champs voulus, séparés par des virgules / wanted fields' })),
  },
  { additionalProperties: false },
);
const ONE_QUERY = Type.Object({ fields: LIST_QUERY.properties.fields }, { additionalProperties: false });

const LIST_HEADERS = {
  'X-Total-Count': Type.Integer({ minimum: 0, description: 'Tous les résultats du filtre / all rows of the filter' }),
  Link: maybe(Type.String({ description: 'first, prev, next, last' })),
};

/** What the documentation says of an operation. */
export function schemaOf(operation: Operation) {
  const { operationId, name, service, isSingle, path, collection } = operation;
  // `fields` may leave any member out.
  const titled: TSchema = { ...entityOf(operation), required: [] };
  const answer = isSingle ? closed({ [collection.one]: titled }) : closed({ [collection.many]: Type.Array(titled) });
  const version = service === 'rostering-v1p1' ? '1.1' : '1.2';
  const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, one = '']) => [one, Type.String()] as const);
  return {
    tags: [service === 'rostering-v1p1' ? 'oneroster-v1p1' : 'oneroster'],
    operationId,
    summary: `${WORDS[name]} / ${operationId}`,
    description: `OneRoster ${version}. Scope requis : \`academic:read\`, ou pour un jeton ${operation.scopes.map((one) => `\`${one.split('/').at(-1)}\``).join(' / ')}.`,
    security: [{ apiKey: [] }, { bearer: [] }],
    ...(parameters.length > 0 && { params: Type.Object(Object.fromEntries(parameters)) }),
    querystring: isSingle ? ONE_QUERY : LIST_QUERY,
    response: {
      200: {
        description: isSingle
          ? 'L’enregistrement / the record'
          : 'Une page de la collection / a page of the collection',
        content: { 'application/json': { schema: answer } },
        ...(!isSingle && { headers: LIST_HEADERS }),
      },
      ...REFUSALS,
    },
  };
}
