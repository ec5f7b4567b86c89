import type { LaunchCodes, Role } from '../sessions/session.ts';
import type { Transaction } from '../transaction/transaction.ts';

/** One launch, as its row keeps it. */
export interface LaunchRecord {
  /** {@link launchIdOf} its code, which follows from the state: inserting it spends state and nonce. */
  id: string;
  tenantId: string;
  platformId: string;
  userId: string | null;
  resourceLinkId: string | null;
  role: Role;
  stage: 'unconfirmed' | 'ready' | 'redeemed';
  targetUrl: string;
  createdAt: Date;
  expiresAt: Date;
}

/**
 * Rows that a launch found as the platform describes them, with the instants of their last change: the launch of the same
 * person in the same activity, saying the same, then has nothing to write but itself.
 */
export interface KnownLaunch {
  userId: string;
  userUpdatedAt: Date;
  resourceLinkId: string;
  resourceLinkUpdatedAt: Date;
  membershipId: string;
  membershipUpdatedAt: Date;
}

/** Where launches are kept. */
export interface LaunchStore extends LaunchCodes {
  /**
   * Inserts a launch if its state is unspent and everything known is unchanged, registration and deployment active.
   * False says that one of these fails, not which.
   */
  insertKnown(record: LaunchRecord, known: KnownLaunch): Promise<boolean>;
  /**
   * Says that a launch is being verified and may soon be inserted, so that others wait a moment and share its commit. What
   * it answers is called when that launch is over.
   */
  expectLaunch(): () => void;
  /** Inserts a launch; false when its state is spent. */
  insert(transaction: Transaction, record: LaunchRecord): Promise<boolean>;
  /**
   * Turns an unconfirmed launch into a ready one: its code, so far the token of the question, may open a session now. The page
   * to open, or undefined when the code is spent, old or unknown.
   */
  confirm(code: string, now: Date): Promise<{ targetUrl: string } | undefined>;
  /** Forgets launches whose state cannot come back; answers how many. */
  purge(now: Date): Promise<number>;
}

/** How long the page's script may take to spend the hand-over code. */
export const CODE_MS = 60_000;
/** How long a person may read "continue as ...?". */
export const CONFIRMATION_MS = 10 * 60_000;

/** The hand-over code of such an address; null when it carries none. */
export function codeOfUrl(url: string): string | null {
  return /#lti=(.+)$/.exec(url)?.[1] ?? null;
}

/** The page with its hand-over code in the fragment, which no server log and no Referer ever sees. */
export function handOverUrl(targetUrl: string, code: string): string {
  const url = new URL(targetUrl);
  url.hash = `lti=${code}`;
  return url.href;
}
