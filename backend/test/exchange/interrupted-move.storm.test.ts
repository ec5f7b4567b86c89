import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import mysql from 'mysql2/promise';
import pg from 'pg';
import { type Database, openDatabase } from '../../src/db/connection.ts';
import { abortMove } from '../../src/exchange/abort-move.ts';
import { verifyBases } from '../../src/exchange/exchange.ts';
import { type MovePorts, moveLive } from '../../src/exchange/move.ts';
import { openBase, prepareBase } from '../../src/exchange/open-base.store.ts';
import { newId } from '../../src/ids/ids.ts';
import { type EngineName, forEachEngine } from '../support/engines.ts';
import { isStorm } from '../support/storm.ts';
import { emptyBases, moving, ports, silent, unwatched } from './bases.ts';
import { plantHouse, startMove } from './live-move.ts';

/** What it says while it copies, while it catches up, and while writes are refused. */
const STAGES = ['1/5', '2/5', '3/5'];
/** The short run: one of them on each engine. */
const ONE_STAGE: Record<EngineName, string> = { sqlite: '1/5', postgres: '3/5', mariadb: '2/5' };
const OTHER_STAGE: Record<EngineName, string> = { sqlite: '3/5', postgres: '2/5', mariadb: '1/5' };
const HOUSE = { others: 60, grainsEach: 5 };
forEachEngine((engine) => {
  const empty = emptyBases();
  let old: string;
  let database: Database;
  before(async () => {
    old = await empty(engine.name);
    await plantHouse(old, HOUSE);
    database = openDatabase(old, 2);
  });
  after(() => database.close());

  const write = async (grain: string): Promise<void> => {
    const { id } = await database.query.selectFrom('users').select('id').orderBy('id').executeTakeFirstOrThrow();
    await database.query
      .insertInto('progress')
      .values({ id: newId(), tenant_id: 'T1', user_id: id, grain_id: grain, module_id: 'm1', completed_at: new Date() })
      .execute();
  };
  const tablesOf = async (url: string): Promise<unknown[][]> => {
    const base = await openBase(url, { readonly: false });
    const found = [await base.migrations(), await base.shapes()];
    await base.close();
    return found;
  };
  /** Names of everything that a move makes in a base. */
  const leftovers = async (url: string): Promise<string[]> => {
    const base = await openBase(url, { readonly: false });
    const sources = {
      sqlite:
        "select name from sqlite_schema where name like 'passerelle_log%' or name in ('passerelle_move', 'passerelle_change_log')",
      postgres: `select tgname as name from pg_trigger where tgname in ('passerelle_log', 'passerelle_log_truncate', 'passerelle_fence')
        union all select proname from pg_proc where proname like 'passerelle_log%' or proname = 'passerelle_refuse_write'
        union all select relname from pg_class where relkind = 'r' and relname in ('passerelle_move', 'passerelle_change_log')`,
      mysql: `select trigger_name as name from information_schema.triggers where trigger_schema = database() and trigger_name like 'passerelle_log%'
        union all select table_name from information_schema.tables
        where table_schema = database() and table_name in ('passerelle_move', 'passerelle_change_log')`,
    };
    const rows = await base.ask(sources[base.engine]);
    await base.close();
    return rows.map((row) => String(row.name));
  };

  for (const words of isStorm() ? STAGES : [ONE_STAGE[engine.name]]) {
    const grain = `grain at ${words}`;
    test(`a move that is killed when it says ${words} goes on with the same command, and --abort takes it back`, async () => {
      const to = await empty('sqlite');
      const move = startMove(old, to);
      await move.said(words);
      move.child.kill('SIGKILL');
      await move.ended;
      const again = startMove(old, to);
      const { code, answer, printed } = await again.ended;
      assert.equal(code, 0, printed);
      assert.equal(answer.same, true);
      assert.match(printed, /Going on with the move/);
      await assert.rejects(write(grain), /refused: maintenance/);
      await assert.rejects(moveLive(moving, { from: old, to }, silent), { code: 'exchange.already_moved' });
      await assert.rejects(abortMove(moving, { from: old, force: false }), { code: 'exchange.already_moved' });
      assert.equal(await abortMove(moving, { from: old, force: true }), true);
      await write(grain);
      assert.deepEqual([await leftovers(old), await leftovers(to)], [[], []]);
    });
  }
  for (const words of isStorm() ? STAGES : [OTHER_STAGE[engine.name]]) {
    test(`a move that is killed when it says ${words} and is taken back leaves the base as it was before`, async () => {
      const to = await empty(engine.name);
      const move = startMove(old, to);
      await move.said(words);
      move.child.kill('SIGKILL');
      await move.ended;
      assert.equal(await abortMove(moving, { from: old, force: false }), true);
      if (words !== '1/5') {
        await assert.rejects(moveLive(moving, { from: old, to }, silent), { code: 'exchange.other_move' });
      }
      assert.equal(await abortMove(moving, { from: old, to, force: false }), false);
      assert.deepEqual(await tablesOf(to), [[], []], 'the new base is empty again');
      await write(`after ${words}`);
      assert.deepEqual(await leftovers(old), []);
      assert.equal(await abortMove(moving, { from: old, force: false }), false);
      const { maintenance_rows } = await database.query
        .selectFrom('passerelle_maintenance')
        .select(({ fn }) => fn.countAll<number>().as('maintenance_rows'))
        .executeTakeFirstOrThrow();
      assert.equal(Number(maintenance_rows), 0);
    });
  }

  test('a move that died between the closing of the old base and the opening of the new one goes on there', async () => {
    const to = await empty(engine.name === 'mariadb' ? 'sqlite' : 'mariadb');
    const dying: MovePorts = {
      ...moving,
      targetNoteOf: (base) => ({ ...moving.targetNoteOf(base), open: () => Promise.reject(new Error('power cut')) }),
    };
    await assert.rejects(moveLive(dying, { from: old, to }, silent), /power cut/);
    await assert.rejects(write('into a closed base'), /refused: maintenance/);
    const late = { id: newId(), direction: 'pull', type: 'academic_api', status: 'ok', metadata: '{}' } as const;
    await database.query.insertInto('sync_logs').values(late).execute();
    const moved = await moveLive(moving, { from: old, to }, silent);
    assert.deepEqual([moved.differences, moved.copiedRows], [[], 0]);
    const base = await openBase(to, { readonly: false });
    assert.deepEqual(await base.ask('select * from passerelle_maintenance'), [], 'the new base is open');
    await base.close();
    await assert.rejects(moveLive(moving, { from: old, to }, silent), { code: 'exchange.already_moved' });
    await assert.rejects(abortMove(moving, { from: old, to, force: true }), { code: 'exchange.not_ours' });
    await write('after it was taken back');
  });

  test('writes are accepted again where the last difference cannot be taken over', async () => {
    const to = await empty('sqlite');
    const breaking: MovePorts = {
      ...moving,
      changeLogOf: (base) => {
        const log = moving.changeLogOf(base);
        return { ...log, noteComplete: () => Promise.reject(new Error('the cable was pulled')) };
      },
    };
    await assert.rejects(moveLive(breaking, { from: old, to }, silent), /the cable was pulled/);
    await write('after a failure');
    const moved = await moveLive(moving, { from: old, to }, silent);
    assert.deepEqual(moved.differences, []);
    assert.equal(moved.copiedRows, 0, 'it went on where it was');
    assert.ok(moved.followedRows >= 1);
    assert.deepEqual((await verifyBases(ports, { from: old, to }, unwatched)).differences, []);
    await abortMove(moving, { from: old, force: true });
  });

  test('refuses a second move at the same time, a target with rows, and a source of another version', async () => {
    const to = await empty('sqlite');
    const seen: unknown[] = [];
    await moveLive(
      moving,
      { from: old, to },
      {
        ...silent,
        async switchNow() {
          await moveLive(moving, { from: old, to }, silent).catch((error: { code: string }) => seen.push(error.code));
          await abortMove(moving, { from: old, force: true }).catch((error: { code: string }) => seen.push(error.code));
        },
      },
    );
    assert.deepEqual(seen, ['exchange.move_running', 'exchange.move_running']);
    await abortMove(moving, { from: old, force: true });
    await assert.rejects(moveLive(moving, { from: old, to }, silent), { code: 'exchange.not_empty' });
    const older = await empty(engine.name);
    await prepareBase(older, '0009-journal-key');
    await assert.rejects(moveLive(moving, { from: older, to: await empty('sqlite') }, silent), {
      code: 'exchange.old_schema',
    });
    assert.deepEqual(await leftovers(old), []);
    await write('after refusals');
  });

  if (engine.name === 'sqlite') return;
  test('refuses before anything is copied where the account may not make triggers, and is taken back by the owner', async () => {
    const to = await empty('sqlite');
    const limited = await limitedUrl(old);
    await assert.rejects(moveLive(moving, { from: limited, to }, silent), { code: 'exchange.triggers_refused' });
    await abortMove(moving, { from: old, force: false });
    assert.deepEqual(await leftovers(old), []);
    await write('after a limited account');
  });
});

/** An account that may read and write rows, and make tables, but owns none of ours. */
async function limitedUrl(url: string): Promise<string> {
  const address = new URL(url);
  const [name, password] = [`limited_${newId().slice(-8)}`, 'only-for-tests'];
  if (url.startsWith('postgres')) {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(`create role ${name} login password '${password}'`);
    await client.query(`grant all on schema public to ${name}`);
    await client.query(`grant select, insert, update, delete on all tables in schema public to ${name}`);
    await client.end();
  } else {
    const connection = await mysql.createConnection(url);
    const grants = 'select, insert, update, delete, create, drop';
    await connection.query(`create user ${name} identified by '${password}'`);
    await connection.query(`grant ${grants} on ${address.pathname.slice(1)}.* to ${name}`);
    await connection.end();
  }
  [address.username, address.password] = [name, password];
  return address.href;
}
