import assert from 'node:assert/strict';
import { test } from 'node:test';
import { print } from '../../src/cli/output.ts';

test('names that others have chosen cannot steer the terminal', (context) => {
  const write = context.mock.method(process.stdout, 'write', () => true);
  print({ json: null, text: 'é\t1\nx\u001b[2J\u0007\u009b1m\n' }, {});
  const printed = write.mock.calls[0]?.arguments[0];
  context.mock.restoreAll();
  assert.equal(printed, 'é\t1\nx\ufffd[2J\ufffd\ufffd1m\n');
});
