import { createHash } from 'node:crypto';

/** A weak entity tag of a text in parts: equal texts, equal tags (RFC 9110, 8.8.3). */
export function etagOf(...text: (string | Buffer)[]): string {
  const hash = createHash('sha1');
  for (const part of text) hash.update(part);
  return `W/"${hash.digest('base64url')}"`;
}

/** Whether an If-None-Match header names this tag, compared weakly. */
export function isKnownTag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  const opaque = etag.replace(/^W\//, '');
  return header.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === opaque);
}
