import { type Expression, type InferResult, type SqlBool, sql } from 'kysely';
import { limited, pageFrom } from './keyset.view.ts';
import type { Page, PageRequest } from './page.ts';
import { type Assignment, isoSeconds, type Target } from './records.ts';
import type { TenantQuery } from './tenant-query.view.ts';

export interface AssignmentFilter {
  /** Keys of rows. */
  classKey?: string | undefined;
  teacherKey?: string | undefined;
  /** undefined = all. */
  status?: Assignment['status'] | undefined;
  updatedSince?: Date | undefined;
}

/**
 * Assignments, the latest due first, those without a date last; then the newest first, then by id. A class has those given to
 * itself and to its promotion, not those of single students.
 */
export async function findAssignments(
  tenant: TenantQuery,
  filter: AssignmentFilter,
  request: PageRequest,
): Promise<Page<Assignment>> {
  const matching = await matchingOf(tenant, filter);
  const count = matching.select((eb) => eb.fn.countAll<number>().as('n'));
  const found: AssignmentRow[] = [];
  for (const [nth, part] of partsAfter(request.after).entries()) {
    const missing = request.limit - found.length;
    if (missing < 0) break;
    const wanted = selected(tenant, matching)
      .$if(part !== undefined, (q) => q.where(part ?? sql<SqlBool>`true`))
      .$if(nth === 0 && request.knownTotal === undefined, (q) => q.select(count.as('total')));
    found.push(...(await limited(wanted, { limit: missing, offset: request.offset }).execute()));
  }
  const page = await pageFrom(
    found,
    request,
    async () => Number((await count.executeTakeFirst())?.n ?? 0),
    (row) => [row.due_at?.getTime() ?? null, row.created_at.getTime(), row.assignment_id],
  );
  const targets = await targetsOf(
    tenant,
    page.rows.map((row) => row.key),
  );
  const rows = page.rows.map(
    (row): Assignment => ({
      id: row.assignment_id,
      type: row.type,
      title: row.title,
      mode: row.mode,
      theme_id: row.theme_id,
      theme_title: row.theme_title,
      theme_difficulty: row.theme_difficulty,
      teacher_id: row.teacher_id,
      teacher_firstname: row.teacher_firstname,
      teacher_lastname: row.teacher_lastname,
      status: row.status,
      due_at: isoSeconds(row.due_at),
      instructions: row.instructions,
      targets: targets.get(row.key) ?? [],
      created_at: isoSeconds(row.created_at),
      updated_at: isoSeconds(row.updated_at),
    }),
  );
  return { ...page, rows };
}

type AssignmentRow = InferResult<ReturnType<typeof selected>>[number];

function selected(tenant: TenantQuery, matching: Awaited<ReturnType<typeof matchingOf>>) {
  return matching
    .leftJoin(tenant.rows('themes', 'h'), 'h.id', 'a.theme_pk')
    .leftJoin(tenant.rows('teachers', 't'), 't.id', 'a.teacher_pk')
    .select([
      'a.id as key',
      'a.assignment_id',
      'a.type',
      'a.title',
      'a.mode',
      'a.status',
      'a.due_at',
      'a.instructions',
      'a.created_at',
      'a.updated_at',
      'h.theme_id',
      'h.title as theme_title',
      'h.difficulty as theme_difficulty',
      't.teacher_id',
      't.firstname as teacher_firstname',
      't.lastname as teacher_lastname',
    ])
    .orderBy(tenant.engine === 'postgres' ? sql`a.due_at desc nulls last` : sql`a.due_at desc`)
    .orderBy('a.created_at', 'desc')
    .orderBy('a.assignment_id');
}

async function matchingOf(tenant: TenantQuery, filter: AssignmentFilter) {
  const { classKey, teacherKey, status, updatedSince } = filter;
  const promo =
    classKey === undefined
      ? undefined
      : await tenant.from('classes', 'c').select('c.promo_pk').where('c.id', '=', classKey).executeTakeFirst();
  const given = tenant
    .from('assignment_targets', 'g')
    .select('g.assignment_pk')
    .where((eb) =>
      eb.or([
        eb('g.class_pk', '=', classKey ?? ''),
        ...(promo?.promo_pk ? [eb('g.promo_pk', '=', promo.promo_pk)] : []),
      ]),
    );
  return tenant
    .from('assignments', 'a')
    .$if(classKey !== undefined, (q) => q.where('a.id', 'in', given))
    .$if(teacherKey !== undefined, (q) => q.where('a.teacher_pk', '=', teacherKey ?? ''))
    .$if(status !== undefined, (q) => q.where('a.status', '=', status ?? 'draft'))
    .$if(updatedSince !== undefined, (q) => q.where('a.updated_at', '>=', updatedSince ?? new Date(0)));
}

/**
 * What comes after a position, in parts that follow each other, each of which an index answers in order: the rest of the same
 * date, the dates before it, those without a date. Undefined = everything.
 */
function partsAfter(after: PageRequest['after']): readonly (Expression<SqlBool> | undefined)[] {
  if (after === undefined) return [undefined];
  const [due, created, id] = after;
  const createdAt = new Date(Number(created));
  const later = sql<SqlBool>`(a.created_at <= ${createdAt} and (a.created_at < ${createdAt} or a.assignment_id > ${String(id ?? '')}))`;
  if (due === null || due === undefined) return [sql<SqlBool>`(a.due_at is null and ${later})`];
  const dueAt = new Date(Number(due));
  return [
    sql<SqlBool>`(a.due_at = ${dueAt} and ${later})`,
    sql<SqlBool>`a.due_at < ${dueAt}`,
    sql<SqlBool>`a.due_at is null`,
  ];
}

/** Whom the assignments are for, by the institution's ids, in a fixed order. */
async function targetsOf(tenant: TenantQuery, keys: readonly string[]): Promise<Map<string, Target[]>> {
  const found = new Map<string, Target[]>();
  if (keys.length === 0) return found;
  const rows = await tenant
    .from('assignment_targets', 'g')
    .select(['g.assignment_pk', 'g.target_type', 'g.student_pk', 'g.class_pk', 'g.promo_pk'])
    .where('g.assignment_pk', 'in', keys)
    .execute();
  // Asked by key: in a join some planners would rather go through all students than look up a few.
  const ids = new Map([
    ...(await tenant.idsOf(
      'students',
      rows.flatMap((row) => row.student_pk ?? []),
    )),
    ...(await tenant.idsOf(
      'classes',
      rows.flatMap((row) => row.class_pk ?? []),
    )),
    ...(await tenant.idsOf(
      'promotions',
      rows.flatMap((row) => row.promo_pk ?? []),
    )),
  ]);
  for (const row of rows) {
    const target_id = ids.get(row.class_pk ?? row.promo_pk ?? row.student_pk ?? '');
    if (target_id === undefined) continue;
    const targets = found.get(row.assignment_pk) ?? [];
    targets.push({ target_type: row.target_type, target_id });
    found.set(row.assignment_pk, targets);
  }
  for (const targets of found.values()) targets.sort(byTypeAndId);
  return found;
}

function byTypeAndId(a: Target, b: Target): number {
  if (a.target_type !== b.target_type) return a.target_type < b.target_type ? -1 : 1;
  return a.target_id < b.target_id ? -1 : 1;
}
