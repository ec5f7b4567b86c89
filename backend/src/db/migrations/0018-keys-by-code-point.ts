import { type Kysely, sql } from 'kysely';
import type { MigrationTools } from './columns.ts';

/**
 * Two keys that every finished grain is looked up by, in the order of their code points, as on the other engines: PostgreSQL
 * compares text by the rules of the database's language otherwise, at several times the cost.
 */
export async function up({ db, traits }: MigrationTools): Promise<void> {
  if (traits.engine !== 'postgres') return;
  for (const statement of [
    'alter table study_sessions alter column open_slot type varchar(300) collate "C"',
    'alter table grade_outbox alter column id type varchar(80) collate "C"',
  ])
    await sql.raw(statement).execute(db as Kysely<unknown>);
}
