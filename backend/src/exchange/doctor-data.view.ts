import { type Kysely, sql } from 'kysely';
import type { Database } from '../db/connection.ts';
import { readColumns, readForeignKeys } from '../db/foreign-keys.ts';
import { uncovered } from '../db/personal-coverage.ts';
import { personalData } from '../db/tables/personal-data.ts';
import type { DataReadings, KeyConcern, Orphans } from './doctor-data.ts';

/** What tells a documentation key: see api-keys/key-hash.ts. */
export interface DataViewPorts {
  isDocumentationHash(hash: string): boolean;
  /** Whether all of them are scopes that a key may have. */
  areScopes(scopes: readonly unknown[]): boolean;
  outboxFigures(): Promise<{ due: number; dead: number; oldestDueAt: Date | null }>;
  now(): Date;
}

/** Columns that name a row of another table without a foreign key; the tenant of each table is looked at besides. */
const LOOSE = [
  { table: 'launches', column: 'user_id', target: 'users' },
  { table: 'study_sessions', column: 'user_id', target: 'users' },
  { table: 'progress', column: 'user_id', target: 'users' },
  { table: 'grade_outbox', column: 'user_id', target: 'users' },
  { table: 'sessions', column: 'user_id', target: 'users' },
  { table: 'context_memberships', column: 'user_id', target: 'users' },
  { table: 'grade_outbox', column: 'resource_link_id', target: 'resource_links' },
  { table: 'resource_links', column: 'context_id', target: 'contexts' },
  { table: 'users', column: 'platform_id', target: 'platforms' },
  { table: 'enrolments', column: 'student_pk', target: 'students' },
  { table: 'enrolments', column: 'class_pk', target: 'classes' },
  { table: 'study_days', column: 'student_pk', target: 'students' },
] as const;
const TENANT_OF = [
  'users',
  'progress',
  'sessions',
  'study_sessions',
  'grade_outbox',
  'launches',
  'students',
  'grains',
  'api_keys',
] as const;
/** Directus refuses these in its forms; SQL does not. */
const IMPOSSIBLE = [
  { what: 'progress.score', from: 'progress', where: 'score < 0 or score > 1' },
  { what: 'progress.time_spent_seconds', from: 'progress', where: 'time_spent_seconds < 0' },
  {
    what: 'api_keys.quota_*',
    from: 'api_keys',
    where: 'quota_per_minute < 0 or quota_per_hour < 0 or quota_daily < 0',
  },
  { what: 'api_keys.status', from: 'api_keys', where: "status not in ('active', 'suspended', 'revoked')" },
  { what: 'grade_outbox.state', from: 'grade_outbox', where: "state not in ('due', 'done', 'dead')" },
  {
    what: 'progress.tenant_id',
    from: 'progress p join users u on u.id = p.user_id',
    where: 'u.tenant_id <> p.tenant_id',
  },
] as const;
const SHOWN = 50;
const WELL_FORMED = /^(?:[0-9a-f]{64}|h1\$[0-9a-f]{64})$/;

export function createDataReadings(database: Database, ports: DataViewPorts): DataReadings {
  const db = database.query as unknown as Kysely<unknown>;
  return {
    async outbox() {
      const reasons = await database.query
        .selectFrom('grade_outbox')
        .select(({ fn }) => ['reason', fn.countAll<number>().as('rows')])
        .where('state', '=', 'dead')
        .groupBy('reason')
        .execute();
      const deadReasons = reasons
        .toSorted((a, b) => Number(b.rows) - Number(a.rows))
        .map(({ reason, rows }) => `${reason ?? '?'}: ${rows}`);
      return { ...(await ports.outboxFigures()), now: ports.now(), deadReasons };
    },
    async orphans() {
      const found: Orphans[] = [];
      for (const loose of [
        ...LOOSE,
        ...TENANT_OF.map((table) => ({ table, column: 'tenant_id', target: 'tenants' })),
      ]) {
        const rows = await countOrphans(db, loose);
        if (rows > 0) found.push({ table: loose.table, column: loose.column, rows });
      }
      return found;
    },
    async unknownGrains() {
      const rows = await database.query
        .selectFrom('progress as p')
        .leftJoin('grains as g', (join) =>
          join.onRef('g.tenant_id', '=', 'p.tenant_id').onRef('g.grain_id', '=', 'p.grain_id'),
        )
        .select(['p.tenant_id', 'p.grain_id'])
        .distinct()
        .where('g.id', 'is', null)
        .limit(SHOWN)
        .execute();
      return rows.map(({ tenant_id: tenant, grain_id: grain }) => `${tenant}/${grain}`);
    },
    async beyondErasure() {
      const tables = await readColumns(database);
      return uncovered({ references: await readForeignKeys(database), tables }, personalData);
    },
    async impossibleValues() {
      const found: string[] = [];
      for (const { what, from, where } of IMPOSSIBLE) {
        const { rows } = await sql<{
          n: number;
        }>`select count(*) as n from ${sql.raw(from)} where ${sql.raw(where)}`.execute(db);
        const count = Number(rows[0]?.n ?? 0);
        if (count > 0) found.push(`${what} (${count})`);
      }
      const keys = await database.query
        .selectFrom('api_keys')
        .select('scopes')
        .where('status', '=', 'active')
        .execute();
      const unknown = keys.filter(({ scopes }) => isArray(scopes) && !ports.areScopes(JSON.parse(scopes) as unknown[]));
      if (unknown.length > 0) found.push(`api_keys.scopes (${unknown.length})`);
      return found;
    },
    async keyConcerns() {
      const keys = await database.query
        .selectFrom('api_keys')
        .select(['id', 'key_hash', 'scopes'])
        .where('status', '=', 'active')
        .execute();
      return keys.flatMap(({ id, key_hash: hash, scopes }): KeyConcern[] => {
        if (ports.isDocumentationHash(hash)) return [{ id, concern: 'documentation' }];
        if (!WELL_FORMED.test(hash)) return [{ id, concern: 'malformed hash' }];
        return isArray(scopes) ? [] : [{ id, concern: 'unreadable scopes' }];
      });
    },
  };
}

async function countOrphans(
  db: Kysely<unknown>,
  { table, column, target }: { table: string; column: string; target: string },
): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from ${sql.table(table)} as r
    where r.${sql.ref(column)} is not null
      and not exists (select 1 from ${sql.table(target)} as t where t.id = r.${sql.ref(column)})`.execute(db);
  return Number(rows[0]?.n ?? 0);
}

function isArray(json: string): boolean {
  try {
    return Array.isArray(JSON.parse(json));
  } catch {
    return false;
  }
}
