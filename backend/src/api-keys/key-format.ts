import { randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const SECRET_LENGTH = 43;
const CHECK_LENGTH = 6;
const OURS = /^sk_(?:live|test)_[0-9A-Za-z]{49}$/;
const PREFIX_LENGTH = 12;
const LAST_LENGTH = 4;

/** `live` for work, `test` for trying out; both open the same doors. */
export type KeyKind = 'live' | 'test';

/** A new key: `sk_live_` or `sk_test_`, 43 base62 characters (256 bits), 6 that check the others (CRC-32). 57 in all. */
export function newKey(kind: KeyKind = 'live'): string {
  return keyFrom(kind, () => randomInt(ALPHABET.length));
}

/** @param numberAt a number for each of the 43 characters; what it leaves after a division by 62 counts */
export function keyFrom(kind: KeyKind, numberAt: (position: number) => number): string {
  let text = `sk_${kind}_`;
  for (let i = 0; i < SECRET_LENGTH; i++) text += ALPHABET[numberAt(i) % ALPHABET.length];
  return text + checkOf(text);
}

/**
 * What a string can be told to be without asking the database: `ours` (form and check characters agree), `mistyped` (our
 * form, wrong check characters) or `foreign` (any other form: keys inserted by SQL look as their author likes).
 */
export function formOf(key: string): 'ours' | 'mistyped' | 'foreign' {
  if (!OURS.test(key)) return 'foreign';
  return checkOf(key.slice(0, -CHECK_LENGTH)) === key.slice(-CHECK_LENGTH) ? 'ours' : 'mistyped';
}

function checkOf(text: string): string {
  let rest = crc32(text);
  let check = '';
  for (let i = 0; i < CHECK_LENGTH; i++) {
    check = ALPHABET[rest % ALPHABET.length] + check;
    rest = Math.floor(rest / ALPHABET.length);
  }
  return check;
}

/** What people recognise a key by: its first 12 characters and its last 4. */
export function recognisedBy(key: string): { prefix: string; last4: string } {
  return { prefix: key.slice(0, PREFIX_LENGTH), last4: key.slice(-LAST_LENGTH) };
}
