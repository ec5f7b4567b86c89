import { AppError } from '../errors/app-error.ts';
import type { LearnerStore } from '../learners/learner.ts';
import type { TransactionRunner } from '../transaction/transaction.ts';
import type { LaunchGrant } from './session.ts';

/** Issuer of the platform of learners without a Moodle. It is no address, and nobody can launch from it: its status is disabled. */
export const DEVELOPMENT_ISSUER = 'urn:passerelle:development';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '::1']);

export interface DevelopmentPorts {
  nodeEnv: string;
  /** The address the server listens on. */
  host: string;
  /** The platform that learners without a Moodle belong to, made when there is none. */
  platform(): Promise<{ id: string; tenantId: string }>;
  learners: Pick<LearnerStore, 'findOrCreate'>;
  transactions: TransactionRunner;
}

/**
 * Signing in by a bare Moodle id: to try pages before there is a Moodle. It proves nothing, so it exists only where nobody
 * else can reach it.
 * @throws AppError sessions.development_only when called anywhere else
 */
export function createDevelopmentSignIn(
  ports: DevelopmentPorts,
): (moodleUserId: string, now: Date) => Promise<LaunchGrant> {
  return async (moodleUserId, now) => {
    refuseOutsideDevelopment(ports.nodeEnv, ports.host);
    const { id: platformId, tenantId } = await ports.platform();
    const nothing = { email: null, firstname: null, lastname: null, fullName: null, locale: null };
    const claims = { tenantId, platformId, moodleUserId, ...nothing };
    const { learner } = await ports.transactions.write((transaction) =>
      ports.learners.findOrCreate(transaction, claims, now),
    );
    const who = { tenantId, platformId, userId: learner.id, resourceLinkId: null };
    return { ...who, role: 'learner', targetUrl: '', launchedAt: now };
  };
}

/**
 * @param nodeEnv the literal NODE_ENV
 * @throws AppError sessions.development_only
 */
export function refuseOutsideDevelopment(nodeEnv: string, host: string): void {
  if ((nodeEnv === 'development' || nodeEnv === 'test') && LOOPBACK.has(host)) return;
  throw new AppError(
    'sessions.development_only',
    'forbidden',
    'sign-in by moodle_user_id outside development',
    'Signing in by moodle_user_id exists only on a developer’s own machine. Open the activity from Moodle.',
  );
}
