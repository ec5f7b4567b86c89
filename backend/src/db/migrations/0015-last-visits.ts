import { type Kysely, sql } from 'kysely';
import { type MigrationTools, TableWriter } from './columns.ts';

/**
 * When each learner was here last: their sessions and launches are deleted after hours. Of those who are there already nobody
 * knows, so they were here now.
 */
export async function up(tools: MigrationTools): Promise<void> {
  await new TableWriter(tools, 'last_visits')
    .key()
    .tenantUnchecked()
    .reference('user_id', 'users')
    .instant('seen_at')
    .unique('user_id')
    .create();
  const db = tools.db as Kysely<unknown>;
  await sql`insert into last_visits (id, tenant_id, user_id, seen_at)
    select id, tenant_id, id, ${tools.traits.now} from users
    where not exists (select 1 from last_visits v where v.user_id = users.id)`.execute(db);
  // One number of a page could be larger than what the sums of days can hold, which stopped the summing for everybody.
  const most = sql`${sql.lit(86_400)} * grains_completed`;
  await sql`update study_sessions set time_spent_seconds = ${most} where time_spent_seconds > ${most}`.execute(db);
}
