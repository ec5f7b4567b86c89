import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId, newSecret } from '../../src/ids/ids.ts';
import { randomOctets } from '../../src/ids/random.ts';

test('octets are given out once, across refills too, and later requests do not change earlier ones', () => {
  const first = randomOctets(32);
  const copy = Buffer.from(first);
  const all = new Set([first.toString('hex')]);
  for (let i = 0; i < 2000; i++) all.add(randomOctets(32).toString('hex'));
  assert.equal(all.size, 2001);
  assert.deepEqual(first, copy);
});

test('ids are UUIDs of version 7 that sort by time, and secrets have 256 bits', () => {
  const ids = Array.from({ length: 1000 }, () => newId(1_700_000_000_000));
  assert.equal(new Set(ids).size, 1000);
  for (const id of ids) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.ok(newId(1_700_000_000_000) < newId(1_700_000_000_001));
  assert.match(newSecret(), /^[\w-]{43}$/);
});
