import type { MigrationTools } from './columns.ts';

/** Where a platform tells the groups of a course, and which of them a member is in. */
export async function up({ db, traits }: MigrationTools): Promise<void> {
  const { text } = traits.types;
  await db.schema.alterTable('contexts').addColumn('groups_url', text).execute();
  await db.schema.alterTable('context_memberships').addColumn('group_names', text).execute();
}
