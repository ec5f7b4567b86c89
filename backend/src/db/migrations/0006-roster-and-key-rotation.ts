import { sql } from 'kysely';
import type { MigrationTools } from './columns.ts';

/** When a course's roster was read, what launches alone say of a member's role, and the times of a key rotation. */
export async function up({ db, traits }: MigrationTools): Promise<void> {
  const { instant, word } = traits.types;
  await db.schema.alterTable('contexts').addColumn('roster_tried_at', instant).execute();
  await db.schema.alterTable('contexts').addColumn('roster_synced_at', instant).execute();
  await db.schema.alterTable('contexts').addColumn('roster_reason', word).execute();
  await db.schema.alterTable('context_memberships').addColumn('launch_role', word).execute();
  await sql`update context_memberships set launch_role = role`.execute(db);
  await db.schema.alterTable('signing_keys').addColumn('activate_at', instant).execute();
  await db.schema.alterTable('signing_keys').addColumn('retire_at', instant).execute();
}
