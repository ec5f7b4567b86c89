import type { Socket } from 'node:net';
import { type Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient, sql } from 'kysely';
import pg from 'pg';
import {
  CONNECT_WITHIN_MS,
  type DialectTraits,
  type Patience,
  type PoolFigures,
  SILENCE_WITHIN_MS,
  STATEMENT_WITHIN_MS,
} from './dialect.ts';

export const postgresTraits: DialectTraits = {
  engine: 'postgres',
  types: {
    uuid: 'uuid',
    identifier: (length) => `varchar(${length})`,
    // The database's own collation may be a language's.
    sortable: (length) => sql.raw(`varchar(${length}) collate "C"`),
    word: 'varchar(32)',
    text: 'text',
    instant: sql`timestamptz(3)`,
    integer: 'integer',
    real: 'double precision',
  },
  now: sql<Date>`now()`,
  async touchUpdatedAt(db, table) {
    const any = db as Kysely<unknown>;
    await sql
      .raw(
        'create or replace function passerelle_touch() returns trigger language plpgsql as ' +
          '$$ begin new.updated_at := clock_timestamp(); return new; end $$',
      )
      .execute(any);
    await sql
      .raw(
        `create trigger ${table}_touch before update on ${table} for each row ` +
          'when (new.updated_at is not distinct from old.updated_at) execute function passerelle_touch()',
      )
      .execute(any);
  },
};

const INT8_OID = 20;
pg.types.setTypeParser(INT8_OID, Number);

/**
 * What every session is told. The server notices within half a minute that this process is gone without a word (a partition, a
 * machine without power) and gives its locks to others.
 */
const SESSION =
  '-c plan_cache_mode=force_generic_plan -c jit=off -c timezone=UTC -c idle_in_transaction_session_timeout=300000 ' +
  '-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3 -c tcp_user_timeout=25000';

/** A pool whose statements are planned once (generic plans) and that gives up on a silent server. */
export function openPostgres(url: string, poolSize: number, patience: Patience): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    // A limit that the server sets for everybody is not meant for migrations.
    options: patience === 'patient' ? `${SESSION} -c statement_timeout=0` : SESSION,
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
    ...(patience === 'serving' && { statement_timeout: STATEMENT_WITHIN_MS }),
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    // After a fail-over the name leads elsewhere, while the old server may live on and take no writes.
    maxLifetimeSeconds: 600,
    application_name: 'passerelle',
  });
  // A connection that breaks while idle must not end the process; the next query gets a new one or an error of its own.
  pool.on('error', () => undefined);
  // Nor one that breaks between two statements of a transaction: the next statement fails, and that is told.
  pool.on('connect', (client) => client.on('error', () => undefined));
  if (patience === 'serving') pool.on('connect', (client) => leaveWhenSilent(client));
  return pool;
}

/** What the driver has and does not show in its types. */
interface ClientInside {
  connection: { stream: Socket };
  /** The statement that waits for an answer; null or undefined while there is none. */
  _activeQuery: unknown;
}

/**
 * A connection on which a statement waits and nothing comes has lost its server, for a live one ends each statement sooner.
 * The driver's own `query_timeout` would give up the statement and keep the connection, for the next one to wait in vain.
 * One that rests between two statements of a snapshot, because its reader is slow, has not lost it.
 */
export function leaveWhenSilent(client: pg.ClientBase, silenceMs = SILENCE_WITHIN_MS): void {
  const inside = client as unknown as ClientInside;
  const { stream } = inside.connection;
  stream.setTimeout(silenceMs);
  // A listener given to setTimeout would hear of the first silence alone.
  stream.on('timeout', () => {
    if (!inside._activeQuery) return;
    stream.destroy(new Error('Connection terminated: the database server is silent'));
  });
}

export function postgresDialect(pool: pg.Pool): PostgresDialect {
  return new PostgresDialect({ pool });
}

export function postgresPoolFigures(pool: pg.Pool): PoolFigures {
  return { open: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount };
}

/** Beyond this many texts the others are sent as they are: a server keeps each on every connection. */
const MOST_PREPARED = 300;
/** Lists of values come in every length: what is sent with more than these does not come again in the same words. */
const MOST_VALUES = 40;

/**
 * The pool for queries that come again and again in the same words: each is parsed and planned once per connection. None of
 * them may answer `select *` itself, for a column added meanwhile would break it.
 */
export function preparingDialect(pool: pg.Pool): PostgresDialect {
  const names = new Map<string, string>();
  const nameOf = (text: string, values: readonly unknown[]): string | undefined => {
    const known = names.get(text);
    if (known !== undefined || names.size >= MOST_PREPARED) return known;
    if (values.length > MOST_VALUES || !text.startsWith('select ')) return undefined;
    const name = `again_${names.size}`;
    names.set(text, name);
    return name;
  };
  // With the promise of the driver's own an answer outlives its reader until V8 goes through all of the memory.
  const preparingOf = (client: pg.PoolClient): PostgresPoolClient => {
    const query = (text: string, values: readonly unknown[]) => {
      const name = nameOf(text, values);
      const config = { ...(name !== undefined && { name }), text, values: [...values] };
      return new Promise<pg.QueryResult>((resolve, reject) => {
        void client.query(config, (error, result) => (error ? reject(error) : resolve(result)));
      });
    };
    return { query, release: () => client.release() } as unknown as PostgresPoolClient;
  };
  // The query builder keeps something of its own with each client that it sees.
  const wrapped = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  const preparing: PostgresPool = {
    options: pool.options as PostgresPool['options'],
    async connect() {
      const client = await pool.connect();
      const own = wrapped.get(client) ?? preparingOf(client);
      wrapped.set(client, own);
      return own;
    },
    end: () => pool.end(),
  };
  return new PostgresDialect({ pool: preparing });
}
