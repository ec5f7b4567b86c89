import { AppError } from '../../errors/app-error.ts';

/** Runs one statement on a connection to MySQL or MariaDB. */
export type RunMysql = (statement: string) => Promise<Record<string, unknown>[]>;

const TABLE = 'passerelle_resting_triggers';
const LOCK = "concat('passerelle filling ', database())";

/**
 * MySQL and MariaDB have no way of putting triggers to rest, and their DDL ends transactions. So the triggers are written
 * down in a table before they are dropped, and whoever finds that table (the next start, the next import) makes them anew:
 * a process that dies in between leaves nothing behind that does not mend itself. While triggers rest, the connection holds
 * a lock by name, which the server releases when the connection is gone.
 */
export async function putTriggersToRest(run: RunMysql): Promise<void> {
  await takeLock(run, 60);
  await makeTriggersAnew(run);
  const triggers = await run(
    `select trigger_name as name, action_timing as timing, event_manipulation as event, event_object_table as tbl,
       action_statement as body from information_schema.triggers
     where trigger_schema = database() and event_object_table not like 'directus\\_%' order by action_order, trigger_name`,
  );
  await run(`create table ${TABLE} (position int primary key, name varchar(64), statement mediumtext) charset utf8mb4`);
  for (const [position, { name, timing, event, tbl, body }] of triggers.entries()) {
    const statement = `create trigger \`${name}\` ${timing} ${event} on \`${tbl}\` for each row ${body}`;
    await run(`insert into ${TABLE} values (${position}, ${quoted(String(name))}, ${quoted(statement)})`);
  }
  for (const { name } of triggers) await run(`drop trigger \`${name}\``);
}

/** Undoes {@link putTriggersToRest}, on its connection. */
export async function wakeTriggers(run: RunMysql): Promise<void> {
  await makeTriggersAnew(run);
  await run(`select release_lock(${LOCK})`);
}

/** Makes triggers anew that a process which died has left at rest. Does nothing while another one fills the base. */
export async function wakeForgottenTriggers(run: RunMysql): Promise<void> {
  if ((await run(`show tables like '${TABLE}'`)).length === 0) return;
  if (!(await takeLock(run, 0))) return;
  await wakeTriggers(run);
}

async function takeLock(run: RunMysql, seconds: number): Promise<boolean> {
  const [row] = await run(`select get_lock(${LOCK}, ${seconds}) as got`);
  if (Number(row?.got) === 1) return true;
  if (seconds === 0) return false;
  throw new AppError(
    'db.being_filled',
    'conflict',
    'Another process is filling this base, or the server still takes back what one that was killed had written. Wait a minute and give the same command again. / Un autre processus remplit cette base, ou le serveur annule encore ce qu’un processus interrompu y écrivait : patientez une minute, puis relancez la même commande.',
  );
}

async function makeTriggersAnew(run: RunMysql): Promise<void> {
  if ((await run(`show tables like '${TABLE}'`)).length === 0) return;
  const there = new Set(
    (await run('select trigger_name as name from information_schema.triggers where trigger_schema = database()')).map(
      (row) => row.name,
    ),
  );
  for (const { name, statement } of await run(`select name, statement from ${TABLE} order by position`)) {
    if (!there.has(name)) await run(String(statement));
  }
  await run(`drop table ${TABLE}`);
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
