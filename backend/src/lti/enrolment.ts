import type { Role } from '../sessions/session.ts';
import type { Transaction } from '../transaction/transaction.ts';
import { AGS_SCOPES } from './ags.ts';
import type { LaunchMessage } from './launch-message.ts';
import type { Deployment, Platform } from './platform.ts';

/** A row as it is after a launch has written what it says. */
export interface SettledRow {
  id: string;
  updatedAt: Date;
  /** The launch made it, or changed something that grades depend on. */
  isChanged: boolean;
}

/** Where courses, activities and who is what in them are kept. Every call may race with its like: one row results. */
export interface EnrolmentStore {
  /**
   * The deployment of that name; one never seen before is made with the status that the platform's policy gives.
   * Undefined when the policy makes none.
   */
  settleDeployment(transaction: Transaction, platform: Platform, deploymentId: string): Promise<Deployment | undefined>;
  settleContext(transaction: Transaction, deployment: Deployment, place: Place, now: Date): Promise<{ id: string }>;
  settleResourceLink(
    transaction: Transaction,
    deployment: Deployment,
    place: PlacedLink,
    now: Date,
  ): Promise<SettledRow>;
  settleMembership(transaction: Transaction, member: Member, now: Date): Promise<SettledRow>;
}

/** The course of a launch. */
export interface Place {
  tenantId: string;
  message: LaunchMessage;
}

/** The activity of a launch, in its course. */
export interface PlacedLink extends Place {
  contextId: string;
}

export interface Member {
  tenantId: string;
  contextId: string;
  userId: string;
  role: Role;
}

/** Told in the transaction of a launch that is new in some way, so that progress made before still becomes a grade. */
export interface GradeCatchUp {
  afterLaunch(
    transaction: Transaction,
    launch: { resourceLinkId: string; contextId: string; userId: string },
  ): Promise<void>;
}

/** What a launch says of grades, as far as we may use it. */
export interface GradeRights {
  passback: 'ags' | 'none';
  /** AGS scopes that we go by. */
  scopes: readonly string[];
}

/**
 * Grades can travel when we may post scores and there is a column, or we may find or make one. A Moodle launch that names
 * no column comes from an activity that its teacher does not grade (or that has several columns): there one is found, never
 * made, so the right to make one is not kept.
 */
export function gradeRightsOf({ ags, productFamily }: Pick<LaunchMessage, 'ags' | 'productFamily'>): GradeRights {
  if (ags === null) return { passback: 'none', scopes: [] };
  const isUngraded = ags.lineitemUrl === null && productFamily === 'moodle';
  const scopes = isUngraded ? ags.scopes.filter((scope) => scope !== AGS_SCOPES.lineItem) : ags.scopes;
  const mayFind = scopes.includes(AGS_SCOPES.lineItem) || scopes.includes(AGS_SCOPES.lineItemReadonly);
  const hasColumn = ags.lineitemUrl !== null || (ags.lineitemsUrl !== null && mayFind);
  return { passback: hasColumn && scopes.includes(AGS_SCOPES.score) ? 'ags' : 'none', scopes };
}

/** A launch without course gets one of its own, so that its activity has a place. */
export function contextIdOf({ context, resourceLink }: LaunchMessage): string {
  return context?.id ?? `resource_link:${resourceLink?.id ?? ''}`;
}
