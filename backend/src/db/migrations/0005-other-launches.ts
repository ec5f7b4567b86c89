import { type MigrationTools, TableWriter } from './columns.ts';

/** LTI 1.1, signed tokens, Moodle's web services, and when an activity's grade may leave. */
export async function up(tools: MigrationTools): Promise<void> {
  await new TableWriter(tools, 'platform_secrets')
    .key()
    .tenant()
    .reference('platform_id', 'platforms')
    .word('kind')
    .text('secret')
    .optionalText('url')
    .timestamps()
    .unique('platform_id', 'kind')
    .create({ touch: true });
  await new TableWriter(tools, 'outcome_results')
    .key()
    .tenant()
    .reference('resource_link_id', 'resource_links')
    .reference('user_id', 'users')
    .text('sourced_id')
    .text('service_url')
    .timestamps()
    .unique('resource_link_id', 'user_id')
    .create({ touch: true, indexes: [['user_id']] });
  await new TableWriter(tools, 'former_identities')
    .key()
    .tenant()
    .reference('platform_id', 'platforms')
    .identifier('moodle_user_id')
    .reference('user_id', 'users')
    .instant('created_at', { now: true })
    .unique('platform_id', 'moodle_user_id')
    .create({ indexes: [['user_id']] });
  const { db, traits } = tools;
  const link = () => db.schema.alterTable('resource_links');
  await link()
    .addColumn('grade_policy', traits.types.word, (c) => c.notNull().defaultTo('progressive'))
    .execute();
  await link().addColumn('moodle_cmid', traits.types.identifier(32)).execute();
}
