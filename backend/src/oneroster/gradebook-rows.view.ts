import { sql } from 'kysely';
import type { TenantQuery } from '../academic/tenant-query.view.ts';
import { NO_PROMOTION } from './collections.ts';
import { textOf } from './key-text.view.ts';
import { END_DATE } from './roster-rows.view.ts';

/** Which assignments are for which classes: those given to the class, and those given to its promotion. */
function given(tenant: TenantQuery) {
  const toClasses = tenant
    .from('assignment_targets', 'g')
    .innerJoin(tenant.rows('classes', 'c'), 'c.id', 'g.class_pk')
    .select(['g.assignment_pk', 'c.id as class_pk']);
  const toPromotions = tenant
    .from('assignment_targets', 'g')
    .innerJoin(tenant.rows('classes', 'c'), 'c.promo_pk', 'g.promo_pk')
    .select(['g.assignment_pk', 'c.id as class_pk']);
  return toClasses.union(toPromotions);
}

/** The kinds of assignments that have been given. */
export function categories(tenant: TenantQuery, classPk?: string) {
  const type = textOf(tenant.engine, 'a.type');
  return tenant
    .from('assignments', 'a')
    .where('a.status', '!=', 'draft')
    .$if(classPk !== undefined, (q) =>
      q.where('a.id', 'in', (eb) =>
        eb
          .selectFrom(given(tenant).as('n'))
          .select('n.assignment_pk')
          .where('n.class_pk', '=', classPk ?? ''),
      ),
    )
    .select(({ fn }) => [
      type.as('sourced_id'),
      sql<string>`'active'`.as('status'),
      fn.max('a.updated_at').as('updated_at'),
      type.as('title'),
    ])
    .groupBy('a.type');
}

/** An assignment in a class that has it. Drafts, and work for single students, are no columns of a class' gradebook. */
export function lineItems(tenant: TenantQuery) {
  const { engine } = tenant;
  const none = sql`'${sql.raw(NO_PROMOTION)}'`;
  return tenant
    .from('assignments', 'a')
    .innerJoin(given(tenant).as('n'), 'n.assignment_pk', 'a.id')
    .innerJoin(tenant.rows('classes', 'c'), 'c.id', 'n.class_pk')
    .leftJoin(tenant.rows('promotions', 'p'), 'p.id', 'c.promo_pk')
    .where('a.status', '!=', 'draft')
    .select(['a.id as assignment_pk', 'a.theme_pk', 'c.id as class_pk'])
    .select([
      sql<string>`concat(${textOf(engine, 'a.id')}, '@', ${textOf(engine, 'c.id')})`.as('sourced_id'),
      sql<string>`'active'`.as('status'),
      'a.updated_at',
      'a.title',
      'a.instructions as description',
      'a.created_at',
      'a.due_at',
      'c.class_id',
      textOf(engine, 'a.type').as('category_id'),
      sql<string>`coalesce(${textOf(engine, 'c.promo_pk')}, ${none})`.as('term_id'),
      END_DATE.as('term_end'),
      'a.tenant_id as school_id',
    ]);
}

/** What narrows results down: less work is summed. */
export interface ResultRange {
  classPk?: string | undefined;
  studentPk?: string | undefined;
  studentPks?: readonly string[] | undefined;
  startDate?: string | undefined;
  endDate?: string | undefined;
  lineItem?: string | undefined;
}

/**
 * What a student did, in the class it was done in, in the theme of an assignment of that class. Where the institution asks for
 * consent, of those who gave it.
 */
export function results(tenant: TenantQuery, { lineItem, ...wanted }: ResultRange, consentingOnly: boolean) {
  const { classPk, studentPk, studentPks, startDate, endDate } = wanted;
  const range = {
    ...(classPk !== undefined && { classPk }),
    ...(studentPk !== undefined && { studentPk }),
    ...(studentPks !== undefined && { studentPks }),
    ...(startDate !== undefined && { startDate }),
    ...(endDate !== undefined && { endDate }),
  };
  const { engine } = tenant;
  const done = tenant
    .select(tenant.studyWork(range, 'w'))
    .innerJoin(lineItems(tenant).as('l'), (on) =>
      on.onRef('l.theme_pk', '=', 'w.theme_pk').onRef('l.class_pk', '=', 'w.class_pk'),
    )
    .innerJoin(tenant.rows('students', 's'), 's.id', 'w.student_pk')
    .$if(consentingOnly, (q) => q.where('s.consent_sharing_at', 'is not', null))
    .$if(lineItem !== undefined, (q) => q.where('l.sourced_id', '=', lineItem ?? ''))
    .groupBy(['l.sourced_id', 'l.class_id', 's.id', 's.student_id'])
    .select(({ fn }) => [
      sql<string>`concat(l.sourced_id, '@', ${textOf(engine, 's.id')})`.as('sourced_id'),
      'l.sourced_id as line_item_id',
      'l.class_id',
      's.student_id',
      fn.max('w.last_activity_at').as('updated_at'),
      fn.max('w.day').as('score_date'),
      sql<number | null>`sum(w.score_sum) / nullif(sum(w.scored_sessions), 0)`.as('score_fraction'),
      sql<number | null>`100 * sum(w.score_sum) / nullif(sum(w.scored_sessions), 0)`.as('score'),
    ]);
  return tenant.select(done.as('d')).selectAll().select(sql<string>`'active'`.as('status'));
}
