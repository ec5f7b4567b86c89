import { AppError } from '../errors/app-error.ts';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '::1']);

/**
 * Signing in by a bare Moodle id proves nothing, so it exists only where nobody else can reach it.
 * @param nodeEnv the literal NODE_ENV
 * @param host the address the server listens on
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
