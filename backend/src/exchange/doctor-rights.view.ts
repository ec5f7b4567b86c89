import { type Kysely, sql } from 'kysely';
import type { Database } from '../db/connection.ts';
import { expectedTables } from '../db/expected-schema.ts';
import type { DirectusFacts, MissingRight } from './doctor-database.ts';

type Sql = Kysely<unknown>;

const RIGHTS = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] as const;

/** Tables that hold secrets or that only Passerelle works with: Directus does not need them. */
const NOT_FOR_DIRECTUS = new Set([
  'api_quotas',
  'deleted_records',
  'former_identities',
  'last_visits',
  'launches',
  'outcome_results',
  'passerelle_migration_lock',
  'passerelle_migrations',
  'platform_jwks',
  'platform_registrations',
  'platform_secrets',
  'progress_edits',
  'registration_invitations',
  'sessions',
  'signing_keys',
]);

/** What roles may not do on our tables. */
export function createRightsReader({ engine, query }: Database) {
  const db = query as unknown as Sql;
  const tables = expectedTables(engine);
  return {
    async own(): Promise<MissingRight[]> {
      if (engine === 'sqlite') return [];
      return engine === 'postgres'
        ? missingInPostgres(db, 'current_user', tables)
        : missingInMysql(db, undefined, tables);
    },
    async ofDirectus(named: string | undefined): Promise<DirectusFacts> {
      const nobody = { role: undefined, isOurs: false, isVisible: true, missing: [] };
      if (engine === 'sqlite') return nobody;
      const shown = tables.filter((table) => !NOT_FOR_DIRECTUS.has(table));
      return engine === 'postgres'
        ? ofDirectusInPostgres(db, named, shown, nobody)
        : ofDirectusInMysql(db, named, shown, nobody);
    },
  };
}

async function missingInPostgres(db: Sql, role: string, tables: readonly string[]): Promise<MissingRight[]> {
  const who = role === 'current_user' ? sql`current_user` : sql`${role}::name`;
  const { rows } = await sql<{ t: string; r: string }>`
    select c.relname as t, p.r from pg_class c cross join unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE']) as p(r)
    where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and c.relname in (${sql.join(tables)})
      and not has_table_privilege(${who}, c.oid, p.r)
    order by c.relname, p.r`.execute(db);
  return grouped(rows);
}

async function ofDirectusInPostgres(
  db: Sql,
  named: string | undefined,
  tables: readonly string[],
  nobody: DirectusFacts,
): Promise<DirectusFacts> {
  const { rows } = await sql<{ owner: string; me: string }>`
    select pg_get_userbyid(relowner) as owner, current_user as me from pg_class
    where relname = 'directus_users' and relnamespace = current_schema()::regnamespace`.execute(db);
  const role = named ?? rows[0]?.owner;
  if (role === undefined) return nobody;
  if (role === rows[0]?.me) return { role, isOurs: true, isVisible: true, missing: [] };
  return { role, isOurs: false, isVisible: true, missing: await missingInPostgres(db, role, tables) };
}

/** @param user undefined = ourselves; rights that come through a MariaDB role are not seen */
async function missingInMysql(db: Sql, user: string | undefined, tables: readonly string[]): Promise<MissingRight[]> {
  const isGrantee =
    user === undefined
      ? sql`grantee = concat('''', replace(current_user(), '@', '''@'''), '''')`
      : sql`grantee like concat('''', ${user}, '''@%')`;
  const { rows } = await sql<{ t: string | null; r: string }>`
    select null as t, privilege_type as r from information_schema.user_privileges where ${isGrantee}
    union select null, privilege_type from information_schema.schema_privileges where ${isGrantee} and database() like table_schema
    union select table_name, privilege_type from information_schema.table_privileges
      where ${isGrantee} and table_schema = database()`.execute(db);
  const has = (table: string, right: string) => rows.some(({ t, r }) => (t === null || t === table) && r === right);
  return grouped(
    tables.flatMap((table) => RIGHTS.filter((right) => !has(table, right)).map((right) => ({ t: table, r: right }))),
  );
}

async function ofDirectusInMysql(
  db: Sql,
  named: string | undefined,
  tables: readonly string[],
  nobody: DirectusFacts,
): Promise<DirectusFacts> {
  if (named === undefined) return nobody;
  const me = await sql<{ u: string }>`select substring_index(current_user(), '@', 1) as u`.execute(db);
  if (me.rows[0]?.u === named) return { role: named, isOurs: true, isVisible: true, missing: [] };
  const seen = await sql`select 1 from information_schema.user_privileges
    where grantee like concat('''', ${named}, '''@%') limit 1`.execute(db);
  if (seen.rows.length === 0) return { role: named, isOurs: false, isVisible: false, missing: [] };
  return { role: named, isOurs: false, isVisible: true, missing: await missingInMysql(db, named, tables) };
}

function grouped(rows: readonly { t: string; r: string }[]): MissingRight[] {
  return [...Map.groupBy(rows, ({ t }) => t)].map(([table, some]) => ({ table, rights: some.map(({ r }) => r) }));
}
