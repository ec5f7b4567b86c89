import { sql } from 'kysely';
import { isAfter, limited, pageFrom } from './keyset.view.ts';
import type { Page, PageRequest } from './page.ts';
import { isoSeconds, type Promotion, type SchoolClass, type Teacher } from './records.ts';
import type { TenantQuery } from './tenant-query.view.ts';

export interface GroupFilter {
  /** Key of a promotion's row; for classes. */
  promoKey?: string | undefined;
  /** undefined = all. */
  status?: 'active' | 'archived' | undefined;
  updatedSince?: Date | undefined;
}

/** Classes by name, then id. */
export async function findClasses(
  tenant: TenantQuery,
  filter: GroupFilter,
  request: PageRequest,
): Promise<Page<SchoolClass>> {
  const matching = tenant
    .from('classes', 'c')
    .$if(filter.promoKey !== undefined, (q) => q.where('c.promo_pk', '=', filter.promoKey ?? ''))
    .$if(filter.status !== undefined, (q) => q.where('c.status', '=', filter.status ?? 'active'))
    .$if(filter.updatedSince !== undefined, (q) => q.where('c.updated_at', '>=', filter.updatedSince ?? new Date(0)));
  const count = matching.select((eb) => eb.fn.countAll<number>().as('n'));
  const wanted = matching
    .$if(request.after !== undefined, (q) => q.where(isAfter(tenant.engine, 'c', 'class_id', request.after ?? [])))
    .leftJoin(tenant.rows('promotions', 'p'), 'p.id', 'c.promo_pk')
    .leftJoin(tenant.rows('teachers', 't'), 't.id', 'c.teacher_pk')
    .select([
      'c.id as key',
      'c.class_id',
      'c.sort_key',
      'c.name',
      'c.description',
      'c.status',
      'c.created_at',
      'c.updated_at',
      'p.promo_id',
      'p.name as promo_name',
      't.teacher_id',
      't.firstname as teacher_firstname',
      't.lastname as teacher_lastname',
    ])
    .$if(request.knownTotal === undefined, (q) => q.select(count.as('total')))
    .orderBy('c.sort_key')
    .orderBy('c.class_id');
  const page = await pageFrom(
    await limited(wanted, request).execute(),
    request,
    async () => Number((await count.executeTakeFirst())?.n ?? 0),
    (row) => [row.sort_key, row.class_id],
  );
  const counts = await studentCounts(
    tenant,
    page.rows.map(({ key }) => key),
  );
  const rows = page.rows.map(
    (row): SchoolClass => ({
      id: row.class_id,
      name: row.name,
      description: row.description,
      promo_id: row.promo_id,
      promo_name: row.promo_name,
      teacher_id: row.teacher_id,
      teacher_firstname: row.teacher_firstname,
      teacher_lastname: row.teacher_lastname,
      student_count: counts.get(row.key) ?? 0,
      status: row.status,
      created_at: isoSeconds(row.created_at),
      updated_at: isoSeconds(row.updated_at),
    }),
  );
  return { ...page, rows };
}

/** Of more classes than this the students of all are counted, in one go. */
const COUNTED_APART = 1000;

/** How many active students are in each class now, by its key. */
async function studentCounts(tenant: TenantQuery, classKeys: readonly string[]): Promise<Map<string, number>> {
  if (classKeys.length === 0) return new Map();
  const enrolled = tenant
    .from('enrolments', 'e')
    .innerJoin(tenant.rows('students', 's'), 's.id', 'e.student_pk')
    .where('e.status', '=', 'active')
    .where('s.status', '=', 'active');
  const rows =
    classKeys.length > COUNTED_APART
      ? await enrolled
          .select((eb) => ['e.class_pk', eb.fn.countAll<number>().as('n')])
          .groupBy('e.class_pk')
          .execute()
      : await tenant
          .from('classes', 'c')
          .where('c.id', 'in', classKeys)
          .select((eb) => [
            'c.id as class_pk',
            enrolled.where('e.class_pk', '=', sql.ref<string>('c.id')).select(eb.fn.countAll<number>().as('n')).as('n'),
          ])
          .execute();
  return new Map(rows.map(({ class_pk, n }) => [class_pk, Number(n)]));
}

/** Promotions by name, then id. */
export async function findPromotions(
  tenant: TenantQuery,
  filter: GroupFilter,
  request: PageRequest,
): Promise<Page<Promotion>> {
  const matching = tenant
    .from('promotions', 'p')
    .$if(filter.status !== undefined, (q) => q.where('p.status', '=', filter.status ?? 'active'))
    .$if(filter.updatedSince !== undefined, (q) => q.where('p.updated_at', '>=', filter.updatedSince ?? new Date(0)));
  const count = matching.select((eb) => eb.fn.countAll<number>().as('n'));
  const ofPromotion = (table: 'classes' | 'students') =>
    tenant
      .from(table, 'x')
      .where('x.status', '=', 'active')
      .where('x.promo_pk', '=', sql.ref<string>('p.id'))
      .select((eb) => eb.fn.countAll<number>().as('n'));
  const wanted = matching
    .$if(request.after !== undefined, (q) => q.where(isAfter(tenant.engine, 'p', 'promo_id', request.after ?? [])))
    .select([
      'p.promo_id',
      'p.sort_key',
      'p.name',
      'p.description',
      'p.level',
      'p.year_start',
      'p.year_end',
      'p.status',
      'p.created_at',
      'p.updated_at',
      ofPromotion('classes').as('class_count'),
      ofPromotion('students').as('student_count'),
    ])
    .$if(request.knownTotal === undefined, (q) => q.select(count.as('total')))
    .orderBy('p.sort_key')
    .orderBy('p.promo_id');
  const page = await pageFrom(
    await limited(wanted, request).execute(),
    request,
    async () => Number((await count.executeTakeFirst())?.n ?? 0),
    (row) => [row.sort_key, row.promo_id],
  );
  const rows = page.rows.map(
    (row): Promotion => ({
      id: row.promo_id,
      name: row.name,
      description: row.description,
      level: row.level,
      year_start: row.year_start,
      year_end: row.year_end,
      class_count: Number(row.class_count),
      student_count: Number(row.student_count),
      status: row.status,
      created_at: isoSeconds(row.created_at),
      updated_at: isoSeconds(row.updated_at),
    }),
  );
  return { ...page, rows };
}

/** Teachers by name, then id; for exports, so without a total. */
export async function findTeachers(
  tenant: TenantQuery,
  filter: GroupFilter,
  request: PageRequest,
): Promise<Page<Teacher>> {
  const wanted = tenant
    .from('teachers', 't')
    .$if(filter.status !== undefined, (q) => q.where('t.status', '=', filter.status ?? 'active'))
    .$if(filter.updatedSince !== undefined, (q) => q.where('t.updated_at', '>=', filter.updatedSince ?? new Date(0)))
    .$if(request.after !== undefined, (q) => q.where(isAfter(tenant.engine, 't', 'teacher_id', request.after ?? [])))
    .select([
      't.teacher_id',
      't.sort_key',
      't.firstname',
      't.lastname',
      't.email',
      't.status',
      't.created_at',
      't.updated_at',
    ])
    .orderBy('t.sort_key')
    .orderBy('t.teacher_id');
  const page = await pageFrom(
    await limited(wanted, request).execute(),
    request,
    async () => 0,
    (row) => [row.sort_key, row.teacher_id],
  );
  const rows = page.rows.map(
    ({ teacher_id, sort_key: _, created_at, updated_at, ...row }): Teacher => ({
      id: teacher_id,
      ...row,
      created_at: isoSeconds(created_at),
      updated_at: isoSeconds(updated_at),
    }),
  );
  return { ...page, rows };
}
