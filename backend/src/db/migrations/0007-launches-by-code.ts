import { type MigrationTools, TableWriter } from './columns.ts';

/**
 * Launches are kept under their code alone. The rows live for minutes, and the form of states changes with this step, so no
 * launch that was begun before can be finished, or repeated, after it: they are not carried over.
 */
export async function up(tools: MigrationTools): Promise<void> {
  await tools.db.schema.dropTable('launches').execute();
  await new TableWriter(tools, 'launches')
    .key(64)
    .tenantUnchecked()
    .referenceUnchecked('platform_id')
    .reference('user_id', 'users', { optional: true })
    .referenceUnchecked('resource_link_id', { optional: true })
    .word('role')
    .word('stage')
    .text('target_url')
    .instant('created_at', { now: true })
    .instant('expires_at')
    .create({ inOrderOfKey: true });
}
