import type { Statement } from 'better-sqlite3';
import type { Database, Driver } from '../db/connection.ts';
import { PARAMETER } from '../db/dialects/sqlite.ts';
import { type Grouped, inGroups } from './insert-group.ts';
import type { KnownLaunch, LaunchRecord } from './launch-record.ts';

interface Item {
  record: LaunchRecord;
  known: KnownLaunch;
}

const COLUMNS =
  'id, role, stage, target_url, created_at, expires_at, user_id, resource_link_id, tenant_id, platform_id';

/** The rows a known launch stands on; every edit, Directus' too, moves their updated_at. */
const STANDING = `
  from users u, resource_links r, context_memberships m, deployments d, platforms p, tenants t
  where d.id = r.deployment_id and d.status = 'active' and p.id = r.platform_id and p.status = 'active'
    and t.id = p.tenant_id and t.status = 'active'`;

/**
 * The one statement of a launch that changes nothing: an insert that finds its state unspent and every row it stands on
 * unchanged. Written by hand because it is the hottest statement here; concurrent launches share one commit.
 */
export function createKnownLaunchInsert(database: Database): GroupedInsert {
  const { driver } = database;
  // Those who are on their way are waited for: SQLite's commit holds up the whole process, and what a launch costs on
  // PostgreSQL is mostly the start of its statement. Who launches alone waits for nobody.
  if (driver.engine === 'sqlite') return inGroups(sqliteWriter(database, driver), { longestWaitMs: 10 });
  if (driver.engine === 'postgres') return inGroups(postgresWriter(driver), { longestWaitMs: 10 });
  return { insert: mysqlWriter(driver), expect: () => () => undefined };
}

type GroupedInsert = Grouped<Item, boolean>;

function sqliteWriter(database: Database, driver: Extract<Driver, { engine: 'sqlite' }>) {
  const text = `insert into launches (${COLUMNS})
    select ?, ?, ?, ?, ?, ?, u.id, r.id, p.tenant_id, p.id ${STANDING}
    and u.id = ? and u.updated_at = ? and r.id = ? and r.updated_at = ? and m.id = ? and m.updated_at = ?
    on conflict do nothing`.replaceAll('?', PARAMETER);
  let statement: Statement<(string | number)[]> | undefined;
  const insert = (item: Item): boolean => {
    statement ??= driver.connection.prepare<(string | number)[]>(text);
    return statement.run(...valuesOf(item).map(milliseconds)).changes === 1;
  };
  const insertTogether = driver.connection.transaction((items: readonly Item[]) => items.map(insert));
  return async (items: readonly Item[]): Promise<boolean[]> => {
    // One connection: while somebody else's transaction is open on it, this one queues up behind it.
    if (driver.connection.inTransaction) return database.write(async () => items.map(insert));
    return items.length === 1 ? items.map(insert) : insertTogether.immediate(items);
  };
}

function milliseconds(value: string | Date): string | number {
  return value instanceof Date ? value.getTime() : value;
}

function postgresWriter({ pool }: Extract<Driver, { engine: 'postgres' }>) {
  // What one launch costs is mostly the start of its statement: it has one without arrays.
  const textOfOne = `insert into launches (${COLUMNS})
    select $1::varchar, $2::varchar, $3::varchar, $4::text, $5::timestamptz, $6::timestamptz, u.id, r.id, p.tenant_id, p.id ${STANDING}
    and u.id = $7::uuid and u.updated_at = $8::timestamptz and r.id = $9::uuid and r.updated_at = $10::timestamptz
    and m.id = $11::uuid and m.updated_at = $12::timestamptz on conflict do nothing`;
  const text = `insert into launches (${COLUMNS})
    select v.id, v.role, v.stage, v.target_url, v.created_at, v.expires_at, u.id, r.id, p.tenant_id, p.id
    from unnest($1::varchar[], $2::varchar[], $3::varchar[], $4::text[], $5::timestamptz[], $6::timestamptz[],
      $7::uuid[], $8::timestamptz[], $9::uuid[], $10::timestamptz[], $11::uuid[], $12::timestamptz[])
      as v (id, role, stage, target_url, created_at, expires_at, user_id, user_at, link_id, link_at, member_id,
        member_at)
    join users u on u.id = v.user_id and u.updated_at = v.user_at
    join resource_links r on r.id = v.link_id and r.updated_at = v.link_at
    join context_memberships m on m.id = v.member_id and m.updated_at = v.member_at
    join deployments d on d.id = r.deployment_id and d.status = 'active'
    join platforms p on p.id = r.platform_id and p.status = 'active'
    join tenants t on t.id = p.tenant_id and t.status = 'active'
    on conflict do nothing returning id`;
  return async (items: readonly Item[]): Promise<boolean[]> => {
    const rows = items.map(valuesOf);
    if (rows.length === 1) {
      const { rowCount } = await pool.query({ name: 'known-launch-one', text: textOfOne, values: rows[0] ?? [] });
      return [rowCount === 1];
    }
    const values = (rows[0] ?? []).map((_, column) => rows.map((row) => row[column]));
    const answer = await pool.query<{ id: string }>({ name: 'known-launch', text, values });
    const inserted = new Set(answer.rows.map((row) => row.id));
    // The same state twice in one group: one of them is the launch, the other a replay.
    return items.map(({ record }) => inserted.delete(record.id));
  };
}

function mysqlWriter({ pool }: Extract<Driver, { engine: 'mysql' }>) {
  const text = `insert into launches (${COLUMNS})
    select ?, ?, ?, ?, ?, ?, u.id, r.id, p.tenant_id, p.id ${STANDING}
    and u.id = ? and u.updated_at = ? and r.id = ? and r.updated_at = ? and m.id = ? and m.updated_at = ?`;
  const connections = pool.promise();
  return async (item: Item): Promise<boolean> => {
    try {
      const [answer] = await connections.execute(text, valuesOf(item));
      return 'affectedRows' in answer && answer.affectedRows === 1;
    } catch (error) {
      if ((error as { code?: string }).code === 'ER_DUP_ENTRY') return false;
      throw error;
    }
  };
}

function valuesOf({ record, known }: Item): (string | Date)[] {
  return [
    record.id,
    record.role,
    record.stage,
    record.targetUrl,
    record.createdAt,
    record.expiresAt,
    known.userId,
    known.userUpdatedAt,
    known.resourceLinkId,
    known.resourceLinkUpdatedAt,
    known.membershipId,
    known.membershipUpdatedAt,
  ];
}
