import { isAfter, limited, pageFrom } from './keyset.view.ts';
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
  request: PageRequest,
): Promise<Page<Student>> {
  const count = matching(tenant, filter).select((eb) => eb.fn.countAll<number>().as('n'));
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
      's.consent_sharing_at',
      's.status',
      's.created_at',
      's.updated_at',
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
  consent_sharing_at: Date | null;
  status: Student['status'];
  created_at: Date;
  updated_at: Date;
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
    consent_sharing: row.consent_sharing_at !== null,
    status: row.status,
    created_at: isoSeconds(row.created_at),
    updated_at: isoSeconds(row.updated_at),
  };
}
