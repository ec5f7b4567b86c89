import { type Database, sqlOf } from '../db/connection.ts';
import { hashOfSecret, newId } from '../ids/ids.ts';
import type { Transaction } from '../transaction/transaction.ts';
import { insertPlatform, platformOf } from './platform.store.ts';
import type { NewPlatform, Platform } from './platform.ts';
import { RegistrationRefused } from './registration.errors.ts';
import {
  deploymentPolicyOf,
  type Invitation,
  type InvitationStore,
  type PendingRegistration,
  type PlatformRegistration,
  type RegistrationStore,
} from './registration.ts';

export function createInvitationStore({ query }: Database): InvitationStore {
  const findOpen: InvitationStore['findOpen'] = async (token, now) => {
    const row = await query
      .selectFrom('registration_invitations')
      .select(['id', 'tenant_id', 'name', 'expires_at'])
      .where('token_hash', '=', hashOfSecret(token))
      .where('used_at', 'is', null)
      .where('expires_at', '>', now)
      .executeTakeFirst();
    return row && { id: row.id, tenantId: row.tenant_id, name: row.name, expiresAt: row.expires_at };
  };
  return {
    async add({ tenantId, name, expiresAt }, token) {
      const invitation: Invitation = { id: newId(), tenantId, name, expiresAt };
      await query
        .insertInto('registration_invitations')
        .values({
          id: invitation.id,
          tenant_id: tenantId,
          name,
          token_hash: hashOfSecret(token),
          expires_at: expiresAt,
        })
        .execute();
      return invitation;
    },
    findOpen,
    async take(token, now) {
      const invitation = await findOpen(token, now);
      if (invitation === undefined) return undefined;
      const { numUpdatedRows } = await query
        .updateTable('registration_invitations')
        .set({ used_at: now })
        .where('id', '=', invitation.id)
        .where('used_at', 'is', null)
        .executeTakeFirst();
      return Number(numUpdatedRows) > 0 ? invitation : undefined;
    },
    async purge(now) {
      const { numDeletedRows } = await query
        .deleteFrom('registration_invitations')
        .where('expires_at', '<', now)
        .executeTakeFirst();
      return Number(numDeletedRows);
    },
    async giveBack(id) {
      await query.updateTable('registration_invitations').set({ used_at: null }).where('id', '=', id).execute();
    },
  };
}

export function createRegistrationStore(database: Database): RegistrationStore {
  const { query } = database;
  return {
    settle: (registration, tenantId) =>
      database.write((transaction) => settle(transaction, registration, { tenantId, id: newId() })),
    keepPending: (registration) => database.write((transaction) => keepPending(transaction, registration)),
    async pending() {
      const rows = await query
        .selectFrom('platform_registrations')
        .selectAll()
        .where('platform_id', 'is', null)
        .orderBy('created_at')
        .orderBy('id')
        .execute();
      return rows.map(registrationOf);
    },
    letIn: (id, tenantId) =>
      database.write(async (transaction) => {
        const row = await sqlOf(transaction)
          .selectFrom('platform_registrations')
          .selectAll()
          .where('id', '=', id)
          .where('platform_id', 'is', null)
          .executeTakeFirst();
        if (row === undefined) return undefined;
        return (await settle(transaction, registrationOf(row), { tenantId, id })).platform;
      }),
    async forget(id) {
      const { numDeletedRows } = await query
        .deleteFrom('platform_registrations')
        .where('id', '=', id)
        .where('platform_id', 'is', null)
        .executeTakeFirst();
      return Number(numDeletedRows) > 0;
    },
  };
}

async function settle(
  transaction: Transaction,
  registration: PlatformRegistration,
  { tenantId, id }: { tenantId: string; id: string },
): Promise<{ platform: Platform; isNew: boolean }> {
  const known = await findPlatform(transaction, registration);
  if (known !== undefined && known.tenantId !== tenantId) throw new RegistrationRefused('belongs_elsewhere');
  const wanted = platformFor(registration, tenantId);
  const platform = known === undefined ? await insertPlatform(transaction, { ...wanted, id }) : { ...known, ...wanted };
  if (known !== undefined) await bringUpToDate(transaction, known, wanted);
  await keep(transaction, registration, { tenantId, platformId: platform.id });
  return { platform, isNew: known === undefined };
}

/** Addresses, name and new deployments; what a person has decided since (policies) stays. It is active again. */
async function bringUpToDate(transaction: Transaction, known: Platform, wanted: NewPlatform): Promise<void> {
  const sql = sqlOf(transaction);
  await sql
    .updateTable('platforms')
    .set({
      name: wanted.name,
      auth_url: wanted.authUrl,
      token_url: wanted.tokenUrl,
      jwks_url: wanted.jwksUrl,
      token_audience: wanted.tokenAudience ?? null,
      status: 'active',
    })
    .where('id', '=', known.id)
    .execute();
  for (const deploymentId of wanted.deploymentIds) {
    const row = await sql
      .selectFrom('deployments')
      .select('id')
      .where('platform_id', '=', known.id)
      .where('deployment_id', '=', deploymentId)
      .executeTakeFirst();
    if (row !== undefined) continue;
    await sql
      .insertInto('deployments')
      .values({ id: newId(), tenant_id: known.tenantId, platform_id: known.id, deployment_id: deploymentId })
      .execute();
  }
}

async function keepPending(transaction: Transaction, registration: PlatformRegistration): Promise<'pending' | 'known'> {
  if ((await findPlatform(transaction, registration)) !== undefined) return 'known';
  await keep(transaction, registration, { tenantId: null, platformId: null });
  return 'pending';
}

async function findPlatform(
  transaction: Transaction,
  { issuer, clientId }: PlatformRegistration,
): Promise<Platform | undefined> {
  const row = await sqlOf(transaction)
    .selectFrom('platforms')
    .selectAll()
    .where('issuer', '=', issuer)
    .where('client_id', '=', clientId)
    .executeTakeFirst();
  return row && platformOf(row);
}

async function keep(
  transaction: Transaction,
  registration: PlatformRegistration,
  of: { tenantId: string | null; platformId: string | null },
): Promise<void> {
  const sql = sqlOf(transaction);
  const columns = { ...columnsOf(registration), tenant_id: of.tenantId, platform_id: of.platformId };
  const { numUpdatedRows } = await sql
    .updateTable('platform_registrations')
    .set(columns)
    .where('issuer', '=', registration.issuer)
    .where('client_id', '=', registration.clientId)
    .executeTakeFirst();
  if (Number(numUpdatedRows) > 0) return;
  await sql
    .insertInto('platform_registrations')
    .values({ id: newId(), ...columns })
    .execute();
}

function platformFor(registration: PlatformRegistration, tenantId: string): NewPlatform {
  const { deploymentId, name, issuer, clientId, authUrl, tokenUrl, jwksUrl, tokenAudience } = registration;
  return {
    tenantId,
    name,
    issuer,
    clientId,
    authUrl,
    tokenUrl,
    jwksUrl,
    tokenAudience,
    deploymentPolicy: deploymentPolicyOf(registration),
    deploymentIds: deploymentId === null ? [] : [deploymentId],
    status: 'active',
  };
}

function columnsOf(registration: PlatformRegistration) {
  return {
    issuer: registration.issuer,
    client_id: registration.clientId,
    deployment_id: registration.deploymentId,
    name: registration.name,
    auth_url: registration.authUrl,
    token_url: registration.tokenUrl,
    jwks_url: registration.jwksUrl,
    token_audience: registration.tokenAudience,
    product_family: registration.productFamily,
    scopes: registration.scopes,
    registration_client_uri: registration.registrationClientUri,
  };
}

function registrationOf(row: ReturnType<typeof columnsOf> & { id: string; created_at: Date }): PendingRegistration {
  return {
    id: row.id,
    createdAt: row.created_at,
    issuer: row.issuer,
    clientId: row.client_id,
    deploymentId: row.deployment_id,
    name: row.name,
    authUrl: row.auth_url,
    tokenUrl: row.token_url,
    jwksUrl: row.jwks_url,
    tokenAudience: row.token_audience,
    productFamily: row.product_family,
    scopes: row.scopes,
    registrationClientUri: row.registration_client_uri,
  };
}
