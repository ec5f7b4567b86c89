import { randomBytes } from 'node:crypto';
import { newId } from '../ids/ids.ts';
import { type Database, sqlOf } from './connection.ts';

/** More than the room that is left in a table's last pages: on a full disk it is not enough to write a little. */
const PROBE_BYTES = 96 * 1024;

class Undone extends Error {}

/**
 * Writes something that needs room, and takes it back; nobody sees it. SQLite learns of a full disk only when it commits: there it
 * is written and deleted in one transaction.
 * @throws what the database says when it takes no writes
 */
export async function probeWrite(database: Database): Promise<void> {
  const id = newId();
  const metadata = randomBytes(PROBE_BYTES / 2).toString('hex');
  try {
    await database.write(async (transaction) => {
      const trx = sqlOf(transaction);
      await trx
        .insertInto('sync_logs')
        .values({ id, direction: 'pull', type: 'academic_api', status: 'ok', metadata, created_at: new Date() })
        .execute();
      if (database.engine !== 'sqlite') throw new Undone();
      await trx.deleteFrom('sync_logs').where('id', '=', id).execute();
    });
  } catch (error) {
    if (!(error instanceof Undone)) throw error;
  }
}
