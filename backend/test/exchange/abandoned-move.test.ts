import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { openStores } from '../../src/app/stores.ts';
import { type Database, openDatabase } from '../../src/db/connection.ts';
import { createMoveWatch } from '../../src/exchange/abandoned-move.ts';
import { createChangeLog, createTargetNote } from '../../src/exchange/change-log.store.ts';
import { copyBase } from '../../src/exchange/exchange.ts';
import { readMoveTraces } from '../../src/exchange/move-traces.view.ts';
import { openBase } from '../../src/exchange/open-base.store.ts';
import { forEachEngine } from '../support/engines.ts';
import { emptyBases, ports, unwatched } from './bases.ts';
import { plantHouse } from './live-move.ts';

forEachEngine((engine) => {
  const empty = emptyBases();
  let old: string;
  let database: Database;
  before(async () => {
    old = await empty(engine.name);
    await plantHouse(old, { others: 5, grainsEach: 2 });
    database = openDatabase(old, 2);
  });
  after(() => database.close());
  const write = () => database.query.updateTable('tenants').set({ name: 'changed' }).execute();

  test('a server lets go of a base after a minute where the move that closed it has died, and of its log after a day', async () => {
    const begunAt = new Date('2026-03-01T12:00:00Z');
    let now = begunAt.getTime();
    const { maintenance } = openStores(database);
    const look = createMoveWatch({
      traces: () => readMoveTraces(database),
      openBase: () => openBase(old, { readonly: false }),
      changeLogOf: createChangeLog,
      maintenance,
      now: () => new Date(now),
    });
    const later = async (minutes: number) => {
      now += minutes * 60_000;
      return look();
    };
    const mover = await openBase(old, { readonly: false });
    const log = createChangeLog(mover);
    assert.equal(await mover.claim(), true);
    await log.begin('one', begunAt);
    await log.noteRefusing();
    await maintenance.begin(5, begunAt);
    await log.fence(begunAt);
    assert.deepEqual([await later(1), await later(5)], ['nothing', 'nothing'], 'while the command lives');
    await mover.close();
    // A server takes a moment to notice that a connection has ended.
    while ((await readMoveTraces(database)).isRunning) await pause(20);
    await assert.rejects(write(), /refused: maintenance/);
    assert.deepEqual([await later(0), await later(2)], ['nothing', 'reopened']);
    await write();
    assert.equal(await maintenance.find(), undefined);
    assert.equal((await readMoveTraces(database)).stage, 'logging', 'the same command still goes on with it');
    await maintenance.begin(9, begunAt);
    assert.equal(await later(30), 'nothing', 'maintenance of an operator stays');
    assert.deepEqual([await later(24 * 60), await later(1)], ['removed', 'nothing']);
    assert.equal((await maintenance.find())?.retryAfterSeconds, 9);
    await maintenance.end();
    assert.equal((await readMoveTraces(database)).stage, 'none');
    await write();
  });

  test('what a process that died while it made tables has left in the new base is taken out by the next one', async () => {
    const to = await empty(engine.name);
    const half = await openBase(to, { readonly: false });
    await createTargetNote(half).begin('preparing');
    await half.ask('create table users (id integer primary key)');
    if (engine.name === 'mariadb') {
      // It takes five seconds to be sure that one lives, so on one engine only.
      assert.equal(await half.claim(), true);
      await assert.rejects(copyBase(ports, { from: old, to }, unwatched), { code: 'exchange.being_filled' });
    }
    await half.close();
    assert.deepEqual((await copyBase(ports, { from: old, to }, unwatched)).differences, []);
    const copied = await openBase(to, { readonly: false });
    await createTargetNote(copied).begin('preparing');
    await createTargetNote(copied).write('one');
    await copied.close();
    await assert.rejects(copyBase(ports, { from: old, to }, unwatched), (error: Error & { code?: string }) => {
      assert.equal(error.code, 'exchange.other_move');
      return /passerelle move --abort --to URL/.test(error.message);
    });
  });
});
