import { type MigrationTools, TableWriter } from './columns.ts';

/** Whether writes are refused. The name's beginning says that it tells of this base alone: it is not moved with the others. */
export async function up(tools: MigrationTools): Promise<void> {
  await new TableWriter(tools, 'passerelle_maintenance')
    .key(32)
    .instant('since_at')
    .integer('retry_after_seconds')
    .optionalInstant('fenced_at')
    .create();
}
