import { sql } from 'kysely';
import type { MigrationTools } from './columns.ts';

/** Which key called, as a column: Directus counts and filters by columns, not by members of a JSON text. */
export async function up({ db, traits }: MigrationTools): Promise<void> {
  await db.schema.alterTable('sync_logs').addColumn('api_key_id', traits.types.identifier(64)).execute();
  const member = {
    sqlite: sql`json_extract(metadata, '$.api_key_id')`,
    postgres: sql`metadata::jsonb ->> 'api_key_id'`,
    mysql: sql`nullif(json_unquote(json_extract(metadata, '$.api_key_id')), 'null')`,
  }[traits.engine];
  const isJson = {
    sqlite: sql`json_valid(metadata)`,
    postgres: sql`metadata like '{%}'`,
    mysql: sql`json_valid(metadata)`,
  }[traits.engine];
  await sql`update sync_logs set api_key_id = ${member} where type = 'academic_api' and ${isJson}`.execute(db);
}
