import { sql } from 'kysely';
import type { GroupName, GroupNames } from './group-names.view.ts';
import { type JsonColumns, jsonColumns } from './json-columns.view.ts';
import { isAfter, limited, pageFrom, writtenInstant } from './keyset.view.ts';
import type { Page, PageRequest } from './page.ts';
import { isoSeconds, type Student } from './records.ts';
import type { TenantQuery } from './tenant-query.view.ts';

export interface StudentFilter {
  /** Keys of rows. */
  classKey?: string | undefined;
  promoKey?: string | undefined;
  /** undefined = all. */
  status?: Student['status'] | undefined;
  updatedSince?: Date | undefined;
}

/** What students' classes and promotions are called. */
export interface StudentGroups {
  classes: GroupNames;
  promotions: GroupNames;
}

/** Students by name, then id. A class has those who are enrolled in it now, as their main class or beside it. */
export async function findStudents(
  tenant: TenantQuery,
  filter: StudentFilter,
  asked: PageRequest,
  groups: StudentGroups,
): Promise<Page<Student>> {
  const page = await findWrittenStudents(tenant, filter, asked, groups);
  return { ...page, rows: JSON.parse(`[${page.rows.join()}]`) as Student[] };
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
  const wanted = selected(tenant, filter, request).$if(request.knownTotal === undefined, (q) =>
    q.select(count().as('total')),
  );
  const names = request.knownTotal === undefined ? [...COLUMNS, 'total' as const] : COLUMNS;
  const columns = await jsonColumns(tenant, limited(wanted, request), names);
  const [total] = columns.total ?? [];
  const page = await pageFrom(
    [...columns.student_id.keys()],
    total === undefined ? request : { ...request, knownTotal: Number(JSON.parse(total)) },
    counted,
    (at) => [JSON.parse(columns.sort_key[at] ?? 'null'), JSON.parse(columns.student_id[at] ?? 'null')],
  );
  const classes = await groups.classes.of(tenant, columns.class_pk);
  const promotions = await groups.promotions.of(tenant, columns.promo_pk);
  return { ...page, rows: page.rows.map((at) => writtenStudent(columns, at, classes[at], promotions[at])) };
}

const COLUMNS = [
  ...(['student_id', 'sort_key', 'uuid_scolaire', 'email_scolaire', 'firstname', 'lastname', 'class_pk'] as const),
  ...(['promo_pk', 'consent_sharing', 'status', 'created_at', 'updated_at'] as const),
];

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

/** A {@link Student} as JSON, its members in the order of the documentation. */
function writtenStudent(
  columns: JsonColumns<(typeof COLUMNS)[number]>,
  at: number,
  schoolClass = UNNAMED,
  promotion = UNNAMED,
): string {
  return (
    `{"id":${columns.student_id[at]},"uuid_scolaire":${columns.uuid_scolaire[at]},"email_scolaire":${columns.email_scolaire[at]}` +
    `,"firstname":${columns.firstname[at]},"lastname":${columns.lastname[at]},"class_id":${schoolClass.id},"promo_id":${promotion.id}` +
    `,"class_name":${schoolClass.name},"promo_name":${promotion.name},"consent_sharing":${unquoted(columns.consent_sharing[at])}` +
    `,"status":${columns.status[at]},"created_at":"${isoSeconds(unquoted(columns.created_at[at]))}"` +
    `,"updated_at":"${isoSeconds(unquoted(columns.updated_at[at]))}"}`
  );
}

const UNNAMED: GroupName = { id: 'null', name: 'null' };

/** What stands between the quotes of a JSON text in which nothing is escaped. */
function unquoted(json = ''): string {
  return json.slice(1, -1);
}
