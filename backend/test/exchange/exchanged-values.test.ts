import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openDatabase } from '../../src/db/connection.ts';
import { applyChanges } from '../../src/exchange/catch-up.ts';
import { copyBase, verifyBases } from '../../src/exchange/exchange.ts';
import type { MovableBase } from '../../src/exchange/movable-base.ts';
import { moveLive } from '../../src/exchange/move.ts';
import { openBase } from '../../src/exchange/open-base.store.ts';
import { inForeignKeyOrder } from '../../src/exchange/table-order.ts';
import { engines } from '../support/engines.ts';
import { emptyBases, moving, ports, silent, unwatched } from './bases.ts';
import { plantHouse } from './live-move.ts';

const HOUSE = { others: 60, grainsEach: 5 };

describe('rows that exchange values which must be unique', () => {
  const empty = emptyBases();
  test('are followed where one gives its value to another, between two rounds', async () => {
    const [old, to] = [await empty('sqlite'), await empty('postgres')];
    await plantHouse(old, HOUSE);
    const database = openDatabase(old, 1);
    const users = await database.query
      .selectFrom('users')
      .select(['id', 'moodle_user_id'])
      .orderBy('id', 'desc')
      .execute();
    const [first, second] = users;
    const move = moveLive(
      moving,
      { from: old, to },
      {
        ...silent,
        async switchNow() {
          await database.close();
        },
        caughtUp: () => undefined,
        copied() {
          const set = (id: string | undefined, value: string) =>
            database.query
              .updateTable('users')
              .set({ moodle_user_id: value })
              .where('id', '=', id ?? '')
              .execute();
          // The row with the greater key gives its value to the one with the smaller key, which is put first.
          void set(first?.id, 'somebody new').then(() => set(second?.id, first?.moodle_user_id ?? ''));
        },
      },
    );
    assert.deepEqual((await move).differences, []);
  });

  for (const { name: engine, missing } of engines) {
    test(`are followed to ${engine} where rows that others refer to exchange them in a circle`, {
      skip: missing,
    }, async () => {
      const [old, to] = [await empty('sqlite'), await empty(engine)];
      await plantHouse(old, HOUSE);
      await plantClasses(old);
      await copyBase(ports, { from: old, to }, unwatched);
      const [source, target] = [await openBase(old, { readonly: false }), await openBase(to, { readonly: false })];
      try {
        const changed = new Map([
          ['users', await exchange(source, 'users', 'moodle_user_id', 600)],
          ['contexts', await exchange(source, 'contexts', 'lti_context_id', 2)],
          ['classes', await exchange(source, 'classes', 'context_id', 2)],
        ]);
        assert.ok((changed.get('users') ?? []).length > 0);
        const tables = inForeignKeyOrder(await target.shapes());
        await applyChanges({ source, target, tables }, changed);
        await target.endChanging();
      } finally {
        await source.close();
        await target.close();
      }
      assert.deepEqual((await verifyBases(ports, { from: old, to }, unwatched)).differences, []);
    });
  }
});

/** Two classes, each of another course. */
async function plantClasses(url: string): Promise<void> {
  const base = await openBase(url, { readonly: false });
  for (const id of ['0000000c-0000-7000-8000-000000000001', '0000000c-0000-7000-8000-000000000002']) {
    await base.ask(`insert into contexts (id, tenant_id, platform_id, deployment_id, lti_context_id)
      select '${id}', tenant_id, platform_id, deployment_id, 'course ${id.at(-1)}' from contexts limit 1`);
    await base.ask(
      `insert into classes (id, tenant_id, class_id, name, context_id) values ('${id}', 'T1', 'C${id.at(-1)}', 'L1', '${id}')`,
    );
  }
  await base.close();
}

/** Each row gives its value to the next one, the last to the first. @returns keys of the rows */
async function exchange(base: MovableBase, table: string, column: string, most: number): Promise<string[]> {
  const rows = await base.ask(`select id, ${column} as value from ${table} order by id limit ${most}`);
  await base.ask('begin');
  const onItsWay = table === 'classes' ? 'null' : `${column} || ' on its way'`;
  await base.ask(`update ${table} set ${column} = ${onItsWay} where id <= '${rows.at(-1)?.id}'`);
  for (const [at, { id }] of rows.entries()) {
    await base.ask(`update ${table} set ${column} = '${rows.at(at - 1)?.value}' where id = '${id}'`);
  }
  await base.ask('commit');
  return rows.map(({ id }) => String(id));
}
