import type { ListBody } from './lists.ts';

/** Texts beyond 128 kB are laid apart by V8 and cleaned up late: some 40 kB at a time are short-lived. */
const RECORDS_AT_ONCE = 100;
const HEAD = '{"data":';
const [OPENING, COMMA] = Buffer.from('[,');

/**
 * A list's answer as JSON, as JSON.stringify would write it, and the part of it before `meta`, for its tag. Written into one
 * piece of memory: each copy of 200 kB brings the next cleaning up nearer.
 * @param isWritten the records are JSON texts already
 */
export function listTextOf(
  { data, ...rest }: ListBody,
  meta: object,
  isWritten = false,
): { whole: Buffer; stable: Buffer } {
  const arrays: string[] = [];
  for (let from = 0; from === 0 || from < data.length; from += RECORDS_AT_ONCE) {
    const some = data.slice(from, from + RECORDS_AT_ONCE);
    arrays.push(isWritten ? `[${some.join()}]` : JSON.stringify(some));
  }
  const members = JSON.stringify(rest).slice(1, -1);
  const before = members === '' ? '' : `,${members}`;
  const after = `,"meta":${JSON.stringify(meta)}}`;
  const length = [HEAD, ...arrays, before, after].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const whole = Buffer.allocUnsafe(length);
  let end = whole.write(HEAD);
  for (const [nth, array] of arrays.entries()) {
    // One array follows another in the place of its closing bracket.
    const at = nth === 0 ? end : end - 1;
    end = at + whole.write(array, at);
    whole[at] = (nth === 0 ? OPENING : COMMA) as number;
  }
  end += whole.write(before, end);
  return { stable: whole.subarray(0, end), whole: whole.subarray(0, end + whole.write(after, end)) };
}
