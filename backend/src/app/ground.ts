import type { Logger } from 'pino';
import type { Database } from '../db/connection.ts';
import type { Clock } from '../time/clock.ts';

/** What the application stands on. */
export interface Ground {
  database: Database;
  log: Logger;
  clock: Clock;
}
