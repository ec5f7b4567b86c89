import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { EXAMPLES, SENTENCES, TRAPS } from './sentences.ts';

// Every sentence and example of the public documentation, and every decision on what it leaves open, has a test of its name.
const root = path.resolve(import.meta.dirname, '../../..');
const files = globSync('{backend/test,tools/test}/**/*.test.ts', { cwd: root }).filter(
  (file) => path.resolve(root, file) !== import.meta.filename,
);

/** The names of the tests in a text. */
function namesIn(text: string): string[] {
  return [...text.matchAll(/^ *test\(\s*(?:'((?:[^'\\\n]|\\.)+)'|`([^`]+)`)/gm)].map(([, plain, pattern]) =>
    (plain ?? pattern ?? '').replace(/\\'/g, "'"),
  );
}

/** What of a text is declared once per database. */
function perEngine(text: string): string {
  return [...text.matchAll(/^forEachEngine\([\s\S]*?^\}\);/gm)].map(([part]) => part).join('\n');
}

const texts = files.map((file) => readFileSync(path.join(root, file), 'utf8'));
const known = new Set(texts.flatMap(namesIn));
const onEachEngine = new Set(texts.flatMap((text) => namesIn(perEngine(text))));

for (const [what, rows, count] of [
  ['sentences', SENTENCES, 58],
  ['examples', EXAMPLES, 15],
  ['traps', TRAPS, 31],
] as const) {
  describe(`the ${what} of the documentation`, () => {
    test(`are all there, numbered from 1 to ${count}`, () => {
      const numbers = rows.map(({ n }) => n);
      assert.deepEqual(
        numbers,
        Array.from({ length: count }, (_, i) => i + 1),
      );
    });

    test('are each held by at least one test, and each named test exists', () => {
      assert.deepEqual(
        rows.filter(({ tests }) => tests.length === 0),
        [],
      );
      const missing = rows.flatMap(({ n, tests }) => tests.filter((name) => !known.has(name)).map((one) => [n, one]));
      assert.deepEqual(missing, []);
    });

    test('are each held on the three databases by at least one of them, or say why once is enough', () => {
      const once = rows.filter(
        ({ tests, once: reason }) => reason === undefined && !tests.some((one) => onEachEngine.has(one)),
      );
      assert.deepEqual(once, []);
      const needless = rows.filter(({ tests, once: reason }) => reason && tests.some((one) => onEachEngine.has(one)));
      assert.deepEqual(needless, []);
    });
  });
}

test('a name counts where a test has it, and in front of nothing else', () => {
  const text =
    "test('one: it’s so', f);\n// test('no')\nconst x = 'test';\n  test(`two`, {}, f);\n  test(\n    'three',\n";
  assert.deepEqual(namesIn(text), ['one: it’s so', 'two', 'three']);
  assert.deepEqual(namesIn(perEngine("forEachEngine((e) => {\n  test('in', f);\n});\ntest('out', f);\n")), ['in']);
});
