import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { decodePage, type Insertion, insertIntoBytes } from '../../src/cli/page-bytes.ts';

const MARKS = { 'utf-8': [0xef, 0xbb, 0xbf], 'utf-16le': [0xff, 0xfe], 'utf-16be': [0xfe, 0xff] } as const;

/** Any file at all: text with every kind of line end and letter, in each encoding, and bytes that are no text. */
const anyFile = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc
    .tuple(
      fc.array(fc.constantFrom('a', '<p>', 'é', '…', '😀', '\r\n', '\n', '\r', '\u0000', 'œ', ' '), { maxLength: 60 }),
      fc.constantFrom('utf-8', 'utf-8 with a mark', 'latin1', 'utf-16le', 'utf-16be'),
    )
    .map(([parts, kind]) => encode(parts.join(''), kind)),
);

function encode(text: string, kind: string): Buffer {
  if (kind === 'latin1') return Buffer.from(text, 'latin1');
  if (kind === 'utf-16le') return Buffer.concat([Buffer.from(MARKS[kind]), Buffer.from(text, 'utf16le')]);
  if (kind === 'utf-16be') return Buffer.concat([Buffer.from(MARKS[kind]), Buffer.from(text, 'utf16le').swap16()]);
  return Buffer.concat([Buffer.from(kind === 'utf-8' ? [] : MARKS['utf-8']), Buffer.from(text)]);
}

/** Places before a letter, never inside one. */
function placesIn(text: string): number[] {
  const places = [0];
  for (const letter of text) places.push((places.at(-1) ?? 0) + letter.length);
  return places.length > 1 ? places.slice(0, -1) : places;
}

describe('the bytes of a page', () => {
  test('whatever is put in, taking it out again gives back every byte of the file', () => {
    fc.assert(
      fc.property(
        anyFile,
        fc.array(fc.tuple(fc.nat(), fc.stringMatching(/^[ -~]{1,8}$/)), { maxLength: 4 }),
        (file, wishes) => {
          const page = decodePage(file);
          const places = placesIn(page.text);
          const insertions = wishes.map(([at, text]): Insertion => ({ at: places[at % places.length] ?? 0, text }));
          const now = insertIntoBytes(file, page, insertions);
          const width = page.encoding.startsWith('utf-16') ? 2 : 1;
          let left = now;
          // From the beginning on, each at the place where the letters before it end in this encoding.
          for (const { at, text } of [...insertions].sort((a, b) => a.at - b.at)) {
            const before = page.text.slice(0, at);
            const start =
              page.markLength + (page.encoding === 'utf-8' ? Buffer.byteLength(before) : before.length * width);
            left = Buffer.concat([left.subarray(0, start), left.subarray(start + text.length * width)]);
          }
          assert.deepEqual(left, file);
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('what was put in is read there, in the encoding of the file', () => {
    fc.assert(
      fc.property(anyFile, fc.nat(), (file, wish) => {
        const page = decodePage(file);
        const places = placesIn(page.text);
        const at = places[wish % places.length] ?? 0;
        const now = decodePage(insertIntoBytes(file, page, [{ at, text: ' data-x="1"' }]));
        // Bytes that are UTF-8 by chance stay so: ASCII never changes what an encoding looks like.
        assert.deepEqual(
          [now.encoding, now.text],
          [page.encoding, `${page.text.slice(0, at)} data-x="1"${page.text.slice(at)}`],
        );
      }),
      { numRuns: 1000 },
    );
  });

  test('accents of old editors are read as windows-1252, a mark decides before anything else', () => {
    assert.equal(decodePage(Buffer.from([0xe9, 0x20, 0x93, 0x80])).text, 'é “€');
    assert.equal(decodePage(encode('é', 'utf-16be')).encoding, 'utf-16be');
    assert.deepEqual(decodePage(encode('é', 'utf-8 with a mark')), { encoding: 'utf-8', markLength: 3, text: 'é' });
  });
});
