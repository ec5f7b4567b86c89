import { CompiledQuery } from 'kysely';
import { type Database, sqlOf } from '../db/connection.ts';
import { PARAMETER } from '../db/dialects/sqlite.ts';
import type { Completion } from '../progress/completion.ts';
import type { GroupPart, SqliteStatements } from '../progress/group-part.ts';
import type { Transaction } from '../transaction/transaction.ts';

/**
 * Which activities (`r`) owe a grade for a finished grain (`f`): those of the courses in which the person is a learner (`m`),
 * that want grades, and whose scope covers the grain; of module, sequence and grain the most specific that is set counts.
 */
const OWED = `m.role = 'learner' and m.status = 'active' and r.passback <> 'none' and case
    when r.grain_id is not null then r.grain_id = f.grain_id
    when r.sequence_id is not null then r.sequence_id = f.sequence_id
    when r.module_id is not null then r.module_id = f.module_id
    else true end`;

const COLUMNS = 'id, tenant_id, platform_id, resource_link_id, user_id, due_at, created_at, updated_at';

/**
 * What raising changes in a row that exists. One that is due keeps its moment: it has come, or a retry waits for it. A row
 * that was given up gets a new chance. The lease stays: who holds it acknowledges the seq it has read and no later one.
 */
function raised(old: string, given: (column: string) => string): string {
  // In this order: MySQL assigns from left to right, and a later expression sees what an earlier one assigned.
  return `seq = ${old}.seq + 1,
    due_at = case when ${old}.state = 'due' then ${old}.due_at else ${given('due_at')} end,
    attempts = case when ${old}.state = 'due' then ${old}.attempts else 0 end,
    reason = case when ${old}.state = 'dead' then null else ${old}.reason end,
    reason_text = case when ${old}.state = 'dead' then null else ${old}.reason_text end,
    state = 'due',
    updated_at = ${given('updated_at')}`;
}

const onConflict = `on conflict (id) do update set ${raised('grade_outbox', (column) => `excluded.${column}`)}`;

/** Raises the grades that new completions change, in the transaction that records them. The score is computed when it is sent. */
export function createGradeEnqueue({ engine }: Database): GroupPart {
  return {
    sqlite: (connection) => sqliteRaise(connection),
    postgres: {
      columns: {},
      values: () => ({}),
      ctes: `outbox_raised as (${postgresRaise('fresh f')})`,
      // A membership is one per course and learner, so one completion owes each activity once.
      single: { ctes: () => `outbox_raised as (${postgresRaise('fresh f', '', false)})` },
    },
    mysql: { write: (fresh, _, now) => [{ text: MYSQL_RAISE, values: [now, now, now, fresh.map(({ id }) => id)] }] },
    stepwise: (transaction, fresh, now) => raiseStepwise(transaction, engine === 'mysql', fresh, now),
  };
}

function sqliteRaise(connection: SqliteStatements): (fresh: readonly Completion[], now: Date) => void {
  const owed = connection.prepare(
    `select r.id || ':' || m.user_id as id, r.tenant_id, r.platform_id, r.id as resource_link_id, o.state
     from (select ? as user_id, ? as grain_id, ? as sequence_id, ? as module_id) f
       cross join context_memberships m on m.user_id = f.user_id cross join resource_links r on r.context_id = m.context_id
       left join grade_outbox o on o.id = r.id || ':' || m.user_id
     where ${OWED}`.replaceAll('?', PARAMETER),
  );
  const values = COLUMNS.split(', ').map(() => PARAMETER);
  const raise = connection.prepare(`insert into grade_outbox (${COLUMNS}) values (${values.join(', ')}) ${onConflict}`);
  // The same for a row that is due: naming a column of an index in an update writes that index, even if nothing changes.
  const raiseDue = connection.prepare(
    `update grade_outbox set seq = seq + 1, updated_at = ${PARAMETER} where id = ${PARAMETER}`,
  );
  return (fresh, now) => {
    const at = now.getTime();
    for (const f of fresh)
      for (const row of owed.all(f.userId, f.grainId, f.sequenceId, f.moduleId) as Owed[])
        if (row.state === 'due') raiseDue.run(at, row.id);
        else raise.run(row.id, row.tenant_id, row.platform_id, row.resource_link_id, f.userId, at, at, at);
  };
}

interface Owed {
  id: string;
  tenant_id: string;
  platform_id: string;
  resource_link_id: string;
  /** Of the row there is. */
  state: string | null;
}

async function raiseStepwise(
  transaction: Transaction,
  mysql: boolean,
  fresh: readonly Completion[],
  now: Date,
): Promise<void> {
  const trx = sqlOf(transaction);
  const ids = fresh.map(({ id }) => id);
  if (mysql) await trx.executeQuery(CompiledQuery.raw(MYSQL_RAISE, [now, now, now, ids]));
  else await trx.executeQuery(CompiledQuery.raw(postgresRaise('progress f', 'f.id = any($1) and'), [ids, now]));
}

// In this order of tables: MariaDB would begin with the course and read all its members. A learner with two new grains is
// raised twice, which is as good as once.
const MYSQL_RAISE = `insert into grade_outbox (${COLUMNS})
  select concat(r.id, ':', f.user_id), r.tenant_id, r.platform_id, r.id, f.user_id, ?, ?, ?
  from progress f straight_join context_memberships m on m.user_id = f.user_id
    straight_join resource_links r on r.context_id = m.context_id
  where f.id in (?) and ${OWED}
  on duplicate key update ${raised('grade_outbox', (column) => `values(${column})`)}`;

/**
 * $2 is now. One statement may raise a row once only, and groups raise in one order: distinct and sorted, by uuids, for text
 * compares slowly.
 */
function postgresRaise(completions: string, condition = '', isMany = true): string {
  return `insert into grade_outbox (${COLUMNS})
  select ${isMany ? 'distinct on (r.id, f.user_id) ' : ''}r.id || ':' || f.user_id, r.tenant_id, r.platform_id, r.id, f.user_id, $2::timestamptz, $2::timestamptz, $2::timestamptz
  from ${completions} join context_memberships m on m.user_id = f.user_id join resource_links r on r.context_id = m.context_id
  where ${condition} ${OWED}
  ${isMany ? 'order by r.id, f.user_id' : ''}
  ${onConflict}`;
}
