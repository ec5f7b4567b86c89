import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Facts that a page of ours carries in a hidden field and brings back: nobody else can read, change or make them. */
export interface SealedForm<Facts> {
  seal(facts: Facts, expiresAt: Date): string;
  /** Undefined when the text is not ours, was sealed for another purpose, or has expired. */
  open(text: unknown, now: Date): Facts | undefined;
}

/**
 * @param secretKey SECRET_KEY; every replica has the same
 * @param purpose keeps the fields of different pages apart
 */
export function createSealedForm<Facts>(secretKey: string, purpose: string): SealedForm<Facts> {
  const key = Buffer.from(hkdfSync('sha256', secretKey, '', `passerelle form ${purpose}`, 32));
  return {
    seal(facts, expiresAt) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES });
      const text = JSON.stringify({ expiresAt: expiresAt.getTime(), facts });
      return Buffer.concat([iv, cipher.update(text), cipher.final(), cipher.getAuthTag()]).toString('base64url');
    },
    open(text, now) {
      const bytes = Buffer.from(typeof text === 'string' ? text : '', 'base64url');
      if (bytes.length <= IV_BYTES + TAG_BYTES) return undefined;
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
      try {
        const opened = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]);
        const { expiresAt, facts } = JSON.parse(opened.toString()) as { expiresAt: number; facts: Facts };
        return expiresAt > now.getTime() ? facts : undefined;
      } catch {
        return undefined;
      }
    },
  };
}
