import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catchUp, type MoveListener, type Sides } from '../../src/exchange/cut-over.ts';

test('a round that fails says why, not that its snapshot could not be ended afterwards', async () => {
  let ended = 0;
  const source = {
    beginSnapshot: async () => undefined,
    endSnapshot: async () => {
      ended++;
      throw new Error('the connection is gone');
    },
  };
  const log = {
    changes: async () => {
      throw new Error('the change log cannot be read');
    },
  };
  const sides = { source, log, tables: [] } as unknown as Sides;
  await assert.rejects(catchUp(sides, {} as MoveListener), { message: 'the change log cannot be read' });
  assert.equal(ended, 1);
});
