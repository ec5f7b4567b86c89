import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import mysql from 'mysql2/promise';
import pg from 'pg';
import { type Database, openDatabase } from '../../src/db/connection.ts';
import { migrate } from '../../src/db/migrate.ts';
import { createChangeLog, createTargetNote } from '../../src/exchange/change-log.store.ts';
import { examine, type Line } from '../../src/exchange/doctor.ts';
import { databaseChecks } from '../../src/exchange/doctor-database.ts';
import { createDatabaseReadings, type DatabaseViewOptions } from '../../src/exchange/doctor-database.view.ts';
import { createMaintenanceStore } from '../../src/exchange/maintenance.store.ts';
import { openBase } from '../../src/exchange/open-base.store.ts';
import { databaseOf } from '../support/database.ts';
import { type EngineName, forEachEngine } from '../support/engines.ts';

const OPTIONS: Omit<DatabaseViewOptions, 'url'> = {
  perReplica: 14,
  replicas: 2,
  directusPool: 10,
  directusRole: undefined,
};

async function linesOf(database: Database, url: string, options: Partial<DatabaseViewOptions> = {}): Promise<Line[]> {
  return examine(databaseChecks(createDatabaseReadings(database, { ...OPTIONS, url, ...options })));
}

const of = (lines: readonly Line[], name: string): Line => {
  const line = lines.find(({ check }) => check === name);
  assert.ok(line, `no line ${name}`);
  return line;
};

/** One statement by an administrator. */
async function run(database: Database, text: string): Promise<void> {
  const { driver } = database;
  if (driver.engine === 'sqlite') driver.connection.exec(text);
  else if (driver.engine === 'postgres') await driver.pool.query(text);
  else await driver.pool.promise().query(text);
}

forEachEngine((engine) => {
  describe('the database', () => {
    const opened = databaseOf(engine);
    const look = (options: Partial<DatabaseViewOptions> = {}) => linesOf(opened.current, opened.url, options);
    // MariaDB tells indexes inside their table.
    const handiwork: Record<EngineName, [string, RegExp]> = {
      sqlite: ['drop index progress_user_id_module_id_idx', /index progress_user_id_module_id_idx/],
      postgres: ['drop index progress_user_id_module_id_idx', /index progress_user_id_module_id_idx/],
      mariadb: ['alter table grains add column colour integer', /table grains/],
    };

    test('a healthy base has nothing to say', async () => {
      const lines = await look();
      assert.deepEqual(
        lines.filter(({ level }) => level !== 'ok'),
        [],
      );
      assert.equal(lines.length, 12);
    });

    if (engine.name === 'mariadb')
      test('a base with another collation of its own than the schema file holds the same tables', async () => {
        const fresh = await engine.freshDatabaseUrl();
        const database = openDatabase(fresh.url, 1, 'patient');
        try {
          await run(database, 'alter database collate utf8mb4_bin');
          await migrate(database);
          assert.equal(of(await linesOf(database, fresh.url), 'database.schema').level, 'ok');
        } finally {
          await database.close();
          await fresh.drop();
        }
      });

    if (engine.name === 'postgres')
      test('a column that is ordered by a language is named, room for updates that somebody settled is not', async () => {
        await run(opened.current, 'alter table study_sessions set (fillfactor = 90)');
        assert.equal(of(await look(), 'database.schema').level, 'ok');
        await run(opened.current, 'alter table students alter column sort_key type varchar(255) collate "fr-x-icu"');
        assert.match(of(await look(), 'database.schema').says.en, /table students/);
      });

    test('a table that somebody dropped is named', async () => {
      await run(opened.current, 'create table keep_me as select * from api_quotas');
      await run(opened.current, 'drop table api_quotas');
      const line = of(await look(), 'database.schema');
      assert.equal(line.level, 'fail');
      assert.match(line.says.en, /table api_quotas/);
    });

    test('an index that somebody dropped, or a table changed by hand, is named', async () => {
      const [statement, named] = handiwork[engine.name];
      await run(opened.current, statement);
      const lines = (await look()).filter(({ check }) => check === 'database.schema');
      assert.match(lines.map(({ says }) => says.en).join('\n'), named);
    });

    test('steps that are pending, and a base newer than the program, are told apart', async () => {
      const ledger = (text: string) => run(opened.current, text);
      await ledger("insert into passerelle_migrations (name, timestamp) values ('9999-from-the-future', '2030')");
      const newer = of(await look(), 'database.migrations');
      assert.deepEqual([newer.level, newer.says.en.includes('9999-from-the-future')], ['fail', true]);
      await ledger("delete from passerelle_migrations where name >= '0006'");
      const older = of(await look(), 'database.migrations');
      assert.equal(older.level, 'fail');
      assert.match(older.says.en, /pending migrations: 0006/);
    });

    test('more replicas and pools than the server admits are counted out', async () => {
      const line = of(await look({ replicas: 400 }), 'database.connections');
      assert.equal(line.level, engine.name === 'sqlite' ? 'ok' : 'fail');
      if (engine.name !== 'sqlite') assert.match(line.says.en, /400 × 14/);
    });

    if (engine.name !== 'sqlite')
      test('a server on another machine without encryption fails', async () => {
        const url = new URL(opened.url);
        url.hostname = 'db.exemple.fr';
        assert.equal(of(await look({ url: url.href }), 'database.tls').level, 'fail');
      });
  });

  describe('a base with the traces of a move', () => {
    const opened = databaseOf(engine);
    const look = () => linesOf(opened.current, opened.url);

    test('a move that was interrupted, one under way, a base that was moved away and one not open yet are told apart', async () => {
      const base = await openBase(opened.url, { readonly: false });
      const said = async () => {
        const { level, says, remedy } = of(await look(), 'database.move');
        return `${level}: ${says.en} -> ${remedy?.en ?? 'nothing'}`;
      };
      try {
        const log = createChangeLog(base);
        await log.begin('one', new Date('2026-03-01T12:00:00Z'));
        await run(opened.current, "insert into tenants (id, name) values ('T1', 'Institut d’essai')");
        assert.match(
          await said(),
          /^warn: an interrupted move, begun at 2026-03-01T.*every write is logged, 1 rows.*--abort/,
        );
        await log.fence(new Date());
        assert.match(await said(), /^fail: an interrupted move.*writes are refused/);
        await log.unfence();
        assert.equal(await base.claim(), true);
        assert.match(await said(), /^warn: a move is under way since 2026-03-01T.*1 rows.*let the command end/);
        await log.fence(new Date('2026-03-01T13:00:00Z'));
        await log.noteComplete();
        assert.match(await said(), /^fail: this base was moved away \(2026-03-01T13:00.*DATABASE_URL.*--abort --force/);
        await log.remove();
        const note = createTargetNote(base);
        await note.begin('preparing');
        await note.write('one');
        assert.match(await said(), /^warn: a move or a trial is filling this base.*give the same command again/);
        await note.remove();
        assert.equal(await said(), 'ok: no move is under way -> nothing');
      } finally {
        await base.close();
      }
    });

    test('maintenance that was forgotten fails, one just begun is a warning', async () => {
      const store = createMaintenanceStore(opened.current);
      await store.begin(5, new Date());
      assert.equal(of(await look(), 'database.maintenance').level, 'warn');
      await store.end();
      await store.begin(5, new Date(Date.now() - 5 * 3600_000));
      const line = of(await look(), 'database.maintenance');
      assert.deepEqual([line.level, line.remedy?.en.includes('passerelle maintenance off')], ['fail', true]);
      await store.end();
    });
  });

  if (engine.name === 'sqlite') return;

  describe('a role with too few rights', () => {
    const opened = databaseOf(engine);
    const role = `limited_${Math.random().toString(36).slice(2, 8)}`;

    test('lacks what the report names: writing on one table, and everything on another', async () => {
      const { url } = opened;
      const name = new URL(url).pathname.slice(1);
      const limited = new URL(url);
      limited.username = role;
      limited.password = 'motdepasse';
      await grantAllBut(opened.current, role, name);
      const database = openDatabase(limited.href, 2);
      try {
        const lines = await linesOf(database, url);
        const line = of(lines, 'database.rights');
        assert.equal(line.level, 'fail');
        assert.match(line.says.en, /progress \((DELETE, )?INSERT|progress \(INSERT/);
        assert.match(line.says.en, /study_days \(/);
        const asDirectus = of(await linesOf(opened.current, url, { directusRole: role }), 'database.directus-rights');
        assert.equal(asDirectus.level, 'warn');
        assert.match(asDirectus.says.en, new RegExp(`${role}.*progress`));
      } finally {
        await database.close();
        await run(opened.current, engine.name === 'postgres' ? `drop owned by ${role}` : 'select 1');
        await run(opened.current, engine.name === 'postgres' ? `drop role ${role}` : `drop user ${role}@'%'`);
      }
    });
  });

  describe('a base that takes no writes', () => {
    const opened = databaseOf(engine);

    test('says why', async () => {
      const database = await readOnly(opened.url);
      try {
        const line = of(await linesOf(database.database, opened.url), 'database.writable');
        assert.equal(line.level, 'fail');
        assert.match(line.says.en, /read.?only/i);
      } finally {
        await database.end();
      }
    });
  });

  describe('a base in another character set', () => {
    test('fails by name', async () => {
      const fresh = await engine.freshDatabaseUrl();
      const name = `${new URL(fresh.url).pathname.slice(1)}_latin`;
      const url = new URL(fresh.url);
      url.pathname = `/${name}`;
      await admin(
        fresh.url,
        engine.name === 'postgres'
          ? `create database ${name} encoding 'LATIN1' template template0 locale_provider libc locale 'C'`
          : `create database ${name} character set latin1`,
      );
      const database = openDatabase(url.href, 2);
      try {
        assert.equal(of(await linesOf(database, url.href), 'database.charset').level, 'fail');
      } finally {
        await database.close();
        await admin(fresh.url, `drop database ${name}`);
        await fresh.drop();
      }
    });
  });
});

/** Everything, but only reading on `progress` and nothing on `study_days`. */
async function grantAllBut(database: Database, role: string, base: string): Promise<void> {
  if (database.engine === 'postgres') {
    await run(database, `create role ${role} login password 'motdepasse'`);
    await run(database, `grant select, insert, update, delete on all tables in schema public to ${role}`);
    await run(database, `revoke insert, update, delete on progress from ${role}`);
    await run(database, `revoke all on study_days from ${role}`);
    return;
  }
  await run(database, `create user ${role}@'%' identified by 'motdepasse'`);
  const { rows } = await tablesOf(database);
  for (const table of rows) {
    if (table === 'study_days') continue;
    const rights = table === 'progress' ? 'select' : 'select, insert, update, delete';
    await run(database, `grant ${rights} on \`${base}\`.\`${table}\` to ${role}@'%'`);
  }
}

async function tablesOf(database: Database): Promise<{ rows: string[] }> {
  const tables = await database.query.introspection.getTables({ withInternalKyselyTables: true });
  return { rows: tables.map(({ name }) => name) };
}

/** A connection whose server refuses writes, as a replica's does. */
async function readOnly(url: string): Promise<{ database: Database; end(): Promise<void> }> {
  const database = openDatabase(url, 1);
  if (database.engine === 'postgres') {
    await run(database, 'set session characteristics as transaction read only');
  } else {
    await run(database, 'set session transaction read only');
  }
  return { database, end: () => database.close() };
}

async function admin(url: string, text: string): Promise<void> {
  if (url.startsWith('postgres')) {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(text).finally(() => client.end());
    return;
  }
  const connection = await mysql.createConnection(url);
  await connection.query(text).finally(() => connection.end());
}
