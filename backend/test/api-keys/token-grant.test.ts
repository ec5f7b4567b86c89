import assert from 'node:assert/strict';
import { test } from 'node:test';
import { grantedScopes, oneRosterScopesOf } from '../../src/api-keys/token-grant.ts';
import { OPERATIONS } from '../../src/oneroster/operations.ts';

test('each scope that an address of OneRoster asks for is granted, alone too, to a key that may read', () => {
  const asked = [...new Set(OPERATIONS.flatMap(({ scopes }) => scopes))];
  assert.ok(asked.some((scope) => scope.includes('demographics')));
  for (const scope of asked) {
    assert.deepEqual(grantedScopes(['academic:read'], scope), [scope]);
    assert.deepEqual(oneRosterScopesOf([scope], ['academic:read']), [scope]);
    assert.equal(grantedScopes(['academic:export'], scope), undefined);
  }
});
