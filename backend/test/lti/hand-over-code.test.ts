import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createNonceCodes, launchIdOf, newHandOverCode } from '../../src/lti/hand-over-code.ts';

const at = (text: string) => new Date(text);

describe('hand-over codes', () => {
  test('launches of a later second stand after those of an earlier one', () => {
    const instants = ['2026-01-01T00:00:00Z', '2026-01-01T00:00:01Z', '2038-12-31T00:00:00Z', '2120-01-01T00:00:00Z'];
    const ids = instants.map((text) => launchIdOf(newHandOverCode(at(text))));
    assert.deepEqual(ids.toSorted(), ids);
  });

  test('the key of a launch fits its column and does not tell the code', () => {
    const code = newHandOverCode(at('2026-11-28T10:00:00Z'));
    assert.equal(launchIdOf(code).length, 50);
    assert.ok(!launchIdOf(code).includes(code.slice(7)));
    assert.equal(launchIdOf(''), launchIdOf(''));
  });

  test('a nonce has one code on each platform, the same on every replica, another under another secret', () => {
    const codeOf = createNonceCodes('a secret key that is only for tests');
    const code = codeOf('platform', 'nonce');
    assert.equal(createNonceCodes('a secret key that is only for tests')('platform', 'nonce'), code);
    const others = [
      codeOf('platform', 'nonce2'),
      codeOf('platform2', 'nonce'),
      createNonceCodes('another')('platform', 'nonce'),
    ];
    assert.equal(new Set([code, ...others]).size, 4);
  });
});
