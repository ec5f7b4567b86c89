import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import mysql from 'mysql2';
import pg from 'pg';
import { openDatabase, sqlOf } from '../../src/db/connection.ts';
import { leaveWhenSilent as leaveSilentMysql } from '../../src/db/dialects/mysql.ts';
import { leaveWhenSilent } from '../../src/db/dialects/postgres.ts';
import { migrate, pendingMigrations } from '../../src/db/migrate.ts';
import { isDatabaseUnavailable } from '../../src/errors/database-unavailable.ts';
import { emptyBase } from '../../src/exchange/empty-base.store.ts';
import { openBase, prepareBase } from '../../src/exchange/open-base.store.ts';
import { newId } from '../../src/ids/ids.ts';
import { createLog } from '../../src/log/log.ts';
import { databaseOf, plantTenantAndPlatform, TENANT } from '../support/database.ts';
import { forEachEngine } from '../support/engines.ts';

const run = promisify(execFile);
const cli = path.resolve(import.meta.dirname, '../../bin/passerelle.js');

forEachEngine((engine) => {
  const database = databaseOf(engine);
  const platform = newId();

  test('migrating twice changes nothing the second time', async () => {
    assert.deepEqual(await migrate(database.current), []);
    assert.deepEqual(await pendingMigrations(database.current), []);
  });

  test('four processes that migrate one empty base at once all succeed and apply each step once', async () => {
    const fresh = await engine.freshDatabaseUrl();
    const env = { ...process.env, DATABASE_URL: fresh.url, NODE_ENV: 'test' };
    const answers = await Promise.all(
      [1, 2, 3, 4].map(() => run(process.execPath, [cli, 'migrate', '--json'], { env })),
    );
    const applied = answers.flatMap(({ stdout }) => (JSON.parse(stdout) as { applied: string[] }).applied);
    const check = openDatabase(fresh.url, 2);
    const { rows } = await sql<{ name: string }>`select name from passerelle_migrations`.execute(check.query);
    assert.deepEqual(applied.sort(), rows.map((row) => row.name).sort());
    await check.close();
    await fresh.drop();
  });

  if (engine.name === 'mariadb')
    test('a connection is left when its server falls silent in a statement, not when it rests or its reader is slow', async () => {
      const connection = mysql.createConnection(database.url);
      leaveSilentMysql(connection, 150);
      const ask = (statement: string) => connection.promise().query(statement);
      try {
        await ask('start transaction with consistent snapshot');
        await pause(400);
        await ask('select 1');
        let rows = 0;
        const many = 'information_schema.collations a, information_schema.collations b limit 20000';
        const stream = connection.query(`select repeat("x", 2000) as filler from ${many}`).stream();
        for await (const _row of stream) if (rows++ === 10) await pause(400);
        assert.equal(rows, 20_000);
        await assert.rejects(ask('select sleep(2)'), { code: 'ETIMEDOUT' });
      } finally {
        connection.destroy();
      }
    });

  if (engine.name === 'mariadb')
    test('several statements in one text are taken by the connections for scripts alone, which are counted with the others', async () => {
      const few = openDatabase(database.url, 2);
      try {
        assert.ok(few.driver.engine === 'mysql');
        const [pool, scripts] = [few.driver.pool.promise(), few.driver.scripts.promise()];
        const [answers] = await scripts.query('select 1 as a; select 2 as a');
        assert.deepEqual(answers, [[{ a: 1 }], [{ a: 2 }]]);
        await assert.rejects(pool.query('select 1 as a; select 2 as a'), { code: 'ER_PARSE_ERROR' });
        const asked = [pool, scripts].flatMap((one) => [
          one.query('select sleep(0.2)'),
          one.query('select sleep(0.2)'),
        ]);
        await pause(100);
        assert.deepEqual(few.poolFigures(), { open: 2, idle: 0, waiting: 2 });
        await Promise.all(asked);
      } finally {
        await few.close();
      }
    });

  if (engine.name === 'postgres')
    test('a connection is left when its server falls silent in a statement, also after it has rested', async () => {
      const client = new pg.Client({ connectionString: database.url });
      client.on('error', () => undefined);
      await client.connect();
      leaveWhenSilent(client, 150);
      await pause(400);
      await client.query('select 1');
      await pause(400);
      await assert.rejects(client.query('select pg_sleep(2)'), /silent|terminated/);
      await client.end();
    });

  if (engine.name === 'postgres')
    test('a connection that its server ended while it was lent is a database that cannot answer now', async () => {
      const client = new pg.Client({ connectionString: database.url });
      client.on('error', () => undefined);
      await client.connect();
      const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
      const ended = new Promise<void>((resolve) => client.once('end', () => resolve()));
      await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(database.current.query);
      await ended;
      await assert.rejects(client.query('select 1'), isDatabaseUnavailable);
    });

  if (engine.name === 'mariadb')
    test('an account that may not make triggers is refused before anything is made', async () => {
      const fresh = await engine.freshDatabaseUrl();
      const account = await newAccount(
        fresh.url,
        'select, insert, update, delete, create, alter, drop, index, references',
      );
      const poor = openDatabase(account.url, 1);
      try {
        await assert.rejects(migrate(poor), { code: 'db.triggers_refused' });
        const { rows } = await sql`show tables`.execute(poor.query);
        assert.deepEqual(rows, []);
      } finally {
        await poor.close();
        await account.end();
        await fresh.drop();
      }
    });

  if (engine.name !== 'sqlite')
    test('limits that a server sets for everybody end neither migrations nor the reading of whole bases', async () => {
      const fresh = await engine.freshDatabaseUrl();
      const limited = await withLimits(fresh.url);
      try {
        await prepareBase(limited.url);
        const base = await openBase(limited.url, { readonly: true });
        await base.beginSnapshot();
        await pause(400);
        await base.ask(engine.name === 'postgres' ? 'select pg_sleep(0.4)' : 'select sleep(0.4) as s from dual');
        await base.close();
        await emptyBase(limited.url);
      } finally {
        await limited.end();
        await fresh.drop();
      }
    });

  test('an instant is read back as it was written, to the millisecond', async () => {
    await plantTenantAndPlatform(database.current, platform);
    const instant = new Date('2026-03-29T00:59:59.123Z');
    const id = newId();
    const row = {
      id,
      tenant_id: TENANT,
      platform_id: platform,
      moodle_user_id: 'instant',
      created_at: instant,
      updated_at: instant,
    };
    await database.current.query.insertInto('users').values(row).execute();
    const read = await database.current.query
      .selectFrom('users')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    assert.deepEqual(read.created_at, instant);
    assert.equal(read.email, null);
  });

  test('identifiers are compared byte for byte: case and accents make other identifiers', async () => {
    const ids = ['abc', 'Abc', 'àbc', 'abc\u0301', '😀'];
    for (const moodle_user_id of ids) {
      await database.current.query
        .insertInto('users')
        .values({ id: newId(), tenant_id: TENANT, platform_id: platform, moodle_user_id })
        .execute();
    }
    const found = await database.current.query
      .selectFrom('users')
      .select('moodle_user_id')
      .where('moodle_user_id', 'in', ids)
      .execute();
    assert.equal(found.length, ids.length);
  });

  test('an edit made by anybody moves updated_at by itself', async () => {
    const old = new Date('2020-01-01T00:00:00Z');
    const id = newId();
    await database.current.query
      .insertInto('users')
      .values({
        id,
        tenant_id: TENANT,
        platform_id: platform,
        moodle_user_id: 'touched',
        created_at: old,
        updated_at: old,
      })
      .execute();
    await database.current.query.updateTable('users').set({ email: 'z@ex.fr' }).where('id', '=', id).execute();
    const { updated_at } = await database.current.query
      .selectFrom('users')
      .select('updated_at')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    assert.ok(Math.abs(updated_at.getTime() - Date.now()) < 60_000, `updated_at is ${updated_at.toISOString()}`);
  });

  test('a transaction that throws leaves nothing behind', async () => {
    const work = database.current.write(async (transaction) => {
      await sqlOf(transaction).insertInto('tenants').values({ id: 'TENANT_LOST', name: 'x' }).execute();
      throw new Error('no');
    });
    await assert.rejects(work, /no/);
    const row = await database.current.query
      .selectFrom('tenants')
      .select('id')
      .where('id', '=', 'TENANT_LOST')
      .executeTakeFirst();
    assert.equal(row, undefined);
  });

  test('an error of the database stands in the log without the values of its row', async () => {
    const lines: string[] = [];
    const log = createLog('error', { write: (line) => lines.push(line) });
    const tenant = { id: "O'Brien' for key 'x", name: 'Obrien' };
    await database.current.query.insertInto('tenants').values(tenant).execute();
    const wrong = [
      database.current.query.insertInto('tenants').values(tenant).execute(),
      database.current.query
        .insertInto('users')
        .values({ id: 'Obrien', tenant_id: TENANT } as never)
        .execute(),
      sql`update tenants set created_at = 'Obrien'`.execute(database.current.query),
    ];
    for (const result of await Promise.allSettled(wrong)) {
      if (result.status === 'rejected') log.error({ err: result.reason }, 'failed');
    }
    assert.ok(lines.length >= 2, lines.join());
    for (const line of lines) {
      assert.doesNotMatch(line, /brien/i);
      assert.match(JSON.parse(line).err.stack, /\n {4}at /);
    }
  });

  test('a learner cannot point at a platform that does not exist', async () => {
    const row = { id: newId(), tenant_id: TENANT, platform_id: newId(), moodle_user_id: 'x' };
    await assert.rejects(database.current.query.insertInto('users').values(row).execute(), /foreign key|FOREIGN KEY/i);
  });
});

/** A base whose sessions begin with limits of a few hundred milliseconds, as far as the server can be told so for one base. */
async function withLimits(url: string): Promise<{ url: string; end(): Promise<void> }> {
  const name = new URL(url).pathname.slice(1);
  const admin = openDatabase(url, 1, 'patient');
  const set = (statement: string) => sql.raw(statement).execute(admin.query);
  if (admin.engine === 'postgres') {
    for (const limit of ['statement_timeout', 'idle_in_transaction_session_timeout'])
      await set(`alter database ${name} set ${limit} = '200ms'`);
    return { url, end: () => admin.close() };
  }
  await admin.close();
  return newAccount(url, 'all', 'with max_statement_time 0.2');
}

/** An account of MariaDB with these rights on the base alone. */
async function newAccount(url: string, rights: string, limits = ''): Promise<{ url: string; end(): Promise<void> }> {
  const name = new URL(url).pathname.slice(1);
  const admin = openDatabase(url, 1, 'patient');
  const set = (statement: string) => sql.raw(statement).execute(admin.query);
  const user = `account_${newId().slice(-8)}`;
  await set(`create user ${user}@'%' identified by 'only-for-tests' ${limits}`);
  await set(`grant ${rights} on \`${name}\`.* to ${user}@'%'`);
  const limited = new URL(url);
  [limited.username, limited.password] = [user, 'only-for-tests'];
  const end = async () => {
    await set(`drop user ${user}@'%'`);
    await admin.close();
  };
  return { url: limited.href, end };
}
