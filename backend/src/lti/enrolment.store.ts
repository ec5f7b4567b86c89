import type { ActivityScope } from '../catalogue/scope.ts';
import type { Database } from '../db/connection.ts';
import { sqlOf } from '../db/connection.ts';
import { AppError } from '../errors/app-error.ts';
import { newId } from '../ids/ids.ts';
import type { Transaction } from '../transaction/transaction.ts';
import {
  contextIdOf,
  type EnrolmentStore,
  gradeRightsOf,
  type Member,
  type Place,
  type PlacedLink,
} from './enrolment.ts';
import { type Passback, passbackWithoutAgs } from './other-passback.ts';
import type { Deployment, Platform } from './platform.ts';

type Table = 'deployments' | 'contexts' | 'resource_links' | 'context_memberships';

export function createEnrolmentStore(database: Database): EnrolmentStore {
  return {
    settleDeployment: (transaction, platform, deploymentId) =>
      settleDeployment(database, transaction, platform, deploymentId),
    settleContext: (transaction, deployment, place, now) =>
      settleContext(database, transaction, { deployment, place, now }),
    settleResourceLink: (transaction, deployment, place, now) =>
      settleResourceLink(database, transaction, { deployment, place, now }),
    settleMembership: (transaction, member, now) => settleMembership(database, transaction, member, now),
  };
}

async function settleDeployment(
  database: Database,
  transaction: Transaction,
  platform: Platform,
  deploymentId: string,
): Promise<Deployment | undefined> {
  const find = () =>
    sqlOf(transaction)
      .selectFrom('deployments')
      .select(['id', 'platform_id as platformId', 'deployment_id as deploymentId', 'status'])
      .where('platform_id', '=', platform.id)
      .where('deployment_id', '=', deploymentId)
      .executeTakeFirst();
  const known = await find();
  if (known !== undefined || platform.deploymentPolicy === 'reject') return known;
  await insertOnce(database, transaction, 'deployments', {
    id: newId(),
    tenant_id: platform.tenantId,
    platform_id: platform.id,
    deployment_id: deploymentId,
    status: platform.deploymentPolicy === 'auto-add' ? 'active' : 'pending',
  });
  return find();
}

async function settleContext(
  database: Database,
  transaction: Transaction,
  { deployment, place, now }: { deployment: Deployment; place: Place; now: Date },
): Promise<{ id: string }> {
  const { tenantId, message } = place;
  const said = {
    ...(message.context?.title != null && { title: message.context.title }),
    ...(message.context?.label != null && { label: message.context.label }),
    ...(message.membershipsUrl !== null && { memberships_url: message.membershipsUrl }),
    ...(message.groupsUrl !== null && { groups_url: message.groupsUrl }),
  };
  const find = () =>
    sqlOf(transaction)
      .selectFrom('contexts')
      .select(['id', 'title', 'label', 'memberships_url', 'groups_url'])
      .where('deployment_id', '=', deployment.id)
      .where('lti_context_id', '=', contextIdOf(message))
      .executeTakeFirst();
  let row = await find();
  if (row === undefined) {
    await insertOnce(database, transaction, 'contexts', {
      id: newId(now.getTime()),
      tenant_id: tenantId,
      platform_id: deployment.platformId,
      deployment_id: deployment.id,
      lti_context_id: contextIdOf(message),
      ...said,
    });
    row = await find();
  }
  const found = present(row);
  if (differs(found, said)) {
    await sqlOf(transaction).updateTable('contexts').set(said).where('id', '=', found.id).execute();
  }
  return { id: found.id };
}

async function settleResourceLink(
  database: Database,
  transaction: Transaction,
  { deployment, place, now }: { deployment: Deployment; place: PlacedLink; now: Date },
): Promise<{ id: string; updatedAt: Date; isChanged: boolean }> {
  const { tenantId, message } = place;
  const ltiId = message.resourceLink?.id ?? '';
  const find = () =>
    sqlOf(transaction)
      .selectFrom('resource_links')
      .selectAll()
      .where('deployment_id', '=', deployment.id)
      .where('lti_resource_link_id', '=', ltiId)
      .executeTakeFirst();
  let row = await find();
  const isNew = row === undefined;
  const hasServices = await opensServices(transaction, deployment.platformId);
  if (row === undefined) {
    await insertOnce(database, transaction, 'resource_links', {
      id: newId(now.getTime()),
      tenant_id: tenantId,
      platform_id: deployment.platformId,
      deployment_id: deployment.id,
      lti_resource_link_id: ltiId,
      ...linkColumns(place, null, hasServices),
    });
    row = await find();
  }
  const found = present(row);
  const said = linkColumns(place, found, hasServices);
  if (!differs(found, said)) return { id: found.id, updatedAt: found.updated_at, isChanged: isNew };
  await sqlOf(transaction).updateTable('resource_links').set(said).where('id', '=', found.id).execute();
  return { id: found.id, updatedAt: present(await find()).updated_at, isChanged: true };
}

/** Whether we hold a token for the web services of the platform (a Moodle). */
async function opensServices(transaction: Transaction, platformId: string): Promise<boolean> {
  const token = await sqlOf(transaction)
    .selectFrom('platform_secrets')
    .select('id')
    .where('platform_id', '=', platformId)
    .where('kind', '=', 'moodle_services')
    .executeTakeFirst();
  return token !== undefined;
}

interface LinkFacts {
  passback: Passback;
  title: string | null;
  lineitem_url: string | null;
  lineitem_origin: 'platform' | 'passerelle' | null;
  launch_scope: string | null;
}

/**
 * What a launch says of its activity. A column that we made ourselves stays known when the platform does not name it, and
 * a scope that somebody changed here stays until the platform says another than before.
 */
function linkColumns({ contextId, message }: PlacedLink, known: LinkFacts | null, hasServices: boolean) {
  const { ags, scope, resourceLink } = message;
  const isOurs = known?.lineitem_origin === 'passerelle' && ags !== null;
  const named = ags?.lineitemUrl ?? null;
  const rights = gradeRightsOf(message);
  const isSame = named !== null && named === known?.lineitem_url;
  return {
    context_id: contextId,
    title: resourceLink?.title ?? known?.title ?? null,
    ...scopeColumns(scope, known),
    lineitem_url: named ?? (isOurs ? (known?.lineitem_url ?? null) : null),
    lineitem_origin: originOf(named, isOurs, isSame),
    lineitems_url: ags?.lineitemsUrl ?? null,
    ags_scopes: ags === null ? null : rights.scopes.join(' '),
    passback: rights.passback === 'none' ? passbackWithoutAgs(message, known?.passback, hasServices) : rights.passback,
  };
}

function scopeColumns({ moduleId, sequenceId, grainId }: ActivityScope, known: LinkFacts | null) {
  const said = JSON.stringify([moduleId, sequenceId, grainId]);
  if (known?.launch_scope === said) return {};
  return { module_id: moduleId, sequence_id: sequenceId, grain_id: grainId, launch_scope: said };
}

function originOf(named: string | null, isOurs: boolean, isSame: boolean): LinkFacts['lineitem_origin'] {
  if (named === null) return isOurs ? 'passerelle' : null;
  // Once we have made a column for the activity, the platform's launches name it too.
  return isOurs && isSame ? 'passerelle' : 'platform';
}

async function settleMembership(
  database: Database,
  transaction: Transaction,
  { tenantId, contextId, userId, role }: Member,
  now: Date,
): Promise<{ id: string; updatedAt: Date; isChanged: boolean }> {
  const find = () =>
    sqlOf(transaction)
      .selectFrom('context_memberships')
      .select(['id', 'role', 'launch_role', 'status', 'updated_at'])
      .where('context_id', '=', contextId)
      .where('user_id', '=', userId)
      .executeTakeFirst();
  let row = await find();
  const isNew = row === undefined;
  if (row === undefined) {
    await insertOnce(database, transaction, 'context_memberships', {
      id: newId(now.getTime()),
      tenant_id: tenantId,
      context_id: contextId,
      user_id: userId,
      role,
      launch_role: role,
    });
    row = await find();
  }
  const found = present(row);
  const said = { role, launch_role: role, status: 'active' as const };
  if (!differs(found, said)) return { id: found.id, updatedAt: found.updated_at, isChanged: isNew };
  await sqlOf(transaction).updateTable('context_memberships').set(said).where('id', '=', found.id).execute();
  return { id: found.id, updatedAt: present(await find()).updated_at, isChanged: true };
}

/** Inserts unless the unique key is taken; a concurrent inserter is waited for. */
async function insertOnce(
  { engine }: Database,
  transaction: Transaction,
  table: Table,
  row: Record<string, unknown>,
): Promise<void> {
  const statement = sqlOf(transaction)
    .insertInto(table)
    .values(row as never);
  await (engine === 'mysql' ? statement.ignore() : statement.onConflict((conflict) => conflict.doNothing())).execute();
}

function differs(row: Record<string, unknown>, said: Record<string, unknown>): boolean {
  return Object.entries(said).some(([column, value]) => row[column] !== value);
}

function present<T>(row: T | undefined): T {
  if (row !== undefined) return row;
  throw new AppError('lti.row_vanished', 'internal', 'a row of a launch was neither inserted nor found');
}
