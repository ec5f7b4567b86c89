import { type Kysely, sql } from 'kysely';
import type { Database } from '../db/connection.ts';
import { compareSchema, expectedTables } from '../db/expected-schema.ts';
import { appliedMigrations, knownMigrations } from '../db/migrate.ts';
import type { ConnectionFacts, DatabaseReadings, VersionFacts } from './doctor-database.ts';
import { createRightsReader } from './doctor-rights.view.ts';
import { readMoveTraces } from './move-traces.view.ts';

export interface DatabaseViewOptions {
  /** DATABASE_URL: tells whether the server stands on another machine. */
  url: string;
  /** Connections that one process of ours may open: its pool, and those of exports. */
  perReplica: number;
  replicas: number;
  /** Connections that Directus may open, where it is in this base. */
  directusPool: number;
  /** The role Directus connects with, where it cannot be seen from the owner of its tables. */
  directusRole: string | undefined;
}

type Sql = Kysely<unknown>;

export function createDatabaseReadings(database: Database, options: DatabaseViewOptions): DatabaseReadings {
  const db = database.query as unknown as Sql;
  const rights = createRightsReader(database);
  return {
    version: () => readVersion(database, db),
    encryption: async () => ({
      isEncrypted: await isEncrypted(database, db),
      isRemote: database.engine !== 'sqlite' && isRemote(options.url),
    }),
    charset: () => readCharset(database, db),
    missingRights: () => rights.own(),
    directus: () => rights.ofDirectus(options.directusRole),
    drift: () => compareSchema(database),
    async migrations() {
      const [known, applied] = [knownMigrations(), await appliedMigrations(database)];
      return {
        pending: known.filter((name) => !applied.includes(name)),
        unknown: applied.filter((name) => !known.includes(name)),
      };
    },
    whyReadOnly: () => whyReadOnly(database),
    connections: () => readConnections(database, db, options),
    clockSkewMs: () => readSkew(database, db),
    move: () => readMoveTraces(database),
    maintenance: () => readMaintenance(database),
  };
}

/** A base that is older than maintenance has none. */
async function readMaintenance(database: Database) {
  const tables = await database.query.introspection.getTables();
  const isKnown = tables.some(({ name }) => name === 'passerelle_maintenance');
  const found = isKnown
    ? await database.query.selectFrom('passerelle_maintenance').select('since_at').executeTakeFirst()
    : undefined;
  return { sinceAt: found?.since_at, now: new Date() };
}

async function one<T>(db: Sql, text: string): Promise<T> {
  const { rows } = await sql.raw<T>(text).execute(db);
  return rows[0] as T;
}

async function readVersion({ engine }: Database, db: Sql): Promise<VersionFacts> {
  if (engine === 'sqlite') {
    return { product: 'SQLite', version: (await one<{ v: string }>(db, 'select sqlite_version() as v')).v };
  }
  if (engine === 'postgres') {
    const { v } = await one<{ v: string }>(db, "select split_part(current_setting('server_version'), ' ', 1) as v");
    return { product: 'PostgreSQL', version: v };
  }
  const { v } = await one<{ v: string }>(db, 'select version() as v');
  return { product: /mariadb/i.test(v) ? 'MariaDB' : 'MySQL', version: v };
}

async function isEncrypted({ engine }: Database, db: Sql): Promise<boolean> {
  if (engine === 'sqlite') return false;
  if (engine === 'postgres') {
    const found = await one<{ ssl: boolean } | undefined>(
      db,
      'select ssl from pg_stat_ssl where pid = pg_backend_pid()',
    );
    return found?.ssl === true;
  }
  const { rows } = await sql.raw<{ Value: string }>("show session status like 'Ssl_cipher'").execute(db);
  return (rows[0]?.Value ?? '') !== '';
}

function isRemote(url: string): boolean {
  const { hostname } = new URL(url);
  return !(hostname === '' || hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.'));
}

async function readCharset({ engine }: Database, db: Sql) {
  if (engine === 'sqlite') {
    return { charset: (await one<{ encoding: string }>(db, 'pragma encoding')).encoding, foreignColumns: [] };
  }
  if (engine === 'postgres') {
    const { v } = await one<{ v: string }>(db, "select current_setting('server_encoding') as v");
    return { charset: v, foreignColumns: [] };
  }
  const { v } = await one<{ v: string }>(db, 'select @@character_set_database as v');
  const { rows } = await sql<{ c: string }>`
    select concat(table_name, '.', column_name) as c from information_schema.columns
    where table_schema = database() and character_set_name not in ('utf8mb4', 'ascii')
      and table_name in (${sql.join(expectedTables(engine))})
    order by table_name, ordinal_position`.execute(db);
  return { charset: v, foreignColumns: rows.map(({ c }) => c) };
}

class Undone extends Error {}

/** Writes nothing into a table of ours, and takes that back. */
async function whyReadOnly(database: Database): Promise<string | undefined> {
  try {
    await database.write(async (transaction) => {
      const trx = transaction as unknown as Database['query'];
      await trx.updateTable('tenants').set({ name: '' }).where('id', '=', '').execute();
      throw new Undone();
    });
  } catch (error) {
    if (!(error instanceof Undone)) return (error as Error).message;
  }
  return undefined;
}

async function readConnections(database: Database, db: Sql, options: DatabaseViewOptions): Promise<ConnectionFacts> {
  const { perReplica, replicas } = options;
  if (database.engine === 'sqlite') return { most: 0, others: 0, perReplica, replicas, directus: 0 };
  const text =
    database.engine === 'postgres'
      ? `select least(current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int,
           nullif(d.datconnlimit, -1), nullif(r.rolconnlimit, -1)) as most,
           (select count(*) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid())::int as others,
           to_regclass('directus_users') is not null as directus
         from pg_database d, pg_roles r where d.datname = current_database() and r.rolname = current_user`
      : `select cast(least(@@max_connections, if(@@max_user_connections = 0, @@max_connections, @@max_user_connections)) as signed) as most,
           (select count(*) - 1 from information_schema.processlist) as others,
           exists (select 1 from information_schema.tables where table_schema = database() and table_name = 'directus_users') as directus`;
  const found = await one<{ most: number; others: number; directus: unknown }>(db, text);
  const hasDirectus = found.directus === true || Number(found.directus) === 1;
  return {
    most: Number(found.most),
    others: Number(found.others),
    perReplica,
    replicas,
    directus: hasDirectus ? options.directusPool : 0,
  };
}

async function readSkew({ engine }: Database, db: Sql): Promise<number> {
  const text = {
    sqlite: "select cast(unixepoch('subsec') * 1000 as integer) as ms",
    postgres: 'select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms',
    mysql: 'select unix_timestamp(sysdate(3)) * 1000 as ms',
  }[engine];
  const before = Date.now();
  const { ms } = await one<{ ms: number }>(db, text);
  return Number(ms) - (before + Date.now()) / 2;
}
