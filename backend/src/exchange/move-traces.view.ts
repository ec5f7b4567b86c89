import { type Kysely, sql } from 'kysely';
import type { Database } from '../db/connection.ts';
import { isSqliteFileLocked } from '../db/dialects/sqlite.ts';
import type { MoveFacts } from './doctor-move.ts';

const STAGES = new Set<string>([
  'starting',
  'logging',
  'refusing',
  'complete',
  'preparing',
  'scratch',
  'copied',
] satisfies MoveFacts['stage'][]);

/** What moves have written into a base, and whether one works on it now. */
export async function readMoveTraces(database: Database): Promise<MoveFacts> {
  const db = database.query as unknown as Kysely<unknown>;
  const note = (await hasTable(database, db, 'passerelle_move'))
    ? (await sql<Note>`select stage, begun_at, fenced_at from passerelle_move`.execute(db)).rows[0]
    : undefined;
  if (note === undefined || !STAGES.has(note.stage)) {
    return { stage: 'none', begunAt: undefined, fencedAt: undefined, waiting: 0, isRunning: false };
  }
  const waiting = (await hasTable(database, db, 'passerelle_change_log'))
    ? await sql<{ n: number }>`select count(*) as n from
        (select distinct table_name, row_key from passerelle_change_log) changed`.execute(db)
    : { rows: [] };
  return {
    stage: note.stage,
    begunAt: instantOf(note.begun_at),
    fencedAt: instantOf(note.fenced_at),
    waiting: Number(waiting.rows[0]?.n ?? 0),
    isRunning: await isMoving(database, db),
  };
}

/** A server asks this again and again: nothing else of the catalogue is read. */
async function hasTable({ engine }: Database, db: Kysely<unknown>, name: string): Promise<boolean> {
  const { rows } = await {
    sqlite: sql`select 1 from sqlite_schema where name = ${name}`,
    postgres: sql`select 1 where to_regclass(${name}) is not null`,
    mysql: sql`show tables like ${sql.lit(name)}`,
  }[engine].execute(db);
  return rows.length > 0;
}

interface Note {
  stage: MoveFacts['stage'];
  begun_at: string | null;
  fenced_at: string | null;
}

const instantOf = (text: string | null): Date | undefined => (text === null ? undefined : new Date(text));

/** Whether somebody holds the right to move this base (MovableBase.claim). */
async function isMoving({ driver }: Database, db: Kysely<unknown>): Promise<boolean> {
  if (driver.engine === 'sqlite') {
    return isSqliteFileLocked(`${driver.connection.name}-move-lock`);
  }
  if (driver.engine === 'postgres') {
    // Of this one statement: it is given back when the statement ends.
    const { rows } = await sql<{ free: boolean }>`
      select pg_try_advisory_xact_lock(hashtext('passerelle move ' || current_schema())) as free`.execute(db);
    return rows[0]?.free !== true;
  }
  const { rows } = await sql<{ free: number }>`
    select is_free_lock(concat('passerelle move ', database())) as free`.execute(db);
  return Number(rows[0]?.free) !== 1;
}
