import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openDatabase } from '../../src/db/connection.ts';
import { migrate } from '../../src/db/migrate.ts';
import { newId } from '../../src/ids/ids.ts';
import { type FreshDatabase, forEachEngine } from '../support/engines.ts';
import { type RunningPasserelle, startPasserelle } from '../support/passerelle.ts';

const TENANT = 'TENANT_TEST';

/** Two bases with one student each: which name is answered says which base was read. */
async function baseWith(url: string, lastname: string): Promise<void> {
  const database = openDatabase(url, 1);
  try {
    await migrate(database);
    await database.query.insertInto('tenants').values({ id: TENANT, name: 'Institut' }).execute();
    await database.query
      .insertInto('students')
      .values({ id: newId(), tenant_id: TENANT, student_id: 'S1', lastname })
      .execute();
  } finally {
    await database.close();
  }
}

forEachEngine((engine) => {
  describe('a server with DATABASE_READ_URL', () => {
    let [primary, replica]: (FreshDatabase | undefined)[] = [];
    let passerelle: RunningPasserelle;
    let key: string;
    before(async () => {
      primary = await engine.freshDatabaseUrl();
      replica = await engine.freshDatabaseUrl();
      await baseWith(primary.url, 'Primaire');
      await baseWith(replica.url, 'Réplique');
      passerelle = await startPasserelle(primary.url, { DATABASE_READ_URL: replica.url });
      const made = await passerelle.command<{ key: string }>(
        ...['keys', 'create', '--tenant', TENANT, '--owner', 'ENT', '--scopes', 'academic:read,academic:export'],
      );
      key = made.key;
    });
    after(async () => {
      await passerelle?.stop();
      await primary?.drop();
      await replica?.drop();
    });

    const read = async (path: string): Promise<string> => {
      const answer = await fetch(`${passerelle.url}/api/academic/${path}`, { headers: { 'x-api-key': key } });
      const text = await answer.text();
      assert.equal(answer.status, 200, text);
      return text;
    };

    test('reads lists and exports from the replica; keys, quotas and the journal stay with the primary', async () => {
      assert.match(await read('students'), /Réplique/);
      assert.match(await read('export?include=students'), /Réplique/);
      await passerelle.stop();
      const database = openDatabase(primary?.url ?? '', 1);
      const journal = await database.query.selectFrom('sync_logs').select('status').execute();
      const quotas = await database.query.selectFrom('api_quotas').select('day_count').execute();
      await database.close();
      assert.deepEqual(
        journal.map(({ status }) => status),
        ['ok', 'ok'],
      );
      assert.deepEqual(quotas, [{ day_count: 2 }]);
    });
  });
});
