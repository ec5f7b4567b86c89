import { createHmac, createSecretKey, hash, hkdfSync } from 'node:crypto';
import { randomOctets } from '../ids/random.ts';

const CODE_BYTES = 16;
/** Instants in base 36, good until the year 4453. */
const TIME_CHARS = 7;

/**
 * A hand-over code: the second it is about, then what nobody can guess. It is also what a launch is kept under, so that one
 * key spends the state, finds the launch again, and puts launches of one time side by side in the table.
 * @param octets 16 octets that nobody else can tell
 */
export function handOverCode(about: Date, octets: Buffer): string {
  const seconds = Math.floor(about.getTime() / 1000);
  return `${seconds.toString(36).padStart(TIME_CHARS, '0')}${octets.toString('base64url')}`;
}

/** A code that no state leads to. */
export function newHandOverCode(now: Date): string {
  return handOverCode(now, randomOctets(CODE_BYTES));
}

/**
 * The codes of launches in one step: the same nonce gives the same code, whatever time a launch says it has, so that a nonce
 * is spent once.
 * @param secretKey SECRET_KEY; every replica has the same
 */
export function createNonceCodes(secretKey: string): (platformId: string, nonce: string) => string {
  const key = createSecretKey(Buffer.from(hkdfSync('sha256', secretKey, '', 'passerelle lti nonce', 32)));
  return (platformId, nonce) => {
    const mac = createHmac('sha256', key).update(`${platformId} ${nonce}`).digest();
    return handOverCode(new Date(0), mac.subarray(0, CODE_BYTES));
  };
}

/**
 * Primary key of the launch that left this code: its time, then its SHA-256 in base64url; 50 characters.
 * @param code as anybody may have sent it; what cannot be a code has a key that no launch has
 */
export function launchIdOf(code: string): string {
  const time = /^[0-9a-z]{7}/.exec(code)?.[0] ?? '';
  return `${time}${hash('sha256', code, 'base64url')}`;
}
