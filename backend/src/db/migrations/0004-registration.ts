import { type MigrationTools, TableWriter } from './columns.ts';

/** Dynamic registration: invitations, and what platforms said when they registered. */
export async function up(tools: MigrationTools): Promise<void> {
  await new TableWriter(tools, 'registration_invitations')
    .key()
    .tenant()
    .optionalText('name')
    .identifier('token_hash', { length: 64 })
    .instant('created_at', { now: true })
    .instant('expires_at')
    .optionalInstant('used_at')
    .unique('token_hash')
    .create();
  await new TableWriter(tools, 'platform_registrations')
    .key()
    .reference('tenant_id', 'tenants', {
      key: tools.traits.types.identifier(64),
      onDelete: 'restrict',
      optional: true,
    })
    .reference('platform_id', 'platforms', { optional: true })
    .identifier('issuer')
    .identifier('client_id')
    .identifier('deployment_id', { optional: true })
    .text('name')
    .text('auth_url')
    .text('token_url')
    .text('jwks_url')
    .optionalText('token_audience')
    .optionalText('product_family')
    .optionalText('scopes')
    .optionalText('registration_client_uri')
    .timestamps()
    .unique('issuer', 'client_id')
    .create({ touch: true });
}
