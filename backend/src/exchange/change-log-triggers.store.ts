import { isFenced } from './change-log.ts';
import type { MovableBase, TableShape } from './movable-base.ts';

const EVENTS = ['insert', 'update', 'delete'] as const;
/** `refused: maintenance` is what a server takes for "not now": 503. */
const REFUSED = 'refused: maintenance, this base is being moved';

/** Statements that make a base log its changes; those of PostgreSQL and MySQL each end what waits for the table. */
export function loggingStatements(
  engine: MovableBase['engine'],
  tables: readonly TableShape[],
  schema: string,
): string[] {
  if (engine === 'postgres') return postgresLogging(tables, schema);
  return tables.flatMap((table) => (engine === 'mysql' ? mysqlLogging(table) : sqliteLogging(table)));
}

/**
 * Finds the triggers of a move and their tables by the names of the triggers, so that they are found whatever has become of the
 * tables meanwhile.
 */
const FIND_TRIGGERS: Record<MovableBase['engine'], string> = {
  sqlite: `select name, tbl_name as tbl from sqlite_schema where type = 'trigger' and name like 'passerelle\\_log\\_%' escape '\\'`,
  postgres: `select t.tgname as name, c.relname as tbl from pg_trigger t join pg_class c on c.oid = t.tgrelid
    where t.tgname in ('passerelle_log', 'passerelle_log_truncate', 'passerelle_fence')
      and c.relnamespace = current_schema()::regnamespace`,
  mysql: `select trigger_name as name, event_object_table as tbl from information_schema.triggers
    where trigger_schema = database() and trigger_name like 'passerelle\\_log\\_%'`,
};

/** Statements that take away what triggers there are. */
export async function silencingStatements({ engine, ask }: Pick<MovableBase, 'engine' | 'ask'>): Promise<string[]> {
  const triggers = await ask(FIND_TRIGGERS[engine]);
  if (engine !== 'postgres') return triggers.map(({ name }) => `drop trigger if exists ${name}`);
  const functions = await ask(
    `select oid::regprocedure::text as name from pg_proc where pronamespace = current_schema()::regnamespace
      and (proname like 'passerelle\\_log\\_change\\_%' or proname = 'passerelle_refuse_write')`,
  );
  return [
    ...triggers.map(({ name, tbl }) => `drop trigger if exists ${name} on "${tbl}"`),
    ...functions.map(({ name }) => `drop function if exists ${name}`),
  ];
}

const triggerName = (table: string, event: string): string => `passerelle_log_${table}_${event}`;
const keysOf = (tables: readonly TableShape[]): string[] => [...new Set(tables.map(({ key }) => key))];

/** By functions of their owner: other accounts that write to the tables (Directus) need no right to the log. */
function postgresLogging(tables: readonly TableShape[], schema: string): string[] {
  const functions = keysOf(tables).map(
    (key) => `create or replace function passerelle_log_change_${key}() returns trigger language plpgsql
      security definer set search_path = pg_catalog, pg_temp as $$ begin
      if tg_op <> 'INSERT' then
        insert into "${schema}".passerelle_change_log (table_name, row_key) values (tg_argv[0], old."${key}"::text);
      end if;
      if tg_op = 'INSERT' or (tg_op = 'UPDATE' and new."${key}" <> old."${key}") then
        insert into "${schema}".passerelle_change_log (table_name, row_key) values (tg_argv[0], new."${key}"::text);
      end if;
      return null; end $$`,
  );
  const refusal = `create or replace function passerelle_refuse_write() returns trigger language plpgsql as $$ begin
    raise exception '${REFUSED}' using errcode = 'read_only_sql_transaction'; end $$`;
  return [
    ...functions,
    refusal,
    ...tables.flatMap(({ name, key }) => [
      `create trigger passerelle_log after insert or update or delete on "${name}"
        for each row execute function passerelle_log_change_${key}('${name}')`,
      `create trigger passerelle_log_truncate before truncate on "${name}"
        for each statement execute function passerelle_refuse_write()`,
    ]),
  ];
}

/**
 * On PostgreSQL the fence is triggers of its own: making one waits for whoever writes to the table, and no isolation level
 * hides it. The other engines look at the note of the move in the logging triggers.
 */
export function postgresFencing(tables: readonly TableShape[]): string[] {
  return tables.filter(isFenced).map(
    ({ name }) => `create trigger passerelle_fence before insert or update or delete on "${name}"
      for each statement execute function passerelle_refuse_write()`,
  );
}

export function postgresUnfencing(tables: readonly TableShape[]): string[] {
  return tables.map(({ name }) => `drop trigger if exists passerelle_fence on "${name}"`);
}

/** The lock on the note lasts until the writer has committed, so whoever sets the fence waits for every writer. */
function mysqlLogging(table: TableShape): string[] {
  const { name } = table;
  const fence = `begin declare fenced varchar(32);
    select fenced_at into fenced from passerelle_move lock in share mode;
    if fenced is not null then signal sqlstate '45000' set message_text = '${REFUSED}'; end if;`;
  return EVENTS.map(
    (event) => `create trigger ${triggerName(name, event)} after ${event} on \`${name}\` for each row
      ${isFenced(table) ? fence : 'begin'} ${entries(table, event, '`')} end`,
  );
}

/** One writer at a time, so the note cannot change under one. */
function sqliteLogging(table: TableShape): string[] {
  const { name } = table;
  const fence = `select raise(abort, '${REFUSED}') from passerelle_move where fenced_at is not null;`;
  return EVENTS.map(
    (event) => `create trigger ${triggerName(name, event)} after ${event} on "${name}" for each row begin
      ${isFenced(table) ? fence : ''} ${entries(table, event, '"')} end`,
  );
}

function entries({ name, key }: TableShape, event: (typeof EVENTS)[number], quote: string): string {
  const id = `${quote}${key}${quote}`;
  const into = 'insert into passerelle_change_log (table_name, row_key)';
  if (event !== 'update') return `${into} values ('${name}', ${event === 'insert' ? 'new' : 'old'}.${id});`;
  const moved = `${into} select '${name}', new.${id} from passerelle_move where new.${id} <> old.${id};`;
  return `${into} values ('${name}', old.${id}); ${moved}`;
}
