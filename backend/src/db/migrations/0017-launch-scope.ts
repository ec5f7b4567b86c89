import type { MigrationTools } from './columns.ts';

/** The scope that launches say of an activity, beside the one that holds, which people may change. */
export async function up({ db, traits }: MigrationTools): Promise<void> {
  await db.schema.alterTable('resource_links').addColumn('launch_scope', traits.types.text).execute();
}
