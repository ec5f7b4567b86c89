import type { Transaction } from '../transaction/transaction.ts';

/** A person, as one platform calls them. */
export interface Identity {
  platformId: string;
  moodleUserId: string;
}

/** Learners whose platform was replaced. */
export interface Identities {
  /** Who this person is now: the same, unless their platform was replaced. */
  current(transaction: Transaction, identity: Identity): Promise<Identity>;
  /**
   * The learner of the former identity is the one of the present from now on. Where both exist, the progress of both
   * becomes that of the present one; the first completion of a grain wins. Does nothing the second time.
   */
  adopt(transaction: Transaction, former: Identity, present: Identity & { tenantId: string }, now: Date): Promise<void>;
}
