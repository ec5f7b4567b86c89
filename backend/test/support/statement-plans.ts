import type { Pool as MysqlPool, RowDataPacket } from 'mysql2';
import pg from 'pg';
import type { Database } from '../../src/db/connection.ts';

/** How an engine carried out a statement. */
export interface StatementPlan {
  text: string;
  /** Rows that it looked at, those it threw away included, by table. SQLite does not tell: empty. */
  rows: ReadonlyMap<string, number>;
  /** Tables of which it went through every row. */
  wholeTables: readonly string[];
  /** The engine's own account, for messages. */
  account: string;
}

export interface Statement {
  text: string;
  values: readonly unknown[];
}

/**
 * Does something, then has each SELECT of it carried out once more by the engine that tells how. PostgreSQL uses the generic
 * plans that the product uses.
 */
export async function plansOf(database: Database, work: () => Promise<unknown>): Promise<StatementPlan[]> {
  const seen = await statementsOf(database, work);
  const plans: StatementPlan[] = [];
  for (const statement of seen.filter(({ text }) => /^\s*select/i.test(text))) {
    plans.push(await planOf(database, statement));
  }
  return plans;
}

/** What is sent to the database meanwhile. */
export async function statementsOf({ driver }: Database, work: () => Promise<unknown>): Promise<Statement[]> {
  const seen: Statement[] = [];
  const stop =
    driver.engine === 'postgres'
      ? watchPostgres(seen)
      : driver.engine === 'mysql'
        ? watchMysql(driver.pool, seen)
        : watchSqlite(driver.connection, seen);
  try {
    await work();
  } finally {
    stop();
  }
  return seen;
}

type AnyCall = (...args: unknown[]) => unknown;

/** Puts something before a method; answers how to take it away. */
function before(owner: object, name: string, note: (args: unknown[]) => void): () => void {
  const holder = owner as Record<string, AnyCall>;
  const original = holder[name] as AnyCall;
  holder[name] = function (this: unknown, ...args: unknown[]) {
    note(args);
    return original.apply(this, args);
  };
  return () => {
    holder[name] = original;
  };
}

function watchPostgres(seen: Statement[]): () => void {
  return before(pg.Client.prototype, 'query', ([config, values]) => {
    if (typeof config === 'string') seen.push({ text: config, values: (values as unknown[] | undefined) ?? [] });
    else {
      const { text, values: own = [] } = config as { text?: string; values?: unknown[] };
      if (text !== undefined) seen.push({ text, values: own });
    }
  });
}

function watchMysql(pool: MysqlPool, seen: Statement[]): () => void {
  const stops = new Map<object, () => void>();
  const holder = pool as unknown as Record<string, AnyCall>;
  const original = holder.getConnection as AnyCall;
  holder.getConnection = (answer: unknown) =>
    original.call(pool, (error: unknown, connection: object) => {
      if (connection !== undefined && !stops.has(connection)) {
        stops.set(
          connection,
          before(connection, 'query', ([text, values]) => {
            if (typeof text === 'string') seen.push({ text, values: (values as unknown[] | undefined) ?? [] });
          }),
        );
      }
      (answer as AnyCall)(error, connection);
    });
  return () => {
    holder.getConnection = original;
    for (const stop of stops.values()) stop();
  };
}

function watchSqlite(connection: object, seen: Statement[]): () => void {
  return before(connection, 'prepare', ([text]) => {
    seen.push({ text: String(text), values: [] });
  });
}

function planOf(database: Database, statement: Statement): Promise<StatementPlan> {
  const { driver } = database;
  if (driver.engine === 'postgres') return postgresPlan(driver.pool, statement);
  if (driver.engine === 'mysql') return mariadbPlan(driver.pool, statement);
  // It asks for values, and plans the same for any.
  const text = statement.text.replaceAll('?', `'1'`);
  const steps = driver.connection.prepare(`explain query plan ${text}`).all() as { detail: string }[];
  return Promise.resolve({
    text: statement.text,
    rows: new Map(),
    // A scan of what a subquery gave, or of a list of constants, is no scan of a table.
    wholeTables: steps.flatMap(({ detail }) => /^SCAN (?!\d|\()(\w+)(?! .*VIRTUAL)/.exec(detail)?.[1] ?? []),
    account: steps.map(({ detail }) => detail).join('\n'),
  });
}

function addedUp(counts: readonly [table: string, rows: number][]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const [table, rows] of counts) sums.set(table, (sums.get(table) ?? 0) + rows);
  return sums;
}

interface PostgresNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Index Recheck'?: number;
  Plans?: PostgresNode[];
}

async function postgresPlan(pool: pg.Pool, { text, values }: Statement): Promise<StatementPlan> {
  const client = await pool.connect();
  try {
    await client.query(`prepare plan_of_it as ${text}`);
    const list = values.length === 0 ? '' : `(${values.map(literalOf).join(', ')})`;
    const { rows } = await client.query(`explain (analyze, format json) execute plan_of_it${list}`);
    const [{ Plan: top }] = rows[0]['QUERY PLAN'] as [{ Plan: PostgresNode }];
    const nodes = nodesOf(top).filter((node) => node['Relation Name'] !== undefined);
    return {
      text,
      rows: addedUp(nodes.map((node) => [String(node['Relation Name']), readBy(node)])),
      wholeTables: nodes.flatMap((node) => (node['Node Type'] === 'Seq Scan' ? [String(node['Relation Name'])] : [])),
      account: nodes.map((node) => `${node['Node Type']} ${node['Relation Name']} ${readBy(node)}`).join('\n'),
    };
  } finally {
    await client.query('deallocate plan_of_it');
    client.release();
  }
}

function literalOf(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (value instanceof Date) return pg.escapeLiteral(value.toISOString());
  return pg.escapeLiteral(String(value));
}

function nodesOf(node: PostgresNode): PostgresNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)];
}

function readBy(node: PostgresNode): number {
  const removed = (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0);
  return Math.round((node['Actual Rows'] + removed) * node['Actual Loops']);
}

async function mariadbPlan(pool: MysqlPool, { text, values }: Statement): Promise<StatementPlan> {
  const [rows] = await pool.promise().query<RowDataPacket[]>(`analyze format=json ${text}`, [...values]);
  const account = String(rows[0]?.ANALYZE);
  const tables = tablesOf(JSON.parse(account));
  return {
    text,
    rows: addedUp(tables.map((one) => [one.table_name, Math.round((one.r_rows ?? 0) * (one.r_loops ?? 1))])),
    wholeTables: tables.flatMap((one) =>
      (one.access_type === 'ALL' || one.access_type === 'index') && !one.table_name.startsWith('<')
        ? [one.table_name]
        : [],
    ),
    account: tables
      .map((one) => `${one.table_name} ${one.access_type} ${one.key ?? ''} ${(one.r_rows ?? 0) * (one.r_loops ?? 1)}`)
      .join('\n'),
  };
}

interface MariadbTable {
  table_name: string;
  access_type: string;
  key?: string;
  r_rows?: number;
  r_loops?: number;
}

function tablesOf(part: unknown): MariadbTable[] {
  if (typeof part !== 'object' || part === null) return [];
  const own = 'table_name' in part && 'access_type' in part ? [part as unknown as MariadbTable] : [];
  return [...own, ...Object.values(part).flatMap(tablesOf)];
}
