import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

/** Tables that belong to no institution, and why. */
const OF_NOBODY: Record<string, string> = {
  tenants: 'the institutions themselves, by id',
  signing_keys: 'ours, one set for all institutions',
  platform_jwks: 'a copy of what a platform serves; it goes where its platform goes',
  passerelle_maintenance: 'one row that says whether the whole server may write',
  passerelle_migrations: 'the ledger of the schema',
  passerelle_migration_lock: 'the ledger of the schema',
};

for (const file of ['schema.sql', 'schema.mysql.sql', 'schema.sqlite.sql']) {
  test(`every table of ${file} carries tenant_id, so that rows can be split by institution`, () => {
    const text = readFileSync(path.resolve(import.meta.dirname, '../../db', file), 'utf8');
    const tables = [...text.matchAll(/^create table [`"]?(\w+)[`"]? \(\n([\s\S]*?)\n\)/gim)];
    assert.ok(tables.length > 30, `${tables.length} tables`);
    const without = tables
      .filter(([, , columns]) => !/^\s*[`"]?tenant_id[`"]? /m.test(columns ?? ''))
      .map(([, name]) => name);
    assert.deepEqual(without.sort(), Object.keys(OF_NOBODY).sort());
  });
}
