import { randomUUID } from 'node:crypto';
import { type Database, sqlOf } from '../../src/db/connection.ts';
import { type SeededCourse, seedCourse, seedLearners, seedLink } from '../support/progress-course.ts';

/** A course with activities, learners and rows of the outbox. */
export interface GradeCourse extends SeededCourse {
  linkId: string;
  learners: string[];
}

let courses = 0;

/** A course of its own with 12 grains or so many, one activity over all of it, and learners. */
export async function gradeCourse(database: Database, learners: number, grainCount = 12): Promise<GradeCourse> {
  const course = await seedCourse(database, `T${++courses}`, { grainCount });
  const linkId = await seedLink(database, course, '4');
  return { ...course, linkId, learners: (await seedLearners(database, course, learners)).sort() };
}

/** Records finished grains as somebody does in Directus: past the application, with keys that are not of its making. */
export async function finish(
  { query }: Database,
  course: GradeCourse,
  userId: string,
  grains: string[],
): Promise<void> {
  const rows = await query
    .selectFrom('grains')
    .select(['grain_id', 'module_id', 'sequence_id'])
    .where('tenant_id', '=', course.tenantId)
    .where('grain_id', 'in', grains)
    .execute();
  const place = { tenant_id: course.tenantId, user_id: userId };
  await query
    .insertInto('progress')
    .values(rows.map((row) => ({ id: `f${randomUUID().slice(1)}`, ...place, ...row })))
    .execute();
}

/** Raises a learner's grade of the course's activity, as a commit group does. */
export async function raise(
  database: Database,
  course: GradeCourse,
  userId: string,
  now = new Date(),
): Promise<string> {
  const id = `${course.linkId}:${userId}`;
  await database.write(async (transaction) => {
    const trx = sqlOf(transaction);
    const { numUpdatedRows } = await trx
      .updateTable('grade_outbox')
      .set((eb) => ({ seq: eb('seq', '+', 1), state: 'due', due_at: now }))
      .where('id', '=', id)
      .executeTakeFirst();
    if (Number(numUpdatedRows) > 0) return;
    await trx
      .insertInto('grade_outbox')
      .values({
        id,
        tenant_id: course.tenantId,
        platform_id: course.platformId,
        resource_link_id: course.linkId,
        user_id: userId,
        due_at: now,
      })
      .execute();
  });
  return id;
}

/** A row as it stands. */
export async function rowOf({ query }: Database, id: string) {
  return query.selectFrom('grade_outbox').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
}
