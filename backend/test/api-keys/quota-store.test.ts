import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createQuotaStore } from '../../src/api-keys/quota.store.ts';
import type { QuotaBucket } from '../../src/api-keys/quota.ts';
import { newId } from '../../src/ids/ids.ts';
import { databaseOf } from '../support/database.ts';
import { forEachEngine } from '../support/engines.ts';

const MINUTE_MS = 60_000;
/** The first second of a UTC day, hour and minute. */
const dayStart = new Date('2026-03-02T00:00:00.000Z');

forEachEngine((engine) => {
  const opened = databaseOf(engine);
  const bucketWith = async (quotas: Partial<QuotaBucket['quotas']>): Promise<QuotaBucket> => {
    const tenantId = `T_${newId()}`;
    await opened.current.query.insertInto('tenants').values({ id: tenantId, name: 'Institut' }).execute();
    return { id: `key:${newId()}`, tenantId, quotas: { minute: 60, hour: 1000, day: 10_000, ...quotas } };
  };
  const crowd = async (bucket: QuotaBucket, calls: number, at: (call: number) => Date): Promise<number> => {
    const store = createQuotaStore(opened.current);
    const counts = await Promise.all(Array.from({ length: calls }, (_, call) => store.consume(bucket, at(call))));
    return counts.filter((count) => count.admitted).length;
  };

  test('of many calls at once exactly as many are let in as the smallest window has left', async () => {
    assert.equal(await crowd(await bucketWith({ minute: 60 }), 200, () => dayStart), 60);
    assert.equal(await crowd(await bucketWith({ minute: 60, hour: 17 }), 100, () => dayStart), 17);
    assert.equal(await crowd(await bucketWith({ minute: 60, day: 5 }), 50, () => dayStart), 5);
  });

  test('the first calls of a new caller all pass, however many come at once', async () => {
    for (let round = 0; round < 10; round++) {
      assert.equal(await crowd(await bucketWith({ minute: 30 }), 30, () => dayStart), 30);
    }
  });

  test('a refused call consumes nothing in any window', async () => {
    const bucket = await bucketWith({ minute: 3, hour: 5 });
    assert.equal(await crowd(bucket, 20, () => dayStart), 3);
    const next = new Date(dayStart.getTime() + MINUTE_MS);
    const store = createQuotaStore(opened.current);
    const count = await store.consume(bucket, next);
    assert.deepEqual([count.admitted, count.used], [true, { minute: 1, hour: 4, day: 4 }]);
  });

  test('calls on both sides of a change of minute get one quota each, in whatever order they arrive', async () => {
    const bucket = await bucketWith({ minute: 20 });
    const change = dayStart.getTime() + MINUTE_MS;
    assert.equal(await crowd(bucket, 30, () => dayStart), 20);
    const admitted = await crowd(bucket, 80, (call) => new Date(change + (call % 2 === 0 ? -1 : 1)));
    assert.equal(admitted, 20, 'late calls of the old minute take from the new one and reset nothing');
  });

  test('a late call of the old minute is told where it was counted: in the new one', async () => {
    const bucket = await bucketWith({ minute: 2 });
    const store = createQuotaStore(opened.current);
    const change = new Date(dayStart.getTime() + MINUTE_MS);
    await store.consume(bucket, new Date(change.getTime() + 5));
    const late = new Date(change.getTime() - 1);
    const used = { minute: 2, hour: 2, day: 2 };
    assert.deepEqual(await store.consume(bucket, late), { admitted: true, used, at: change });
    assert.deepEqual(await store.consume(bucket, late), { admitted: false, used, at: change });
  });

  test('minute, hour and day begin anew at their UTC border and not before', async () => {
    const bucket = await bucketWith({ minute: 2, hour: 3, day: 4 });
    const store = createQuotaStore(opened.current);
    const at = async (ms: number) => (await store.consume(bucket, new Date(dayStart.getTime() + ms))).admitted;
    assert.deepEqual([await at(0), await at(59_999), await at(59_999)], [true, true, false]);
    assert.deepEqual([await at(60_000), await at(120_000)], [true, false], 'the hour is used up');
    assert.deepEqual([await at(3_600_000), await at(3_660_000)], [true, false], 'the day is used up');
    assert.deepEqual([await at(86_399_999), await at(86_400_000)], [false, true]);
  });

  test('a quota of zero lets nobody in', async () => {
    assert.equal(await crowd(await bucketWith({ hour: 0 }), 3, () => dayStart), 0);
  });

  test('a refused call is told what the counters stand at', async () => {
    const bucket = await bucketWith({ minute: 1 });
    const store = createQuotaStore(opened.current);
    await store.consume(bucket, dayStart);
    assert.deepEqual(await store.consume(bucket, dayStart), {
      admitted: false,
      used: { minute: 1, hour: 1, day: 1 },
      at: dayStart,
    });
  });
});
