import { refuseWritesDuringMaintenance } from '../http/maintenance.ts';
import type { HttpServer } from '../http/server.ts';
import { recent } from '../time/recent.ts';
import type { Stores } from './stores.ts';

/** A maintenance that begins or ends is seen within this time. */
const SEEN_WITHIN_MS = 1000;

/**
 * Refuses writes while maintenance is on.
 * @returns whether it is on, for what works without being asked
 */
export function followMaintenance(server: HttpServer, { maintenance }: Stores): () => Promise<boolean> {
  const look = recent(() => maintenance.find(), SEEN_WITHIN_MS);
  const find = () => look('');
  refuseWritesDuringMaintenance(server, find);
  return async () => (await find()) !== undefined;
}
