import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sortKeyOf } from '../../src/register/sort-key.ts';

test('a sort key has neither accents nor case, and Latin letters are ASCII', () => {
  assert.equal(sortKeyOf('Œuvrard', 'Zoé-Anne'), 'oeuvrard zoe anne');
  assert.equal(sortKeyOf('d’Almeida', null), 'd almeida');
  assert.equal(sortKeyOf(' Łukasz ', '', undefined, 'STRAẞE'), 'lukasz strasse');
});

test('letters of other scripts stay, so that their names have an order', () => {
  assert.equal(sortKeyOf('Яна'), 'яна');
  assert.equal(sortKeyOf('李'), '李');
});

test('any text gives a key that every engine keeps and compares in the same way', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) => {
      const key = sortKeyOf(text);
      assert.ok([...key].length <= 255);
      assert.equal(key, key.trim());
      assert.ok(key.isWellFormed());
      assert.ok(!key.includes('\0'));
    }),
  );
});
