import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const numbers = (letter: string, from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `${letter}${String(from + index).padStart(2, '0')}`);
const parts = (section: string, count: number) => Array.from({ length: count }, (_, n) => `${section}.${n + 1}`);

/** The rules of LTI that this project keeps, by the ids that its tests carry in front of their names. */
const RULES: Record<string, readonly string[]> = {
  'S1, login initiation': parts('S1', 6),
  'S2, id_token': [...parts('S2', 15), 'S2.4b'],
  'S3, deep linking': ['S3'],
  'S4, tokens and keys': parts('S4', 6),
  'S5, assignment and grade services': parts('S5', 6),
  'S6, names and roles': ['S6'],
  'S7, dynamic registration': ['S7'],
  'S8, platform storage': ['S8'],
  'S9, submission review, groups, migration, data privacy': ['S9'],
  'S10, LTI 1.1': ['S10'],
  'known bad payloads of the certification': numbers('C', 1, 12),
  'valid launches of the certification': numbers('V', 1, 9),
  'LTI 1.1 launches of the certification': numbers('O', 1, 9),
  'further launches to refuse': numbers('N', 1, 55),
  'legal and awkward launches': numbers('P', 1, 15),
};

const ID = String.raw`(?:S\d{1,2}(?:\.\d{1,2}b?)?|[CVONP]\d{2})`;
/** One or more ids at the beginning of a text in quotation marks: a test's name, or the first cell of a table of tests. */
const NAMED = new RegExp(`['"\`](${ID}(?: ${ID})*)(?=[ ,:'"\`])`, 'g');

/** The ids that tests of this text carry. */
function idsNamedIn(text: string): string[] {
  return [...text.matchAll(NAMED)].flatMap(([, ids = '']) => ids.split(' '));
}

const root = path.resolve(import.meta.dirname, '../../..');
const files = globSync('{backend/test/{lti,passback,journeys},practice-lms/test}/**/*.test.ts', { cwd: root }).filter(
  (file) => path.resolve(root, file) !== import.meta.filename,
);
const named = new Set(files.flatMap((file) => idsNamedIn(readFileSync(path.join(root, file), 'utf8'))));

for (const [section, ids] of Object.entries(RULES)) {
  test(`every rule has a test that carries its id: ${section}`, () => {
    assert.deepEqual(
      ids.filter((id) => !named.has(id)),
      [],
    );
  });
}

test('no test carries the id of a rule that does not exist', () => {
  const known = new Set(Object.values(RULES).flat());
  assert.deepEqual(
    [...named].filter((id) => !known.has(id)),
    [],
  );
});

test('an id counts in front of a name only', () => {
  assert.deepEqual(idsNamedIn("test('N45 S2.1 login_required'); [['O03', 'x']]; test(`S10: a launch`)"), [
    ...['N45', 'S2.1', 'O03', 'S10'],
  ]);
  assert.deepEqual(idsNamedIn("test('as N45 says'); const s1 = 'S1x'; // N01 is here"), []);
});
