import type { Role } from '../sessions/session.ts';
import type { Transaction } from '../transaction/transaction.ts';

/** A course of a platform, as the academic register is told of it. */
export interface CourseForRegister {
  tenantId: string;
  platformId: string;
  contextId: string;
  /** The institution's own id of the course (LIS claim); null = not sent. */
  courseSourcedId: string | null;
}

/** A person in such a course. */
export interface PersonForRegister {
  userId: string;
  role: Role;
  /** The institution's own id of the person (LIS claim); null = not sent. */
  personSourcedId: string | null;
}

/** What a launch tells the academic register, beside what its rows hold already. */
export interface LaunchForRegister extends CourseForRegister, PersonForRegister {
  resourceLinkId: string;
}

/** Told in the transaction of a launch that may be new in some way, so that the register knows who learns what where. */
export interface RegisterFeed {
  /** @returns the new `updated_at` of the person's profile when it was changed: it now names the student or teacher */
  afterLaunch(transaction: Transaction, launch: LaunchForRegister): Promise<Date | undefined>;
}

/** Told while a roster is written: who never opened anything stands in the register all the same (ADR 15). */
export interface RosterFeed {
  /** Active members who are new to the course or to the register, or of whom something changed; in their transaction. */
  joined(transaction: Transaction, course: CourseForRegister, people: readonly PersonForRegister[]): Promise<void>;
  /** Members of the course were removed; asked after they were. */
  left(contextId: string): Promise<void>;
}
