import { createHmac, createSecretKey, hash, hkdfSync, type KeyObject, timingSafeEqual } from 'node:crypto';
import { randomOctets } from '../ids/random.ts';
import { handOverCode } from './hand-over-code.ts';

/** How long a person may take between our login and the platform's answer (a sign-in page may stand between). */
export const STATE_MS = 10 * 60_000;

/**
 * What proves later that the browser is the same: the cookie alone, or also a token that our login page left in the
 * frame's storage, or in the platform's (LTI client-side postMessages 0.1).
 */
export type StateKeeper = 'cookie' | 'frame' | 'platform';
const KEEPERS: readonly StateKeeper[] = ['cookie', 'frame', 'platform'];

/** What a state says, once its seal is known to be ours. */
export interface LoginState {
  text: string;
  platformId: string;
  expiresAt: Date;
  keeper: StateKeeper;
  isFor(target: string): boolean;
  isNonce(nonce: string): boolean;
  isCookie(value: string): boolean;
  /** The hand-over code that a launch with this state leaves: only who holds SECRET_KEY can tell it. */
  code: string;
}

/** A fresh login: what travels, and what stays in the browser to prove that it is the same one. */
export interface IssuedLogin {
  state: string;
  nonce: string;
  cookieName: string;
  cookieValue: string;
  /** Kept in the browser's storage where cookies are lost; never sent to the platform's login. Null where a cookie will do. */
  recoveryToken: string | null;
}

export type StateReading = { state: LoginState } | { fault: 'malformed' | 'forged' | 'expired' };

/** Issues and reads states. Nothing is stored: a state carries its facts and its seal. */
export interface LoginStates {
  issue(facts: { platformId: string; target: string; keeper: StateKeeper }, now: Date): IssuedLogin;
  read(text: string, now: Date): StateReading;
  isRecoveryOf(state: LoginState, token: string): boolean;
  cookieNameOf(state: string): string;
  storageKeyOf(state: string): string;
}

const RANDOM_BYTES = 16;
const UUID_BYTES = 16;
const TARGET_BYTES = 16;
const SEALED_BYTES = RANDOM_BYTES + UUID_BYTES + TARGET_BYTES + 1;
/** Seal, nonce, cookie and code are the four quarters of one MAC, 128 bits each. */
const PROOF_BYTES = 16;
const STATE = /^[0-9a-z]{6,9}\.[A-Za-z0-9_-]{87}$/;
const COOKIE_PREFIX = '__Host-lti_';

/**
 * state = expiry "." base64url(random, platform, hash of the target, keeper, seal). Seal, nonce, cookie and hand-over code are
 * parts of one MAC of the facts, and the recovery token is another, so that a login writes nothing anywhere.
 * @param secretKey SECRET_KEY; every replica has the same
 */
export function createLoginStates(secretKey: string): LoginStates {
  const keyFor = (purpose: string) =>
    createSecretKey(Buffer.from(hkdfSync('sha256', secretKey, '', `passerelle lti ${purpose}`, 32)));
  const stateKey = keyFor('state');
  const recoveryKey = keyFor('recovery');
  const recoveryTokenOf = (state: string) => createHmac('sha256', recoveryKey).update(state).digest('base64url');
  return {
    issue({ platformId, target, keeper }, now) {
      const expiry = Math.ceil((now.getTime() + STATE_MS) / 1000).toString(36);
      const facts = Buffer.concat([
        randomOctets(RANDOM_BYTES),
        Buffer.from(platformId.replaceAll('-', ''), 'hex'),
        hashOfTarget(target),
        Buffer.of(KEEPERS.indexOf(keeper)),
      ]);
      const { seal, nonce, cookieValue } = proofsOf(stateKey, expiry, facts);
      const state = `${expiry}.${Buffer.concat([facts, seal]).toString('base64url')}`;
      return {
        state,
        nonce,
        cookieValue,
        cookieName: cookieNameOf(state),
        recoveryToken: keeper === 'cookie' ? null : recoveryTokenOf(state),
      };
    },
    read: (text, now) => readState(stateKey, text, now),
    isRecoveryOf: (state, token) => isSame(recoveryTokenOf(state.text), token),
    cookieNameOf,
    storageKeyOf: (state) => `lti_${cookieNameOf(state).slice(COOKIE_PREFIX.length)}`,
  };
}

function readState(key: KeyObject, text: string, now: Date): StateReading {
  if (!STATE.test(text)) return { fault: 'malformed' };
  const [expiry = '', body = ''] = text.split('.');
  const bytes = Buffer.from(body, 'base64url');
  // The last character has spare bits: another spelling of the same bytes is not a state that we issued.
  if (bytes.toString('base64url') !== body) return { fault: 'malformed' };
  const facts = bytes.subarray(0, SEALED_BYTES);
  const proofs = proofsOf(key, expiry, facts);
  if (!timingSafeEqual(bytes.subarray(SEALED_BYTES), proofs.seal)) return { fault: 'forged' };
  const expiresAt = new Date(Number.parseInt(expiry, 36) * 1000);
  if (expiresAt <= now) return { fault: 'expired' };
  const target = facts.subarray(RANDOM_BYTES + UUID_BYTES, SEALED_BYTES - 1);
  const state: LoginState = {
    text,
    platformId: uuidOf(facts.subarray(RANDOM_BYTES, RANDOM_BYTES + UUID_BYTES)),
    expiresAt,
    keeper: KEEPERS[facts[SEALED_BYTES - 1] ?? 0] ?? 'cookie',
    isFor: (wanted) => timingSafeEqual(target, hashOfTarget(wanted)),
    isNonce: (nonce) => isSame(proofs.nonce, nonce),
    isCookie: (value) => isSame(proofs.cookieValue, value),
    code: handOverCode(expiresAt, proofs.codeBytes),
  };
  return { state };
}

/** One cookie per state, so that several tabs work; the expiry first, so that the oldest can be told. */
function cookieNameOf(state: string): string {
  const dot = state.indexOf('.');
  return `${COOKIE_PREFIX}${state.slice(0, dot)}_${state.slice(dot + 1, dot + 9)}`;
}

/**
 * Cookies of older logins that must go so that a new one fits: browsers and proxies refuse long headers.
 * @param names names of the cookies that came with the request
 */
export function surplusCookies(names: readonly string[], limit = 10): string[] {
  const ours = names.filter((name) => name.startsWith(COOKIE_PREFIX));
  const expiry = (name: string) => Number.parseInt(name.slice(COOKIE_PREFIX.length), 36) || 0;
  return ours.sort((a, b) => expiry(a) - expiry(b)).slice(0, Math.max(0, ours.length - limit + 1));
}

/** The parts of one MAC: who sees one learns nothing of the others. */
function proofsOf(key: KeyObject, expiry: string, facts: Buffer) {
  const mac = createHmac('sha512', key).update(expiry).update('.').update(facts).digest();
  const partAt = (i: number) => mac.subarray(i * PROOF_BYTES, (i + 1) * PROOF_BYTES);
  return {
    seal: partAt(0),
    nonce: partAt(1).toString('base64url'),
    cookieValue: partAt(2).toString('base64url'),
    codeBytes: partAt(3),
  };
}

function hashOfTarget(target: string): Buffer {
  return hash('sha256', target, 'buffer').subarray(0, TARGET_BYTES);
}

function uuidOf(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function isSame(expected: string, given: string): boolean {
  const a = Buffer.from(expected);
  const b = Buffer.from(given);
  return a.length === b.length && timingSafeEqual(a, b);
}
