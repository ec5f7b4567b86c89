import type { Database } from '../backend/src/db/connection.ts';

/** What the engine does by itself after a while. Tables that are still empty are left out: no server has such statistics. */
export async function analyse({ driver }: Database): Promise<void> {
  const filled = 'users, sessions, context_memberships, grains';
  if (driver.engine === 'postgres') await driver.pool.query(`analyze ${filled}`);
  if (driver.engine === 'mysql') await driver.pool.promise().query(`analyze table ${filled}`);
}
