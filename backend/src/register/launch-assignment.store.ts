import type { Kysely } from 'kysely';
import type { Tables } from '../db/tables/tables.ts';
import { newId } from '../ids/ids.ts';
import { insertNew } from './insert-new.store.ts';
import type { ClassRow } from './launch-class.store.ts';
import type { LaunchStep } from './launch-step.store.ts';
import { followCatalogue } from './themes.store.ts';

/** The assignment that an activity stands for, given to the class of its course. */
export async function settleAssignment(
  { database, db, launch }: LaunchStep,
  resourceLinkId: string,
  classRow: ClassRow,
): Promise<void> {
  const { tenantId } = launch;
  await followCatalogue(database, db, tenantId);
  const link = await db
    .selectFrom('resource_links')
    .select(['title', 'module_id', 'sequence_id', 'grain_id'])
    .where('id', '=', resourceLinkId)
    .executeTakeFirstOrThrow();
  const theme = await themeOf(db, tenantId, link);
  const said = { title: link.title ?? theme?.title ?? classRow.name, theme_pk: theme?.id ?? null };
  const ofLink = () =>
    db.selectFrom('assignments').selectAll().where('resource_link_id', '=', resourceLinkId).executeTakeFirst();
  const known = await ofLink();
  if (known !== undefined) {
    if (known.source !== 'lti' || (known.title === said.title && known.theme_pk === said.theme_pk)) return;
    await db.updateTable('assignments').set(said).where('id', '=', known.id).execute();
    return;
  }
  const id = newId();
  await insertNew(database, db, 'assignments', {
    id,
    tenant_id: tenantId,
    assignment_id: resourceLinkId,
    type: 'module',
    ...said,
    teacher_pk: classRow.teacher_pk,
    resource_link_id: resourceLinkId,
    status: 'ack',
    source: 'lti',
  });
  if ((await ofLink())?.id !== id) return;
  await db
    .insertInto('assignment_targets')
    .values({
      id: newId(),
      tenant_id: tenantId,
      assignment_pk: id,
      target_type: 'class',
      class_pk: classRow.id,
    })
    .execute();
}

/** The theme of the module that an activity's scope lies in; none for the whole course. */
async function themeOf(
  db: Kysely<Tables>,
  tenantId: string,
  link: { module_id: string | null; sequence_id: string | null; grain_id: string | null },
): Promise<{ id: string; title: string } | undefined> {
  const moduleId = await moduleOf(db, tenantId, link);
  if (moduleId === null) return undefined;
  return db
    .selectFrom('themes')
    .select(['id', 'title'])
    .where('tenant_id', '=', tenantId)
    .where('module_id', '=', moduleId)
    .executeTakeFirst();
}

async function moduleOf(
  db: Kysely<Tables>,
  tenantId: string,
  link: { module_id: string | null; sequence_id: string | null; grain_id: string | null },
): Promise<string | null> {
  if (link.module_id !== null) return link.module_id;
  if (link.grain_id !== null) {
    const grains = db.selectFrom('grains').select('module_id').where('tenant_id', '=', tenantId);
    return (await grains.where('grain_id', '=', link.grain_id).executeTakeFirst())?.module_id ?? null;
  }
  if (link.sequence_id === null) return null;
  const sequences = db.selectFrom('sequences').select('module_id').where('tenant_id', '=', tenantId);
  return (await sequences.where('sequence_id', '=', link.sequence_id).executeTakeFirst())?.module_id ?? null;
}
