import { type Kysely, sql } from 'kysely';
import type { Engine } from '../dialects/dialect.ts';
import { type MigrationTools, TableWriter } from './columns.ts';

/**
 * Whose progress was changed or deleted past the application (Directus, SQL): the database notes it, the reconcile job looks and
 * forgets. Rows that are added leave no note, for a trigger would be asked about every grain that a learner finishes.
 */
export async function up(tools: MigrationTools): Promise<void> {
  await new TableWriter(tools, 'progress_edits')
    .key()
    .tenantUnchecked()
    .reference('user_id', 'users')
    .instant('edited_at', { now: true })
    .create({ indexes: [['user_id']] });
  for (const statement of triggers(tools.traits.engine)) await sql.raw(statement).execute(tools.db as Kysely<unknown>);
}

/** What of a row decides about a grade. */
const GRADED = ['user_id', 'grain_id', 'module_id', 'sequence_id', 'score'] as const;

function triggers(engine: Engine): string[] {
  if (engine === 'postgres') return postgresTriggers();
  return engine === 'sqlite' ? sqliteTriggers() : mysqlTriggers();
}

/** Nothing when the learner is gone with the progress. */
function note(key: string, row: 'old' | 'new'): string {
  return `insert into progress_edits (id, tenant_id, user_id) select ${key}, u.tenant_id, u.id from users u where u.id = ${row}.user_id`;
}

function postgresTriggers(): string[] {
  const key = 'gen_random_uuid()';
  return [
    `create function passerelle_progress_edited() returns trigger language plpgsql as $$ begin
  ${note(key, 'old')};
  if tg_op = 'UPDATE' and new.user_id <> old.user_id then ${note(key, 'new')}; end if;
  return null;
end $$`,
    `create trigger progress_edited after update of ${GRADED.join(', ')} on progress for each row
  execute function passerelle_progress_edited()`,
    `create trigger progress_removed after delete on progress for each row
  execute function passerelle_progress_edited()`,
  ];
}

function sqliteTriggers(): string[] {
  const parts =
    "substr(h, 1, 8) || '-' || substr(h, 9, 4) || '-4' || substr(h, 14, 3) || '-8' || substr(h, 18, 3) || '-' || substr(h, 21)";
  const key = `(select lower(${parts}) from (select hex(randomblob(16)) as h))`;
  return [
    `create trigger progress_edited after update of ${GRADED.join(', ')} on progress for each row begin
  ${note(key, 'old')};
  ${note(key, 'new')} and new.user_id <> old.user_id;
end`,
    `create trigger progress_removed after delete on progress for each row begin
  ${note(key, 'old')};
end`,
  ];
}

function mysqlTriggers(): string[] {
  const key = 'uuid()';
  const same = GRADED.map((column) => `old.${column} <=> new.${column}`).join(' and ');
  return [
    `create trigger progress_edited after update on progress for each row
  if not (${same}) then
    ${note(key, 'old')};
    ${note(key, 'new')} and new.user_id <> old.user_id;
  end if`,
    `create trigger progress_removed after delete on progress for each row
  ${note(key, 'old')}`,
  ];
}
