/** A file as its bytes say it is written. */
export interface PageBytes {
  encoding: 'utf-8' | 'windows-1252' | 'utf-16le' | 'utf-16be';
  /** How many bytes of byte order mark stand before the text. */
  markLength: number;
  /** The text without its byte order mark, every line end as it stands. */
  text: string;
}

export type UnmarkedEncoding = 'utf-8' | 'windows-1252';

/** Something put into a text. */
export interface Insertion {
  /** Where, in UTF-16 units of the text. */
  at: number;
  /** ASCII only: the same in every encoding that pages are written in. */
  text: string;
}

/**
 * Decodes a page without losing where its bytes are: a byte order mark decides; without one it is UTF-8 when valid as such,
 * else windows-1252, which is what old editors write and browsers assume.
 */
export function decodePage(bytes: Uint8Array): PageBytes {
  const decode = (encoding: PageBytes['encoding'], markLength: number, fatal = false): PageBytes => ({
    encoding,
    markLength,
    text: new TextDecoder(encoding, { fatal, ignoreBOM: true }).decode(bytes.subarray(markLength)),
  });
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decode('utf-16le', 2);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decode('utf-16be', 2);
  const markLength = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  try {
    return decode('utf-8', markLength, true);
  } catch {
    return decode('windows-1252', markLength);
  }
}

/** The encoding of a page whose bytes do not begin with a mark that says it: a browser goes by what is declared. */
export function unmarkedEncoding({ encoding, markLength }: PageBytes): UnmarkedEncoding | undefined {
  const isMarked = markLength > 0 || encoding === 'utf-16le' || encoding === 'utf-16be';
  return isMarked ? undefined : encoding;
}

/** The file with something put in; every other byte stays what it was. */
export function insertIntoBytes(bytes: Uint8Array, page: PageBytes, insertions: readonly Insertion[]): Buffer {
  const parts: Uint8Array[] = [];
  let done = 0;
  let textDone = 0;
  let at = page.markLength;
  for (const insertion of [...insertions].sort((a, b) => a.at - b.at)) {
    at += byteLengthOf(page, textDone, insertion.at);
    textDone = insertion.at;
    parts.push(bytes.subarray(done, at), encodeAscii(insertion.text, page.encoding));
    done = at;
  }
  return Buffer.concat([...parts, bytes.subarray(done)]);
}

// windows-1252 and UTF-16 have one unit for each byte or pair of bytes, whatever is in them.
function byteLengthOf({ encoding, text }: PageBytes, from: number, to: number): number {
  if (encoding === 'utf-8') return Buffer.byteLength(text.slice(from, to));
  return (to - from) * (encoding === 'windows-1252' ? 1 : 2);
}

function encodeAscii(text: string, encoding: PageBytes['encoding']): Buffer {
  if (encoding === 'utf-16le') return Buffer.from(text, 'utf16le');
  if (encoding === 'utf-16be') return Buffer.from(text, 'utf16le').swap16();
  return Buffer.from(text, 'ascii');
}
