import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../errors/app-error.ts';
import type { ChangeLog, MoveMark, TargetNote } from './change-log.ts';
import {
  loggingStatements,
  postgresFencing,
  postgresUnfencing,
  silencingStatements,
} from './change-log-triggers.store.ts';
import type { MovableBase } from './movable-base.ts';

const NOTE = `create table if not exists passerelle_move
  (id varchar(36) primary key, stage varchar(16) not null, begun_at varchar(32), fenced_at varchar(32))`;
const NUMBER = {
  sqlite: 'integer primary key autoincrement',
  postgres: 'bigint generated always as identity primary key',
  mysql: 'bigint auto_increment primary key',
};
const TEXTS = { sqlite: '', postgres: '', mysql: ' character set utf8mb4 collate utf8mb4_bin' };

/** How long one statement waits for those who write to a table, blocking the next ones meanwhile; and how often it tries. */
const WAIT_SECONDS = 2;
const TRIES = 15;

/** @param base a connection to the base that is moved, with the rights of its owner */
export function createChangeLog(base: MovableBase): ChangeLog {
  const { engine, ask } = base;
  const tables = () => base.shapes();
  return {
    async find() {
      const row = await findNote(base);
      return row === undefined ? undefined : markOf(row);
    },
    async begin(id, now) {
      await ask(NOTE);
      await ask('delete from passerelle_move');
      await ask(
        `create table if not exists passerelle_change_log (seq ${NUMBER[engine]},
          table_name varchar(64) not null, row_key varchar(512) not null)${TEXTS[engine]}`,
      );
      // Before the triggers: on MySQL a writer locks this row, and the fence waits for it.
      await ask(`insert into passerelle_move values ('${id}', 'starting', '${now.toISOString()}', null)`);
      const shapes = await tables();
      const schema = engine === 'postgres' ? String((await ask('select current_schema() as name'))[0]?.name) : '';
      for (const statement of await silencingStatements(base)) await patiently(base, statement);
      for (const statement of loggingStatements(engine, shapes, schema)) await patiently(base, statement);
      await ask("update passerelle_move set stage = 'logging'");
    },
    async changes(seenBy) {
      const rows = await seenBy.ask('select distinct table_name, row_key from passerelle_change_log');
      const keys = new Map<string, string[]>();
      for (const { table_name: table, row_key: key } of rows) {
        const known = keys.get(String(table));
        if (known === undefined) keys.set(String(table), [String(key)]);
        else known.push(String(key));
      }
      const spans = await seenBy.ask(
        `select min(seq) as first_seq, max(seq) as last_seq from
          (select seq, seq - row_number() over (order by seq) as island from passerelle_change_log) numbered group by island`,
      );
      return {
        keys,
        spans: spans.map((row) => ({ first: Number(row.first_seq), last: Number(row.last_seq) })),
      };
    },
    async forget(spans) {
      for (const { first, last } of spans) {
        await patiently(base, `delete from passerelle_change_log where seq between ${first} and ${last}`);
      }
    },
    async noteRefusing() {
      await ask("update passerelle_move set stage = 'refusing'");
    },
    async fence(now) {
      await patiently(base, `update passerelle_move set fenced_at = '${now.toISOString()}'`);
      if (engine !== 'postgres') return;
      const shapes = await tables();
      for (const statement of [...postgresUnfencing(shapes), ...postgresFencing(shapes)])
        await patiently(base, statement);
    },
    async unfence() {
      if (engine === 'postgres') {
        for (const statement of postgresUnfencing(await tables())) await patiently(base, statement);
      }
      await patiently(base, "update passerelle_move set stage = 'logging', fenced_at = null");
    },
    async noteComplete() {
      await ask("update passerelle_move set stage = 'complete'");
    },
    async remove() {
      for (const statement of await silencingStatements(base)) await patiently(base, statement);
      await patiently(base, 'drop table if exists passerelle_change_log');
      await patiently(base, 'drop table if exists passerelle_move');
    },
  };
}

/** @param base the base that is filled */
export function createTargetNote(base: MovableBase): TargetNote {
  return {
    async stage() {
      const stage = (await findNote(base))?.stage;
      return TARGET_STAGES.find((one) => one === stage);
    },
    async find() {
      const row = await findNote(base);
      return row?.stage === 'copied' ? String(row.id) : undefined;
    },
    async begin(stage) {
      await base.ask(NOTE);
      await base.ask('delete from passerelle_move');
      await base.ask(`insert into passerelle_move (id, stage) values ('', '${stage}')`);
    },
    async write(id) {
      await base.ask(`update passerelle_move set id = '${id}', stage = 'copied'`);
    },
    async open() {
      await base.ask('begin');
      await base.ask('delete from passerelle_maintenance');
      await base.ask('delete from passerelle_move');
      await base.ask('commit');
      await base.ask('drop table if exists passerelle_move');
    },
    async remove() {
      await base.ask('drop table if exists passerelle_move');
    },
  };
}

const TARGET_STAGES = ['preparing', 'scratch', 'copied'] as const;

const NOTE_IS_THERE = {
  sqlite: "select 1 as one from sqlite_schema where name = 'passerelle_move'",
  postgres: "select 1 as one where to_regclass('passerelle_move') is not null",
  mysql: "show tables like 'passerelle_move'",
};

async function findNote(base: MovableBase): Promise<Record<string, unknown> | undefined> {
  if ((await base.ask(NOTE_IS_THERE[base.engine])).length === 0) return undefined;
  return (await base.ask('select id, stage, begun_at, fenced_at from passerelle_move'))[0];
}

const SOURCE_STAGES = ['logging', 'refusing', 'complete'] as const;

/** Of a move that has begun: while it is `starting`, or in a target, there is none. */
function markOf(row: Record<string, unknown>): MoveMark | undefined {
  const stage = SOURCE_STAGES.find((one) => one === row.stage);
  if (stage === undefined) return undefined;
  return {
    id: String(row.id),
    stage,
    begunAt: new Date(String(row.begun_at)),
    fencedAt: row.fenced_at === null ? null : new Date(String(row.fenced_at)),
  };
}

/** On MySQL also: no locks on the gaps between rows, into which others write. */
const SHORT_WAIT: Record<MovableBase['engine'], readonly string[]> = {
  sqlite: [],
  postgres: [`set lock_timeout = '${WAIT_SECONDS}s'`],
  mysql: [
    `set session lock_wait_timeout = ${WAIT_SECONDS}, innodb_lock_wait_timeout = ${WAIT_SECONDS}`,
    'set session transaction isolation level read committed',
  ],
};
const LOCKED = new Set(['55P03', '40P01', 'ER_LOCK_WAIT_TIMEOUT', 'ER_LOCK_DEADLOCK', 'SQLITE_BUSY', 'SQLITE_LOCKED']);
const FORBIDDEN = new Set([
  '42501',
  'ER_TABLEACCESS_DENIED_ERROR',
  'ER_SPECIFIC_ACCESS_DENIED_ERROR',
  'ER_BINLOG_CREATE_ROUTINE_NEED_SUPER',
  'ER_DBACCESS_DENIED_ERROR',
  'SQLITE_READONLY',
]);

/** One long transaction of somebody must not make all others wait behind us: short waits, tried again. */
async function patiently(base: MovableBase, statement: string): Promise<void> {
  for (const wait of SHORT_WAIT[base.engine]) await base.ask(wait);
  for (let left = TRIES; ; left--) {
    try {
      await base.ask(statement);
      return;
    } catch (error) {
      const code = String((error as { code?: unknown }).code);
      if (FORBIDDEN.has(code)) throw triggersRefused(error);
      if (!LOCKED.has(code)) throw error;
      if (left <= 1) throw baseBusy(error);
      await pause(300);
    }
  }
}

function triggersRefused(cause: unknown): AppError {
  return new AppError(
    'exchange.triggers_refused',
    'forbidden',
    `The source does not let this account make triggers (${(cause as Error).message}); nothing was moved. Use the account that owns the tables (MySQL: the right TRIGGER, and log_bin_trust_function_creators where there is a binary log), or move with "passerelle maintenance on" and "passerelle copy". / Ce compte ne peut pas créer de déclencheurs dans la source ; rien n’a été déménagé. Prenez le compte propriétaire des tables.`,
    undefined,
    { cause },
  );
}

function baseBusy(cause: unknown): AppError {
  return new AppError(
    'exchange.base_busy',
    'conflict',
    'A transaction that does not end holds a table of the source. End it (a long query, an import, a backup), then give the same command again. / Une transaction qui ne se termine pas retient une table de la source : terminez-la, puis relancez la même commande.',
    undefined,
    { cause },
  );
}
