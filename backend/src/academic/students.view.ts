import { type AliasedExpression, type SelectQueryBuilder, sql } from 'kysely';
import { isAfter, limited, pageFrom, writtenInstant } from './keyset.view.ts';
import type { Page, PageRequest } from './page.ts';
import { isoSeconds, type Student } from './records.ts';
import type { StudentGroups } from './student-groups.view.ts';
import type { TenantQuery } from './tenant-query.view.ts';

export interface StudentFilter {
  /** Keys of rows. */
  classKey?: string | undefined;
  promoKey?: string | undefined;
  /** undefined = all. */
  status?: Student['status'] | undefined;
  updatedSince?: Date | undefined;
}

/** Without the names, which an export leaves out. */
export type ExportedStudent = Omit<Student, 'class_name' | 'promo_name'>;

/** Students by name, then id. A class has those who are enrolled in it now, as their main class or beside it. */
export async function findStudents(
  tenant: TenantQuery,
  filter: StudentFilter,
  asked: PageRequest,
  groups: StudentGroups,
): Promise<Page<ExportedStudent>> {
  const page = await findWrittenStudents(tenant, filter, asked, groups);
  return { ...page, rows: JSON.parse(`[${page.rows.join()}]`) as ExportedStudent[] };
}

/** The same, each record as its JSON text: what a list of 500 is made of costs more than finding it. */
export async function findWrittenStudents(
  tenant: TenantQuery,
  filter: StudentFilter,
  asked: PageRequest,
  groups: StudentGroups,
): Promise<Page<string>> {
  const count = () => matching(tenant, filter).select((eb) => eb.fn.countAll<number>().as('n'));
  const counted = async () => Number((await count().executeTakeFirst())?.n ?? 0);
  const request = await reached(tenant, filter, asked);
  if (request === undefined) return { ...NOTHING, total: asked.knownTotal ?? (await counted()) };
  const wanted = limited(selected(tenant, filter, request), request).$if(request.knownTotal === undefined, (q) =>
    q.select(count().as('total')),
  );
  const found = await (tenant.engine === 'postgres' ? writtenThere : writtenHere)(tenant, wanted, request);
  const page = await pageFrom(
    found.heads,
    found.total === undefined ? request : { ...request, knownTotal: found.total },
    counted,
    () => found.last,
  );
  const members = await groups.of(tenant, found.groups);
  return { ...page, rows: page.rows.map((head, at) => `${head}${members[at]}${found.tails[at]}`) };
}

function selected(tenant: TenantQuery, filter: StudentFilter, request: PageRequest) {
  return matching(tenant, filter)
    .$if(request.after !== undefined, (q) => q.where(isAfter(tenant.engine, 's', 'student_id', request.after ?? [])))
    .select([
      's.student_id',
      's.sort_key',
      's.uuid_scolaire',
      's.email_scolaire',
      's.firstname',
      's.lastname',
      's.class_pk',
      's.promo_pk',
      sql<'true' | 'false'>`case when s.consent_sharing_at is null then 'false' else 'true' end`.as('consent_sharing'),
      's.status',
      writtenInstant(tenant.engine, 's.created_at').as('created_at'),
      writtenInstant(tenant.engine, 's.updated_at').as('updated_at'),
    ])
    .orderBy('s.sort_key')
    .orderBy('s.student_id');
}

type StudentRow = ReturnType<typeof selected> extends SelectQueryBuilder<infer _DB, infer _TB, infer Row> ? Row : never;
type StudentRows = SelectQueryBuilder<Record<never, never>, never, StudentRow & { total?: number | null | undefined }>;

/** The rows of a page, each record in two pieces of JSON between which belongs what {@link StudentGroups} writes. */
interface WrittenRows {
  heads: string[];
  /** Key of the class, space, key of the promotion. */
  groups: string[];
  tails: string[];
  total: number | undefined;
  /** Position of the last row that the page keeps. */
  last: readonly string[];
}

/**
 * A driver that takes 500 rows of a dozen values apart one by one takes longer over it than the database over finding them, and
 * each value would be made a text again: PostgreSQL writes the records and hands them over as one text. Within JSON no line
 * ends, so its pieces are cut there.
 */
async function writtenThere(
  tenant: TenantQuery,
  rows: StudentRows,
  { limit, knownTotal }: PageRequest,
): Promise<WrittenRows> {
  const arrays = tenant
    .select(rows.as('x') as AliasedExpression<StudentRow, 'x'>)
    .select([
      sql<string[] | null>`array_agg(concat(${RECORD}))`.as('records'),
      sql<string[] | null>`array_agg(x.sort_key)`.as('sort_keys'),
      sql<string[] | null>`array_agg(x.student_id)`.as('student_ids'),
    ])
    .$if(knownTotal === undefined, (q) => q.select(sql<number | null>`min(x.total)`.as('total')));
  const last = sql`least(${limit}::bigint, cardinality(a.records))::int`;
  const found = (await tenant
    .select(arrays.as('a'))
    .select([
      ...PARTS.map(([name, part]) => sql<string | null>`array_to_string(a.records[${part}], E'\n')`.as(name)),
      sql<string | null>`a.sort_keys[${last}]`.as('sort_key'),
      sql<string | null>`a.student_ids[${last}]`.as('student_id'),
    ])
    .$if(knownTotal === undefined, (q) => q.select(sql<number | null>`a.total`.as('total')))
    .executeTakeFirstOrThrow()) as {
    sort_key: string;
    student_id: string;
    total?: number | null;
    [part: string]: unknown;
  };
  const pieces = PARTS.flatMap(([name]) => {
    const part = found[name] as string | null;
    return part === null || part === '' ? [] : part.split('\n');
  });
  const each = (nth: number) => Array.from({ length: pieces.length / 3 }, (_, at) => pieces[3 * at + nth] ?? '');
  return {
    ...{ heads: each(0), groups: each(1), tails: each(2) },
    total: found.total ?? undefined,
    last: [found.sort_key, found.student_id],
  };
}

/** Texts beyond 128 kB are laid apart by V8 and cleaned up late: a hundred records are some 40 kB. */
const PARTS = [0, 100, 200, 300, 400].map(
  (from) => [`from_${from}`, sql.raw(`${from + 1}:${from === 400 ? '' : from + 100}`)] as const,
);

/** As {@link headOf}, the keys of the groups and {@link tailOf} write it. */
const RECORD = sql.raw(
  `'{"id":', ${json('student_id')}, ',"uuid_scolaire":', ${json('uuid_scolaire')}, ',"email_scolaire":', ${json('email_scolaire')},
    ',"firstname":', ${json('firstname')}, ',"lastname":', ${json('lastname')}, E'\\n', x.class_pk, ' ', x.promo_pk,
    E'\\n,"consent_sharing":', x.consent_sharing, ',"status":', ${json('status')},
    ',"created_at":"', x.created_at, '","updated_at":"', x.updated_at, '"}'`,
);

function json(column: string): string {
  return `coalesce(to_json(x.${column}), 'null')`;
}

async function writtenHere(_: TenantQuery, rows: StudentRows, { limit }: PageRequest): Promise<WrittenRows> {
  const found = await rows.execute();
  const last = found[Math.min(limit, found.length) - 1];
  return {
    heads: found.map(headOf),
    groups: found.map((row) => `${row.class_pk ?? ''} ${row.promo_pk ?? ''}`),
    tails: found.map(tailOf),
    total: found[0]?.total ?? undefined,
    last: last === undefined ? [] : [last.sort_key, last.student_id],
  };
}

/** A {@link Student} as JSON, its members in the order of the documentation, as far as its groups. */
function headOf(row: StudentRow): string {
  const { student_id: id, uuid_scolaire, email_scolaire, firstname, lastname } = row;
  return JSON.stringify({ id, uuid_scolaire, email_scolaire, firstname, lastname }).slice(0, -1);
}

function tailOf(row: StudentRow): string {
  return (
    `,"consent_sharing":${row.consent_sharing},"status":${JSON.stringify(row.status)}` +
    `,"created_at":"${isoSeconds(row.created_at)}","updated_at":"${isoSeconds(row.updated_at)}"}`
  );
}

/** From here on rows that are skipped are looked for in the index alone. */
const FAR = 1000;

const NOTHING = { rows: [], hasMore: false, last: undefined };

/** A far offset as the position that it means: skipping whole rows would read all of them. Undefined beyond the end. */
async function reached(
  tenant: TenantQuery,
  filter: StudentFilter,
  request: PageRequest,
): Promise<PageRequest | undefined> {
  if (request.offset < FAR || filter.classKey !== undefined) return request;
  const last = await matching(tenant, filter)
    .select(['s.sort_key', 's.student_id'])
    .orderBy('s.sort_key')
    .orderBy('s.student_id')
    .offset(request.offset - 1)
    .limit(1)
    .executeTakeFirst();
  return last === undefined ? undefined : { ...request, offset: 0, after: [last.sort_key, last.student_id] };
}

function matching(tenant: TenantQuery, { classKey, promoKey, status, updatedSince }: StudentFilter) {
  return tenant
    .from('students', 's')
    .$if(classKey !== undefined, (q) =>
      q
        .innerJoin(tenant.rows('enrolments', 'e'), 'e.student_pk', 's.id')
        .where('e.class_pk', '=', classKey ?? '')
        .where('e.status', '=', 'active'),
    )
    .$if(promoKey !== undefined, (q) => q.where('s.promo_pk', '=', promoKey ?? ''))
    .$if(status !== undefined, (q) => q.where('s.status', '=', status ?? 'active'))
    .$if(updatedSince !== undefined, (q) => q.where('s.updated_at', '>=', updatedSince ?? new Date(0)));
}
