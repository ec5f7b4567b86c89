import type { Transaction } from '../transaction/transaction.ts';

/** A person who came through a platform. Name and e-mail may all be absent: Moodle can be told never to send them. */
export interface Learner {
  id: string;
  tenantId: string;
  platformId: string;
  /** Claim `sub`; unique per platform, not in the world. */
  moodleUserId: string;
  email: string | null;
  firstname: string | null;
  lastname: string | null;
  fullName: string | null;
  locale: string | null;
  createdAt: Date;
  updatedAt: Date;
}

/** What a signed launch says of a person. Null = not said. */
export interface LearnerClaims {
  tenantId: string;
  platformId: string;
  moodleUserId: string;
  email: string | null;
  firstname: string | null;
  lastname: string | null;
  fullName: string | null;
  locale: string | null;
}

/** Where profiles are kept. */
export interface LearnerStore {
  /**
   * The profile of this person, made when there is none. What the claims say replaces what is there; what they do not say
   * stays. Concurrent first calls answer the same profile, one of them with `created`.
   */
  findOrCreate(
    transaction: Transaction,
    claims: LearnerClaims,
    now: Date,
  ): Promise<{ learner: Learner; created: boolean }>;
  find(id: string): Promise<Learner | undefined>;
}

type ProfileField = 'email' | 'firstname' | 'lastname' | 'fullName' | 'locale';
const FIELDS: readonly ProfileField[] = ['email', 'firstname', 'lastname', 'fullName', 'locale'];

/** The fields that claims change in a profile; undefined when they change nothing. */
export function changesOf(learner: Learner, claims: LearnerClaims): Partial<Pick<Learner, ProfileField>> | undefined {
  const changed = FIELDS.filter((field) => claims[field] !== null && claims[field] !== learner[field]);
  return changed.length === 0 ? undefined : Object.fromEntries(changed.map((field) => [field, claims[field]]));
}
