import type { Database as SqliteConnection, Statement } from 'better-sqlite3';
import type { Pool as MysqlPool, ResultSetHeader, RowDataPacket } from 'mysql2';
import type { Pool as PostgresPool } from 'pg';
import type { Database } from '../db/connection.ts';
import {
  exhaustedWindows,
  type QuotaBucket,
  type QuotaCount,
  type QuotaStore,
  type Quotas,
  remainingOf,
  startOfMinute,
  windowNumbersOf,
} from './quota.ts';

/** The counters of a row as they stand, whatever window they are of. */
interface Counters {
  minute_number: number;
  minute_count: number;
  hour_number: number;
  hour_count: number;
  day_number: number;
  day_count: number;
}

/** One statement per call on every engine, by the bare driver: this stands before everything else that a call does. */
export function createQuotaStore({ driver }: Database): QuotaStore {
  const consume =
    driver.engine === 'sqlite'
      ? sqliteQuotas(driver.connection)
      : driver.engine === 'postgres'
        ? postgresQuotas(driver.pool)
        : mysqlQuotas(driver.pool);
  return {
    consume(bucket, at) {
      // A quota of nothing needs no counting, and an insert would let the first call in.
      const { minute, hour, day } = bucket.quotas;
      if (Math.min(minute, hour, day) === 0) {
        return Promise.resolve({ admitted: false, used: { minute: 0, hour: 0, day: 0 }, at });
      }
      return consume(bucket, at);
    },
  };
}

type Consume = QuotaStore['consume'];

const COUNTERS = 'minute_number, minute_count, hour_number, hour_count, day_number, day_count';

/**
 * A window only ever moves forward: a call that took its time before the change and arrives after it counts in the new
 * window, else two processes would reset each other's counters there.
 * Parameters: 1 id, 2 tenant, 3-5 window numbers, 6-8 quotas. No row answered = refused.
 */
function insertOrRaise(p: (position: number) => string): string {
  const raised = (window: string, number: number) =>
    `${window}_count = case when q.${window}_number >= ${p(number)} then q.${window}_count + 1 else 1 end, ` +
    `${window}_number = case when q.${window}_number >= ${p(number)} then q.${window}_number else ${p(number)} end`;
  const hasRoom = (window: string, number: number, quota: number) =>
    `(q.${window}_number < ${p(number)} or q.${window}_count < ${p(quota)})`;
  return `insert into api_quotas as q (id, tenant_id, ${COUNTERS})
    values (${p(1)}, ${p(2)}, ${p(3)}, 1, ${p(4)}, 1, ${p(5)}, 1)
    on conflict (id) do update set ${raised('minute', 3)}, ${raised('hour', 4)}, ${raised('day', 5)}
    where ${hasRoom('minute', 3, 6)} and ${hasRoom('hour', 4, 7)} and ${hasRoom('day', 5, 8)}
    returning ${COUNTERS}`;
}

function parametersOf({ id, tenantId, quotas }: QuotaBucket, now: Quotas): (string | number)[] {
  return [id, tenantId, now.minute, now.hour, now.day, quotas.minute, quotas.hour, quotas.day];
}

function countOf(row: Counters | undefined, now: Quotas, admitted: boolean, at: Date): QuotaCount {
  const current = (window: keyof Quotas): number =>
    row !== undefined && row[`${window}_number`] >= now[window] ? row[`${window}_count`] : 0;
  // Where another process opened the next window first, the caller is told the end of that one.
  const countedAt = row !== undefined && row.minute_number > now.minute ? startOfMinute(row.minute_number) : at;
  return { admitted, used: { minute: current('minute'), hour: current('hour'), day: current('day') }, at: countedAt };
}

function postgresQuotas(pool: PostgresPool): Consume {
  const consume = insertOrRaise((position) =>
    position === 1 || position === 2 ? `$${position}` : `$${position}::int`,
  );
  const read = `select ${COUNTERS} from api_quotas where id = $1`;
  return async (bucket, at) => {
    const now = windowNumbersOf(at);
    const values = parametersOf(bucket, now);
    const { rows } = await pool.query<Counters>({ name: 'quota_consume', text: consume, values });
    if (rows[0] !== undefined) return countOf(rows[0], now, true, at);
    const standing = await pool.query<Counters>({ name: 'quota_read', text: read, values: [bucket.id] });
    return countOf(standing.rows[0], now, false, at);
  };
}

function sqliteQuotas(connection: SqliteConnection): Consume {
  let consume: Statement<unknown[]> | undefined;
  let read: Statement<unknown[]> | undefined;
  return async (bucket, at) => {
    consume ??= connection.prepare<unknown[]>(insertOrRaise((position) => `@p${position}`));
    read ??= connection.prepare<unknown[]>(`select ${COUNTERS} from api_quotas where id = ?`);
    const now = windowNumbersOf(at);
    const raised = consume.get(namedParameters(parametersOf(bucket, now))) as Counters | undefined;
    if (raised !== undefined) return countOf(raised, now, true, at);
    return countOf(read.get(bucket.id) as Counters | undefined, now, false, at);
  };
}

function namedParameters(values: readonly (string | number)[]): Record<string, string | number> {
  return Object.fromEntries(values.map((value, i) => [`p${i + 1}`, value]));
}

/** Of a call whose row is not there yet. */
const MOST_TRIES = 5;

/** No guarded insert-or-update there: the update carries the guard, and only a row that is not there yet is inserted. */
function mysqlQuotas(pool: MysqlPool): Consume {
  // Assignments run from left to right: each count is set while its window's number is still the old one.
  const raised = (window: string) =>
    `${window}_count = if(${window}_number >= ?, ${window}_count + 1, 1), ${window}_number = greatest(${window}_number, ?)`;
  const hasRoom = (window: string) => `(${window}_number < ? or ${window}_count < ?)`;
  const update = `update api_quotas set ${raised('minute')}, ${raised('hour')}, ${raised('day')}
    where id = ? and ${hasRoom('minute')} and ${hasRoom('hour')} and ${hasRoom('day')}`;
  const insert = `insert ignore into api_quotas (id, tenant_id, ${COUNTERS}) values (?, ?, ?, 0, ?, 0, ?, 0)`;
  const read = `select ${COUNTERS} from api_quotas where id = ?`;
  const db = pool.promise();
  return async (bucket, at) => {
    const now = windowNumbersOf(at);
    const { quotas, id, tenantId } = bucket;
    const set = [now.minute, now.minute, now.hour, now.hour, now.day, now.day];
    const guard = [now.minute, quotas.minute, now.hour, quotas.hour, now.day, quotas.day];
    for (let tries = 1; ; tries++) {
      const [done] = await db.execute<ResultSetHeader>(update, [...set, id, ...guard]);
      const [rows] = await db.execute<(Counters & RowDataPacket)[]>(read, [id]);
      const count = countOf(rows[0], now, done.affectedRows === 1, at);
      const isFull = rows[0] !== undefined && exhaustedWindows(remainingOf(quotas, count.used)).length > 0;
      if (count.admitted || isFull || tries === MOST_TRIES) return count;
      // Somebody else may have inserted the row between the two statements: then the update finds it now.
      if (rows[0] === undefined) await db.execute(insert, [id, tenantId, now.minute, now.hour, now.day]);
    }
  };
}
