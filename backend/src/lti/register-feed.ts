import type { Role } from '../sessions/session.ts';
import type { Transaction } from '../transaction/transaction.ts';

/** What a launch tells the academic register, beside what its rows hold already. */
export interface LaunchForRegister {
  tenantId: string;
  platformId: string;
  userId: string;
  contextId: string;
  resourceLinkId: string;
  role: Role;
  /** The institution's own ids of person and course (LIS claims); null = not sent. */
  personSourcedId: string | null;
  courseSourcedId: string | null;
}

/** Told in the transaction of a launch that may be new in some way, so that the register knows who learns what where. */
export interface RegisterFeed {
  /** @returns the new `updated_at` of the person's profile when it was changed: it now names the student or teacher */
  afterLaunch(transaction: Transaction, launch: LaunchForRegister): Promise<Date | undefined>;
}
