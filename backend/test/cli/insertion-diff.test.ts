import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { insertionDiff } from '../../src/cli/insertion-diff.ts';

/** Applies a unified diff as `patch` does, checking every line it stands on. */
function applied(diff: string, text: string): string {
  const old = text.split('\n');
  const now: string[] = [];
  let at = 0;
  for (const line of diff.split('\n').slice(2)) {
    const header = /^@@ -(\d+),(\d+) \+(\d+),(\d+) @@$/.exec(line);
    if (header !== null) {
      while (at < Number(header[1]) - 1) now.push(old[at++] ?? '');
      assert.equal(now.length, Number(header[3]) - 1, line);
    } else if (line.startsWith('+')) now.push(line.slice(1));
    else if (!line.startsWith('\\')) {
      assert.equal(old[at++], line.slice(1));
      if (line.startsWith(' ')) now.push(line.slice(1));
    }
  }
  return [...now, ...old.slice(at)].join('\n');
}

describe('the difference that insertions make', () => {
  test('applied to the old text gives the new one', () => {
    const lines = fc.array(fc.constantFrom('', 'a', 'bc', '  d', 'e\r'), { minLength: 1, maxLength: 30 });
    const wishes = fc.array(fc.tuple(fc.nat(), fc.constantFrom('x', 'y\n', '\nz')), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(lines, wishes, (some, wanted) => {
        const text = `${some.join('\n')}!`;
        const insertions = wanted.map(([at, what]) => ({ at: at % text.length, text: what }));
        let now = text;
        for (const { at, text: what } of [...insertions].sort((a, b) => a.at - b.at).reverse()) {
          now = now.slice(0, at) + what + now.slice(at);
        }
        assert.equal(applied(insertionDiff('p.html', text, insertions), text), now);
      }),
      { numRuns: 500 },
    );
  });

  test('shows three lines around a change, and says when the last line has no end', () => {
    assert.equal(
      insertionDiff('a.html', '1\n2\n3\n4\n5\n<b>', [{ at: 12, text: ' x' }]),
      [
        '--- a/a.html',
        '+++ b/a.html',
        '@@ -3,4 +3,4 @@',
        ' 3',
        ' 4',
        ' 5',
        '-<b>',
        '\\ No newline at end of file',
        '+<b x>',
        '\\ No newline at end of file',
      ].join('\n'),
    );
  });

  test('is empty when there is nothing to insert', () => {
    assert.equal(insertionDiff('a.html', 'x', []), '');
  });
});
