import type { Kysely } from 'kysely';
import type { Tables } from '../db/tables/tables.ts';
import { newId } from '../ids/ids.ts';
import type { CourseForRegister } from '../lti/register-feed.ts';
import { insertNew } from './insert-new.store.ts';
import { type LaunchStep, present } from './launch-step.store.ts';
import { newRegisterId } from './recognise.ts';
import { sortKeyOf } from './sort-key.ts';

/** The class that a course stands for. */
export interface ClassRow {
  id: string;
  class_id: string;
  name: string;
  promo_pk: string | null;
  teacher_pk: string | null;
}

const CLASS_COLUMNS = ['id', 'class_id', 'name', 'promo_pk', 'teacher_pk', 'context_id', 'source'] as const;

/**
 * The class of a course: an imported one of the course's own id, else one made of it.
 * @param fallback its name where the course has none
 */
export async function settleClass(
  { database, db, launch }: Omit<LaunchStep, 'launch'> & { launch: CourseForRegister },
  fallback?: () => Promise<string | null>,
): Promise<ClassRow> {
  const { tenantId, contextId, courseSourcedId } = launch;
  const ofContext = () =>
    db.selectFrom('classes').select(CLASS_COLUMNS).where('context_id', '=', contextId).executeTakeFirst();
  const context = await db.selectFrom('contexts').selectAll().where('id', '=', contextId).executeTakeFirstOrThrow();
  const known = await ofContext();
  const name = context.title ?? context.label ?? (await fallback?.()) ?? 'Cours sans titre';
  if (known !== undefined) {
    if (known.source !== 'lti' || known.name === name) return known;
    await db
      .updateTable('classes')
      .set({ name, sort_key: sortKeyOf(name) })
      .where('id', '=', known.id)
      .execute();
    return { ...known, name };
  }
  const named =
    courseSourcedId === null
      ? undefined
      : await db
          .selectFrom('classes')
          .select(CLASS_COLUMNS)
          .where('tenant_id', '=', tenantId)
          .where('class_id', '=', courseSourcedId)
          .executeTakeFirst();
  if (named?.context_id === null) {
    await db.updateTable('classes').set({ context_id: contextId }).where('id', '=', named.id).execute();
    return named;
  }
  await insertNew(database, db, 'classes', {
    id: newId(),
    tenant_id: tenantId,
    class_id: newRegisterId(courseSourcedId, named === undefined, contextId),
    name,
    sort_key: sortKeyOf(name),
    context_id: contextId,
    source: 'lti',
  });
  return present(await ofContext());
}

/** The title of the activity that was opened. */
export async function linkTitle(db: Kysely<Tables>, resourceLinkId: string): Promise<string | null> {
  const row = await db.selectFrom('resource_links').select('title').where('id', '=', resourceLinkId).executeTakeFirst();
  return row?.title ?? null;
}
