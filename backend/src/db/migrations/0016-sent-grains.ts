import type { MigrationTools } from './columns.ts';

/**
 * Which finished grains a sent grade stood for: their number alone could not tell progress that was deleted from grains that
 * were moved elsewhere.
 */
export async function up({ db, traits }: MigrationTools): Promise<void> {
  await db.schema.alterTable('grade_outbox').addColumn('sent_grains', traits.types.text).execute();
}
