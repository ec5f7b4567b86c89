import assert from 'node:assert/strict';
import { test } from 'node:test';
import { grantedScopes, oneRosterScopesOf } from '../../src/api-keys/token-grant.ts';
import { OPERATIONS } from '../../src/oneroster/operations.ts';

test('each scope that an address of OneRoster asks for is granted, alone too, to a key that may read; demographics never', () => {
  const asked = [...new Set(OPERATIONS.flatMap(({ scopes }) => scopes))];
  const demographics = asked.filter((scope) => scope.includes('demographics'));
  assert.equal(demographics.length, 2);
  for (const scope of demographics) assert.equal(grantedScopes(['academic:read'], scope), undefined);
  for (const scope of asked.filter((one) => !demographics.includes(one))) {
    assert.deepEqual(grantedScopes(['academic:read'], scope), [scope]);
    assert.deepEqual(oneRosterScopesOf([scope], ['academic:read']), [scope]);
    assert.equal(grantedScopes(['academic:export'], scope), undefined);
  }
});
