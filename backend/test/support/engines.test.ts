import assert from 'node:assert/strict';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import mysql from 'mysql2/promise';
import pg from 'pg';
import { forEachEngine } from './engines.ts';

forEachEngine((engine) => {
  test('gives two empty databases that know nothing of each other and can be dropped', async () => {
    const first = await engine.freshDatabaseUrl();
    const second = await engine.freshDatabaseUrl();
    try {
      await run(first.url, 'create table a (id integer primary key)');
      await run(second.url, 'create table a (id integer primary key)');
    } finally {
      await first.drop();
      await second.drop();
    }
    if (engine.name !== 'sqlite') await assert.rejects(run(first.url, 'select 1'), /does not exist|Unknown database/);
  });
});

async function run(url: string, sql: string): Promise<void> {
  if (url.startsWith('sqlite:')) {
    const database = new Database(url.slice('sqlite:'.length));
    database.exec(sql);
    database.close();
  } else if (url.startsWith('postgresql:')) {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  } else {
    const connection = await mysql.createConnection(url);
    await connection.query(sql).finally(() => connection.end());
  }
}
