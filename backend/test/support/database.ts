import { after, before } from 'node:test';
import { type Database, openDatabase } from '../../src/db/connection.ts';
import { migrate } from '../../src/db/migrate.ts';
import { type Engine, engines, type FreshDatabase } from './engines.ts';

/** A migrated database that the surrounding suite opens before its tests and drops after them. */
export function databaseOf(engine: Engine): { readonly current: Database; readonly url: string } {
  let fresh: FreshDatabase | undefined;
  let database: Database | undefined;
  before(async () => {
    fresh = await engine.freshDatabaseUrl();
    database = openDatabase(fresh.url, 10);
    await migrate(database);
  });
  after(async () => {
    await database?.close();
    await fresh?.drop();
  });
  return {
    get current() {
      if (database === undefined) throw new Error('the database is opened before the tests of its suite');
      return database;
    },
    get url() {
      return fresh?.url ?? '';
    },
  };
}

/** The SQLite engine, for what does not depend on the engine. */
export function sqliteEngine(): Engine {
  const engine = engines.find((one) => one.name === 'sqlite');
  if (engine === undefined) throw new Error('no SQLite');
  return engine;
}

export const TENANT = 'TENANT_TEST';

/** One institution and one platform of it. */
export async function plantTenantAndPlatform(database: Database, platformId: string, tenantId = TENANT): Promise<void> {
  await database.query.insertInto('tenants').values({ id: tenantId, name: 'Institut d’essai' }).execute();
  await plantPlatform(database, platformId, tenantId);
}

async function plantPlatform(database: Database, platformId: string, tenantId = TENANT): Promise<void> {
  await database.query
    .insertInto('platforms')
    .values({
      id: platformId,
      tenant_id: tenantId,
      name: 'Moodle d’essai',
      issuer: `https://moodle-${platformId}.example`,
      client_id: 'client',
      auth_url: 'https://moodle.example/auth',
      token_url: 'https://moodle.example/token',
      jwks_url: 'https://moodle.example/jwks',
    })
    .execute();
}
