import type { ListBody } from './lists.ts';

/** Texts beyond 128 kB are laid apart by V8 and cleaned up late: some 40 kB at a time are short-lived. */
const RECORDS_AT_ONCE = 100;

/** A list's body as JSON, as JSON.stringify would write it: made once, for the tag and for the answer. */
export function listTextOf({ data, ...rest }: ListBody): Buffer {
  const pieces: Buffer[] = [];
  for (let from = 0; from < data.length; from += RECORDS_AT_ONCE) {
    const text = JSON.stringify(data.slice(from, from + RECORDS_AT_ONCE)).slice(1, -1);
    pieces.push(Buffer.from(from === 0 ? text : `,${text}`));
  }
  const end = JSON.stringify(rest).slice(1);
  return Buffer.concat([Buffer.from('{"data":['), ...pieces, Buffer.from(end === '}' ? ']}' : `],${end}`)]);
}
