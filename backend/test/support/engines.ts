import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import mysql from 'mysql2/promise';
import pg from 'pg';

export type EngineName = 'sqlite' | 'postgres' | 'mariadb';

/** An empty database of one test: no table in it, nobody else knows its name. */
export interface FreshDatabase {
  /** As DATABASE_URL takes it: `sqlite:/absolute/file`, `postgresql://...`, `mysql://...`. */
  readonly url: string;
  /** Deletes it, open connections of PostgreSQL included. Close your own connections before. */
  drop(): Promise<void>;
}

export interface Engine {
  readonly name: EngineName;
  /** Why the engine cannot be used on this machine; undefined when it can. */
  readonly missing: string | undefined;
  freshDatabaseUrl(): Promise<FreshDatabase>;
}

/** The three databases, all real. Servers: started by tools/test.ts, or by hand with tools/test-servers/serve.ts. */
export const engines: readonly Engine[] = [
  { name: 'sqlite', missing: undefined, freshDatabaseUrl: freshSqlite },
  {
    name: 'postgres',
    missing: whyMissing('PASSERELLE_TEST_POSTGRES'),
    freshDatabaseUrl: () => freshPostgres(serverUrl('PASSERELLE_TEST_POSTGRES')),
  },
  {
    name: 'mariadb',
    missing: whyMissing('PASSERELLE_TEST_MARIADB'),
    freshDatabaseUrl: () => freshMariadb(serverUrl('PASSERELLE_TEST_MARIADB')),
  },
];

/**
 * Declares the same tests once per engine, each in a suite named after it. Where an engine is missing there is one
 * skipped test that says so, which the continuous integration does not let pass.
 */
export function forEachEngine(declare: (engine: Engine) => void): void {
  for (const engine of engines) {
    if (engine.missing === undefined) describe(engine.name, () => declare(engine));
    else test(`holds on ${engine.name}`, { skip: engine.missing }, () => undefined);
  }
}

/** The PostgreSQL whose pg_dump, pg_restore and psql are installed. */
export const debianPostgres: Engine = {
  name: 'postgres',
  missing: whyMissing('PASSERELLE_TEST_DEBIAN_POSTGRES'),
  freshDatabaseUrl: () => freshPostgres(serverUrl('PASSERELLE_TEST_DEBIAN_POSTGRES')),
};

/** Path of the Chromium that browser tests drive; undefined when there is none (skip with {@link chromiumMissing}). */
export function findTestChromium(): string | undefined {
  return announced('PASSERELLE_TEST_CHROMIUM');
}

/** The reason of a skipped browser test. */
export const chromiumMissing = 'Chromium is not installed (PASSERELLE_TEST_CHROMIUM is empty)';

// The environment of a whole run comes first, even when empty: an empty name says that the run has no such server.
function announced(name: string): string | undefined {
  const inEnvironment = process.env[name];
  if (inEnvironment !== undefined) return inEnvironment === '' ? undefined : inEnvironment;
  const file = path.resolve(import.meta.dirname, '../../../.cache/test-servers.json');
  try {
    const { pid, ...env } = JSON.parse(readFileSync(file, 'utf8')) as { pid: number } & Record<string, string>;
    process.kill(pid, 0);
    return env[name] === '' ? undefined : env[name];
  } catch {
    return undefined;
  }
}

function whyMissing(name: string): string | undefined {
  if (announced(name) !== undefined) return undefined;
  return `${name} names no server: run "npm test", or keep tools/test-servers/serve.ts running`;
}

function serverUrl(name: string): string {
  const url = announced(name);
  if (url === undefined) throw new Error(whyMissing(name));
  return url;
}

function freshSqlite(): Promise<FreshDatabase> {
  const folder = mkdtempSync(path.join(tmpdir(), 'passerelle-sqlite-'));
  const drop = (): Promise<void> => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    return Promise.resolve();
  };
  return Promise.resolve({ url: `sqlite:${path.join(folder, 'test.sqlite')}`, drop });
}

async function freshPostgres(admin: string): Promise<FreshDatabase> {
  const name = freshName();
  const run = async (sql: string): Promise<void> => {
    const client = new pg.Client({ connectionString: admin });
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  };
  await run(`create database ${name} encoding 'UTF8' template template0`);
  return { url: withDatabase(admin, name), drop: () => run(`drop database if exists ${name} with (force)`) };
}

async function freshMariadb(admin: string): Promise<FreshDatabase> {
  const name = freshName();
  const run = async (sql: string): Promise<void> => {
    const connection = await mysql.createConnection(admin);
    try {
      await connection.query(sql);
    } finally {
      await connection.end();
    }
  };
  await run(`create database ${name} character set utf8mb4`);
  return { url: withDatabase(admin, name), drop: () => run(`drop database if exists ${name}`) };
}

function freshName(): string {
  return `passerelle_${randomBytes(8).toString('hex')}`;
}

function withDatabase(admin: string, name: string): string {
  const url = new URL(admin);
  url.pathname = `/${name}`;
  return url.href;
}
