import { type Kysely, sql } from 'kysely';
import type { MigrationTools } from './columns.ts';

/** What of a rolled-up study session may not change without its day being summed anew. */
const SUMMED = [
  'rolled_at',
  'student_pk',
  'class_pk',
  'theme_pk',
  'day',
  'score_sum',
  'score_count',
  'mastery',
  'grains_completed',
  'time_spent_seconds',
  'last_activity_at',
] as const;

/**
 * PostgreSQL reads the condition of a trigger anew, from its text, in every statement that updates the table: it is short
 * now, the rest is asked in the function. Rows that are updated in place of themselves find room beside themselves.
 */
export async function up({ db, traits }: MigrationTools): Promise<void> {
  if (traits.engine !== 'postgres') return;
  const row = (name: string) => `(${SUMMED.map((column) => `${name}.${column}`).join(', ')})`;
  const statements = [
    `create or replace function passerelle_study_session_changed() returns trigger language plpgsql as $$ begin
  if tg_op = 'UPDATE' and ${row('old')} is not distinct from ${row('new')} then return null; end if;
  perform passerelle_sum_study_day(old.student_pk, old.day);
  if tg_op = 'UPDATE' and (new.student_pk, new.day) is distinct from (old.student_pk, old.day) then
    perform passerelle_sum_study_day(new.student_pk, new.day);
  end if;
  return null;
end $$`,
    'drop trigger study_sessions_changed on study_sessions',
    `create trigger study_sessions_changed after update on study_sessions for each row
  when (old.rolled_at is not null) execute function passerelle_study_session_changed()`,
    'alter table study_sessions set (fillfactor = 80)',
    'alter table grade_outbox set (fillfactor = 80)',
  ];
  for (const statement of statements) await sql.raw(statement).execute(db as Kysely<unknown>);
}
