import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { AppError } from '../errors/app-error.ts';

const VERSION = 'v1';
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts a private key for the database: `v1.<iv>.<tag>.<data>`, base64url, AES-256-GCM under a key that HKDF derives from
 * SECRET_KEY.
 * @param boundTo the row it belongs to; the text opens only there
 */
export function seal(text: string, secretKey: string, boundTo: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keyFrom(secretKey), iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(boundTo));
  const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return [VERSION, ...[iv, cipher.getAuthTag(), data].map((part) => part.toString('base64url'))].join('.');
}

/** Undoes {@link seal}. @throws AppError lti.secret_key_mismatch */
export function unseal(sealed: string, secretKey: string, boundTo: string): string {
  const [version, ...parts] = sealed.split('.');
  const [iv, tag, data] = parts.map((part) => Buffer.from(part, 'base64url'));
  if (version !== VERSION || iv?.length !== IV_BYTES || tag?.length !== TAG_BYTES || data === undefined) {
    throw mismatch(new Error('not of the form v1.<iv>.<tag>.<data>'));
  }
  const decipher = createDecipheriv('aes-256-gcm', keyFrom(secretKey), iv, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(boundTo));
  decipher.setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(data), decipher.final()]).toString('utf8');
  } catch (cause) {
    throw mismatch(cause);
  }
}

function keyFrom(secretKey: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secretKey, '', 'passerelle signing keys', KEY_BYTES));
}

function mismatch(cause: unknown): AppError {
  return new AppError(
    'lti.secret_key_mismatch',
    'internal',
    'SECRET_KEY is not the one that encrypted the signing keys of this database. Set the former SECRET_KEY again; if it is ' +
      'lost, delete the rows of signing_keys: new keys are made, and platforms registered with our key set URL fetch them.',
    'The service is not configured correctly. Its administrator finds the reason in the log.',
    { cause },
  );
}
