import { randomBytes } from 'node:crypto';

const POOL_BYTES = 8192;

let pool = randomBytes(POOL_BYTES);
let used = 0;

/**
 * Random octets of the system's generator, fetched many at a time: asking it costs as much for sixteen as for thousands, and a
 * launch asks three times. Each octet is given out once.
 * @param count at most 8192
 */
export function randomOctets(count: number): Buffer {
  if (used + count > POOL_BYTES) {
    pool = randomBytes(POOL_BYTES);
    used = 0;
  }
  used += count;
  return pool.subarray(used - count, used);
}
