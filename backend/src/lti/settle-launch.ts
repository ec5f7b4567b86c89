import { hash } from 'node:crypto';
import type { LearnerStore } from '../learners/learner.ts';
import type { Transaction, TransactionRunner } from '../transaction/transaction.ts';
import type { EnrolmentStore, GradeCatchUp } from './enrolment.ts';
import type { Identities, Identity } from './former-identity.ts';
import { launchIdOf } from './hand-over-code.ts';
import { LaunchRefused } from './launch.errors.ts';
import type { LaunchMessage } from './launch-message.ts';
import { CODE_MS, CONFIRMATION_MS, type KnownLaunch, type LaunchRecord, type LaunchStore } from './launch-record.ts';
import type { Deployment, Platform } from './platform.ts';
import type { RegisterFeed } from './register-feed.ts';

/** A verified launch about to be written. */
export interface VerifiedLaunch {
  platform: Platform;
  message: LaunchMessage;
  targetUrl: string;
  /** The hand-over code that follows from the login's state, or from the nonce of a launch in one step: keeping it spends them. */
  code: string;
  /** The browser is known to be the one that began the launch. */
  isConfirmed: boolean;
  now: Date;
  /** Who the person was on a platform that this one replaces, once that is proven. */
  former?: Identity | null | undefined;
  /** Writes what else a launch says, in its transaction. */
  alsoKeep?:
    | ((transaction: Transaction, rows: { userId: string; resourceLinkId: string }) => Promise<void>)
    | undefined;
}

export interface SettlePorts {
  launches: LaunchStore;
  enrolments: EnrolmentStore;
  learners: LearnerStore;
  catchUp: GradeCatchUp;
  register: RegisterFeed;
  identities: Identities;
  transactions: TransactionRunner;
}

/**
 * Spends the state and writes what the launch says, in one transaction; a single insert when it says nothing new.
 * @throws LaunchRefused launch_replayed, deployment_unknown, deployment_pending, deployment_refused
 */
export type SettleLaunch = (launch: VerifiedLaunch) => Promise<void>;

const KNOWN_LAUNCHES = 20_000;

/** Remembers what launches said and the rows it led to; the insert itself checks that all is as it was. */
export function createSettleLaunch(ports: SettlePorts): SettleLaunch {
  const known = new Map<string, KnownLaunch>();
  return async (launch) => {
    const { moodleUserId, type } = launch.message;
    if (type !== 'resource_link' || moodleUserId === null) return settleWithoutPerson(ports, launch);
    const print = fingerprintOf(launch);
    const remembered = known.get(print);
    if (remembered !== undefined) {
      const record = recordOf(launch, remembered.userId, remembered.resourceLinkId);
      if (await ports.launches.insertKnown(record, remembered)) return;
      known.delete(print);
    }
    const settled = await settleWithPerson(ports, launch, moodleUserId);
    // It says something new each time.
    if (launch.alsoKeep !== undefined) return;
    if (known.size >= KNOWN_LAUNCHES) known.delete(known.keys().next().value ?? '');
    known.set(print, settled);
  };
}

/** All that a launch says and that is kept somewhere. */
function fingerprintOf({ platform, message, former }: VerifiedLaunch): string {
  return hash('sha256', JSON.stringify([platform.id, message, former ?? null]), 'base64');
}

async function settleWithoutPerson(ports: SettlePorts, launch: VerifiedLaunch): Promise<void> {
  const refusal = await ports.transactions.write(async (transaction) => {
    const deployment = await activeDeployment(ports, transaction, launch);
    if (deployment instanceof LaunchRefused) return deployment;
    const record: LaunchRecord = { ...recordOf(launch, null, null), stage: 'redeemed' };
    if (!(await ports.launches.insert(transaction, record))) throw new LaunchRefused('launch_replayed');
    return undefined;
  });
  if (refusal !== undefined) throw refusal;
}

async function settleWithPerson(
  ports: SettlePorts,
  launch: VerifiedLaunch,
  moodleUserId: string,
): Promise<KnownLaunch> {
  const { platform, message, now } = launch;
  const { tenantId } = platform;
  const settled = await ports.transactions.write(async (transaction) => {
    const deployment = await activeDeployment(ports, transaction, launch);
    if (deployment instanceof LaunchRefused) return deployment;
    const context = await ports.enrolments.settleContext(transaction, deployment, { tenantId, message }, now);
    const place = { tenantId, message, contextId: context.id };
    const link = await ports.enrolments.settleResourceLink(transaction, deployment, place, now);
    const identity = await identityOf(ports, transaction, launch, moodleUserId);
    const claims = { ...personOf(message), tenantId, ...identity };
    const { learner } = await ports.learners.findOrCreate(transaction, claims, now);
    const member = { tenantId, contextId: context.id, userId: learner.id, role: message.role };
    const membership = await ports.enrolments.settleMembership(transaction, member, now);
    const record = recordOf(launch, learner.id, link.id);
    if (!(await ports.launches.insert(transaction, record))) throw new LaunchRefused('launch_replayed');
    const rows = { resourceLinkId: link.id, userId: learner.id };
    if (link.isChanged || membership.isChanged) {
      await ports.catchUp.afterLaunch(transaction, { ...rows, contextId: context.id });
    }
    await launch.alsoKeep?.(transaction, rows);
    const told = { ...rows, tenantId, platformId: platform.id, contextId: context.id, ...registerFactsOf(message) };
    const userUpdatedAt = await ports.register.afterLaunch(transaction, told);
    return {
      userId: learner.id,
      userUpdatedAt: userUpdatedAt ?? learner.updatedAt,
      resourceLinkId: link.id,
      resourceLinkUpdatedAt: link.updatedAt,
      membershipId: membership.id,
      membershipUpdatedAt: membership.updatedAt,
    };
  });
  if (settled instanceof LaunchRefused) throw settled;
  return settled;
}

/** The platform's own name for the person, or the one they have since their platform was replaced. */
async function identityOf(
  { identities }: SettlePorts,
  transaction: Transaction,
  { platform, former, now }: VerifiedLaunch,
  moodleUserId: string,
): Promise<Identity> {
  const named = { platformId: platform.id, moodleUserId };
  if (former) await identities.adopt(transaction, former, { ...named, tenantId: platform.tenantId }, now);
  return identities.current(transaction, named);
}

/** Returned rather than thrown: a deployment noted as pending stays noted. */
async function activeDeployment(
  { enrolments }: SettlePorts,
  transaction: Transaction,
  { platform, message }: VerifiedLaunch,
): Promise<Deployment | LaunchRefused> {
  const deployment = await enrolments.settleDeployment(transaction, platform, message.deploymentId);
  if (deployment === undefined) return new LaunchRefused('deployment_unknown');
  if (deployment.status === 'active') return deployment;
  return new LaunchRefused(deployment.status === 'pending' ? 'deployment_pending' : 'deployment_refused');
}

function registerFactsOf({ role, personSourcedId, courseSourcedId }: LaunchMessage) {
  return { role, personSourcedId, courseSourcedId };
}

function personOf({ email, firstname, lastname, fullName, locale }: LaunchMessage) {
  return { email, firstname, lastname, fullName, locale };
}

function recordOf(launch: VerifiedLaunch, userId: string | null, resourceLinkId: string | null): LaunchRecord {
  const { code, platform, message, targetUrl, isConfirmed, now } = launch;
  return {
    id: launchIdOf(code),
    tenantId: platform.tenantId,
    platformId: platform.id,
    userId,
    resourceLinkId,
    role: message.role,
    stage: isConfirmed ? 'ready' : 'unconfirmed',
    targetUrl,
    createdAt: now,
    expiresAt: new Date(now.getTime() + (isConfirmed ? CODE_MS : CONFIRMATION_MS)),
  };
}
