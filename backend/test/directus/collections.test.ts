import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { collections } from '../../src/directus/collections.ts';
import { difference } from '../../src/directus/installation-steps.ts';
import { rolesMetadata } from '../../src/directus/roles.ts';
import { databaseOf, sqliteEngine } from '../support/database.ts';

const opened = databaseOf(sqliteEngine());

test('every column of a table that Directus shows has a French and an English name', async () => {
  for (const { collection, fields } of collections) {
    const { rows } = await sql<{ name: string }>`select name from pragma_table_info(${collection})`.execute(
      opened.current.query,
    );
    assert.deepEqual(fields.map(({ field }) => field).sort(), rows.map(({ name }) => name).sort(), collection);
    for (const { field, label } of fields) assert.ok(label.fr !== '' && label.en !== '', `${collection}.${field}`);
  }
});

test('what is secret or passes within minutes is not shown, and the free tier of 25 tables has room for five more', () => {
  const shown = collections.map(({ collection }) => collection);
  for (const table of [
    'signing_keys',
    'platform_secrets',
    'sessions',
    'launches',
    'api_quotas',
    'jwt_issuers',
    'platform_jwks',
  ]) {
    assert.ok(!shown.includes(table), table);
  }
  assert.ok(shown.length <= 20, String(shown.length));
  assert.equal(collections.find(({ collection }) => collection === 'users')?.label.fr, 'Apprenants');
});

test('the hash of a key is concealed from everybody, and no list shows an e-mail address', () => {
  const fieldsOf = (name: string) => collections.find(({ collection }) => collection === name)?.fields ?? [];
  const hash = fieldsOf('api_keys').find(({ field }) => field === 'key_hash');
  assert.deepEqual([hash?.special, hash?.isHidden], [['conceal'], true]);
  for (const { collection, columns, fields } of collections) {
    for (const { field } of fields.filter((one) => one.field.startsWith('email'))) {
      assert.ok(!columns.includes(field), collection);
      assert.equal(fields.find((one) => one.field === field)?.isHidden, true, collection);
    }
  }
});

test('a teacher may read, and sees neither keys nor calls', () => {
  const [, teacher] = rolesMetadata(collections, 'fr');
  assert.deepEqual([...new Set(teacher?.permissions.map(({ action }) => action))], ['read']);
  const seen = teacher?.permissions.map(({ collection }) => collection) ?? [];
  assert.ok(seen.includes('users') && !seen.includes('api_keys') && !seen.includes('sync_logs'));
  // Finer rights are refused by the free tier.
  for (const { fields, permissions } of teacher?.permissions ?? [])
    assert.deepEqual([fields, permissions], [['*'], {}]);
});

test('nothing, an empty object and an empty list are the same to Directus; the order of members does not count', () => {
  assert.equal(difference({ a: null, b: {}, c: [] }, {}), undefined);
  assert.equal(difference({ a: { x: 1, y: [2] } }, { a: { y: [2], x: 1 }, z: 3 }), undefined);
  assert.deepEqual(difference({ a: [1, 2], b: 1 }, { a: [2, 1], b: 1 }), { a: [1, 2] });
  assert.deepEqual(difference({ a: 1 }, null), { a: 1 });
});
