import { sql } from 'kysely';
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

/** Students by name, then id. A class has those who are enrolled in it now, as their main class or beside it. */
export async function findStudents(
  tenant: TenantQuery,
  filter: StudentFilter,
  asked: PageRequest,
): Promise<Page<Student>> {
  const count = matching(tenant, filter).select((eb) => eb.fn.countAll<number>().as('n'));
  const request = await reached(tenant, filter, asked);
  if (request === undefined)
    return { ...NOTHING, total: asked.knownTotal ?? Number((await count.executeTakeFirst())?.n ?? 0) };
  const wanted = matching(tenant, filter)
    .$if(request.after !== undefined, (q) => q.where(isAfter(tenant.engine, 's', 'student_id', request.after ?? [])))
    .leftJoin(tenant.rows('classes', 'c'), 'c.id', 's.class_pk')
    .leftJoin(tenant.rows('promotions', 'p'), 'p.id', 's.promo_pk')
    .select([
      's.student_id',
      's.sort_key',
      's.uuid_scolaire',
      's.email_scolaire',
      's.firstname',
      's.lastname',
      sql<number | boolean>`s.consent_sharing_at is not null`.as('consent_sharing'),
      's.status',
      writtenInstant(tenant.engine, 's.created_at').as('created_at'),
      writtenInstant(tenant.engine, 's.updated_at').as('updated_at'),
      'c.class_id',
      'c.name as class_name',
      'p.promo_id',
      'p.name as promo_name',
    ])
    .$if(request.knownTotal === undefined, (q) => q.select(count.as('total')))
    .orderBy('s.sort_key')
    .orderBy('s.student_id');
  const page = await pageFrom(
    await limited(wanted, request).execute(),
    request,
    async () => Number((await count.executeTakeFirst())?.n ?? 0),
    (row) => [row.sort_key, row.student_id],
  );
  return { ...page, rows: page.rows.map(studentOf) };
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

interface StudentRow {
  student_id: string;
  uuid_scolaire: string | null;
  email_scolaire: string | null;
  firstname: string | null;
  lastname: string | null;
  class_id: string | null;
  promo_id: string | null;
  class_name: string | null;
  promo_name: string | null;
  consent_sharing: boolean | number;
  status: Student['status'];
  created_at: Date | string;
  updated_at: Date | string;
}

function studentOf(row: StudentRow): Student {
  return {
    id: row.student_id,
    uuid_scolaire: row.uuid_scolaire,
    email_scolaire: row.email_scolaire,
    firstname: row.firstname,
    lastname: row.lastname,
    class_id: row.class_id,
    promo_id: row.promo_id,
    class_name: row.class_name,
    promo_name: row.promo_name,
    consent_sharing: Boolean(row.consent_sharing),
    status: row.status,
    created_at: isoSeconds(row.created_at),
    updated_at: isoSeconds(row.updated_at),
  };
}
