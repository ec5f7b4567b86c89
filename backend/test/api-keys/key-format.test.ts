import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formOf, newKey, recognisedBy } from '../../src/api-keys/key-format.ts';
import { hashesOf, hashForStorage, isDocumentationHash, isOneOf } from '../../src/api-keys/key-hash.ts';
import { isScopeList, scopesOf } from '../../src/api-keys/scopes.ts';

test('a key made here has 57 characters, begins as the contract says and is recognised as ours', () => {
  for (const kind of ['live', 'test'] as const) {
    const key = newKey(kind);
    assert.match(key, new RegExp(`^sk_${kind}_[0-9A-Za-z]{49}$`));
    assert.equal(key.length, 57);
    assert.equal(formOf(key), 'ours');
  }
  assert.notEqual(newKey(), newKey());
});

test('one wrong character anywhere in a key of ours is seen without asking the database', () => {
  const key = newKey();
  fc.assert(
    fc.property(fc.integer({ min: 8, max: 56 }), fc.constantFrom(...'0Az9'), (at, other) => {
      fc.pre(key[at] !== other);
      assert.equal(formOf(key.slice(0, at) + other + key.slice(at + 1)), 'mistyped');
    }),
  );
});

test('keys of another form are foreign, not mistyped: rows inserted by SQL keep working', () => {
  for (const key of ['sk_live_YOUR_SECRET_KEY', 'sk_live_abc123', 'x', '']) assert.equal(formOf(key), 'foreign');
});

test('a key is recognised by its first twelve characters and its last four', () => {
  assert.deepEqual(recognisedBy('sk_live_abcdefgh1234'), { prefix: 'sk_live_abcd', last4: '1234' });
});

test('hashes are the lowercase hex SHA-256 that SHA2(key, 256) makes, with and without a pepper', () => {
  const key = 'sk_live_YOUR_SECRET_KEY';
  const plain = hashForStorage(key, undefined);
  assert.match(plain, /^874cb3b1[0-9a-f]{52}9d78$/);
  const peppered = hashForStorage(key, 'a pepper of some length');
  assert.match(peppered, /^h1\$[0-9a-f]{64}$/);
  assert.deepEqual(hashesOf(key, 'a pepper of some length'), [plain, peppered]);
  assert.ok(isOneOf(plain, hashesOf(key, 'a pepper of some length')));
  assert.ok(!isOneOf(`${plain.slice(0, -1)}0`, hashesOf(key, undefined)));
  assert.ok(isDocumentationHash(plain));
});

test('scopes that are no JSON array of names grant nothing', () => {
  assert.deepEqual(scopesOf('["academic:read","academic:write"]'), ['academic:read']);
  for (const text of ['academic:read', '"academic:read"', '{}', '[', 'null']) {
    assert.deepEqual(scopesOf(text), []);
    assert.equal(isScopeList(text), false);
  }
});
