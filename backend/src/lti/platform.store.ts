import type { Database } from '../db/connection.ts';
import { sqlOf } from '../db/connection.ts';
import { AppError } from '../errors/app-error.ts';
import { isIdentifier } from '../ids/identifier.ts';
import { newId } from '../ids/ids.ts';
import { recent } from '../time/recent.ts';
import type { Transaction } from '../transaction/transaction.ts';
import type { Deployment, NewPlatform, Platform, PlatformReader, PlatformStore } from './platform.ts';

export function createPlatformStore(database: Database): PlatformStore {
  const { query } = database;
  return {
    async find(id) {
      const row = await query.selectFrom('platforms').selectAll().where('id', '=', id).executeTakeFirst();
      return row === undefined ? undefined : platformOf(row);
    },
    async ofIssuer(issuer) {
      // Strangers may name anything.
      if (!isIdentifier(issuer)) return [];
      const rows = await query.selectFrom('platforms').selectAll().where('issuer', '=', issuer).execute();
      return rows.map(platformOf);
    },
    async list() {
      const rows = await query.selectFrom('platforms').selectAll().orderBy('created_at').orderBy('id').execute();
      return rows.map(platformOf);
    },
    async deploymentsOf(platformId) {
      const rows = await query
        .selectFrom('deployments')
        .select(['id', 'platform_id as platformId', 'deployment_id as deploymentId', 'status'])
        .where('platform_id', '=', platformId)
        .orderBy('deployment_id')
        .execute();
      return rows satisfies Deployment[];
    },
    add: (platform) => database.write((transaction) => insertPlatform(transaction, { ...platform, id: newId() })),
    async setStatus(id, status) {
      const { numUpdatedRows } = await query
        .updateTable('platforms')
        .set({ status })
        .where('id', '=', id)
        .executeTakeFirst();
      return Number(numUpdatedRows) > 0;
    },
    approveDeployment: (platform, deploymentId) => approveDeployment(database, platform, deploymentId),
    remove: (id) => removePlatform(database, id),
  };
}

/**
 * Adds a registration with its deployments.
 * @throws AppError lti.platform_exists
 */
export async function insertPlatform(
  transaction: Transaction,
  { deploymentIds, ...platform }: NewPlatform & { id: string },
): Promise<Platform> {
  const added: Platform = {
    tokenAudience: null,
    anonymousPolicy: 'refuse',
    unboundPolicy: 'confirm',
    status: 'active',
    ...platform,
  };
  const sql = sqlOf(transaction);
  const twin = await sql
    .selectFrom('platforms')
    .select('id')
    .where('issuer', '=', added.issuer)
    .where('client_id', '=', added.clientId)
    .executeTakeFirst();
  if (twin !== undefined) {
    throw new AppError(
      'lti.platform_exists',
      'conflict',
      `Issuer ${added.issuer} with client id ${added.clientId} is already registered (platform ${twin.id}).`,
    );
  }
  await sql.insertInto('platforms').values(columnsOf(added)).execute();
  for (const deploymentId of deploymentIds) {
    await sql
      .insertInto('deployments')
      .values({ id: newId(), tenant_id: added.tenantId, platform_id: added.id, deployment_id: deploymentId })
      .execute();
  }
  return added;
}

async function approveDeployment({ query }: Database, platform: Platform, deploymentId: string): Promise<void> {
  const { numUpdatedRows } = await query
    .updateTable('deployments')
    .set({ status: 'active' })
    .where('platform_id', '=', platform.id)
    .where('deployment_id', '=', deploymentId)
    .executeTakeFirst();
  if (Number(numUpdatedRows) > 0) return;
  await query
    .insertInto('deployments')
    .values({ id: newId(), tenant_id: platform.tenantId, platform_id: platform.id, deployment_id: deploymentId })
    .execute();
}

async function removePlatform(database: Database, id: string): Promise<boolean> {
  return database.write(async (transaction) => {
    const sql = sqlOf(transaction);
    const learner = await sql
      .selectFrom('users')
      .select('id')
      .where('platform_id', '=', id)
      .limit(1)
      .executeTakeFirst();
    if (learner !== undefined) {
      throw new AppError(
        'lti.platform_in_use',
        'conflict',
        'Learners came through this platform and their progress hangs on it. "platforms disable" closes it and keeps them.',
      );
    }
    const { numDeletedRows } = await sql.deleteFrom('platforms').where('id', '=', id).executeTakeFirst();
    return Number(numDeletedRows) > 0;
  });
}

const CACHE_MS = 5000;

/** The same answers, each kept for five seconds: a launch asks twice and registrations change once a term. */
export function cachedPlatformReader(store: PlatformReader, now: () => number = Date.now): PlatformReader {
  return {
    find: recent((id) => store.find(id), CACHE_MS, now),
    ofIssuer: recent((issuer) => store.ofIssuer(issuer), CACHE_MS, now),
  };
}

function columnsOf(platform: Platform) {
  return {
    id: platform.id,
    tenant_id: platform.tenantId,
    name: platform.name,
    issuer: platform.issuer,
    client_id: platform.clientId,
    auth_url: platform.authUrl,
    token_url: platform.tokenUrl,
    jwks_url: platform.jwksUrl,
    token_audience: platform.tokenAudience,
    deployment_policy: platform.deploymentPolicy,
    anonymous_policy: platform.anonymousPolicy,
    unbound_policy: platform.unboundPolicy,
    status: platform.status,
  };
}

/** A row as a platform. */
export function platformOf(row: ReturnType<typeof columnsOf>): Platform {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    name: row.name,
    issuer: row.issuer,
    clientId: row.client_id,
    authUrl: row.auth_url,
    tokenUrl: row.token_url,
    jwksUrl: row.jwks_url,
    tokenAudience: row.token_audience,
    deploymentPolicy: row.deployment_policy,
    anonymousPolicy: row.anonymous_policy,
    unboundPolicy: row.unbound_policy,
    status: row.status,
  };
}
