import { type InferResult, sql } from 'kysely';
import type { GroupName, GroupNames } from './group-names.view.ts';
import { isAfter, limited, pageFrom, writtenInstant } from './keyset.view.ts';
import type { Page, PageRequest } from './page.ts';
import { isoSeconds, type Student } from './records.ts';
import { rowsInColumns } from './rows-in-columns.view.ts';
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
  const count = matching(tenant, filter).select((eb) => eb.fn.countAll<number>().as('n'));
  const request = await reached(tenant, filter, asked);
  if (request === undefined)
    return { ...NOTHING, total: asked.knownTotal ?? Number((await count.executeTakeFirst())?.n ?? 0) };
  const wanted = selected(tenant, filter, request).$if(request.knownTotal === undefined, (q) =>
    q.select(count.as('total')),
  );
  const names = request.knownTotal === undefined ? [...COLUMNS, 'total' as const] : COLUMNS;
  const page = await pageFrom(
    await rowsInColumns(tenant, limited(wanted, request), names),
    request,
    async () => Number((await count.executeTakeFirst())?.n ?? 0),
    (row) => [row.sort_key, row.student_id],
  );
  const classOf = await groups.classes.of(
    tenant,
    page.rows.map((row) => row.class_pk),
  );
  const promotionOf = await groups.promotions.of(
    tenant,
    page.rows.map((row) => row.promo_pk),
  );
  const rows = page.rows.map((row) => studentOf(row, classOf(row.class_pk), promotionOf(row.promo_pk)));
  return { ...page, rows };
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
      sql<number | boolean>`s.consent_sharing_at is not null`.as('consent_sharing'),
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

type StudentRow = InferResult<ReturnType<typeof selected>>[number];

function studentOf(row: StudentRow, ofClass: GroupName | undefined, promotion: GroupName | undefined): Student {
  return {
    id: row.student_id,
    uuid_scolaire: row.uuid_scolaire,
    email_scolaire: row.email_scolaire,
    firstname: row.firstname,
    lastname: row.lastname,
    class_id: ofClass?.id ?? null,
    promo_id: promotion?.id ?? null,
    class_name: ofClass?.name ?? null,
    promo_name: promotion?.name ?? null,
    consent_sharing: Boolean(row.consent_sharing),
    status: row.status,
    created_at: isoSeconds(row.created_at),
    updated_at: isoSeconds(row.updated_at),
  };
}
